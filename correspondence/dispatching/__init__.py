"""What was made goes out: print files, envelopes and labels."""

from correspondence.dispatching.printing import PrintedFile, PrintRun, Unprinted, Wish, print_mailing

__all__ = ["PrintRun", "PrintedFile", "Unprinted", "Wish", "print_mailing"]
