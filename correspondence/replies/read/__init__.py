"""From a file that came back to its words and form values.

Every file is read in a process with limits (:mod:`correspondence.confined`): what cannot be read becomes a plain reason,
and the other files of the reply are read all the same. Nothing is run, and nothing is fetched.
"""

from correspondence.replies.read.reading import read_reply

__all__ = ["read_reply"]
