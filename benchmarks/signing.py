"""How fast letters are signed, beside bare pyHanko: ``python -m benchmarks.signing``.

The same letters are signed by both in turns, in one process, with the same key in memory; of each, the median of the processor time
for one letter counts. Ours does more: the field is tagged, the file is read back and judged before it is written, and the
parts are told one by one. Then the whole command signs a mailing, with all that starting takes, in one process.
"""

from __future__ import annotations

import argparse
import datetime
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, sign_pdf
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import SimpleSigner

from benchmarks.merging import ROOT, TEMPLATE, TURNS, add_rows, cpu, office
from correspondence.sign import Manner, Trust, key_from_file, read_signatures, refuse_if_unfit, sign
from tests.signing.authority import NOW, PASSPHRASE, authority

LETTERS = 24
VARIABLE = "CORRESPONDENCE_SIGNING_PASSPHRASE"

Signer = Callable[[bytes], object]


def all_means(key_file: bytes) -> Iterator[tuple[str, Signer]]:
    """Yield what is measured: bare pyHanko first, then ours, then its parts."""
    bare = SimpleSigner.load_pkcs12_data(key_file, [], PASSPHRASE.encode())
    key, manner, nobody = key_from_file(key_file, PASSPHRASE), Manner(), Trust()
    about = PdfSignatureMetadata(field_name="Signature1", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
    done: dict[bytes, bytes] = {}

    def pyhanko(letter: bytes) -> None:
        sign_pdf(IncrementalPdfFileWriter(io.BytesIO(letter)), about, bare, output=io.BytesIO())

    def ours(letter: bytes) -> None:
        refuse_if_unfit(letter)
        done[letter] = sign(letter, key, manner, NOW)
        (one,) = read_signatures(done[letter], nobody, NOW)
        assert one.holds  # noqa: S101

    yield "bare pyHanko: an untagged field, nothing read back", pyhanko
    yield "ours: looked at, tagged, signed, read back and judged", ours
    yield "of that: seeing whether the file can be signed", refuse_if_unfit
    yield "of that: field, tag and signature", lambda letter: sign(letter, key, manner, NOW)
    yield "of that: reading back and judging", lambda letter: read_signatures(done[letter], nobody, NOW)


def compared(letters: Sequence[bytes], key_file: bytes) -> Iterator[str]:
    """Yield the lines of the table of means."""
    means = list(all_means(key_file))
    taken: dict[str, list[float]] = {what: [] for what, _ in means}
    for turn in range(TURNS + 1):
        for what, signer in means:
            before = cpu()
            for letter in letters:
                signer(letter)
            if turn:  # the first one loads what is loaded once
                taken[what].append((cpu() - before) / len(letters))
    first = taken[means[0][0]]
    yield "| means | ms a letter | ratio |"
    yield "|---|--:|--:|"
    for what, seconds in taken.items():
        ratio = statistics.median(own / other for own, other in zip(seconds, first, strict=True))
        yield f"| {what} | {1000 * statistics.median(seconds):.1f} | {ratio:.2f} |"


def whole(folder: Path, letters: int) -> Iterator[str]:
    """Yield the lines of the table of the whole command."""
    mailing = add_rows(folder, letters)
    words = [sys.executable, "-m", "correspondence"]
    around = {**os.environ, "PYTHONPATH": str(ROOT), VARIABLE: PASSPHRASE}
    merge = [*words, "merge", TEMPLATE, mailing, "--format", "pdf"]
    subprocess.run(merge, cwd=folder, env=around, check=True, capture_output=True)  # noqa: S603 - our own program
    command = [*words, "sign", mailing, "--key", "signer.p12"]
    yield "| command | CPU s | clock s |"
    yield "|---|--:|--:|"
    for what in (f"sign {letters:,} letters, and register each", "the same again: nothing to do"):
        before, begin = cpu(), time.monotonic()
        subprocess.run(command, cwd=folder, env=around, check=True, capture_output=True)  # noqa: S603
        yield f"| {what} | {cpu() - before:.1f} | {time.monotonic() - begin:.1f} |"
    made = [path.read_bytes() for path in sorted((folder / "output" / mailing).glob("*.pdf"))]
    yield ""
    yield from compared(made[:LETTERS], authority().signer.p12())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--letters", type=int, default=200, help="letters of the whole command")
    given = parser.parse_args()
    load, *_ = os.getloadavg()
    with tempfile.TemporaryDirectory() as place:
        folder = office(Path(place))
        (folder / "signer.p12").write_bytes(authority().signer.p12())
        for line in whole(folder, given.letters):
            print(line, flush=True)  # noqa: T201 - the result
    now = f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}"
    print(f"\n{now}; the load was {load:.1f} before, {os.getloadavg()[0]:.1f} after, on {os.cpu_count()} cores.")  # noqa: T201


if __name__ == "__main__":
    main()
