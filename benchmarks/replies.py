"""How fast replies are read, matched and interpreted: ``python -m benchmarks.replies``.

Replies of the corpus are made into files first: PDF, Word files and mails; and one-page scans, lying each way. Then a process of its own reads
them with two threads, as ``replies record`` does. Processor time is counted, of that process and all that it starts,
without what starting takes: cores are shared, and time on the clock says more about the others. A rate on two cores is
what two cores' whole time would do.
"""

from __future__ import annotations

import io
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
HALF = "developing"
JOBS = 2
FEW = 4
"""Replies of the first run, which is taken off: it starts everything, and loads what is loaded once."""

Files = Sequence[tuple[str, bytes, str | None]]
"""Name and content of each file, and who sent it."""


def digital() -> Iterator[tuple[str, bytes, str | None]]:
    """Yield the letters and mails of the corpus as PDF, Word files and mails."""
    from tests.replies.corpus import letters_of
    from tests.replies.media import usual

    for letter in letters_of(HALF):
        if letter.medium != "scan":
            made = usual(letter)
            yield made.name, made.content, letter.recipient


def scanned() -> Iterator[tuple[str, bytes, str | None]]:
    """Yield pages of the corpus as bad scans, each the next way round."""
    from tests.replies.corpus import letters_of
    from tests.replies.media import copied, pictures

    scans = [letter for letter in letters_of(HALF) if letter.medium == "scan" and "\f" not in letter.text]
    for number, letter in enumerate(scans[:16]):
        page = copied(pictures(letter)[0], number).rotate(number % 4 * 90, Image.Resampling.NEAREST, expand=True)
        target = io.BytesIO()
        page.save(target, "JPEG", quality=60, dpi=(200, 200))
        yield f"{letter.id}.jpg", target.getvalue(), letter.recipient


def read_all(files: Files) -> None:
    """Read, match and interpret files: what is measured."""
    from correspondence.replies.match import Matcher
    from correspondence.replies.read import read_reply
    from correspondence.replying.interpreting import interpreted
    from tests.replies.corpus import inquiry

    asked = inquiry(HALF)
    matcher = Matcher(asked.asked, asked.ours)
    letters = {one.recipient.id: one for one in asked.asked}
    ours = asked.our_text(None)
    with ThreadPoolExecutor(2 * JOBS) as pool:
        said = []
        for reply in pool.map(lambda file: read_reply(file[1], file[0], our_text=ours), files):
            match = matcher.match(reply)
            letter = letters.get(match.recipient or "")
            said.append(pool.submit(interpreted, reply, asked.questionnaire, match, letter))
        for one in said:
            one.result()


def measured(files: Files) -> tuple[float, float]:
    """Return the processor time and the time on the clock that a file takes, in seconds."""
    few, all_of_them = _run(files[:FEW]), _run(files)
    count = len(files) - FEW
    return (all_of_them[0] - few[0]) / count, (all_of_them[1] - few[1]) / count


def _run(files: Files) -> tuple[float, float]:
    with tempfile.NamedTemporaryFile() as kept:
        pickle.dump(list(files), kept)
        kept.flush()
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        subprocess.run([sys.executable, "-m", "benchmarks.replies", kept.name], check=True, cwd=ROOT)  # noqa: S603
        took, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, took


def main(arguments: Sequence[str]) -> None:
    """Measure and print; with the name of a file of files, read those."""
    if arguments:
        read_all(pickle.loads(Path(arguments[0]).read_bytes()))  # noqa: S301  (this program wrote it)
        return
    rows = ["| measured | target | figure |", "|---|---|---|"]
    files = [*digital(), *digital()]
    cpu, clock = measured(files)
    rows += [
        f"| digital replies a second, on two cores’ whole time | 50 | {JOBS / cpu:.0f} |",
        f"| the same on the clock, as busy as the machine was | – | {1 / clock:.0f} |",
    ]
    cpu, _ = measured(list(scanned()))
    rows.append(f"| scanned page, upright or turned: seconds on one core | 2 | {cpu:.2f} |")
    sys.stdout.write("\n".join(rows) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
