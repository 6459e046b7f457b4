"""From a reply to its kind and its answers: the table of contents of the reading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from correspondence.answers import lexicon
from correspondence.answers.blocks import subject_lines
from correspondence.answers.citations import citations_in
from correspondence.answers.contents import Content, content_in
from correspondence.answers.deciding import FIRM, Decision, decide
from correspondence.answers.form_values import form_answer
from correspondence.answers.gate import OF_LETTERS, Grounds, objection, of_the_reply
from correspondence.answers.kinds import asks_for_time, is_about, kind_without_answers, other_letter, refuses, strays
from correspondence.answers.parties import others_of
from correspondence.answers.sayings import NEUTRAL
from correspondence.answers.speaking import DIRECT, Spelled, Spoken, spell
from correspondence.answers.text import Body, body_of
from correspondence.answers.topics import Matter, matters_of
from correspondence.asked import AskedLetter
from correspondence.questionnaire import Question, Questionnaire
from correspondence.reply import Answer, Interpretation, Interpreter, Match, Page, Passage, Proposal, Reply, ReplyKind

NO_ANSWER = "nothing in the reply was found to answer this question"
LONGEST_LABEL, BARE, MOST_WITH_BARE = 90, 2, 30
"""Letters of a label that is quoted with its answer; words of a bare yes or no, and of what is quoted with it."""
RESTATED = 2.0
"""Words of the question itself from which on a sentence restates it."""
SUBSTANCE = 18
"""Words of explanation from which on it must be seen that they speak of what was asked."""
OF_AN_OFFICE = "the office's own interpreter proposes it"


def interpret(
    reply: Reply,
    questionnaire: Questionnaire,
    match: Match,
    letter: AskedLetter | None = None,
    interpreter: Interpreter | None = None,
) -> Interpretation:
    """Tell what kind of a reply it is, and what it answers to each question.

    Args:
        reply: What came back.
        questionnaire: What was asked.
        match: Which letter it answers; nothing in free text is accepted where that is not certain.
        letter: The letter that asked, where it is known.
        interpreter: An office's own, which reads the passages in place of ours; what it proposes is never accepted
            without a person.

    Returns:
        The kind, and an answer for each question in the questionnaire's order.
    """
    questions = questionnaire.questions
    forms = {value.file for value in reply.form.values()}
    letters = replace(reply, pages=tuple(page for page in reply.pages if page.file not in forms))
    kind, doubt, written = _written(letters, questions, match, letter, interpreter)
    filled = [form_answer(reply, question) for question in questions]
    answers = tuple(_together(one, other) for one, other in zip(filled, written, strict=True))
    if any(one is not None and one.answer != "unanswered" for one in filled):
        kind, doubt = "answers", ""
    return Interpretation(kind, doubt, answers)


def read_passage(passage: str, question: Question) -> Proposal:
    """Tell what a passage says to a question: the interpreter that is used where an office names none.

    Args:
        passage: Words of a reply that speak of the question.
        question: The question.
    """
    body = body_of(Reply({"": ""}, (Page("", 1, passage, "text"),)))
    matters = matters_of((question,))
    spelled = spell(body, matters, others_of(body, None), asked=True)
    decision, content = _decision(spelled, matters[0], matters)
    rests = " … ".join(body.raw[one.start : one.end] for one in decision.rests_on[:1])
    value = content.value if content else ""
    return Proposal(decision.answer, value, rests, decision.sure, decision.doubt)


def _together(form: Answer | None, letter: Answer) -> Answer:
    """Return the answer of form and letter: where they say different things a person is shown both."""
    if form is None:
        return letter
    if form.answer == "unanswered" and letter.answer != "unanswered":
        reason = "the letter answers what the form leaves open"
        return replace(letter, status="needs-review", reason=reason, method="proposed")
    if letter.answer == "unanswered" or (form.answer, form.value) == (letter.answer, letter.value):
        return replace(form, third_party=form.third_party or letter.third_party)
    reason = f"the form says “{_plain(form)}”, and what was written beside it is read as “{_plain(letter)}”"
    confidence = min(form.confidence, letter.confidence)
    return replace(
        form, status="needs-review", reason=reason, passages=(*form.passages, *letter.passages), confidence=confidence
    )


def _plain(answer: Answer) -> str:
    return answer.value or answer.answer.replace("_", " ")


def _written(
    reply: Reply,
    questions: Sequence[Question],
    match: Match,
    letter: AskedLetter | None,
    interpreter: Interpreter | None,
) -> tuple[ReplyKind, str, tuple[Answer, ...]]:
    """Read free text."""
    body = body_of(reply)
    matters = matters_of(tuple(questions))
    others = others_of(body, letter)
    spelled = spell(body, matters, others)
    decided = [_decision(spelled, matter, matters) for matter in matters]
    kind, doubt = _kind(reply, body, spelled, [one for one, _ in decided], matters, letter)
    if kind != "answers":
        return kind, doubt, tuple(_unanswered(question, f"the reply is of the kind “{kind}”") for question in questions)
    ours = bool(spelled.copies) or is_about(letter, body, reply.headers) or _counts_ours(spelled, matters)
    grounds = Grounds(reply, match, doubt, ours, others)
    answers = []
    for matter, (decision, content) in zip(matters, decided, strict=True):
        if interpreter is not None:
            answers.append(_by_office(interpreter, spelled, decision, matter))
        else:
            answers.append(_answer(decision, content, spelled, matters, matter, grounds))
    return kind, doubt, tuple(answers)


# --- what it answers ---------------------------------------------------------------------------------------------------


def _decision(spelled: Spelled, matter: Matter, matters: Sequence[Matter]) -> tuple[Decision, Content | None]:
    if matter.question.kind == "yes-no":
        return decide(spelled, matter, matters), None
    return _content(spelled, matter)


def _content(spelled: Spelled, matter: Matter) -> tuple[Decision, Content | None]:
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


def _answer(
    decision: Decision,
    content: Content | None,
    spelled: Spelled,
    matters: Sequence[Matter],
    matter: Matter,
    grounds: Grounds,
) -> Answer:
    body, place = spelled.body, matter.place
    if decision.answer == "unanswered":
        third = _passage(body, decision.third)
        return replace(_unanswered(matter.question, decision.doubt or NO_ANSWER, decision.sure), third_party=third)
    passages = tuple(part for one in decision.rests_on for part in body.passages(*_words_of(one, spelled, place)))
    reason = (
        objection(decision, spelled, matters, place, grounds)
        if content is None
        else _objection_to(content, decision, spelled, matter, grounds)
    )
    if not reason:
        doubts = (body.doubt(*one.span(place)) for one in decision.rests_on)
        reason = next((one for one in doubts if one), "") or ("the passage is cut in two" if len(passages) > 1 else "")
    item = _of_item(decision, spelled, place)
    return Answer(
        question=matter.question.id,
        answer=decision.answer,
        value=content.value if content is not None and decision.answer == "answered" else "",
        passages=passages,
        authorities=_authorities(body, [*item, *([decision.third] if decision.third else ())]),
        explanation=_explanation(body, decision, item, place),
        third_party=_passage(body, decision.third),
        method="proposed" if reason else "explicit",
        status="needs-review" if reason else "accepted",
        reason=reason,
        confidence=decision.sure if reason else max(decision.sure, 0.95),
    )


def _words_of(one: Spoken, spelled: Spelled, place: int) -> tuple[int, int]:
    """Return where the words of an answer stand: with the label or heading before it, and a bare yes with what it says."""
    start, end = one.span(place)
    if place in one.spans:
        return start, end
    block = spelled.blocks[one.block]
    before = spelled.body.flat[block.start : start]
    first = not any(
        other.block == one.block and other.start < start and other.sayings.get(place, NEUTRAL) != NEUTRAL
        for other in spelled.sentences
    )
    if (
        first
        and len(before) <= LONGEST_LABEL
        and before.strip()
        and not re.search(r"\n[ \t]*\n", spelled.body.text[block.start : start])
    ):
        start = block.start
    if len(one.words.split()) <= BARE:
        following = next(
            (other for other in spelled.sentences if other.start >= one.end and other.block == one.block), None
        )
        if following is not None and following.start - one.end < 8 and len(following.words.split()) <= MOST_WITH_BARE:  # noqa: PLR2004
            said = following.sayings.get(place, NEUTRAL)
            same = said.value == one.sayings[place].value
            speaks = following.scores[place] > 0 or lexicon.NEGATION.search(following.words)
            brief = len(following.words.split()) <= MOST_WITH_BARE // 2 and said.value in {
                "neutral",
                one.sayings[place].value,
            }
            if (
                brief
                or (same and said.sort != "loose")
                or (said.value in {"neutral", one.sayings[place].value} and speaks)
            ):
                end = following.end
    return start, end


def _objection_to(content: Content, decision: Decision, spelled: Spelled, matter: Matter, grounds: Grounds) -> str:
    """Return why content waits for a person, empty where it is plain: one place, under its own label, without doubt."""
    if reason := of_the_reply(spelled, grounds):
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


def _of_item(decision: Decision, spelled: Spelled, place: int) -> list[Spoken]:
    """Return the sentences that belong to the answer: those it rests on, and those that go on with them."""
    blocks = {one.block for one in decision.rests_on}
    several = any(len(one.sources) > 1 for one in decision.rests_on)
    return [
        one
        for one in spelled.sentences
        if one in decision.rests_on
        or (one.sources.get(place) in {"scope", "topic", "inherit", *DIRECT})
        or (one.block in blocks and not several and not one.sources)
    ]


def _explanation(body: Body, decision: Decision, item: Sequence[Spoken], place: int) -> Passage | None:
    """Return the words behind the answer in the same paragraph, or in the next one under the same label."""
    if not decision.rests_on:
        return None
    last = decision.rests_on[-1]
    behind = [one for one in item if one.start > last.start and one.block == last.block]
    if not behind:
        behind = [one for one in item if one.block == last.block + 1 and one.sources.get(place) == "scope"]
    if not behind:
        return None
    found = body.passages(behind[0].start, behind[-1].end)
    return found[0] if len(found) == 1 else None


def _authorities(body: Body, item: Sequence[Spoken]) -> tuple[Passage, ...]:
    """Return what is cited, each once."""
    found: dict[str, Passage] = {}
    for one in item:
        for start, end in citations_in(body.raw, one.start, one.end):
            name = " ".join(body.raw[start:end].split()).casefold()
            passages = body.passages(start, end)
            if len(passages) == 1 and not any(name in other for other in found):
                found.setdefault(name, passages[0])
    return tuple(found.values())


def _passage(body: Body, one: Spoken | None) -> Passage | None:
    found = body.passages(one.start, one.end) if one is not None else ()
    return found[0] if found else None


def _unanswered(question: Question, reason: str, confidence: float = 0.8) -> Answer:
    return Answer(question.id, "unanswered", "", (), (), None, None, "proposed", "needs-review", reason, confidence)


def _by_office(interpreter: Interpreter, spelled: Spelled, decision: Decision, matter: Matter) -> Answer:
    """Take the proposal of an office's interpreter, where its words stand in the passage."""
    body = spelled.body
    near = [one for one in spelled.sentences if matter.place in one.sources] or list(spelled.sentences)
    start, end = (near[0].start, near[-1].end) if near else (0, len(body.text))
    text = body.text[start:end]
    proposal = interpreter(text, matter.question)
    answer = _unanswered(matter.question, proposal.reason or OF_AN_OFFICE, proposal.confidence)
    words = proposal.verbatim
    at = text.find(words) if words.strip() else -1
    if at < 0:
        if proposal.answer == "unanswered":
            return answer
        return replace(
            answer, answer="unclear", reason="the office's interpreter rests on words that do not stand in the reply"
        )
    passages = body.passages(start + at, start + at + len(words))
    return replace(
        answer,
        answer=proposal.answer,
        value=proposal.value,
        passages=passages,
        authorities=_authorities(body, near) if decision.rests_on else (),
        third_party=_passage(body, decision.third),
    )


# --- what kind it is ---------------------------------------------------------------------------------------------------


def _kind(
    reply: Reply,
    body: Body,
    spelled: Spelled,
    decisions: Sequence[Decision],
    matters: Sequence[Matter],
    letter: AskedLetter | None,
) -> tuple[ReplyKind, str]:
    """Tell the kind of a reply, and why a person must look at it."""
    stray, subject = strays(reply, body), subject_lines(body)
    text = body.flat[:20_000]
    strengths = [_strength(one, place) for place, one in enumerate(decisions)]
    strongest, outright = max(strengths), sum(one >= STATED for one in strengths)
    without = kind_without_answers(
        reply, body, stray=stray, subject=subject, ours=is_about(letter, body, reply.headers) or bool(spelled.copies)
    )
    if stray and (strongest < OUTRIGHT or stray.startswith("it is written")):
        return "unrelated", "" if strongest < OUTRIGHT else stray
    other = other_letter(body, letter, subject)
    own_words = sum(
        any(spoken.scores[place] >= TELLING for spoken in one.rests_on) for place, one in enumerate(decisions)
    )
    if strongest > 0 and other and own_words < 2:  # noqa: PLR2004
        return "unrelated", other
    if strongest >= STATED and _of_another_matter(spelled, decisions, matters, letter, body, reply):
        return "unrelated", "it answers questions, but in no words of ours"
    puts_off = asks_for_time(text) or refuses(text)
    if puts_off and not any(one.declined for one in decisions) and strongest < OUTRIGHT and outright < 2:  # noqa: PLR2004
        if not sum(one >= MENTIONED for one in strengths) > 1:
            return without
    if strongest >= STATED:
        return "answers", stray or other
    if strongest > 0 and not puts_off and (strongest >= MENTIONED or without[0] == "unrelated"):
        return "answers", "it speaks of the questions without a plain answer to any"
    return without


def _counts_ours(spelled: Spelled, matters: Sequence[Matter]) -> bool:
    """Tell whether a reply counts our questions, and names what they are about."""
    counts = any(source == "all" for one in spelled.sentences for source in one.sources.values())
    return counts and any(
        matter.presupposes.search(one.words) or matter.about.search(one.words)
        for one in spelled.sentences
        for matter in matters
    )


MENTIONED, ASKED, STATED, OUTRIGHT, TELLING = 1.0, 1.5, 2.0, 3.0, 2.0
"""How much an answer counts: that speaks of the matter, that stands where it was asked, that is stated, that is given by yes or no where it was asked; and
the score from which words tell a question."""


def _strength(one: Decision, place: int) -> float:
    """Return how plainly a reply answers a question; 0 where it does not."""
    if one.answer == "unanswered" or not one.rests_on:
        return 0.0
    first = one.rests_on[0]
    direct = first.sources.get(place) in {*DIRECT, "scope"}
    if one.answer == "answered":
        return STATED if direct else MENTIONED
    if place not in first.sayings or one.answer == "not_applicable":
        return STATED
    saying, score = first.sayings[place], first.scores[place]
    if saying.value in FIRM and saying.sort == "polar" and direct:
        return OUTRIGHT
    if not direct and OF_LETTERS.search(first.words):
        return MENTIONED / 2
    if saying.value in FIRM and saying.sort in {"polar", "stated", "elliptic"}:
        return STATED if direct or score >= 2 * TELLING else MENTIONED
    if direct and first.sources.get(place) in DIRECT:
        return ASKED
    return MENTIONED if direct or score >= TELLING else MENTIONED / 2


def _of_another_matter(
    spelled: Spelled,
    decisions: Sequence[Decision],
    matters: Sequence[Matter],
    letter: AskedLetter | None,
    body: Body,
    reply: Reply,
) -> bool:
    """Tell whether answers are explained at some length, and neither there nor elsewhere in words of our questions."""
    if spelled.copies or is_about(letter, body, reply.headers):
        return False
    blocks = {spoken.block for one in decisions for spoken in one.rests_on}
    words = " ".join(spoken.words for spoken in spelled.sentences if spoken.block in blocks)
    named = any(
        pattern.search(spoken.words)
        for spoken in spelled.sentences
        for matter in matters
        for pattern in (matter.presupposes, matter.conditions)
    )
    said = sum(max(spoken.scores) for spoken in spelled.sentences)
    return len(words.split()) >= SUBSTANCE and said < TELLING and not named
