"""What the measurement counts as right, by examples."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from correspondence.reply import Answer, Interpretation, Match, Page, Passage, Reply, Status
from tests.replies.corpus import HALVES, Expected, Letter, folder_of, inquiry, letters_of
from tests.replies.counting import Measured, Read
from tests.replies.measure import written
from tests.replies.passages import WrongPassageError, check_offsets
from tests.replies.scoring import authorities_found, holds, is_right, words_of

TEXT = """1. Yes. We admit them at any hour of the day.

2. Yes. A clerk writes to
them two days before.

3. Not applicable. We run no jail."""
REPLY = Reply({"a.txt": ""}, (Page("a.txt", 1, TEXT, "text"),))
CITED = "General Order 4.12"


def passage(words: str, start: int = 0) -> Passage:
    at = TEXT.index(words, start)
    return Passage("a.txt", 1, at, at + len(words), words)


def answered(*passages: Passage, answer: str = "yes", value: str = "", accepted: bool = False) -> Answer:
    status: Status = "accepted" if accepted else "needs-review"
    cited = (Passage("a.txt", 1, 0, 18, CITED),)
    return Answer("notice", answer, value, passages, cited, None, None, "proposed", status, "", 0.5)


def expected(*passages: str, answer: str = "yes", value: str = "") -> Expected:
    kept = {"answer": answer, "explicit": True, "value": value, "passages": passages}
    return Expected.of("notice", {**kept, "authorities": (CITED, "8 U.S.C. § 1373")})


@pytest.mark.parametrize(
    ("found", "wanted", "held"),
    [
        (["2. Yes."], ["2. Yes."], True),
        (["Yes. A clerk writes to\nthem two days before."], ["2. Yes."], True),
        (["1. Yes."], ["2. Yes."], False),
        (["A clerk writes to\nthem two days before."], ["2. Yes."], False),
        (["Not applicable"], ["3. Not applicable. We run no jail."], True),
        (["We run no jail."], ["3. Not applicable. We run no jail."], True),
        (["run no jail"], ["3. Not applicable. We run no jail."], False),
        (["A clerk writes to\nthem"], ["nothing of it", "A clerk writes to them two days before"], False),
        (["A clerk writes to\nthem two days"], ["nothing of it", "A clerk writes to them two days before"], True),
        ([], ["2. Yes."], False),
        ([], [], True),
        (["We run no jail."], [], False),
    ],
)
def test_the_deciding_words_are_found_at_their_place(found: list[str], wanted: list[str], held: bool) -> None:  # noqa: FBT001
    answer = answered(*(passage(one, TEXT.index("2.") if one.startswith("Yes") else 0) for one in found))
    assert holds(answer, expected(*wanted), words_of(REPLY)) is held


def test_a_whole_letter_is_no_passage() -> None:
    page = Page("a.txt", 1, f"Yes. {'word ' * 60}", "text")
    whole = Passage("a.txt", 1, 0, len(page.text), page.text)
    words = words_of(Reply({"a.txt": ""}, (page,)))
    assert not holds(answered(whole), expected("Yes."), words)
    assert holds(answered(Passage("a.txt", 1, 0, 4, "Yes.")), expected("Yes."), words)


def test_misread_words_are_found_at_the_likeliest_place() -> None:
    page = Page("a.txt", 1, "1. Yes. A derk writes to thern two days before.", "ocr")
    said = "A derk writes to thern two days before."
    found = Passage("a.txt", 1, 8, 8 + len(said), said)
    words = words_of(Reply({"a.txt": ""}, (page,)))
    assert not holds(answered(found), expected("We run no jail of our own."), words)
    wanted = "1. Yes. A clerk writes to them two days before."
    assert holds(answered(found), expected(wanted), words)


@pytest.mark.parametrize(
    ("said", "wanted", "held"),
    [
        ("No.", "No. We hold nobody for anybody beyond the hour.", True),
        ("Not applicable.", "Not applicable. The city has had no jail of its own since 1998.", True),
        ("The answer is likewise yes.", "The answer is likewise yes. Part IV of the Order has it so.", True),
        ("The answer", "The answer is likewise yes. Part IV of the Order has it so.", False),
        ("Part IV of the Order", "The answer is likewise yes. Part IV of the Order has it so.", False),
        ("No.", "No. 3 -- Yes, by practice, at any hour of the day.", False),
        ("Yes", "No. 3 -- Yes, by practice, at any hour of the day.", True),
        ("No policy", "No policy says that we should hold anybody for you.", False),
    ],
)
def test_the_polar_words_with_which_a_passage_begins_decide(said: str, wanted: str, held: bool) -> None:  # noqa: FBT001
    words = words_of(Reply({"a.txt": ""}, (Page("a.txt", 1, wanted, "text"),)))
    at = wanted.index(said)
    found = Passage("a.txt", 1, at, at + len(said), said)
    assert holds(answered(found), expected(wanted), words) is held


@pytest.mark.parametrize(
    ("kind", "said", "wanted", "right"),
    [
        ("number", "140", "140", True),
        ("number", "14", "140", False),
        ("text", "eight hours in the academy", "Eight hours in the academy.", True),
        ("text", "hours in the academy", "Eight hours in the academy.", True),
        ("text", "in the academy", "Eight hours in the academy.", False),
        ("text", "word " * 9 + "eight hours in the academy", "Eight hours in the academy.", False),
    ],
)
def test_a_value_is_right(kind: str, said: str, wanted: str, right: bool) -> None:  # noqa: FBT001
    answer, reading = answered(answer="answered", value=said), expected(answer="answered", value=wanted)
    assert is_right(answer, reading, kind) is right


def test_authorities_are_counted() -> None:
    assert authorities_found(answered(), expected()) == (1, 0)
    assert authorities_found(answered(), Expected.of("notice", {"answer": "yes", "explicit": True})) == (0, 1)


@pytest.mark.parametrize(
    ("kind", "answer", "recipient", "wrong"),
    [
        ("answers", "yes", "jones", []),
        ("answers", "no", "jones", ["a notice: accepted no, expected yes"]),
        ("answers", "yes", "smith", ["a notice: accepted yes for smith instead of jones, expected yes"]),
        ("refusal", "yes", "jones", ["a notice: accepted yes in a reply that is refusal"]),
        ("refusal", "unanswered", "jones", []),
    ],
)
def test_what_is_accepted_wrongly_is_counted_and_listed(
    kind: str, answer: str, recipient: str, wrong: list[str]
) -> None:
    answers = MappingProxyType({"notice": expected("2. Yes.")} if kind == "answers" else {})
    letter = Letter("a", TEXT, "scan", "jones", kind, "", answers)
    match = Match(recipient, "", "keys", "accepted", "")
    said = answered(passage("2. Yes."), answer=answer, accepted=True)
    measured = Measured("developing")
    measured.count(Read(letter, REPLY, match, Interpretation("answers", "", (said,))), {"notice": "yes-no"})
    assert (measured.wrong, measured.counts["scan"].wrong, measured.counts["email"].replies) == (wrong, len(wrong), 0)
    assert measured.whole.match_wrong == (recipient != "jones")
    assert f"| **accepted, and wrong** | {len(wrong)} | 0 | 0 | {len(wrong)} |" in measured.table()


def test_a_passage_that_is_not_verbatim_is_an_error() -> None:
    check_offsets(REPLY, Interpretation("answers", "", ()))
    moved = Passage("a.txt", 1, 1, 8, "1. Yes.")
    with pytest.raises(WrongPassageError, match=r"a\.txt, page 1, 1–8: “1\. Yes\.” for “\. Yes\. ”"):
        check_offsets(REPLY, Interpretation("answers", "", (answered(moved),)))


def test_tables_are_written_between_their_marks() -> None:
    page = "Head.\n\n<!-- texts -->\nold\n<!-- end of texts -->\n\nEnd.\n"
    assert written(page, "texts", "| new |") == (
        "Head.\n\n<!-- texts -->\n\n| new |\n\n<!-- end of texts -->\n\nEnd.\n"
    )
    with pytest.raises(ValueError, match="the page has no place for the tables"):
        written(page, "media", "| new |")


@pytest.mark.parametrize("half", [half for half in HALVES if folder_of(half).is_dir()])
def test_every_letter_is_of_somebody_asked_or_of_nobody(half: str) -> None:
    asked = inquiry(half)
    known = {one.recipient.id for one in asked.asked} | {None}
    questions = {one.id for one in asked.questionnaire.questions}
    for letter in letters_of(half):
        assert letter.recipient in known
        assert set(letter.answers) in (questions, set())
