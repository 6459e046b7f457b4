"""Record copies: a PDF that holds, as attachments, all that it was made of.

:func:`with_sources` adds files to a PDF in a revision behind its last byte, so that the file that went out stands in its
record byte for byte; :func:`read_record` takes them out again, whoever made the file. :class:`Provenance` says what each
of them is, what went out, and which versions made it.
"""

from correspondence.provenance.reading import (
    AlteredRecordError,
    NewerRecordError,
    NoRecordError,
    NotARecordError,
    Record,
    UnreadablePdfError,
    WrongRecordError,
    read_record,
    source_problems,
)
from correspondence.provenance.revision import with_sources
from correspondence.provenance.values import (
    PROVENANCE,
    Origin,
    Provenance,
    Role,
    Sent,
    Source,
    SourceFile,
    described,
    provenance_from,
)

__all__ = [
    "PROVENANCE",
    "AlteredRecordError",
    "NewerRecordError",
    "NoRecordError",
    "NotARecordError",
    "Origin",
    "Provenance",
    "Record",
    "Role",
    "Sent",
    "Source",
    "SourceFile",
    "UnreadablePdfError",
    "WrongRecordError",
    "described",
    "provenance_from",
    "read_record",
    "source_problems",
    "with_sources",
]
