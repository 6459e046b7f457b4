"""Answers off a form: accepted where the form is sound, shown to a person where it is not or the letter disagrees."""

from __future__ import annotations

import pytest

from correspondence.answers import interpret
from correspondence.questionnaire import Question, Questionnaire, Vocabulary
from correspondence.reply import Answer, FormValue, Match, Page, Reply

CAMP = Question(
    "camping",
    "Does your park let scouts put up tents in the meadow?",
    vocabulary=Vocabulary(doing=("let scouts in", "camp"), conditions=("permit",)),
)
SHED = Question("tools", "Where are the tools kept?", kind="choice", options=("In a shed", "With a neighbor"))
COUNT = Question("benches", "How many benches are there?", kind="number")
ASKED = Questionnaire("park", None, (CAMP, SHED, COUNT))
CERTAIN = Match("pine", "P-1", "field", "accepted", "")


def value(name: str, text: str, *, sound: bool = True, reason: str = "") -> FormValue:
    return FormValue(name, text, "form-field", sound, reason, "form.pdf", 1)


def answers_of(*values: FormValue, letter: str = "", form_text: str = "") -> tuple[Answer, ...]:
    pages = [Page("form.pdf", 1, form_text, "text-layer")]
    if letter:
        pages.append(Page("letter.txt", 1, letter, "text"))
    reply = Reply({"form.pdf": ""}, tuple(pages), form={one.name: one for one in values})
    return interpret(reply, ASKED, CERTAIN).answers


def test_sound_values_are_accepted() -> None:
    found = answers_of(value("camping", "yes"), value("tools", "option_2"), value("benches", "14"))
    assert [(one.answer, one.value, one.status, one.method) for one in found] == [
        ("yes", "", "accepted", "form-field"),
        ("answered", "With a neighbor", "accepted", "form-field"),
        ("answered", "14", "accepted", "form-field"),
    ]


def test_a_value_that_is_not_sound_waits_with_its_reason() -> None:
    answer = answers_of(value("camping", "yes", sound=False, reason="two boxes are marked"))[0]
    assert (answer.answer, answer.status, answer.reason) == ("yes", "needs-review", "two boxes are marked")


def test_what_is_no_answer_of_the_form_is_unclear() -> None:
    answer = answers_of(value("camping", "perhaps"))[0]
    assert (answer.answer, answer.status) == ("unclear", "needs-review")
    assert answer.reason == '"perhaps" is none of the answers that the form offers'


def test_an_explanation_stands_where_the_page_has_it() -> None:
    text = "1. Camping [x] Yes\nScouts may stay. See Park Rule 4.2."
    fields = (
        value("camping", "yes"),
        value("camping_explanation", "Scouts may stay."),
        value("camping_citation", "Park Rule 4.2"),
    )
    answer = answers_of(*fields, form_text=text)[0]
    assert answer.explanation is not None
    assert text[answer.explanation.start : answer.explanation.end] == "Scouts may stay."
    assert [one.verbatim for one in answer.authorities] == ["Park Rule 4.2"]


@pytest.mark.parametrize(
    ("written", "read"), [("No, they are not let in.", "no"), ("We let scouts in only with a permit.", "partial")]
)
def test_an_explanation_that_says_something_else_is_for_a_person(written: str, read: str) -> None:
    fields = value("camping", "yes"), value("camping_explanation", written)
    answer = answers_of(*fields, form_text=written)[0]
    assert (answer.answer, answer.status) == ("yes", "needs-review")
    assert answer.reason == f"the form says “yes”, and what was written beside it is read as “{read}”"


def test_an_explanation_without_a_mark_is_unclear() -> None:
    answer = answers_of(
        value("camping", ""), value("camping_explanation", "Scouts are dear to us."), form_text="Scouts are dear to us."
    )[0]
    assert (answer.answer, answer.reason) == ("unclear", "nothing is marked, but an explanation was written")


def test_form_and_letter_that_disagree_are_both_shown() -> None:
    answer = answers_of(value("camping", "yes"), letter="Dear Sir:\n\nQuestion 1: No.\n")[0]
    assert (answer.answer, answer.status) == ("yes", "needs-review")
    assert [one.verbatim for one in answer.passages] == ["Question 1: No."]
    assert answer.reason == "the form says “yes”, and what was written beside it is read as “no”"


def test_the_letter_answers_what_the_form_leaves_open() -> None:
    answer = answers_of(value("camping", ""), letter="Dear Sir:\n\nQuestion 1: No.\n")[0]
    assert (answer.answer, answer.status, answer.method) == ("no", "needs-review", "proposed")
    assert answer.reason == "the letter answers what the form leaves open"


def test_a_filled_form_is_a_reply_that_answers() -> None:
    reply = Reply({"form.pdf": ""}, (Page("form.pdf", 1, "", "text-layer"),), form={"camping": value("camping", "no")})
    found = interpret(reply, ASKED, CERTAIN)
    assert (found.kind, found.doubt) == ("answers", "")
