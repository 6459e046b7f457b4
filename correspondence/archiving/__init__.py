"""Give a mailing to an archive: put it into a bag, say whether a bag is whole, and make a workspace of it again.

A bag is a folder as BagIt 1.0 (RFC 8493) has it. Its payload mirrors the workspace, so that everything lies where it lay.
"""

from correspondence.archiving.bagging import Bagged, refuse_to_replace, write_bag
from correspondence.archiving.contents import Contents, Role
from correspondence.archiving.gathering import gathered
from correspondence.archiving.restoring import Restored, restore_bag
from correspondence.archiving.verifying import Fault, Verified, verify_bag

__all__ = [
    "Bagged",
    "Contents",
    "Fault",
    "Restored",
    "Role",
    "Verified",
    "gathered",
    "refuse_to_replace",
    "restore_bag",
    "verify_bag",
    "write_bag",
]
