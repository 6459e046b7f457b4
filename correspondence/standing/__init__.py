"""How the matter of a letter stands, told from what the register holds about it.

Nothing here is kept: it follows from the entries each time. What the inward chain writes:

- ``received``: a reply came. ``files`` has its original; ``details``: ``name`` of the file, ``date`` on which it came,
  ``route``, ``match`` (:meth:`~correspondence.reply.Match.as_json`), and for what was not written, ``heard``: the words as they
  were taken down. A reply whose letter is not certain is received with no recipient.
- ``read``: what it says. ``details``: ``reply`` (checksum of the original), ``kind``, ``doubt``, ``dated``, ``answers`` by question
  (:meth:`~correspondence.reply.Answer.as_json`), ``unreadable``, and ``marks``: where the answer to a question stands on a form of ours.
- ``decided``: what a person decided. ``details``: ``decides`` (``match``, ``kind`` or ``answer``), ``reply``, ``reason``, and what was decided:
  for a match the ``name``, ``date`` and ``route`` of the reply once more (``nobody`` is true where it is no letter of ours), the
  ``kind``, or ``question``, ``answer``, ``value`` and ``passages``; ``method`` is ``entered`` where it was heard or read by a person
  and not decided of a reply.
- ``amended``: ``due`` grants more time; ``withdrawn`` (checksum of an original) says that a reply does not belong to this letter:
  what was read and decided of it counts no more, and nobody knows its letter again.

Which answer is on record: the one of the latest reply, by the day on which it came. A decision about a question settles all that
was said to it until then, and stands until a later reply or another decision. What came by telephone is one more reply: it
settles nothing that waits. A reply of another kind than ``answers``, as a person decided, says nothing to any question.
"""

from correspondence.standing.telling import received_of, standing_of, unmatched
from correspondence.standing.values import SILENT, Received, Response, Standing, State, Statement

__all__ = [
    "SILENT",
    "Received",
    "Response",
    "Standing",
    "State",
    "Statement",
    "received_of",
    "standing_of",
    "unmatched",
]
