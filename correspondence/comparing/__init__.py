"""Word by word: how a document differs from the transcript of its original.

:func:`read_text` takes the words out of a PDF, DOCX, HTML or text file and
:func:`compare_texts` says which of them are missing, added or changed.
"""

from correspondence.comparing.differences import Comparison, Difference, Passage, compare_texts, describe
from correspondence.comparing.reading import read_text
from correspondence.comparing.words import Reading, TextBlock, UnreadableTextError, fold

__all__ = [
    "Comparison",
    "Difference",
    "Passage",
    "Reading",
    "TextBlock",
    "UnreadableTextError",
    "compare_texts",
    "describe",
    "fold",
    "read_text",
]
