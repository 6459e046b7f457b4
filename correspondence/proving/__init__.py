"""Hold what was made against what it should be: its words against its original, its bytes against its sources."""

from correspondence.proving.comparing import Compared, compare_files, describe, held_together
from correspondence.proving.picturing import draw_pages
from correspondence.proving.regenerating import NotRegeneratedError, Regenerated, regenerate
from correspondence.proving.verifying import Known, Verified, files_in, known_files, verify

__all__ = [
    "Compared",
    "Known",
    "NotRegeneratedError",
    "Regenerated",
    "Verified",
    "compare_files",
    "describe",
    "draw_pages",
    "files_in",
    "held_together",
    "known_files",
    "regenerate",
    "verify",
]
