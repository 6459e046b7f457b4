"""Whether a reply is a recipient's, and how sure that is.

The gate: a letterhead (or signature) that names the recipient's body and place, no other state, and beside them a ZIP
code, the name of the person who was asked, or the state. A city's attorney or mayor must say for whom the letter is.
Where a mail is from the recipient's own address or domain, that and a name are enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from correspondence.replies.match import lexicon
from correspondence.replies.match.behalf import Speaking
from correspondence.replies.match.evidence import Evidence, Traces
from correspondence.replies.match.facts import Facts, facts_of
from correspondence.replies.match.index import Index
from correspondence.replies.match.profiles import Profile
from correspondence.replies.match.zones import Zones

Standing = Literal["certain", "likely", "mentioned"]

_WEIGHTS: Final = {"organization": 4.0, "name": 4.0, "zip": 3.0, "street": 3.0, "place": 3.0, "city": 1.0}
_SENDERS: Final = {"address": 20.0, "domain": 12.0, "shared": 3.0, "related": 3.0, "label": 2.0, "": 0.0}
_FORWARDED: Final = 8.0
_STATE: Final = 3.0
_OTHER_STATE: Final = -8.0
_IN_TEXT: Final = 0.5


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reply is to one recipient.

    Attributes:
        number: The recipient's place in the index.
        standing: ``certain``; ``likely`` (for a person to confirm); or only ``mentioned``.
        score: For the order of the findings.
        reason: Why it is not certain, as a clause behind the recipient's name and a colon; empty where it is.
        keys: What agreed.
        speaks: Whether letterhead, signature or sender is the recipient's own.
        foreign: Whether letterhead or sender is somebody else's.
        placed: Whether ZIP code, state or sender tell it from another of its name.
    """

    number: int
    standing: Standing
    score: float
    reason: str
    keys: tuple[str, ...]
    speaks: bool
    foreign: bool
    placed: bool


class Judge:
    """Judges what a reply says.

    Args:
        index: The recipients by their words.
        profiles: The recipients.
    """

    def __init__(self, index: Index, profiles: Sequence[Profile]) -> None:
        self.index, self.profiles = index, profiles

    def findings(self, evidence: Evidence, zones: Zones) -> tuple[Finding, ...]:
        """Return a finding for each recipient of whom the reply says anything, the strongest first."""
        speaking = Speaking.of(zones)
        found = [self._finding(number, traces, evidence, zones, speaking) for number, traces in evidence.traces.items()]
        return tuple(sorted(found, key=lambda one: (-_RANK[one.standing], -one.score, one.number)))

    def _finding(self, number: int, traces: Traces, evidence: Evidence, zones: Zones, speaking: Speaking) -> Finding:
        profile = self.profiles[number]
        homonyms = self.index.labels.get("".join(profile.place), ())
        facts = facts_of(profile, traces, evidence, zones, speaking, only=len(homonyms) == 1)
        neighbors = [one for one in self.index.homes.get((profile.place, profile.state), ()) if one != number]
        twins = [one for one in neighbors if self.profiles[one].level == profile.level]
        unique = not any(self.profiles[one].kind & profile.kind or not profile.kind for one in twins)
        speaks = _speaks(traces, facts)
        standing: Standing = "mentioned"
        reason = _uncertain(traces, facts, zones, unique=unique)
        if reason and _is_counsel(profile, traces, facts, evidence, zones):
            reason = ""
        if reason:
            behalf = _is_on_behalf(facts, names=speaking.names(profile, told_name=facts.told_name))
            if speaks or behalf or _is_likely(traces, facts, zones, alone=not neighbors):
                standing = "likely"
                if behalf and not speaks:
                    reason = "somebody else writes, for them as it says"
        else:
            standing = "certain"
        return Finding(
            number,
            standing,
            _score(traces, facts),
            reason,
            tuple(_keys(traces, facts, zones)),
            speaks,
            _is_foreign(traces, facts, evidence),
            facts.zip or facts.state or traces.sender in {"address", "domain"},
        )


_RANK: Final = {"certain": 2, "likely": 1, "mentioned": 0}


def _speaks(traces: Traces, facts: Facts) -> bool:
    """Tell whether letterhead, signature or sender is the recipient's own."""
    if traces.sender == "address" or (traces.sender == "domain" and not facts.is_another_body):
        return True
    if facts.other_state and not (facts.zip and facts.name):
        return False
    if facts.place and facts.kind:
        return True
    if facts.unknown_sender and not (facts.kind or facts.place or "place" in traces.text):
        return False
    return facts.name and not (facts.other_zip or facts.is_another_body or facts.elsewhere)


def _is_on_behalf(facts: Facts, *, names: bool) -> bool:
    """Tell whether it is said that the letter is written for them, and no other government says it of itself."""
    if facts.denied:
        return False
    return facts.asked or facts.handed or facts.engaged or (names and not (facts.other_government and facts.elsewhere))


def _is_likely(traces: Traces, facts: Facts, zones: Zones, *, alone: bool) -> bool:
    """Tell whether a reply is worth a person's look as this recipient's though letterhead and sender are not its own."""
    told = facts.told_name or facts.told_organization
    if traces.forwarded and (zones.machine or told or traces.sign):
        return True
    if facts.other_state:
        return False
    if traces.sender in {"shared", "related", "label"} and (told or facts.place or "place" in traces.text):
        return True
    if traces.forwarded or facts.labelled or (facts.copied and told and not facts.other_body):
        return True
    if not facts.hall or facts.other_body or facts.denied:
        return False
    # The letterhead is the city's (or county's).
    located = facts.state or facts.zip or facts.street
    named = facts.governs or "place" in traces.head
    return named and (told or facts.street or ((located or facts.only) and alone and not facts.other_kind))


def _is_counsel(profile: Profile, traces: Traces, facts: Facts, evidence: Evidence, zones: Zones) -> bool:
    """Tell whether a lawyer's letter, which says for whom it is, names person and place too, and no other body.

    A body that answers for itself because the letter was sent on to it is none: the sheriff whom a chief asked to reply.
    """
    words = evidence.head_words | evidence.sign_words
    own = frozenset(profile.organization + profile.place + profile.city)
    others = (words & lexicon.BODIES) - lexicon.LAW_FIRM - own
    county = bool(words & lexicon.COUNTY) and not (
        profile.level or {"county", "sheriff"} & (profile.words | profile.kind)
    )
    named = facts.place or "place" in traces.text
    person = facts.full_name or facts.ranked or (zones.scanned and facts.legible)
    # Anybody can say so in a mail: its domain, or a copy to the one who was asked, must bear it out.
    borne_out = not zones.is_mail or facts.copied or (traces.sender == "label" and facts.official)
    told = facts.asked or facts.handed or facts.engaged
    against = (
        facts.denied
        or facts.other_state
        or not facts.legible
        or zones.machine
        or others
        or county
        or facts.other_government
    )
    return named and person and facts.lawyer and told and borne_out and not against


def _uncertain(traces: Traces, facts: Facts, zones: Zones, *, unique: bool) -> str:
    """Return why a reply is not certainly this recipient's; empty where it is."""
    own_letter = facts.place and facts.kind
    reason = ""
    if facts.other_state:
        reason = "the reply names another state"
    elif zones.machine:
        reason = "a mail system wrote it"
    elif traces.sender == "address":
        reason = (
            "the sender is theirs, but the letterhead is somebody else's" if facts.other_head or facts.elsewhere else ""
        )
    elif traces.sender == "domain":
        if facts.other_body and not own_letter:
            reason = "the sender's domain is theirs, but another body is named in the signature or letterhead"
        elif not (
            facts.told_name or facts.told_organization or facts.copied or facts.quoted or facts.dated or own_letter
        ):
            reason = "the sender's domain is theirs, but neither the person nor the organization is named"
    elif facts.unknown_sender:
        reason = "the mail was sent from a domain that is not theirs"
    elif traces.sender == "label" and _is_from_there(facts):
        # The domain is named after the place, and a namesake's chief has another name.
        reason = "the writer says that the letter is not for them to answer" if facts.denied else ""
    elif own_letter:
        reason = _of_own_letter(facts, unique=unique)
    elif facts.hall and facts.place and not facts.other_body:
        reason = _of_city_hall(traces, facts)
    elif facts.place:
        reason = "the place is theirs, but the letterhead does not name their organization"
    elif facts.name:
        reason = "the name is that of the person who was asked, but the letterhead does not name the place"
    else:
        reason = "letterhead, signature and sender do not name them"
    return reason


def _is_from_there(facts: Facts) -> bool:
    """Tell whether a mail from a domain that is named after the place is by, or speaks of, the person who was asked."""
    if facts.other_body or facts.neighbor or facts.elsewhere:
        return False
    if facts.name:
        return True
    # A newspaper's domain is named after the place too.
    office = facts.official or facts.kind or facts.lawyer
    return office and (facts.full_name or (facts.ranked and facts.told_organization and facts.only))


def _of_own_letter(facts: Facts, *, unique: bool) -> str:
    if facts.other_kind and not facts.held:
        return "letterhead or signature name another body too"
    if facts.neighbor and not facts.held:
        return "the letterhead names something else of that place too"
    if facts.noisy:
        return "the letterhead could not be read for certain"
    if facts.name:
        return ""
    if not (facts.institution or (facts.zip and facts.street and facts.told_organization)):
        return "the place is theirs, and a person's title, but nothing names their organization"
    if facts.zip:
        return ""
    if not (facts.state or facts.full_name or (facts.ranked and facts.only)):
        return "organization and city agree, but there is no state, ZIP code or name of the person who was asked"
    if not unique:
        return "more than one agency of that place was asked, and neither ZIP code nor name tells which"
    if facts.other_zip and not facts.full_name:
        return "organization, city and state agree, but not the ZIP code"
    return ""


def _of_city_hall(traces: Traces, facts: Facts) -> str:
    if facts.denied:
        return "the writer says that the letter is not for them to answer"
    # A government's place and ZIP code, each letter for letter, are no misreading of somebody else's.
    noisy = facts.noisy and not {"place", "zip"} <= traces.exact
    if not facts.governs or noisy or facts.neighbor:
        return "the letterhead is not clearly that of their government"
    if not (facts.told_name or facts.told_organization):
        return "the letterhead is that of their government, which does not say for whom it writes"
    if not (facts.state or facts.zip or facts.full_name or (facts.ranked and facts.only)):
        return "the letterhead is that of a government of their place's name, without state or ZIP code"
    return ""


def _is_foreign(traces: Traces, facts: Facts, evidence: Evidence) -> bool:
    """Tell whether letterhead or sender is somebody else's."""
    if facts.other_state:
        return True
    own = traces.head | traces.sign
    located = evidence.located and not own & {"organization", "place", "zip", "street", "name", "city"}
    other = facts.other_body and not facts.kind
    return located or other or (facts.unknown_sender and not own)


def _score(traces: Traces, facts: Facts) -> float:
    score = _SENDERS[traces.sender] + (_FORWARDED if traces.forwarded else 0.0)
    for fact, weight in _WEIGHTS.items():
        if fact in traces.head or fact in traces.sign:
            score += weight
        elif fact in traces.text:
            score += weight * _IN_TEXT
    score += 2.0 * facts.kind + (1.0 if facts.told_name else 0.0)
    return score + _STATE * facts.state + _OTHER_STATE * facts.other_state


def _keys(traces: Traces, facts: Facts, zones: Zones) -> list[str]:
    named = {
        "address": traces.sender == "address",
        "domain": traces.sender in {"domain", "shared", "related", "label"},
        "zip": facts.zip,
        "street": facts.street,
        "name": facts.told_name,
        "organization": facts.told_organization,
        "jurisdiction": facts.place or ("place" in traces.text),
        "state": facts.state,
        "forwarded": traces.forwarded and not zones.machine,
    }
    return [key for key, agrees in named.items() if agrees]
