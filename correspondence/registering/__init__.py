"""What an office does with its register: look into it, mark what happened, hold the files against it."""

from correspondence.entries import KINDS, Entry, Wanted, written
from correspondence.register import Register
from correspondence.registering.fixity import Finding, Fixity, check_files
from correspondence.registering.keeping import back_up_to, export_to, look_for, opened, opened_if_begun
from correspondence.registering.marking import ROUTES, Event, Mark, mark

__all__ = [
    "KINDS",
    "ROUTES",
    "Entry",
    "Event",
    "Finding",
    "Fixity",
    "Mark",
    "Register",
    "Wanted",
    "back_up_to",
    "check_files",
    "export_to",
    "look_for",
    "mark",
    "opened",
    "opened_if_begun",
    "written",
]
