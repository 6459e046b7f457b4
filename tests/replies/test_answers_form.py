"""Answers that were filled in on the form: accepted where it is unambiguous, and never merged with a letter."""

from __future__ import annotations

from correspondence.answers import interpret, kind_of
from correspondence.questionnaire import Question, Questionnaire
from correspondence.reply import FormValue, Page, Reply
from tests.replies.corpus import questionnaire


def filled(*values: tuple[str, str], sound: bool = True, reason: str = "", pages: tuple[Page, ...] = ()) -> Reply:
    """Return a form that came back."""
    form = {name: FormValue(name, value, "form-field", sound, reason, "form.pdf", 1) for name, value in values}
    return Reply({"form.pdf": ""}, pages, form=form)


ALL = (("facility-access", "yes"), ("release-notice", "partial"), ("detainer-requests", "no"))


def test_every_sound_mark_is_accepted() -> None:
    answers = interpret(filled(*ALL), questionnaire())
    assert [(one.answer, one.status, one.method) for one in answers] == [
        ("yes", "accepted", "form-field"),
        ("partial", "accepted", "form-field"),
        ("no", "accepted", "form-field"),
    ]
    assert kind_of(filled(*ALL), answers) == "answers"


def test_a_mark_that_is_not_sound_waits_with_its_reason() -> None:
    answer = interpret(filled(*ALL, sound=False, reason="two boxes are marked"), questionnaire())[0]
    assert (answer.answer, answer.status, answer.reason) == ("yes", "needs-review", "two boxes are marked")


def test_nothing_marked_beside_an_explanation_waits_for_a_person() -> None:
    values = (("facility-access", ""), ("facility-access_explanation", "It is complicated."))
    answer = interpret(filled(*values), questionnaire())[0]
    assert (answer.answer, answer.reason) == ("unclear", "nothing is marked, but an explanation was written")
    assert answer.explanation is not None
    assert answer.explanation.verbatim == "It is complicated."


def test_explanation_and_authorities_are_taken_from_their_fields() -> None:
    text = "Explanation: Agents sign the log. Statute: General Order 4.12 and 8 U.S.C. § 1373"
    values = (
        *ALL,
        ("facility-access_explanation", "Agents sign the log."),
        ("facility-access_citation", "General Order 4.12 and 8 U.S.C. § 1373"),
    )
    answer = interpret(filled(*values, pages=(Page("form.pdf", 1, text, "text-layer"),)), questionnaire())[0]
    assert answer.explanation is not None
    assert text[answer.explanation.start : answer.explanation.end] == "Agents sign the log."
    assert [text[one.start : one.end] for one in answer.authorities] == ["General Order 4.12", "8 U.S.C. § 1373"]


def test_a_prompt_that_came_back_is_no_answer() -> None:
    asked = Questionnaire("q", None, (Question("name", "Who answers?", "text"),))
    answer = interpret(filled(("name", "Click or tap here to enter text.")), asked)[0]
    assert (answer.answer, answer.value) == ("unanswered", "")


def test_choices_texts_numbers_and_dates_keep_their_content() -> None:
    asked = Questionnaire(
        "q",
        None,
        (
            Question("body", "Which body?", "choice", options=("The council", "The mayor")),
            Question("officers", "How many officers?", "number"),
        ),
    )
    answers = interpret(filled(("body", "option_2"), ("officers", "44")), asked)
    assert [(one.answer, one.value, one.status) for one in answers] == [
        ("answered", "The mayor", "accepted"),
        ("answered", "44", "accepted"),
    ]
    unknown = interpret(filled(("body", "The sheriff")), asked)[0]
    assert (unknown.answer, unknown.reason) == ("unclear", '"The sheriff" is none of the answers that the form offers')


def test_a_letter_that_contradicts_the_form_is_shown_and_not_merged() -> None:
    page = Page("mail.txt", 1, "Dear Sir:\n\nQuestion 3. Yes, we hold people for DHS.\n\nSincerely,\nPat Doe\n", "mail")
    first, _, third = interpret(filled(*ALL, pages=(page,)), questionnaire())
    assert first.status == "accepted"
    assert (third.answer, third.status) == ("no", "needs-review")
    assert third.reason == "the form says no, and what was written beside it is read as yes"
    assert [one.verbatim for one in third.passages] == ["Question 3. Yes, we hold people for DHS."]
