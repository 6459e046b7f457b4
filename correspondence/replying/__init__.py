"""From the replies of those who were asked to answers on record.

``asking`` gathers what is known of the letters that went out, ``reading`` reads replies to them,
``recording`` puts them on record; what follows tells from the register how each matter stands.
"""

from correspondence.replying.asking import Inquiry, inquiries, inquiry_of
from correspondence.replying.reading import Reader, ReadReply, files_of
from correspondence.replying.recording import Came, Recorded, RecordedReply, Recorder

__all__ = [
    "Came",
    "Inquiry",
    "ReadReply",
    "Reader",
    "Recorded",
    "RecordedReply",
    "Recorder",
    "files_of",
    "inquiries",
    "inquiry_of",
]
