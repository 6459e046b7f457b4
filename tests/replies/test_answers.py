"""What a letter says to each question: rules by small examples, none of them from the corpus."""

from __future__ import annotations

import datetime

import pytest

from correspondence.answers import interpret, read_passage
from correspondence.asked import AskedLetter
from correspondence.questionnaire import Question, Questionnaire, Vocabulary
from correspondence.recipients import Address, Recipient
from correspondence.reply import Answer, Interpretation, Match, Page, Passage, Proposal, Reply, Unreadable

CAMP = Question(
    "camping",
    "Does your park have a rule, policy, or practice that is designed to ensure that scouts have access to the meadow in order to put up their tents?",
    vocabulary=Vocabulary(
        about=("scouts", "tents", "camp*", "let … in"),
        doing=("may camp", "camp", "are admitted", "let scouts in", "put up"),
        against=("sent away",),
        within=("daylight", "sign the guest book"),
        presupposes=("meadow", "meadows"),
        conditions=("permit", "written consent", "ranger’s order"),
    ),
)
CLOSING = Question(
    "closing-notice",
    "Does your park have a rule, policy, or practice that is designed to ensure that at least 48 hours’ advance notice of a closing is given to the bus company?",
    vocabulary=Vocabulary(
        about=("notice", "closing*", "bus company"),
        doing=("notif*", "telephone*", "gives notice", "give notice", "call", "calls"),
    ),
)
PARK = Questionnaire("park", None, (CAMP, CLOSING))
MANY = Questionnaire(
    "many",
    None,
    (
        Question(
            "keeps",
            "Where does your park keep its tools?",
            kind="choice",
            options=("In a shed", "With a neighbor", "It has none"),
        ),
        Question("benches", "How many benches stood in the park on May 1, 2018?", kind="number"),
        Question("opened", "On what date was the gate opened to visitors?", kind="date"),
        Question("care", "What care do the lawns receive in winter?", kind="text"),
    ),
)
ADDRESS = Address("1 Oak Street", city="Pine", state="OH", zip="44601")
LETTER = AskedLetter(
    Recipient("pine", title="Warden", name="Ann Pine", organization="Pine City Parks", address=ADDRESS),
    number="PARK-2018-2223-G",
    date=datetime.date(2018, 5, 2),
    title="Survey of parks",
)
CERTAIN = Match("pine", "PARK-2018-2223-G", "qr", "accepted", "")


def reply_of(text: str, **changed: object) -> Reply:
    return Reply({"a.txt": ""}, (Page("a.txt", 1, text, "text"),), **changed)  # type: ignore[arg-type]


def read(text: str, asked: Questionnaire = PARK, match: Match = CERTAIN) -> Interpretation:
    body = f"Pine City Parks\n1 Oak Street\n\nDear Sir:\n\nThank you for your letter of May 2, 2018.\n\n{text}\n\nSincerely,\n\nAnn Pine\nWarden\n"
    return interpret(reply_of(body), asked, match, LETTER)


def said(text: str, asked: Questionnaire = PARK) -> list[str]:
    return [answer.answer for answer in read(text, asked).answers]


def words(answer: Answer) -> list[str]:
    return [passage.verbatim for passage in answer.passages]


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("1. Yes.\n\n2. No.", ["yes", "no"]),
        ("(a) No.\n(b) Yes.", ["no", "yes"]),
        ("Question One: Yes.\n\nQuestion Two: No.", ["yes", "no"]),
        ("Q2 - Yes\nQ1 - No", ["no", "yes"]),
        ("1 yes 2 no", ["yes", "no"]),
        ("The answer to both of your two questions is no.", ["no", "no"]),
        ("It is yes to your first question, and no to your second.", ["yes", "no"]),
        ("Our answers: no to 1, yes to 2.", ["no", "yes"]),
        ("As to your second question, the answer is yes. As to your first question, the answer is no.", ["no", "yes"]),
        ("In the order in which you asked:\n\n- Yes.\n\n- No.", ["yes", "no"]),
    ],
)
def test_answers_are_found_however_they_are_numbered(text: str, answers: list[str]) -> None:
    assert said(text) == answers


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("Yes.", "yes"),
        ("No.", "no"),
        ("No policy of that sort exists.", "no"),
        ("We do not have such a rule.", "no"),
        ("It is our practice to let scouts in.", "yes"),
        ("We do not refuse to let scouts in.", "yes"),
        ("It would not be accurate to say that scouts are sent away.", "yes"),
        ("Scouts are sent away.", "no"),
        ("Nothing in our policy prevents scouts from putting up tents.", "unclear"),
        ("We have no rule that forbids tents.", "unclear"),
        ("No, unless they bring a permit.", "partial"),
        ("Yes, but only with the written consent of the warden.", "partial"),
        ("Yes, case by case.", "partial"),
        ("Scouts may camp if they have a permit.", "partial"),
        ("Yes. They sign the guest book.", "yes"),
        ("The policy on tents is under review.", "unclear"),
        ("Please see the attached policy on tents.", "unclear"),
        ("Not applicable.", "not_applicable"),
        ("We have no meadow.", "not_applicable"),
        ("The meadow is run by the county.", "not_applicable"),
        ("We respectfully decline to answer this question.", "unanswered"),
        ("We have always been good partners and are committed to the scouts.", "unclear"),
    ],
)
def test_what_a_sentence_says_under_its_number(sentence: str, answer: str) -> None:
    assert said(f"1. {sentence}\n\n2. Yes.") == [answer, "yes"]


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("Yes. We call two days ahead.", "yes"),
        ("Yes. We call an hour ahead.", "partial"),
        ("We give notice on the day of the closing.", "partial"),
        ("When a closing is set we give notice, but not 48 hours of it.", "partial"),
    ],
)
def test_less_time_than_was_asked_for_is_a_part(sentence: str, answer: str) -> None:
    assert said(f"1. Yes.\n\n2. {sentence}") == ["yes", answer]


def test_an_explicit_answer_is_accepted_with_the_words_it_rests_on() -> None:
    first, second = read("1. Yes. Park Rule 4.2 says so.\n\n2. No.").answers
    assert (first.answer, first.status, first.method, first.reason) == ("yes", "accepted", "explicit", "")
    assert words(first) == ["1. Yes. Park Rule 4.2 says so."]
    assert [one.verbatim for one in first.authorities] == ["Park Rule 4.2"]
    assert (second.answer, second.status, words(second)) == ("no", "accepted", ["2. No."])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1. Yes. However, the meadow floods.\n\n2. No.", "it says “but”, “however” or the like beside the answer"),
        ("1. Yes, unless it rains.\n\n2. No.", "it answers under a condition"),
        ("1. Yes, the county lets scouts in.\n\n2. No.", "it speaks of another body"),
        ("1. Yes. A permit is asked for.\n\n2. No.", "what follows the yes or no limits it"),
        (
            "1. No. There is no written rule.\n\n2. No.",
            "it denies only what is written, and a practice may stand beside it",
        ),
        ("1. Yes.\n\n2. No.\n\n3. Yes.", "the reply is of the kind “acknowledgement”"),
        (
            "A. Closing notice: Yes.\n\nB. Scouts and tents: No.",
            "it numbers something in another way than the questionnaire does",
        ),
        (
            "1. Yes.\n\n2. No.\n\nOn scouts and tents: they are sent away.",
            "what follows the yes or no seems to say the opposite",
        ),
    ],
)
def test_what_may_take_an_answer_back_is_for_a_person(text: str, reason: str) -> None:
    answer = read(text).answers[0]
    assert (answer.status, answer.method) == ("needs-review", "proposed")
    assert answer.reason == reason


def test_nothing_is_accepted_from_a_reply_that_is_not_matched_or_not_whole() -> None:
    unsure = Match("pine", "", "keys", "needs-review", "two towns bear this name")
    assert [one.reason for one in read("1. Yes.\n\n2. No.", match=unsure).answers] == ["two towns bear this name"] * 2
    broken = reply_of("Re: PARK-2018-2223-G\n\n1. Yes.\n\n2. No.", unreadable=(Unreadable("b.pdf", "it is encrypted"),))
    answers = interpret(broken, PARK, CERTAIN, LETTER).answers
    assert [one.reason for one in answers] == ["a part of the reply could not be read"] * 2
    page = Page("a.txt", 1, "Re: PARK-2018-2223-G\n\n1. Yes.\n\n2. No.", "ocr", doubtful=((26, 30),))
    doubtful, sound = interpret(Reply({"a.txt": ""}, (page,)), PARK, CERTAIN, LETTER).answers
    assert doubtful.reason == "the words were read off the picture with little confidence"
    assert sound.status == "accepted"


def test_a_strangers_numbers_are_not_accepted_without_a_tie_to_our_letter() -> None:
    untied = interpret(reply_of("1. Yes.\n\n2. No."), PARK, CERTAIN, LETTER)
    assert [one.reason for one in untied.answers] == ["nothing ties the reply to the letter that asked"] * 2


def test_another_bodys_position_is_kept_beside_the_answer() -> None:
    answer = read(
        "Neither question applies to us. The City has no meadow. The county sheriff told us that scouts may camp at his farm."
    ).answers[0]
    assert answer.answer == "not_applicable"
    assert answer.third_party is not None
    assert answer.third_party.verbatim == "The county sheriff told us that scouts may camp at his farm."


def test_our_own_question_is_no_answer_and_what_stands_behind_it_is() -> None:
    text = f"1. {CAMP.text}\n\nNo.\n\n2. {CLOSING.text}\n\nYes."
    first, second = read(text).answers
    assert (first.answer, words(first)) == ("no", ["No."])
    assert (second.answer, words(second)) == ("yes", ["Yes."])


def test_a_contradiction_is_shown_and_not_resolved() -> None:
    answer = read(
        "1. Yes.\n\n2. No.\n\nWe should add that scouts are sent away from the meadow with their tents."
    ).answers[0]
    assert (answer.answer, answer.status) == ("unclear", "needs-review")
    assert len(answer.passages) == 2


def test_a_sentence_cut_by_a_page_is_two_passages() -> None:
    pages = (
        Page(
            "a.pdf",
            1,
            "Dear Sir:\n\nYour letter of May 2, 2018.\n\nIt is our practice to let scouts in, and to let them put\n",
            "text-layer",
        ),
        Page("a.pdf", 2, "City Parks\nPage 2\n\nup their tents in the meadow.\n", "text-layer"),
    )
    answer = interpret(Reply({"a.pdf": ""}, pages), PARK, CERTAIN, LETTER).answers[0]
    for passage in answer.passages:
        assert pages[passage.page - 1].text[passage.start : passage.end] == passage.verbatim


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Your letter was received and has been referred to the City Attorney, who will respond.", "acknowledgement"),
        ("We respectfully request that the time to respond be extended by thirty days.", "extension-request"),
        ("Before we can answer, what do you mean by a meadow? Please clarify.", "extension-request"),
        ("On the advice of counsel, the City declines to respond to the questions.", "refusal"),
        ("The enclosed envelope came to us by mistake. We are returning it.", "unrelated"),
    ],
)
def test_a_reply_that_answers_nothing_has_a_kind(text: str, kind: str) -> None:
    found = read(text)
    assert (found.kind, [one.answer for one in found.answers]) == (kind, ["unanswered", "unanswered"])


def test_machines_and_other_letters_are_unrelated() -> None:
    away = reply_of(
        "I am out of the office until Monday.", headers={"subject": "Automatic reply: parks", "from": "a@b.example"}
    )
    assert interpret(away, PARK, CERTAIN, LETTER).kind == "unrelated"
    other = reply_of(
        "Dear Sir:\n\nThe answers to the questions in your letter of March 9, 2018 are:\n\n1. Yes. The truck runs.\n\n2. No. The radio is sold."
    )
    assert interpret(other, PARK, CERTAIN, LETTER).kind == "unrelated"


def test_questions_of_other_kinds_give_their_content() -> None:
    answers = read(
        "1. In a shed.\n\n2. There were 1,204 benches.\n\n3. March 5, 2016.\n\n4. They are raked, and fed with lime.",
        MANY,
    ).answers
    assert [(one.answer, one.value) for one in answers] == [
        ("answered", "In a shed"),
        ("answered", "1204"),
        ("answered", "2016-03-05"),
        ("answered", "They are raked, and fed with lime."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "1. In a shed or with a neighbor.\n\n2. About 40.\n\n3. In 2016.\n\n4. See the attached schedule.",
        "1. Not applicable.\n\n2. Between 40 and 45.\n\n3. May 2016.\n\n4. Under review.",
    ],
)
def test_estimates_and_parts_of_dates_are_unclear(text: str) -> None:
    assert [(one.answer, one.value, one.status) for one in read(text, MANY).answers] == [
        ("unclear", "", "needs-review")
    ] * 4


def test_an_offices_interpreter_proposes_and_is_never_accepted() -> None:
    def theirs(_passage: str, question: Question) -> Proposal:
        return Proposal("yes", "", "Yes." if question is CAMP else "words of its own", 0.9)

    body = reply_of("Your letter of May 2, 2018.\n\n1. Yes.\n\n2. No.")
    first, second = interpret(body, PARK, CERTAIN, LETTER, theirs).answers
    assert (first.answer, first.status, first.reason) == (
        "yes",
        "needs-review",
        "the office's own interpreter proposes it",
    )
    assert words(first) == ["Yes."]
    assert (second.answer, second.passages) == ("unclear", ())
    assert second.reason == "the office's interpreter rests on words that do not stand in the reply"


@pytest.mark.parametrize(
    ("passage", "answer"),
    [
        ("Yes, they may camp.", "yes"),
        ("No.", "no"),
        ("Only with a permit may scouts camp.", "partial"),
        ("", "unanswered"),
    ],
)
def test_a_passage_alone_is_read_by_the_same_rules(passage: str, answer: str) -> None:
    proposal = read_passage(passage, CAMP)
    assert proposal.answer == answer
    assert proposal.verbatim in passage


def test_a_form_and_a_letter_keep_their_places() -> None:
    found = read("1. Yes.\n\n2. No.")
    text = "Pine City Parks\n1 Oak Street\n\nDear Sir:\n\nThank you for your letter of May 2, 2018.\n\n1. Yes.\n\n2. No.\n\nSincerely,\n\nAnn Pine\nWarden\n"
    for answer in found.answers:
        for passage in answer.passages:
            assert isinstance(passage, Passage)
            assert text[passage.start : passage.end] == passage.verbatim
