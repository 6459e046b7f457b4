"""What was made goes out: print files, envelopes and labels."""

from correspondence.dispatching.addressing import (
    ENVELOPES,
    LABELS,
    Addressed,
    label_sheet,
    make_envelopes,
    make_labels,
    prepare_addresses,
)
from correspondence.dispatching.printing import PrintedFile, PrintRun, Unprinted, Wish, print_mailing

__all__ = [
    "ENVELOPES",
    "LABELS",
    "Addressed",
    "PrintRun",
    "PrintedFile",
    "Unprinted",
    "Wish",
    "label_sheet",
    "make_envelopes",
    "make_labels",
    "prepare_addresses",
    "print_mailing",
]
