"""Word by word: how a document differs from the transcript of its original.

:func:`read_text` takes the words out of a PDF, DOCX, HTML or text file, :func:`with_scanned_pages` adds
those that were read off pictures, and :func:`compare_texts` says which are missing, added or changed.
"""

from correspondence.comparing.differences import compare_texts, joined
from correspondence.comparing.reading import read_text, read_written
from correspondence.comparing.result import Comparison, Difference, Passage, Place
from correspondence.comparing.scans import with_scanned_pages
from correspondence.comparing.telling import describe, tell, tell_briefly
from correspondence.comparing.words import Reading, TextBlock, UnreadableTextError, Word, fold, words_of

__all__ = [
    "Comparison",
    "Difference",
    "Passage",
    "Place",
    "Reading",
    "TextBlock",
    "UnreadableTextError",
    "Word",
    "compare_texts",
    "describe",
    "fold",
    "joined",
    "read_text",
    "read_written",
    "tell",
    "tell_briefly",
    "with_scanned_pages",
    "words_of",
]
