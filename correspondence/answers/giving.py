"""Answers that are not yes or no: decided from the sentences that give them, and weighed for being recorded."""

from __future__ import annotations

from collections.abc import Sequence

from correspondence.answers import lexicon
from correspondence.answers.contents import Content, content_in
from correspondence.answers.deciding import Decision
from correspondence.answers.gate import of_the_reply
from correspondence.answers.items import Grounds, of_its_numbers
from correspondence.answers.outcome import TELLING
from correspondence.answers.speaking import DIRECT, Spelled, Spoken
from correspondence.answers.topics import Matter

RESTATED = 2.0
"""Words of the question itself from which on a sentence restates it."""


def decide_content(spelled: Spelled, matter: Matter) -> tuple[Decision, Content | None]:
    """Read an option, a number, a day or words."""
    place, text = matter.place, matter.question.kind == "text"
    speaking = [one for one in spelled.sentences if place in one.sources and not _only_brings_up(one)]
    direct = [one for one in speaking if one.sources[place] in {*DIRECT, "scope"}]
    for level, sure in ((direct, 0.8), ([one for one in speaking if one not in direct], 0.5)):
        found = []
        for one in level:
            content = content_in(one.words, spelled.body.raw[one.start : one.end], matter.question)
            if content is not None:
                found.append((one, content))
        given = [pair for pair in found if pair[1].value]
        if any(lexicon.DECLINED.search(one.words) for one in level) and (text or not given):
            return Decision("unanswered", (), None, "it declines to answer this question", 0.7, declined=True), None
        if given and text:
            return _words(spelled, [one for one, _ in given], place, sure)
        values = {content.value for _, content in given}
        if given and (len(values) == 1 or matter.question.kind != "choice"):
            one, content = max(given, key=lambda pair: (matter.owned(pair[0].words) >= RESTATED, -pair[0].start))
            rivals = [
                other
                for rival, other in found
                if rival is not one and (rival.sources[place] in DIRECT or matter.owned(rival.words) >= 1)
            ]
            doubt = next((other.doubt for other in (content, *rivals) if other.doubt), "")
            if any(other.value and other.value != content.value for other in rivals):
                doubt = doubt or "it gives more than one answer"
            return Decision("answered", (one,), None, doubt, sure), content
        if given or found:
            one, content = (given or found)[0]
            doubt = content.doubt or "it gives more than one answer"
            return Decision("unclear", tuple(one for one, _ in (given or found)[:2]), None, doubt, sure), Content(
                "", doubt
            )
        if level is direct and level:
            doubt = "what it says must be read by a person"
            return Decision("unclear", (level[0],), None, doubt, sure - 0.3), Content("", doubt)
    return Decision("unanswered", (), None, "", 0.6), None


def _words(spelled: Spelled, found: list[Spoken], place: int, sure: float) -> tuple[Decision, Content]:
    """Return the words of an item as they stand: its sentences in one paragraph."""
    first = found[0] if found[0].sources[place] in DIRECT else max(found, key=lambda one: one.scores[place])
    together = [one for one in found if one.block == first.block and one.start >= first.start]
    start, end = together[0].start, together[-1].end
    doubt = "" if first.sources[place] in DIRECT else "no number or heading says which question it answers"
    return Decision("answered", tuple(together), None, doubt, sure), Content(spelled.body.raw[start:end].strip(), doubt)


def _only_brings_up(one: Spoken) -> bool:
    return one.words.rstrip("\"') ").endswith("?")


def content_objection(
    content: Content, decision: Decision, spelled: Spelled, matters: Sequence[Matter], matter: Matter, grounds: Grounds
) -> str:
    """Return why content waits for a person, empty where it is plain: one place, under its own label, without doubt."""
    if reason := of_the_reply(spelled, matters, grounds) or of_its_numbers(spelled):
        return reason
    if decision.answer != "answered" or content.doubt or decision.doubt:
        return content.doubt or decision.doubt or "no answer can be told from what it says"
    if matter.question.kind == "text":
        return "words are for a person to confirm"
    one, place = decision.rests_on[0], matter.place
    if one.after:
        return "it stands behind the letter's closing"
    others = [score for other, score in enumerate(one.scores) if other != place]
    restated = matter.owned(one.words) >= RESTATED and one.scores[place] > max(others, default=0) + 1
    if one.sources[place] not in DIRECT and not restated:
        return "no number or heading says which question it answers"
    if not grounds.ours and not any(max(other.scores, default=0) >= TELLING for other in spelled.sentences):
        return "nothing ties the reply to the letter that asked"
    for other in spelled.sentences:
        if other is one or place not in other.sources:
            continue
        if content_in(other.words, other.words, matter.question) is not None and matter.owned(other.words) >= 1:
            return "another passage speaks of the same question"
        if lexicon.CORRECTION.search(other.words) or lexicon.CONTRAST.search(other.words):
            return "it says “but”, “however” or the like beside the answer"
    takes_back = (lexicon.CONTRAST, lexicon.CORRECTION, lexicon.PENDING, lexicon.REPORTED, lexicon.PAST, lexicon.ONLY)
    if any(pattern.search(one.words) for pattern in takes_back):
        return "it has words that may take it back"
    return ""
