"""The second reading: what its clues are, how they weigh, and that nothing is accepted on which it disagrees with the rules."""

from __future__ import annotations

import json
import math
import re

import pytest

from correspondence.answers import clues, interpret
from correspondence.answers.interpreting import first_reading
from correspondence.answers.second import read_again
from correspondence.answers.topics import matters_of
from correspondence.answers.weighing import SCALE, Scales, scales_of
from correspondence.questionnaire import Question
from correspondence.replies.read import read_reply
from correspondence.reply import Match, Page, Reply
from tests.replies.corpus import inquiry, letters_of
from tests.replies.learn import OF_THE_SUBJECT, WEIGHTS, Learned, rows_of
from tests.replies.measure import asked_letter, matching

LIBRARY = matters_of(
    (
        Question("loans", "Does your library have a rule or practice of lending maps to schools?"),
        Question("fines", "Does your library have a rule or practice of fining late readers?"),
    )
)
NOBODY = re.compile(r"(?!)")
HARBOR = matters_of(
    (
        Question("pilots", "Does your harbor have a rule or practice of sending pilots to tankers?"),
        Question("tolls", "Does your harbor have a rule or practice of tolling idle barges?"),
    )
)


def test_what_is_told_of_a_sentence_does_not_depend_on_the_subject() -> None:
    one = clues.told("no, we have never been lending maps to schools, nor fining anybody.", LIBRARY[0], LIBRARY, NOBODY)
    other = clues.told(
        "no, we have never been sending pilots to tankers, nor tolling anybody.", HARBOR[0], HARBOR, NOBODY
    )
    assert one == other
    assert "maps" not in one
    assert one[:4] == ["no", ",", "we", "have"]


def test_clues_are_weighed_by_logistic_regression() -> None:
    scales = Scales(("yes", "no"), {"a": (SCALE, -SCALE), "b": (0, 2 * SCALE)}, (0, 0))
    assert scales.chances({}) == {"yes": 0.5, "no": 0.5}
    assert scales.chances({"a": 1.0})["yes"] == pytest.approx(math.e / (math.e + 1 / math.e))
    assert scales.chances({"a": 1.0, "b": 1.0})["no"] == pytest.approx(0.5)
    assert scales.chances({"never met": 5.0}) == scales.chances({})


def test_the_weights_know_no_subject() -> None:
    kept = json.loads(WEIGHTS.read_text("utf-8"))
    words = {
        word
        for what in kept.values()
        for clue in what["weights"]
        if ": " in clue
        for word in clue.split(": ")[1].split()
    }
    assert words & {"not", "unless", "<do>"} == {"not", "unless", "<do>"}
    assert words & OF_THE_SUBJECT == set()


def test_the_chances_of_every_sentence_add_up() -> None:
    questionnaire = inquiry("developing").questionnaire
    letter = letters_of("developing")[0]
    first = first_reading(read_reply(letter.content, letter.file), questionnaire.questions, None)
    seconds = read_again(first.spelled, first.decisions, first.matters, first.others)
    assert set(seconds) == {0, 1, 2}
    for second in seconds.values():
        assert len(second.sentences) == len(first.spelled.sentences)
        assert all(sum(one.values()) == pytest.approx(1) for one in (*second.sentences, second.answer))
    assert set(seconds[0].answer) == {"yes", "no", "partial", "not_applicable", "unclear", "unanswered"}
    assert set(scales_of("kind").names) == {"answers", "acknowledgement", "extension-request", "refusal", "unrelated"}


def test_nothing_is_accepted_on_which_the_two_readings_disagree() -> None:
    asked = inquiry("developing")
    find = matching(asked)
    accepted = disagreed = 0
    for letter in letters_of("learning")[::10]:
        reply = read_reply(letter.content, letter.file, our_text=asked.our_text(letter.recipient))
        match = find(reply)
        ours = asked_letter(match, asked.asked)
        first = first_reading(reply, asked.questionnaire.questions, ours)
        seconds = read_again(first.spelled, first.decisions, first.matters, first.others)
        for place, answer in enumerate(interpret(reply, asked.questionnaire, match, ours).answers):
            same = first.decisions[place].answer == seconds[place].best
            disagreed += not same
            accepted += answer.status == "accepted"
            assert answer.status == "needs-review" or (same and answer.answer == seconds[place].best)
    assert accepted > 10
    assert disagreed > 2


def test_what_all_words_together_speak_for_is_proposed_and_waits_for_a_person() -> None:
    """Where the rules find nothing, a proposal says which way it was found, and rests on words of the reply."""
    asked = inquiry("developing")
    find = matching(asked)
    found = []
    for letter in letters_of("learning"):
        reply = read_reply(letter.content, letter.file, our_text=asked.our_text(letter.recipient))
        match = find(reply)
        interpretation = interpret(reply, asked.questionnaire, match, asked_letter(match, asked.asked))
        found += [one for one in interpretation.answers if "all its words together speak for" in one.reason]
        if len(found) > 5:
            break
    assert {one.status for one in found} == {"needs-review"}
    assert any(one.passages for one in found)
    assert all(one.answer == "unanswered" or one.passages for one in found)


def test_a_long_reply_is_read_a_second_time_only_so_far() -> None:
    text = "1. Yes.\n\n2. No.\n\n3. No.\n\n" + "We hold no view on the weather of that day.\n\n" * 400
    reply = Reply({"a.txt": ""}, (Page("a.txt", 1, text, "text"),))
    found = interpret(reply, inquiry("developing").questionnaire, Match("stockton", "", "qr", "accepted", ""))
    assert {one.status for one in found.answers} == {"needs-review"}


def test_what_is_learned_is_what_the_package_weighs() -> None:
    """Weights are kept as whole numbers, and tell the same as the regression that they come from."""
    said = [("yes", {": yes": 1.0, ": we": 1.0}), ("no", {": no": 1.0, ": we": 1.0}), ("unclear", {": we": 1.0})] * 8
    learned = Learned("question", [clue for _, clue in said], [name for name, _ in said], [1.0] * len(said))
    scales = Scales.of(json.loads(json.dumps(learned.kept())))
    for name, clue in said[:3]:
        expected, found = learned.chances([clue])[0], scales.chances(clue)
        assert max(found, key=found.__getitem__) == name
        assert found == {one: pytest.approx(expected[one], abs=0.01) for one in found}


def test_a_sentence_is_learned_from_where_a_person_found_the_answer_in_it() -> None:
    row = next(one for one in rows_of(["developing"], 3) if one.letter.id == "001-numbered-plain")
    told = [
        (one.words, said) for one, said in zip(row.first.spelled.sentences, row.said[0], strict=True) if said != "none"
    ]
    assert told == [("yes.", "yes")]
    assert row.answer(0) == "yes"
