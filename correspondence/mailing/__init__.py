"""From a template and a list to the files of a mailing.

``prepare`` reads and checks everything, ``check`` composes every letter without making a
file, ``make`` renders and writes them. One document without recipients is a mailing of one.
"""

from correspondence.mailing.checking import Findings, check
from correspondence.mailing.earlier import Earlier
from correspondence.mailing.forming import prepare_form
from correspondence.mailing.job import Job, Order
from correspondence.mailing.made import Made, MadeFile, Making
from correspondence.mailing.making import FAILED, make
from correspondence.mailing.preparing import prepare
from correspondence.mailing.previewing import overlays_in, preview
from correspondence.mailing.recording import Kept, Recording, recorded
from correspondence.mailing.rendering import FORMATS
from correspondence.mailing.to_do import to_do

__all__ = [
    "FAILED",
    "FORMATS",
    "Earlier",
    "Findings",
    "Job",
    "Kept",
    "Made",
    "MadeFile",
    "Making",
    "Order",
    "Recording",
    "check",
    "make",
    "overlays_in",
    "prepare",
    "prepare_form",
    "preview",
    "recorded",
    "to_do",
]
