"""The key with which an office signs, opened with a passphrase that is asked for once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from correspondence.dispatching.sending import kept_password
from correspondence.errors import Problem, ProblemsError, shown_here
from correspondence.sign import (
    Key,
    SigningError,
    Trust,
    certificates_in,
    key_from_file,
    key_from_token,
    lists_in,
    refuse_without_library,
)

PASSPHRASE_VARIABLE = "CORRESPONDENCE_SIGNING_PASSPHRASE"  # noqa: S105  (the name of a variable)


@dataclass(frozen=True)
class KeySource:
    """Where a key is.

    Attributes:
        file: A PKCS#12 file, None for a token.
        module: The PKCS#11 module of a token.
        token: The token's label, where several are plugged in.
        label: The label of its certificate, where it has several.
    """

    file: Path | None = None
    module: str = ""
    token: str = ""
    label: str = ""

    @property
    def called(self) -> str:
        """The name under which the keyring keeps its passphrase."""
        return f"signing {self.file.name if self.file else self.token or Path(self.module).name}"


@contextmanager
def opened_key(source: KeySource, environment: Mapping[str, str], ask: Callable[[], str]) -> Iterator[Key]:
    """Open a key for as long as the ``with`` statement lasts.

    Args:
        source: Where it is.
        environment: Variables, one of which may hold the passphrase.
        ask: Asks somebody for it; called once, and only where neither the environment nor the keyring has it.

    Raises:
        UnfitKeyError: It cannot be opened, or nobody can sign with it.
        ProblemsError: The file cannot be read.
        MissingToolError: pyHanko is not installed.
    """
    refuse_without_library("signing")
    content = _read(source.file) if source.file else b""
    passphrase = environment.get(PASSPHRASE_VARIABLE)
    if passphrase is None:
        passphrase = kept_password(source.called) or ask()
    if source.file:
        yield key_from_file(content, passphrase)
        return
    with key_from_token(source.module, passphrase, token=source.token, label=source.label) as key:
        yield key


def trust_of(certificates: Sequence[Path], lists: Sequence[Path]) -> Trust:
    """Read whom somebody trusts.

    Args:
        certificates: Files with certificates of authorities.
        lists: Files with lists of revoked certificates.

    Raises:
        ProblemsError: A file cannot be read, or holds none.
        MissingToolError: pyHanko is not installed.
    """
    if certificates or lists:
        refuse_without_library("judging signatures")
    return Trust(
        tuple(_checked(path, certificates_in) for path in certificates),
        tuple(_checked(path, lists_in) for path in lists),
    )


def _checked(path: Path, read: Callable[[bytes], object]) -> bytes:
    content = _read(path)
    try:
        read(content)
    except SigningError as error:
        raise ProblemsError([Problem(shown_here(path), error.reason, error.remedy)]) from error
    return content


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"the file cannot be read ({error.strerror})"
        raise ProblemsError([Problem(shown_here(path), message, "see to its name and permissions")]) from error
