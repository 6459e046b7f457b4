"""What replies in free text are taken to say: a table of letters, and what is accepted without a person."""

from __future__ import annotations

import time

import pytest

from correspondence.answers import interpret, kind_of
from correspondence.answers.citations import citations_in
from correspondence.questionnaire import Question, Questionnaire
from correspondence.reply import Answer, Page, Reply, Unreadable
from tests.replies.corpus import questionnaire


def letter(body: str, **page: object) -> Reply:
    """Return a letter with a salutation and a closing round some words."""
    text = f"Dear Sir:\n\n{body}\n\nSincerely,\n\nPat Doe\nChief of Police\n"
    return Reply({"reply.txt": ""}, (Page("reply.txt", 1, text, "text", **page),))  # type: ignore[arg-type]


def read(body: str) -> tuple[Answer, ...]:
    """Return the answers of a letter to the sample's three questions."""
    return interpret(letter(body), questionnaire())


def signs(answers: tuple[Answer, ...]) -> str:
    """Return the answers in one line; those that are accepted with an exclamation mark."""
    return " ".join(one.answer + "!" * (one.status == "accepted") for one in answers)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("1. Yes.\n2. No.\n3. No.", "yes! no! no!"),
        ("(1) yes; (2) yes; (3) no", "yes! yes! no!"),
        ("Question 1\n\nYes.\n\nQuestion 2\n\nNo.\n\nQuestion 3\n\nNo, absent a judicial warrant.", "yes! no! partial"),
        ("I. Yes\nII. No\nIII. Yes", "yes! no! yes!"),
        ("The answer to question one is yes. The answer to questions two and three is no.", "yes! no! no!"),
        ("As to access, yes. As to notice, yes. As to holds, no.", "yes yes no"),
        ("Yes, yes, and no, in that order.", "yes yes no"),
        ("The answer to all three questions is no.", "no no no"),
        ("1. We do.\n2. We do not.\n3. None whatsoever.", "yes no no"),
        ("Regarding question 1, no such policy exists. Regarding question 2, yes.", "no yes! unanswered"),
        ("We respectfully decline to answer question 1. 2: Yes. 3: No.", "unanswered yes! no!"),
    ],
)
def test_answers_are_found_under_labels_of_every_kind(body: str, expected: str) -> None:
    assert signs(read(body)) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("3. No, unless a judge has signed a warrant.", "partial"),
        ("3. Yes, provided that the inmate was convicted of a violent felony.", "partial"),
        ("3. No policy of ours prohibits it.", "unclear"),
        ("3. The policy is under review.", "unclear"),
        ("3. See the attached order.", "unclear"),
        ("3. We cooperate with all federal agencies to the fullest extent of the law.", "unclear"),
        ("3. We do not decline such requests; the jail holds the person for the two days.", "yes"),
        ("3. It is not the case that we have no practice of holding people for DHS.", "yes"),
        ("3. We do not hold people for DHS.", "no"),
        ("3. Not applicable. The City runs no jail.", "not_applicable"),
        ("3. Yes.\n\nI must correct my third answer: we do not hold anyone for DHS.", "unclear"),
    ],
)
def test_conditions_negations_and_contradictions_follow_the_codebook(body: str, expected: str) -> None:
    answer = read(body)[2]
    assert (answer.answer, answer.status) == (expected, "needs-review")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("1. Yes. We do not admit DHS agents to the jail.", "two passages contradict each other"),
        ("1. Yes. See what the Sheriff may decide.", "words beside the answer may take something back"),
        ("1. Yes. We keep detainees past release on request.", "the words beside the answer speak of another question"),
        (
            "1. Yes.\n\nICE gets no further than the front desk.",
            "a passage under no question's label may bear on the answer",
        ),
        ("Draft, not for release.\n\n1. Yes.", "words elsewhere in the reply put its answers in doubt"),
        ("1. Do you refuse access to the jail? No.", "the words before the answer turn it round"),
        ("The City runs no jail.\n\n1. Yes.", "elsewhere it says that a question does not apply"),
    ],
)
def test_a_polar_word_is_not_accepted_where_anything_may_take_it_back(body: str, reason: str) -> None:
    answer = read(body)[0]
    assert (answer.status, answer.reason) == ("needs-review", reason)


def test_a_passage_stands_at_its_offsets_and_is_cut_where_a_page_ends() -> None:
    first = (
        "Dear Sir:\n\n3. We will honor written requests from DHS to hold a foreign national for up to 48 hours past the"
    )
    second = "Chief Doe\nPage 2\n\nscheduled release date in every case.\n\nSincerely,\nPat Doe\n"
    pages = (Page("a.pdf", 1, first, "text-layer"), Page("a.pdf", 2, second, "text-layer"))
    answer = interpret(Reply({"a.pdf": ""}, pages), questionnaire())[2]
    assert answer.answer == "yes"
    assert [(one.page, one.verbatim) for one in answer.passages] == [
        (1, first.removeprefix("Dear Sir:\n\n")),
        (2, "scheduled release date in every case."),
    ]
    for one in answer.passages:
        assert pages[one.page - 1].text[one.start : one.end] == one.verbatim


def test_our_own_question_copied_out_is_the_label_and_never_the_answer() -> None:
    questions = questionnaire().questions
    answers = read(f"1. {questions[0].text}\n\nNo.\n\n2. {questions[1].text} Yes.\n\n3. {questions[2].text}\n")
    assert signs(answers) == "no! yes! unanswered"
    assert [one.verbatim for one in answers[1].passages] == ["Yes."]


def test_what_another_body_does_is_kept_beside_the_answer() -> None:
    answer = read(
        "The City runs no jail. The county sheriff tells us that his jail does not hold anyone on detainers."
    )[2]
    assert answer.answer == "not_applicable"
    assert answer.third_party is not None
    assert answer.third_party.verbatim == "The county sheriff tells us that his jail does not hold anyone on detainers."


def test_words_that_were_read_with_little_confidence_wait_for_a_person() -> None:
    body = "1. Yes.\n2. Yes.\n3. No."
    sure, doubtful, _ = interpret(letter(body, doubtful=((22, 24),)), questionnaire())
    assert (sure.status, doubtful.status) == ("accepted", "needs-review")
    assert doubtful.reason == "the words were read with little confidence"
    hidden = interpret(letter(body, suspect="the page has white letters"), questionnaire())
    assert {one.reason for one in hidden} == {"the page has white letters"}


def test_nothing_is_accepted_from_a_reply_of_which_a_part_could_not_be_read() -> None:
    reply = letter("1. Yes.\n2. Yes.\n3. No.")
    broken = Reply(reply.files, reply.pages, unreadable=(Unreadable("policy.pdf", "it is encrypted"),))
    answers = interpret(broken, questionnaire())
    assert {(one.status, one.reason) for one in answers} == {("needs-review", "a part of the reply could not be read")}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("Your letter of August 3 arrived here and has been assigned to Captain Lopez.", "acknowledgement"),
        ("May we have until the end of the month? Our policies are kept in three places.", "extension-request"),
        ("Would you tell us what you mean by a practice? We will answer then.", "extension-request"),
        ("The City declines to answer your questions about access, notice and detainers.", "refusal"),
        ("This letter came to us by mistake. We have no jail.", "unrelated"),
        ("Please remove me from your mailing list.", "unrelated"),
        ("1. Yes.", "answers"),
    ],
)
def test_a_reply_is_of_one_kind(body: str, kind: str) -> None:
    reply = letter(body)
    assert kind_of(reply, interpret(reply, questionnaire())) == kind


def test_a_machine_that_answers_for_somebody_absent_is_unrelated() -> None:
    reply = letter("I have received your letter and am away until Monday.")
    absent = Reply(reply.files, reply.pages, headers={"subject": "Automatic reply: three questions"})
    assert kind_of(absent, interpret(absent, questionnaire())) == "unrelated"


def test_topics_come_from_the_questions_that_were_asked() -> None:
    asked = Questionnaire(
        "training",
        None,
        (
            Question("cameras", "Do your officers wear body-worn cameras on patrol?"),
            Question("training", "Are your officers trained in de-escalation each year?"),
        ),
    )
    answers = interpret(letter("Training - yes, every spring.\n\nCameras - no."), asked)
    assert [(one.question, one.answer) for one in answers] == [("cameras", "no"), ("training", "yes")]


def test_a_question_that_is_not_yes_or_no_waits_for_a_person() -> None:
    asked = Questionnaire(
        "count", None, (Question("officers", "How many sworn officers does your agency have?", "number"),)
    )
    answer = interpret(letter("1. We have 44 sworn officers."), asked)[0]
    assert (answer.answer, answer.status, answer.reason) == (
        "unclear",
        "needs-review",
        "the content must be read by a person",
    )


def test_nothing_to_read_answers_nothing() -> None:
    empty = Reply({"a.txt": ""}, ())
    assert signs(interpret(empty, questionnaire())) == "unanswered unanswered unanswered"
    assert kind_of(empty, interpret(empty, questionnaire())) == "unrelated"


@pytest.mark.parametrize("text", [" " * 50_000, "." * 30_000, "no policy " * 5_000, "> " * 20_000, "1. " * 10_000])
def test_monotonous_text_is_read_in_bounded_time(text: str) -> None:
    started = time.monotonic()
    interpret(Reply({"a.txt": ""}, (Page("a.txt", 1, text, "text"),)), questionnaire())
    assert time.monotonic() - started < 10


def test_long_lines_behind_the_first_page_are_read_in_bounded_time() -> None:
    line = "Question 3. Yes, we hold people for DHS when it asks us to; " * 10
    pages = tuple(Page("a.pdf", number, f"{line}\n{line}\n{line}", "text-layer") for number in (1, 2, 3))
    started = time.monotonic()
    interpret(Reply({"a.pdf": ""}, pages), questionnaire())
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    ("words", "cited"),
    [
        ("under 8 U.S.C. § 1373 and otherwise", ["8 U.S.C. § 1373"]),
        ("under 8 USC 1373 we may", ["8 USC 1373"]),
        ("see 8 U.S.C. §§ 1373, 1644.", ["8 U.S.C. §§ 1373, 1644"]),
        ("See SOP 3-30 and General Order No. 4.12, para. 6.", ["SOP 3-30", "General Order No. 4.12, para. 6"]),
        ("as RCW 10.93.160 and ORS 181A.820 say", ["RCW 10.93.160", "ORS 181A.820"]),
        ("by 5 ILCS 805/15", ["5 ILCS 805/15"]),
        ("under section 9.06 of the Charter", ["section 9.06 of the Charter"]),
        ("Cal. Gov't Code § 7282.5 governs", ["Cal. Gov't Code § 7282.5"]),
        ("Galarza v. Szalczyk, 745 F.3d 634 (3d Cir. 2014)", ["Galarza v. Szalczyk, 745 F.3d 634 (3d Cir. 2014)"]),
        ("a form I-247A on the 12th of May", []),
    ],
)
def test_authorities_are_found_verbatim(words: str, cited: list[str]) -> None:
    assert [words[start:end] for start, end in citations_in(words, 0, len(words))] == cited
