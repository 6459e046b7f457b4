"""Many processes that write into one register: ``python -m tests.register.writers ADDRESS FOLDER PROCESSES LETTERS``.

Each process gives numbers to letters of two mailings, its own and one that all share, and registers them, in batches,
as a merge does. What the register has confirmed is written into a file of the process's own in FOLDER, so that it can
be held against the register after the processes have ended, or were killed. With LETTERS 0 they go on for ever.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
from pathlib import Path

from correspondence.entries import Letter
from correspondence.register import address_of, open_register
from tests.register.making import TEMPLATE, made

BATCH = 5
SHARED = "shared"


def write(address: str, folder: Path, process: int, count: int) -> None:
    """Write as one process."""
    with (
        (folder / f"{process}.jsonl").open("a", encoding="utf-8") as confirmed,
        open_register(address_of("", address, folder)) as register,
    ):

        def confirm(what: str, numbers: dict[str, str]) -> None:
            confirmed.write(json.dumps({"what": what, "numbers": numbers}) + "\n")
            confirmed.flush()

        batches = range(0, count, BATCH) if count else itertools.count(0, BATCH)
        for first in batches:
            for mailing in (f"own-{process}", SHARED):
                ids = [f"r{number}" for number in range(first, first + BATCH)]
                numbers = register.allocate("REF", {Letter(mailing, name, TEMPLATE): 2030 for name in ids})
                told = {f"{letter.mailing}/{letter.recipient}": number for letter, number in numbers.items()}
                confirm("numbered", told)
                register.append(
                    made(letter.recipient, number, mailing, by=str(process)) for letter, number in numbers.items()
                )
                confirm("registered", told)


def main() -> None:
    """Start the processes at once, and wait for them."""
    address, folder, processes, count = sys.argv[1:]
    children = []
    for process in range(int(processes)):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                write(address, Path(folder), process, int(count))
                status = 0
            finally:
                os._exit(status)
        children.append(child)
    listed = Path(folder) / "children"
    listed.with_suffix(".part").write_text("\n".join(map(str, children)))
    listed.with_suffix(".part").rename(listed)  # so that who finds the list finds it whole
    statuses = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    sys.stdout.write(json.dumps(statuses))


if __name__ == "__main__":
    main()
