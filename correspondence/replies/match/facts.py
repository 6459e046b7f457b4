"""What letterhead, signature, sender and words together say of one recipient: the facts on which it is judged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from correspondence.replies.match import lexicon
from correspondence.replies.match.behalf import Speaking
from correspondence.replies.match.days import is_dated
from correspondence.replies.match.evidence import Evidence, Name, Traces, bodies_of, explains
from correspondence.replies.match.profiles import Profile
from correspondence.replies.match.words import fold
from correspondence.replies.match.zones import Zones

_MOST_TEXT: Final = 10_000
"""Characters of a reply in which it names the letter that it answers."""
_YOUR_LETTER: Final = re.compile(
    r"\byour (?:\w+ ){0,3}(?:letter|inquiry|request|questions|questionnaire|correspondence|survey|e?-?mail)\b"
)
_LAWYERS: Final = lexicon.CITY_HALL | lexicon.LAW_FIRM


@dataclass(frozen=True, slots=True)
class Facts:
    """What is to be decided on, for one recipient.

    Attributes:
        ranked: Whether the words name the person who was asked in full or by rank: "Chief Hale".
        asked: Whether that person is said to have the letter written.
        handed: Whether that person is said to have handed our letter to the writer, who has an office of the place.
        engaged: Whether a lawyer says that the recipient's government is the client.
        governs: Whether the letterhead is that of the recipient's government.
        lawyer: Whether letterhead or signature are a lawyer's, a mayor's or a clerk's.
        other_government: Whether they name another government, or a county where a city was asked.
        quoted: Whether our letter is quoted, as it greets the person who was asked.
        copied: Whether a copy went to the recipient's own address.
        official: Whether a mail is from a government's domain.
        denied: Whether it is said that one does not write for them.
        legible: Whether place and person stand letter for letter in what was read off a picture.
        only: Whether nobody else of the list has a place of that name.
        dated: Whether our letter is named by its day.
        labelled: Whether a line of a mail says that it comes from them, or is about them: "Agency: …".
    """

    place: bool
    organization: bool
    kind: bool
    name: bool
    told_name: bool
    told_organization: bool
    full_name: bool
    state: bool
    other_state: bool
    zip: bool
    other_zip: bool
    street: bool
    hall: bool
    other_body: bool
    other_kind: bool
    unknown_sender: bool
    held: bool
    institution: bool
    other_head: bool
    neighbor: bool
    noisy: bool
    elsewhere: bool
    ranked: bool
    asked: bool
    handed: bool
    engaged: bool
    governs: bool
    lawyer: bool
    other_government: bool
    quoted: bool
    copied: bool
    official: bool
    denied: bool
    legible: bool
    only: bool
    dated: bool
    labelled: bool

    @property
    def is_another_body(self) -> bool:
        """Whether letterhead or signature are another body's, and say nothing of this one."""
        return self.other_body and not (self.kind or self.told_name or self.told_organization)


def facts_of(
    profile: Profile, traces: Traces, evidence: Evidence, zones: Zones, speaking: Speaking, *, only: bool
) -> Facts:
    """Put together what letterhead, signature and words say of one recipient.

    Args:
        profile: The recipient.
        traces: What the reply says of it.
        evidence: What it says of all.
        zones: Its words by where they stand.
        speaking: What it says about for whom it is written.
        only: Whether nobody else of the list has a place of that name.
    """
    own = traces.head | traces.sign
    states = evidence.head_states or evidence.sign_states
    titled = evidence.titled
    family = profile.family
    held = any(_holds(profile, name, misread=False) for name in evidence.written)
    organization = "organization" in own and (
        held or (zones.scanned and any(_holds(profile, name, misread=True) for name in evidence.names))
    )
    named = [name for name in evidence.names if explains(profile, name, misread=zones.scanned)]
    words = {text for name in named for texts in name for text in texts}
    kind = organization or (bool(profile.kind) and profile.kind <= words) or (not profile.kind and traces.governs)
    strange = [name for name in evidence.names if name not in named]
    others = {text for name in strange for text in bodies_of(name)}
    own_words = frozenset(profile.organization + profile.place + profile.city)
    other_bodies = (words & lexicon.BODIES - own_words) | others
    # A city's paper may name no office, which stands below the signature.
    signed = traces.governs and any(map(_is_office, evidence.names[evidence.heads :]))
    hall = bool(signed or evidence.head_words & lexicon.CITY_HALL) and not (
        profile.kind and profile.kind <= evidence.head_words
    )
    if hall and traces.governs and not evidence.head_words & lexicon.BODIES and evidence.sign_words & lexicon.CITY_HALL:
        # The city's attorney may have a practice, which signs on the city's paper.
        other_bodies -= lexicon.LAW_FIRM
    sender_known = traces.sender in {"address", "domain", "shared", "related"}
    public = zones.address.rpartition("@")[2] in lexicon.PUBLIC_MAIL
    other_government = any(_is_government(profile, name) for name in strange)
    return Facts(
        place="place" in own or organization,
        organization=organization,
        kind=kind,
        name="name" in own & traces.exact,
        told_name="name" in own | traces.text or (bool(family) and any(family in one for one in titled.values())),
        told_organization=organization or "organization" in traces.text,
        full_name="name" in traces.text and not zones.scanned,
        state=bool(profile.state) and profile.state in states,
        other_state=bool(profile.state and states) and profile.state not in states,
        zip="zip" in own & traces.exact,
        other_zip=bool(profile.zip and evidence.head_zips) and profile.zip not in evidence.head_zips,
        street="street" in own,
        hall=hall,
        other_body=bool(other_bodies),
        other_kind=bool(evidence.bodies - own_words),
        unknown_sender="@" in zones.address
        and not sender_known
        and not public
        and bool(profile.domain)
        and profile.domain not in lexicon.PUBLIC_MAIL,
        elsewhere=evidence.located and not own & {"organization", "place", "zip", "street", "city"},
        held=held,
        institution=held or _is_institution(profile, named),
        other_head=bool(evidence.head_words & lexicon.BODIES - own_words) and not kind,
        neighbor=bool(profile.place) and _has_neighbor(profile, evidence, scanned=zones.scanned),
        noisy=zones.scanned
        and not (held or {"zip", "name"} <= traces.exact or ("place" in traces.exact and _is_read(profile, evidence))),
        ranked=not zones.scanned and speaking.ranks(profile),
        asked=speaking.asked_by(profile),
        handed=speaking.handed_by(profile) and (speaking.lawyer or any(map(_is_office, named))),
        engaged=speaking.engaged_by(profile),
        governs=traces.governs or (hall and not other_government and _is_city_hall(profile, traces, evidence)),
        lawyer=speaking.lawyer or bool((evidence.head_words | evidence.sign_words) & _LAWYERS),
        other_government=other_government,
        quoted=speaking.quotes(profile),
        copied=traces.copied,
        official=lexicon.GOVERNMENT_MAIL.search(zones.address) is not None,
        denied=speaking.denies(profile),
        legible=not zones.scanned or (speaking.ranks(profile) and speaking.places(profile)),
        only=only,
        labelled=zones.is_mail and bool(profile.organization) and profile.organization in zones.labelled,
        dated=traces.sender == "domain" and _is_dated(profile, zones),
    )


def _is_dated(profile: Profile, zones: Zones) -> bool:
    text = fold(zones.their_text[:_MOST_TEXT])
    return bool(_YOUR_LETTER.search(text)) and any(is_dated(day, text) for one in profile.letters for day in one.dates)


def _is_city_hall(profile: Profile, traces: Traces, evidence: Evidence) -> bool:
    """Tell whether a letterhead has a city's office beside the place: "Office of the City Attorney, Alder Falls, Oregon"."""
    heads = (name for name in evidence.names[: evidence.heads] if explains(profile, name, misread=False))
    return "place" in traces.head and any(map(_is_office, heads)) and not evidence.head_words & lexicon.LAW_FIRM


def _is_office(name: Name) -> bool:
    """Tell whether a name is that of an office of a government: "City Attorney", "Town Hall", and no street's."""
    words = [set(texts) for texts in name]
    if any(text.isdigit() for one in words for text in one):
        return False
    return any(one & lexicon.CITYS_OWN for one in words) or any(
        one & lexicon.LEVELS and after & lexicon.CITY_HALL for one, after in pairwise(words)
    )


def _is_government(profile: Profile, name: Name) -> bool:
    """Tell whether a name that is not the recipient's is a government's: "City of …", "… County Counsel"."""
    words = [set(texts) for texts in name]
    if any(one & lexicon.COUNTY for one in words):
        countys = profile.level == "county" or {"county", "sheriff"} & (profile.words | profile.kind)
        bare = tuple(texts for texts in name if not lexicon.COUNTY.intersection(texts))
        return not (countys and explains(profile, bare))
    return any(
        one & lexicon.LEVELS
        and ("of" in after or (after & lexicon.CITY_HALL and at and not words[at - 1] & lexicon.OFFICE))
        for at, (one, after) in enumerate(pairwise(words))
    )


def _holds(profile: Profile, name: Name, *, misread: bool) -> bool:
    """Tell whether a name holds the organization's, and no words that make it another's."""
    words = {text for texts in name for text in texts}
    return (
        bool(profile.organization)
        and words.issuperset(profile.organization)
        and explains(profile, name, misread=misread)
    )


def _is_read(profile: Profile, evidence: Evidence) -> bool:
    """Tell whether place and kind of body stand, letter for letter, in names that are the recipient's alone."""
    words = {texts[0] for name in evidence.written if explains(profile, name, misread=False) for texts in name}
    return words.issuperset(profile.place) and words.issuperset(profile.kind)


def _is_institution(profile: Profile, named: Sequence[Name]) -> bool:
    """Tell whether a name is that of the body, and not only a person's title such as "Chief of Police"."""
    if not profile.kind:
        return True
    for name in named:
        words = {text for texts in name for text in texts}
        if words & profile.kind and (
            words & lexicon.INSTITUTIONAL or words.issuperset(profile.place) or words == profile.kind
        ):
            return True
    return False


def _has_neighbor(profile: Profile, evidence: Evidence, *, scanned: bool) -> bool:
    """Tell whether a name holds the place's among other words: "University of …"."""
    return any(
        {text for texts in name for text in texts}.issuperset(profile.place)
        and not any(texts[0].isdigit() for texts in name)
        and not explains(profile, name, misread=scanned)
        for name in evidence.names
    )
