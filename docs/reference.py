"""Make the reference pages from the code: ``python docs/reference.py``, with ``--check`` to compare only.

The words of a page stand in ``docs/pages/``; each ``<!-- name -->`` in them is filled in
from the descriptions that the program itself reads and checks by, so that page and program
cannot say different things.
"""  # noqa: INP001 - a script, not a package

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(1, str(ROOT))

from pages import pages  # noqa: E402 - the program need not be installed


def main() -> int:
    """Write the pages, or with ``--check`` compare them with what is there; return the exit status."""
    stale = []
    for name, text in pages().items():
        path = ROOT / "docs" / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(path)
            if "--check" not in sys.argv[1:]:
                path.write_text(text, encoding="utf-8")
    verb = "is out of date; run python docs/reference.py" if "--check" in sys.argv[1:] else "was written"
    sys.stdout.writelines(f"{path.relative_to(ROOT).as_posix()} {verb}\n" for path in stale)
    return 1 if stale and "--check" in sys.argv[1:] else 0


if __name__ == "__main__":
    sys.exit(main())
