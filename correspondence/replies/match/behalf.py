"""For whom a letter says that it is written: lawyers and mayors write for those who were asked, or say that they do not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from correspondence.replies.match import lexicon
from correspondence.replies.match.profiles import Profile
from correspondence.replies.match.words import fold

_NEAR: Final = 160
"""Characters around "on behalf of" in which the one for whom it is said must be named."""
_BEHIND: Final = 60
"""Characters behind a denial in which it is said for whom one does not speak."""
_WORD: Final = re.compile(r"[^\W_]+")
_FOR: Final = (
    r"(?:on (?:the )?behalf of|at the request of|counsel (?:to|for)|attorneys? (?:to|for)|solicitors? (?:to|for)|represents?|"
    r"representing|(?:writ|reply|respond|answer|speak)(?:e|s|ing|)? for|responses? of|reply of|answers? of)"
)
_ASKED: Final = r"(?:has|had|have)? ?(?:asked|directed|instructed|authorized|requested|referred)"
_THEM: Final = re.compile(
    r"\b(?:him|her|them|you|anyone|anybody|that (?:office|department|agency)|the (?:chief|sheriff))\b"
)


@dataclass(frozen=True, slots=True)
class Speaking:
    """What a reply says about for whom it is written.

    Attributes:
        text: Its words, folded, a blank between them and a full stop where a sentence ends.
        windows: The words around "on behalf of" and its like.
        denials: The words behind each that says that one does not write for somebody, with the denial itself.
    """

    text: str
    windows: tuple[str, ...]
    denials: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Speaking:
        """Return what a text says.

        Args:
            text: Their words as they stand.
        """
        return cls(
            " ".join(_WORD.findall(fold(text))),
            tuple(
                fold(text[max(0, one.start() - _NEAR) : one.end() + _NEAR]) for one in lexicon.SPEAKS_FOR.finditer(text)
            ),
            tuple(
                fold(re.split(r"[.;]\s", text[one.start() : one.end() + _BEHIND])[0])
                for one in lexicon.SPEAKS_NOT.finditer(text)
            ),
        )

    @property
    def denied(self) -> bool:
        """Whether it says that it is not for the writer to answer."""
        return bool(self.denials)

    def denies(self, profile: Profile) -> bool:
        """Tell whether it says so of one recipient: "the answers do not speak for the cities" does not.

        Args:
            profile: The recipient.
        """
        return any(
            not re.match(r"\S+(?: \S+)? (?:speak|answer|write|reply) (?:for|on behalf)", one)
            or _THEM.search(one)
            or set(_WORD.findall(one)) & {profile.family, *profile.place, *profile.kind}
            for one in self.denials
        )

    def asked_by(self, profile: Profile) -> bool:
        """Tell whether the person who was asked is said, by the full name, to have it written: nobody else is meant.

        Args:
            profile: The recipient.
        """
        if not (profile.given and profile.family):
            return False
        name = rf"{re.escape(profile.given)} (?:\w+ )?{re.escape(profile.family)}"
        titles = r"(?:the |our client |acting |interim )*(?:\w+ )?"
        return bool(
            re.search(rf"\b{_FOR} {titles}{name}\b", self.text)
            or re.search(rf"\b{name} (?:jr |sr |ii |iii )?{_ASKED}\b", self.text)
        )

    def names(self, profile: Profile, *, told_name: bool) -> bool:
        """Tell whether words around "on behalf of" name a recipient: by person, organization, or the place's government.

        Args:
            profile: The recipient.
            told_name: Whether the reply names the person.
        """
        return any(_names(profile, window, told_name=told_name) for window in self.windows)


def _names(profile: Profile, window: str, *, told_name: bool) -> bool:
    words = _WORD.findall(window)
    joined = f" {' '.join(words)} "
    place = " ".join(profile.place)
    person = bool(profile.family) and f" {profile.family} " in joined and told_name
    body = bool(place) and f" {place} " in joined and bool(profile.kind) and profile.kind <= set(words)
    government = bool(place) and any(f" {level} of {place} " in joined for level in sorted(lexicon.LEVELS))
    return person or body or government
