"""From a reply to the letter that it answers.

A reference number or a mail's thread is believed where nothing in the reply speaks against it; else domain, letterhead,
signature and words decide. What is not certain is for a person, with the reason.
"""

from correspondence.replies.match.matcher import Matcher

__all__ = ["Matcher"]
