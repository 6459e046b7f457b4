"""The folder of a mailing: what was made there, and of what."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

from correspondence.dispatch.files import Manifest
from correspondence.errors import RefusedError, shown_here


def mailing_in(output: Path, name: str) -> Manifest:
    """Return what was made in the folder of a mailing.

    Args:
        output: The folder that holds the mailings' folders.
        name: The mailing.

    Raises:
        RefusedError: There is no such mailing.
    """
    folder = output / name
    manifest = Manifest.read(folder) if Path(name).name == name else None
    if manifest is None or "template" not in manifest.about:
        what = f"{shown_here(folder)} holds no mailing"
        raise RefusedError(what, "name one that was made, or make it: correspondence merge TEMPLATE LIST")
    return manifest


def making(about: Mapping[str, str], *options: str) -> str:
    """Return the command that makes a mailing.

    Args:
        about: Of which template and list it is made, under which name.
        options: Further words of the command.
    """
    words = ["correspondence", "merge" if about.get("list") else "render", about["template"]]
    if listed := about.get("list"):
        words.append(listed)
        words += ["--mailing", about["mailing"]] if about["mailing"] != listed else []
    return shlex.join([*words, *options])
