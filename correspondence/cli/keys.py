"""The options that name a key to sign with, for every command that signs."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from correspondence.cli.options import Command, options

if TYPE_CHECKING:
    import datetime

    from correspondence.signing import Key, Manner, Trust


@dataclass(frozen=True)
class KeyChoice:
    """Which key is meant, and how it signs.

    Attributes:
        file: A PKCS#12 file, None where none is named.
        module: The PKCS#11 module of a token, empty where none is named.
        token: The token's label, or empty.
        certificate: The label of its certificate, or empty.
        timestamp: Address of a time-stamp server, None for none.
    """

    file: Path | None = None
    module: str = ""
    token: str = ""
    certificate: str = ""
    timestamp: str | None = None

    @property
    def is_given(self) -> bool:
        """Whether a key is named at all.

        Raises:
            click.UsageError: Two are.
        """
        if self.file is not None and self.module:
            message = "--key and --token both name a key: give one of them"
            raise click.UsageError(message)
        return self.file is not None or bool(self.module)

    @contextmanager
    def opened(self, at: datetime.datetime) -> Iterator[Key]:
        """Open the key; whoever must know its passphrase is asked once.

        Raises:
            UnfitKeyError: Nobody can sign with it at this moment.
        """
        from correspondence.signing import KeySource, opened_key

        source = KeySource(self.file, self.module, self.token, self.certificate)
        with opened_key(source, os.environ, _asking("PIN" if self.module else "Passphrase")) as key:
            key.refuse_if_unfit(at)
            yield key

    def manner(self, reason: str = "", evidence: Trust | None = None) -> Manner:
        """Return how it signs.

        Args:
            reason: Why, in a few words.
            evidence: Certificates and lists that are put into the file.
        """
        from correspondence.signing import Manner, Trust, drawing, time_stamper

        stamper = time_stamper(self.timestamp) if self.timestamp is not None else None
        return Manner(reason, stamper, evidence or Trust(), drawing())


key_file_option = click.option(
    "--key",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The key and its certificate, a PKCS#12 file.",
)
token_option = click.option(
    "--token", "module", default="", metavar="MODULE", help="A token instead: the PKCS#11 module of its maker."
)
token_label_option = click.option(
    "--token-label", "token", default="", metavar="LABEL", help="Which token, where several are plugged in."
)
certificate_option = click.option("--certificate", default="", metavar="LABEL", help="Which certificate of the token.")
timestamp_option = click.option(
    "--timestamp", metavar="URL", help="Let this time-stamp server (RFC 3161) say when it was signed."
)


def key_options(command: Command) -> Command:
    """Put the options on a command that name a key; it takes them together, as ``key``."""

    @functools.wraps(command)
    def choosing(
        *arguments: Any,
        file: Path | None,
        module: str,
        token: str,
        certificate: str,
        timestamp: str | None,
        **named: Any,
    ) -> Any:
        return command(*arguments, key=KeyChoice(file, module, token, certificate, timestamp), **named)

    put = options(key_file_option, token_option, token_label_option, certificate_option, timestamp_option)
    return put(cast("Command", choosing))


def _asking(what: str) -> Callable[[], str]:
    """Return what asks for a passphrase, once."""

    def ask() -> str:
        from correspondence.signing import PASSPHRASE_VARIABLE

        if not sys.stdin.isatty():
            message = f"nobody can be asked for the {what if what == 'PIN' else what.lower()}; set it in the variable {PASSPHRASE_VARIABLE}"
            raise click.UsageError(message)
        return str(click.prompt(what, hide_input=True, default="", show_default=False, err=True))

    return ask
