"""Hold what was made against what it should be: its words against its original, its bytes against its sources."""

from correspondence.proving.comparing import compare_files, describe

__all__ = ["compare_files", "describe"]
