"""When an answer that a question does not apply may be recorded without a person."""

from __future__ import annotations

import re
from collections.abc import Sequence

from correspondence.answers import lexicon
from correspondence.answers.deciding import Decision
from correspondence.answers.items import WARNS, Grounds, complete, is_tied, item_of, of_its_numbers, turns
from correspondence.answers.speaking import DIRECT, Spelled
from correspondence.answers.topics import Matter

CONFIRM = "a person must confirm that the question does not apply"
_NOT_APPLICABLE = re.compile(
    r"\bnot applicable\b|(?<!\w)n\s?[/.]\s?a\b|\binapplicable\b|\b(?:does|do)(?: not|n't) apply\b"
)
_NARROWED = re.compile(
    r"\s*(?:(?:at|in|on|during|within|with|by|from|before|after)\b|(?:to|for)\s(?P<whom>(?:[\w'-]+\s?){1,5}))"
)
_US = re.compile(
    r"^(?:us|here|there|th(?:e|is|at) (?:same |above |foregoing )?reasons?)\b|"
    r"^(?:(?:the|this|our) )?(?:\w+ ){0,3}(?:city|county|town|village|borough|township|department|office|agency|police|sheriff|jurisdiction)\b"
)
_LIMITED = re.compile(
    rf"{lexicon.CONTRAST.pattern}|{lexicon.HEDGE.pattern}|{lexicon.PENDING.pattern}|{lexicon.ATTACHED.pattern}|"
    rf"{lexicon.PARTLY.pattern}|{lexicon.DECLINED.pattern}|\b(?:only|except|unless|if|when|where|yes|to the extent|insofar)\b"
)


def of_inapplicable(
    decision: Decision, spelled: Spelled, matters: Sequence[Matter], place: int, grounds: Grounds
) -> str:
    """Object to an answer that a question does not apply, unless it says just that under the question's own number."""
    one = decision.rests_on[0]
    said = one.sayings.get(place)
    if said is None:
        return CONFIRM
    if decision.doubt or said.doubt or len(decision.rests_on) != 1 or said.sort != "polar" or one.after:
        return decision.doubt or said.doubt or CONFIRM
    plain = _NOT_APPLICABLE.search(one.words)
    if one.sources[place] not in DIRECT or not plain or _LIMITED.search(one.words):
        return CONFIRM
    matter, behind_it = matters[place], one.words[plain.end() :]
    if (narrowed := _NARROWED.match(behind_it)) and not (narrowed["whom"] and _US.search(narrowed["whom"])):
        return CONFIRM
    if place not in one.absent and (matter.doing.search(behind_it) or matter.against.search(behind_it)):
        return CONFIRM
    if not is_tied(spelled, grounds) or (one.sources[place] == "label" and not complete(spelled, len(matters))):
        return "nothing ties the reply to the letter that asked"
    if one.sources[place] == "label" and of_its_numbers(spelled):
        return of_its_numbers(spelled)
    item = item_of(one, spelled, place)
    for spoken in spelled.sentences:
        if spoken is one:
            continue
        saying = spoken.sayings.get(place)
        firm = saying is not None and (saying.sort != "loose" or (spoken in item and saying.value != "yes"))
        if firm and saying is not None and saying.value in {"yes", "no", "partial", "unclear"}:
            return "what follows may say something else"
        if lexicon.CORRECTION.search(spoken.words) or (spoken in item and lexicon.CONTRAST.search(spoken.words)):
            return "what follows may say something else"
        if (spoken.after and WARNS.search(spoken.words)) or (not spoken.sources and turns(spoken, matter)):
            return "another passage speaks of the same question"
    return ""
