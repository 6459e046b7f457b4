"""When an answer that a question does not apply may be recorded without a person."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from correspondence.answers import lexicon
from correspondence.answers.beside import ALL_THE_SAME
from correspondence.answers.deciding import Decision
from correspondence.answers.items import WARNS, Grounds, complete, is_tied, item_of, of_its_numbers, turns
from correspondence.answers.speaking import DIRECT, Spelled, Spoken
from correspondence.answers.topics import Matter

CONFIRM = "a person must confirm that the question does not apply"
_NOT_APPLICABLE = re.compile(
    r"\bnot applicable\b|(?<!\w)n\s?[/.]\s?a\b|\binapplicable\b|\b(?:does|do)(?: not|n't) apply\b|\b(?:has|have) no application\b|"
    r"\b(?:none|neither) of (?:the|your|these|those) (?:\w+ ){0,2}questions (?:applies|apply)\b"
)
_UNABLE = re.compile(r"\b(?:unable to|not able to|cannot) answer\b[^.;]{0,60}?,? (?:because|since|as)\b")
"""That a question cannot be answered because there is no such thing is an answer: it does not apply."""
_NARROWED = re.compile(r"\s*(?:(?:at|on|during|within|with|by|from|before|after)\b|(?:to|for|in)\s+)")
_OURS = re.compile(r"(?:but |and |still,? |however,? )?(?:we|i|our|my)\b")
_US = re.compile(
    r"(?:us|here|there|th(?:e|is|at) (?:same |above |foregoing )?reasons?)\b|"
    r"(?:(?:the|this|our) )?(?:\w+ ){0,3}(?:city|county|town|village|borough|township|department|office|agency|police|sheriff|jurisdiction)\b"
)
_ENDS = re.compile(
    r"\W*(?:$|[,;:.()]|\s-|\b(?:either|because|since|as|for|at all|too|also|and|nor|therefore|of \w+|in (?:this|that) \w+)\b)"
)
_LIMITED = re.compile(
    rf"{lexicon.CONTRAST.pattern}|{lexicon.HEDGE.pattern}|{lexicon.PENDING.pattern}|{lexicon.ATTACHED.pattern}|"
    rf"{lexicon.PARTLY.pattern}|\b(?:only|except|unless|if|when|where|yes|to the extent|insofar)\b"
)


def of_inapplicable(
    decision: Decision,
    spelled: Spelled,
    matters: Sequence[Matter],
    place: int,
    grounds: Grounds,
    alike: Collection[Spoken] = (),
) -> str:
    """Object to an answer that a question does not apply, unless it says just that under the question's own number.

    Args:
        decision: What is taken to be the answer.
        spelled: All that the reply says.
        matters: What the questions are about.
        place: Which question.
        grounds: What holds for the whole reply.
        alike: Sentences that a second reading is sure to say the same.
    """
    one = decision.rests_on[0]
    said = one.sayings.get(place)
    if said is None:
        return CONFIRM
    if decision.doubt or said.doubt or len(decision.rests_on) != 1 or said.sort != "polar" or one.after:
        return decision.doubt or said.doubt or CONFIRM
    if one.sources[place] not in DIRECT or not _is_plain(one, matters[place], grounds):
        return CONFIRM
    if not is_tied(spelled, grounds) or (one.sources[place] == "label" and not complete(spelled, len(matters))):
        return "nothing ties the reply to the letter that asked"
    if one.sources[place] == "label" and of_its_numbers(spelled):
        return of_its_numbers(spelled)
    item = item_of(one, spelled, place)
    others = (spoken for spoken in spelled.sentences if spoken is not one)
    return next((reason for spoken in others if (reason := _beside(spoken, item, matters[place], alike))), "")


def _is_plain(one: Spoken, matter: Matter, grounds: Grounds) -> bool:
    """Tell whether a sentence says that a question does not apply, and leaves nothing of it."""
    absent = matter.place in one.absent
    unable = _UNABLE.search(one.words) if absent and one.outright else None
    plain = unable or _NOT_APPLICABLE.search(one.words)
    if not plain or _LIMITED.search(one.words) or (not unable and lexicon.DECLINED.search(one.words)):
        return False
    behind = one.words[plain.end() :]
    if not unable and (narrowed := _NARROWED.match(behind)):
        whom = behind[narrowed.end() :]
        named = grounds.own.match(whom) or _US.match(whom) or (absent and one.outright and re.match(r"it\b", whom))
        if not named or not _ENDS.match(whom, named.end()):
            return False
    return absent or not (matter.doing.search(behind) or matter.against.search(behind))


def _beside(spoken: Spoken, item: Sequence[Spoken], matter: Matter, alike: Collection[Spoken]) -> str:
    """Object to another sentence that may take back that the question does not apply."""
    saying, within = spoken.sayings.get(matter.place), spoken in item
    ours = _OURS.match(spoken.words)
    if within and ours and max(spoken.scores) >= 1 and not lexicon.NEGATION.search(spoken.words):
        return "what follows may say something else"
    says = saying is not None and saying.value in {"yes", "no", "partial", "unclear"} and spoken not in alike
    if says and saying is not None and (saying.sort != "loose" or (within and (saying.value != "yes" or ours))):
        return "what follows may say something else"
    if lexicon.CORRECTION.search(spoken.words) or (within and lexicon.CONTRAST.search(spoken.words)):
        return "what follows may say something else"
    if within and ALL_THE_SAME.search(spoken.words):
        return "what follows may say something else"
    if (spoken.after and WARNS.search(spoken.words)) or (not spoken.sources and turns(spoken, matter)):
        return "another passage speaks of the same question"
    return ""
