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
from correspondence.dispatching.proofing import Proof, make_proof

__all__ = [
    "ENVELOPES",
    "LABELS",
    "Addressed",
    "PrintRun",
    "PrintedFile",
    "Proof",
    "Unprinted",
    "Wish",
    "label_sheet",
    "make_envelopes",
    "make_labels",
    "make_proof",
    "prepare_addresses",
    "print_mailing",
]
