"""What a careful clerk would see: faults of recipients, of texts, of releases and of pages, each under its rule's name."""

from correspondence.rules.days import closed_on
from correspondence.rules.lists import repeated
from correspondence.rules.overlays import overlay
from correspondence.rules.pages import Box, Page, keeps_within, outside, read_pages
from correspondence.rules.recipients import accepted_rules, recipient_problems
from correspondence.rules.releases import RELEASE_LINE, release_problems
from correspondence.rules.texts import TextFault, text_problems
from correspondence.rules.windows import Window, window_faults

__all__ = [
    "RELEASE_LINE",
    "Box",
    "Page",
    "TextFault",
    "Window",
    "accepted_rules",
    "closed_on",
    "keeps_within",
    "outside",
    "overlay",
    "read_pages",
    "recipient_problems",
    "release_problems",
    "repeated",
    "text_problems",
    "window_faults",
]
