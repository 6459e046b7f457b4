"""Approvals: who must agree to a mailing before it goes out, what they agreed to, and that nothing else goes out."""

from correspondence.approving.changes import Changed, described
from correspondence.approving.giving import (
    Approver,
    Given,
    Standing,
    draw_sheet,
    give,
    prepared,
    refuse_unfit,
    standing_with,
    take_back,
    values_approved,
)
from correspondence.approving.holding import Demand, Made, UnapprovedError, demands, hold, hold_made, hold_numbered
from correspondence.approving.proofing import Proof, make_proof

__all__ = [
    "Approver",
    "Changed",
    "Demand",
    "Given",
    "Made",
    "Proof",
    "Standing",
    "UnapprovedError",
    "demands",
    "described",
    "draw_sheet",
    "give",
    "hold",
    "hold_made",
    "hold_numbered",
    "make_proof",
    "prepared",
    "refuse_unfit",
    "standing_with",
    "take_back",
    "values_approved",
]
