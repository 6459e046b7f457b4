"""Which letter a reply answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from correspondence.asked import AskedLetter
from correspondence.replies.match.days import is_dated
from correspondence.replies.match.evidence import Evidence, Gathering
from correspondence.replies.match.index import Index
from correspondence.replies.match.judging import Finding, Judge
from correspondence.replies.match.numbers import Ledger, Named, Numbers, letters_by_recipient
from correspondence.replies.match.ours import OurLines
from correspondence.replies.match.profiles import profiles_of
from correspondence.replies.match.words import fold
from correspondence.replies.match.zones import Zones, zones_of
from correspondence.reply import Match, Reply

_MARGIN: Final = 4.0
"""By how much the strongest finding must be ahead of the next."""
_MOST_NAMED: Final = 3
"""Candidates that a reason names."""


class Matcher:
    r"""Finds the letter that a reply answers, by what stands in the reply.

    Args:
        asked: All letters that asked, of one mailing or of several.
        ours: Our own names and lines (agency, office, return address, signers), which stand in replies as the addressee.

    Example:
        >>> from correspondence.recipients import Recipient
        >>> from correspondence.reply import Page
        >>> letter = AskedLetter(Recipient("yarrow", organization="Yarrow Library", jurisdiction="Yarrow, Nebraska"))
        >>> words = "YARROW LIBRARY\nYarrow, Nebraska\n\nYes to all."
        >>> Matcher([letter]).match(Reply({}, (Page("reply.txt", 1, words, "text"),))).keys
        ('organization', 'jurisdiction', 'state')
    """

    def __init__(self, asked: Sequence[AskedLetter], ours: Sequence[str] = ()) -> None:
        self._profiles = profiles_of(letters_by_recipient(asked))
        self._number_of = {one.id: number for number, one in enumerate(self._profiles)}
        self._index = Index(self._profiles)
        self._judge = Judge(self._index, self._profiles)
        self._ledger = Ledger(asked)
        self._ours = OurLines.of(ours, self._index.families)

    def match(self, reply: Reply) -> Match:
        """Return which letter a reply answers, how that is known, and whether it is certain."""
        zones = zones_of(reply, self._ours)
        evidence = Gathering(self._index, self._profiles).gather(zones)
        findings = self._judge.findings(evidence, zones)
        numbers = self._ledger.named_in(reply, zones)
        if numbers.named:
            return self._by_number(numbers, findings, evidence, zones)
        return self._by_keys(numbers, findings, evidence, reply, zones)

    def _by_number(self, numbers: Numbers, findings: Sequence[Finding], evidence: Evidence, zones: Zones) -> Match:
        """Decide where the reply names a letter of ours: certain unless something speaks against it."""
        first = numbers.named[0]
        number = self._number_of[first.letter.recipient.id]
        finding = next((one for one in findings if one.number == number), None)
        reason = (
            self._other_letters(numbers)
            or self._strange(numbers)
            or self._other_speaker(first, finding, findings)
            or self._unsupported(first, finding, evidence, zones)
        )
        return Match(
            recipient=first.letter.recipient.id,
            number=first.letter.number,
            method=first.method,
            status="needs-review" if reason else "accepted",
            reason=reason,
            keys=finding.keys if finding else (),
        )

    def _other_letters(self, numbers: Numbers) -> str:
        first = numbers.named[0]
        for other in numbers.named[1:]:
            if other.letter.recipient.id != first.letter.recipient.id:
                return (
                    f"It names two letters: {first.by} is the one to {self._shown(first.letter)}, "
                    f"{other.by} the one to {self._shown(other.letter)}."
                )
        letters = {(one.letter.mailing, one.letter.number): one for one in numbers.named}
        if len(letters) > 1:
            shown = _listed([_titled(one.letter) for one in letters.values()])
            return f"It names two letters to {self._shown(first.letter)}: {shown}."
        return ""

    def _strange(self, numbers: Numbers) -> str:
        return " ".join(f"The reference number {one} {self._ledger.about(one)}." for one in numbers.strange)

    def _other_speaker(self, first: Named, finding: Finding | None, findings: Sequence[Finding]) -> str:
        """Return what letterhead, signature or sender have against the letter that is named."""
        other = next(
            (one for one in findings if one is not finding and (one.standing == "certain" or one.speaks)), None
        )
        whose = f"{_opened(first.by)} is that of the letter to {self._shown(first.letter)}"
        ahead = finding is None or not finding.speaks or (other is not None and other.score > finding.score + _MARGIN)
        if other is not None and ahead:
            return f"{whose}, but letterhead, signature or sender are those of {self._profiles[other.number].shown}."
        if finding is not None and finding.foreign and not (finding.speaks and not finding.reason):
            return f"{whose}, but letterhead, signature or sender are somebody else’s."
        return ""

    def _unsupported(self, first: Named, finding: Finding | None, evidence: Evidence, zones: Zones) -> str:
        """Return why a number by itself is not enough."""
        whose = f"{_opened(first.by)} is that of the letter to {self._shown(first.letter)}"
        supported = finding is not None and finding.standing != "mentioned"
        if finding is None and (evidence.located or evidence.bodies):
            return f"{whose}, but letterhead, signature or sender are somebody else’s."
        if first.method in {"qr", "field"} and not (zones.is_mail and self._is_stranger(first, zones)):
            return ""
        if supported:
            return ""
        if first.quoted:
            return f"{whose}, but it stands in nothing but quoted words, and nothing else in the reply names them."
        return f"{whose}, but neither letterhead nor signature nor sender names them."

    def _is_stranger(self, first: Named, zones: Zones) -> bool:
        """Tell whether a mail comes from a domain that is not the recipient's, though we know theirs."""
        profile = self._profiles[self._number_of[first.letter.recipient.id]]
        how, owners = self._index.senders(zones.address)
        return bool(profile.domain) and not (how and self._number_of[profile.id] in owners)

    def _by_keys(
        self, numbers: Numbers, findings: Sequence[Finding], evidence: Evidence, reply: Reply, zones: Zones
    ) -> Match:
        """Decide by sender, letterhead, signature and words alone."""
        strange = self._strange(numbers)
        standing = [one for one in findings if one.standing != "mentioned"]
        if not standing and zones.scanned and (number := self._alike(evidence, zones)) is not None:
            profile = self._profiles[number]
            letter, doubt = _letter_of(profile.letters, reply, zones)
            reason = f"The letterhead can hardly be read; it is most like that of {profile.shown}."
            return Match(profile.id, letter.number, "keys", "needs-review", _joined(strange, reason, doubt), ())
        if not standing:
            return Match(None, "", "none", "needs-review", _joined(strange, self._nobody(findings)))
        best, rivals = standing[0], self._rivals(standing)
        profile = self._profiles[best.number]
        letter, doubt = _letter_of(profile.letters, reply, zones)
        reason = ""
        if rivals:
            names = _listed([profile.shown, *(self._profiles[one.number].shown for one in rivals)])
            reason = f"It may be the reply of {names}: what stands in it does not tell which."
        elif best.standing != "certain":
            reason = f"It looks like the reply of {profile.shown}, but that is not certain: {best.reason}."
        reason = _joined(strange, reason, doubt)
        return Match(profile.id, letter.number, "keys", "needs-review" if reason else "accepted", reason, best.keys)

    def _alike(self, evidence: Evidence, zones: Zones) -> int | None:
        """Return whose letterhead one that can hardly be read is most like, where nothing in it says otherwise."""
        number = self._index.alike(_letterheads(zones))
        if number is None:
            return None
        profile = self._profiles[number]
        elsewhere = bool(evidence.head_states) and profile.state not in evidence.head_states
        return None if elsewhere or evidence.bodies - profile.words else number

    @staticmethod
    def _rivals(standing: Sequence[Finding]) -> list[Finding]:
        """Return those between whom and the strongest a person must choose.

        Two of one name are told apart by the place; where that is not said, the names of both persons leave it open.
        """
        best = standing[0]
        return [
            one
            for one in standing[1:]
            if one.standing == "certain"
            or (one.standing == best.standing and one.score > best.score - _MARGIN)
            or (not best.placed and one.speaks and {"name", "jurisdiction"} <= set(one.keys))
        ][: _MOST_NAMED - 1]

    def _nobody(self, findings: Sequence[Finding]) -> str:
        if not findings:
            return "It is not the reply of anybody who was asked: it names none of them."
        best = findings[0]
        shown = self._profiles[best.number].shown
        return (
            f"It is not the reply of anybody who was asked, as far as it shows. It says something of {shown}, "
            f"but does not come from them: {best.reason}."
        )

    def _shown(self, letter: AskedLetter) -> str:
        return self._profiles[self._number_of[letter.recipient.id]].shown


def _letter_of(letters: Sequence[AskedLetter], reply: Reply, zones: Zones) -> tuple[AskedLetter, str]:
    """Return which of a recipient's letters is answered, the newest first, and what is in doubt about it."""
    if len(letters) == 1:
        return letters[0], ""
    text = fold(f"{zones.their_text} {' '.join(word.text for word in zones.subject)}")
    named = [one for one in letters if any(is_dated(day, text) for day in one.dates)] or [
        one for one in letters if _is_titled(one, text)
    ]
    if len(named) == 1:
        return named[0], ""
    before = [one for one in named or letters if not (one.date and reply.date) or one.date <= reply.date]
    if len(before) == 1:
        return before[0], ""
    among = before or named or list(letters)
    shown = _listed([_titled(one) for one in among[:_MOST_NAMED]])
    return among[0], f"{_counted(len(among))} letters went to them, and it does not say which it answers: {shown}."


def _letterheads(zones: Zones) -> list[str]:
    """Return the opening lines, in the lengths that letterheads mostly have."""
    lines = [" ".join(word.text for word in line if not word.is_break) for line in zones.heads]
    return [" ".join(lines[:number]) for number in (2, 3, 4) if len(lines) >= number]


def _is_titled(letter: AskedLetter, text: str) -> bool:
    title, words = (" ".join(re.findall(r"[^\W_]+", one)) for one in (fold(letter.title), text))
    return bool(title) and f" {title} " in f" {words} "


def _titled(letter: AskedLetter) -> str:
    """Return how a clerk knows a letter."""
    name = letter.number or letter.title or letter.mailing or letter.template or "a letter"
    return f"{name} of {letter.date:%B} {letter.date.day}, {letter.date.year}" if letter.date else name


def _opened(by: str) -> str:
    return "The mail that it answers" if " " in by else f"The reference number {by}"


def _counted(number: int) -> str:
    return {2: "Two", 3: "Three", 4: "Four"}.get(number, str(number))


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _joined(*sentences: str) -> str:
    return " ".join(one for one in sentences if one)
