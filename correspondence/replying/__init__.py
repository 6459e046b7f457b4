"""From the replies of those who were asked to answers on record.

``asking`` gathers what is known of the letters that went out, ``reading`` reads replies to them,
``recording`` puts them on record; what follows tells from the register how each matter stands.
"""

from correspondence.reply import REPLY_KINDS
from correspondence.replying.answering import NoAnswerError, Said, answers_to, said, said_in
from correspondence.replying.asking import Inquiry, inquiries, inquiry_of
from correspondence.replying.deciding import Decisions, received_replies
from correspondence.replying.entering import Record, Told, answers_in, enter, letter_for, record_of
from correspondence.replying.extending import Extended, Extension, extend
from correspondence.replying.grounds import Because, DecidedMeanwhileError, NoReasonError
from correspondence.replying.letters import Letters, question_of, reply_named
from correspondence.replying.originals import NoWordsError, Opening, opening_of, words_in
from correspondence.replying.reading import Reader, ReadReply, files_of
from correspondence.replying.recording import Came, Recorded, RecordedReply, Recorder
from correspondence.replying.responses import write_responses
from correspondence.replying.reviewing import (
    Doubtful,
    Item,
    Nobodys,
    Places,
    Shown,
    Undecided,
    key_of,
    waiting,
    waiting_of,
)

__all__ = [
    "REPLY_KINDS",
    "Because",
    "Came",
    "DecidedMeanwhileError",
    "Decisions",
    "Doubtful",
    "Extended",
    "Extension",
    "Inquiry",
    "Item",
    "Letters",
    "NoAnswerError",
    "NoReasonError",
    "NoWordsError",
    "Nobodys",
    "Opening",
    "Places",
    "ReadReply",
    "Reader",
    "Record",
    "Recorded",
    "RecordedReply",
    "Recorder",
    "Said",
    "Shown",
    "Told",
    "Undecided",
    "answers_in",
    "answers_to",
    "enter",
    "extend",
    "files_of",
    "inquiries",
    "inquiry_of",
    "key_of",
    "letter_for",
    "opening_of",
    "question_of",
    "received_replies",
    "record_of",
    "reply_named",
    "said",
    "said_in",
    "waiting",
    "waiting_of",
    "words_in",
    "write_responses",
]
