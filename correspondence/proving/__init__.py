"""Hold what was made against what it should be: its words against its original, its bytes against its sources."""

from correspondence.proving.comparing import compare_files, describe
from correspondence.proving.regenerating import NotRegeneratedError, Regenerated, regenerate
from correspondence.proving.verifying import Known, Verified, files_in, known_files, verify

__all__ = [
    "Known",
    "NotRegeneratedError",
    "Regenerated",
    "Verified",
    "compare_files",
    "describe",
    "files_in",
    "known_files",
    "regenerate",
    "verify",
]
