"""Decisions given by options, and the list of what waits, read back with SQLite and YAML themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from correspondence.reply import Match
from tests.replies.asked import FIRST, LETTER, MAILING, NUMBERS, SECOND, THIRD, Asked, office, said, to
from tests.tools import ROOT

STRANGER = "Dear Sirs,\n\nWe do not know what you mean.\n\nThe people of Springfield\n"
NOBODY = Match(None, "", "none", "needs-review", "It is not the reply of anybody who was asked: it names none of them.")
PERHAPS = Match(
    "stockton",
    NUMBERS["stockton"],
    "keys",
    "needs-review",
    "It names two agencies: Stockton Police Department and Baltimore Police Department.",
    ("city", "state"),
)


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    """Return an office that asked four cities."""
    root = tmp_path / "office"
    with office(root) as register:
        one = Asked(root, register)
        one.ask("albuquerque", "baltimore", "stockton")
        yield one


def listed(asked: Asked, *words: str) -> Any:
    """Return what waits, by its contract."""
    outcome = asked.run("review", *words, "--json")
    printed = json.loads(outcome.out)
    contract = json.loads((ROOT / "docs" / "json" / "replies-review.json").read_text("utf-8"))
    assert [error.message for error in Draft202012Validator(contract).iter_errors(printed)] == []
    assert outcome.status == (3 if printed["waiting"] else 0)
    return printed["waiting"]


def test_the_list_names_what_waits_with_the_commands_that_decide_it(asked: Asked) -> None:
    stray = asked.came(None, STRANGER, "stranger.txt", match=PERHAPS)
    asked.read(None, stray, {}, "unrelated")
    doubtful = asked.came(to("baltimore"), "We have your letter, and may answer it.\n")
    asked.read(to("baltimore"), doubtful, {}, "acknowledgement", "it seems to promise an answer")
    asked.waits()
    outcome = asked.run("review", "--list")
    assert (outcome.status, outcome.err) == (3, "4 decisions wait for a person.\n")
    assert outcome.lines == [
        f"match   stranger.txt, received 2017-08-16 by first-class-mail [{stray[:12]}]",
        "        It names two agencies: Stockton Police Department and Baltimore Police Department.",
        f"        correspondence replies review --belongs {stray[:12]} stockton or baltimore",
        f"kind    baltimore  acknowledgement  letter.txt, received 2017-08-16 by first-class-mail [{doubtful[:12]}]",
        "        it seems to promise an answer",
        f"        correspondence replies review {MAILING} --kind {doubtful[:12]} acknowledgement",
        f"answer  stockton  {FIRST}  partial",
        "        it answers under a condition",
        f"        correspondence replies review {MAILING} --decide stockton {FIRST} partial",
        f"answer  stockton  {THIRD}  unclear",
        "        no answer can be told from it",
        f"        correspondence replies review {MAILING} --decide stockton {THIRD} unclear",
    ]


def test_the_list_as_json_keeps_to_its_contract(asked: Asked) -> None:
    assert listed(asked) == []
    stray = asked.came(None, STRANGER, "stranger.txt", match=PERHAPS)
    doubtful = asked.came(to("baltimore"), "We have your letter.\n")
    hidden = ({"file": "policy.pdf", "reason": "it is encrypted"},)
    asked.read(to("baltimore"), doubtful, {}, "acknowledgement", unreadable=hidden)
    asked.waits()
    waiting = listed(asked)
    assert [one["waits"] for one in waiting] == ["match", "kind", "answer", "answer"]
    match, kind, first, _ = waiting
    assert [(one["recipient"], one["why"]) for one in match["candidates"]] == [
        ("stockton", "agrees in city, state"),
        ("baltimore", "is named in the reason"),
    ]
    assert match["reply"]["sha256"] == stray
    assert (kind["reason"], kind["reply"]["unreadable"]) == (
        "policy.pdf could not be read (it is encrypted)",
        [{"file": "policy.pdf", "reason": "it is encrypted"}],
    )
    assert first["text"].startswith("Does your jurisdiction have")
    [proposal] = first["proposals"]
    assert (proposal["answer"], proposal["passages"][0]["verbatim"]) == ("partial", "Yes, with a judge’s warrant.")
    assert first["on_record"] is None


def test_the_list_can_be_of_one_mailing_or_of_some_recipients(asked: Asked) -> None:
    asked.waits()
    asked.came(None, STRANGER, "stranger.txt", match=PERHAPS)
    assert [one["waits"] for one in listed(asked, "--only", "stockton")] == ["match", "answer", "answer"]
    assert [one["waits"] for one in listed(asked, MAILING, "--only", "baltimore")] == ["match"]
    assert listed(asked, "--only", "albuquerque") == []
    assert len(listed(asked, "--only", NUMBERS["stockton"])) == 3
    nobody = asked.run("review", "--list", "--only", "albuquerque,stocton")
    assert (nobody.status, nobody.err) == (
        1,
        (
            '--only:\n  the register has no letter to "stocton" that asks something; '
            "'correspondence replies status' shows who was asked (did you mean \"stockton\"?)\n"
        ),
    )
    unknown = asked.run("review", "psp-2017-08-3", "--list")
    assert unknown.status == 1
    assert 'has no letter of a mailing "psp-2017-08-3" that asks something' in unknown.err
    assert '(did you mean "psp-2017-08-03"?)' in unknown.err


def test_the_proposal_is_accepted_without_a_reason(asked: Asked) -> None:
    sha256 = asked.waits()
    outcome = asked.run("review", MAILING, "--decide", "stockton", FIRST, "partial", "--by", "Pat Example")
    assert (outcome.status, outcome.out, outcome.err) == (0, f"on record: stockton {FIRST}: partial\n", "")
    [entry] = asked.entries("decided")
    assert (entry["letter"], entry["number"], entry["by"]) == (
        (MAILING, "stockton"),
        NUMBERS["stockton"],
        "Pat Example",
    )
    assert entry["details"] == {"decides": "answer", "reply": sha256, "question": FIRST, "answer": "partial"}
    own = asked.letter("stockton")["answers"][FIRST]
    assert (own["answer"], own["status"], own["decided_by"]) == ("partial", "accepted", "Pat Example")
    assert own["passages"] == [{"file": "letter.txt", "page": 1, "words": "Yes, with a judge’s warrant."}]
    assert "waits_for_review" not in own
    assert len(listed(asked)) == 1


def test_a_letter_is_named_by_its_number_too(asked: Asked) -> None:
    asked.waits()
    outcome = asked.run("review", "--decide", "ref 2017 2226 d", FIRST, "Partial")
    assert (outcome.status, outcome.out) == (0, f"on record: stockton {FIRST}: partial\n")


def test_another_answer_than_the_proposed_one_needs_a_reason(asked: Asked) -> None:
    asked.waits()
    outcome = asked.run("review", MAILING, "--decide", "stockton", FIRST, "yes")
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err == f"stockton {FIRST} was read as partial, and you say yes; say why with --reason\n"
    assert asked.entries("decided") == []
    decide = ("review", MAILING, "--decide", "stockton", FIRST, "yes", "--reason", " A warrant is a\nformality. ")
    assert asked.run(*decide).status == 0
    assert asked.letter("stockton")["answers"][FIRST]["decided_because"] == "A warrant is a formality."


def test_a_decision_changes_another_which_stays_visible(asked: Asked) -> None:
    asked.waits()
    accepted = ("review", "--decide", "stockton", SECOND, "yes", "--by", "Sam Example")
    refused = asked.run(*accepted)
    assert refused.err == f"stockton {SECOND} is no on record, and you say yes; say why with --reason\n"
    first = asked.run(*accepted, "--reason", "They told me")
    assert first.out == f"on record: stockton {SECOND}: yes (before: no)\n"
    second = asked.run(
        "review", "--decide", "stockton", SECOND, "unclear", "--by", "Pat Example", "--reason", "Nobody did"
    )
    assert second.out == f"on record: stockton {SECOND}: unclear (before: yes)\n"
    before, after = asked.entries("decided")
    assert (before["amends"], after["amends"]) == (None, before["id"])
    own = asked.letter("stockton")["answers"][SECOND]
    assert (own["answer"], own["decided_by"], own["decided_because"]) == ("unclear", "Pat Example", "Nobody did")
    assert [(one["answer"], one.get("decided_because")) for one in own["before"]] == [
        ("no", None),
        ("yes", "They told me"),
    ]


def test_the_words_may_be_named_on_which_an_answer_rests(asked: Asked) -> None:
    asked.waits()
    decide = ("review", MAILING, "--decide", "stockton", FIRST, "yes", "--reason", "A formality")
    outcome = asked.run(*decide, "--words", " with a\njudge’s warrant")
    assert (outcome.status, outcome.out) == (0, f"on record: stockton {FIRST}: yes\n")
    [decided] = asked.entries("decided")
    start = LETTER.index("with a judge’s warrant")
    assert decided["details"]["passages"] == [
        {
            "file": "letter.txt",
            "page": 1,
            "start": start,
            "end": start + 22,
            "verbatim": "with a judge’s warrant",
            "boxes": [],
        }
    ]
    assert asked.letter("stockton")["answers"][FIRST]["passages"][0]["words"] == "with a judge’s warrant"
    more = "copy the words as they stand there, and enough of them to be in one place only\n"
    for words, told in (
        ("No such", "has no words “No such”"),
        ("Stockton Police", ""),
        ("e", "has the words “e” in 18 places"),
    ):
        outcome = asked.run(*decide, "--words", words)
        assert outcome.err == (f"letter.txt {told}; {more}" if told else "")
    silent = asked.run(*decide[:4], THIRD, "unanswered", "--reason", "They say nothing", "--words", "No.")
    assert silent.err == f"{THIRD}: what is unanswered rests on no words; leave the words out\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("stocton", FIRST, "yes"), 'the register has no letter to "stocton" that asks something; \'correspondence replies status\' shows who was asked (did you mean "stockton"?)'),
        (("stockton", "facility-acces", "yes"), f'the template psp-questionnaire asks no question "facility-acces"; it asks {FIRST}, {SECOND}, {THIRD} (did you mean "{FIRST}"?)'),
        (("stockton", FIRST, "perhaps"), f'{FIRST}: "perhaps" is no answer to a question of the kind yes-no; choose from yes, no, partial, not_applicable, unclear, unanswered'),
        (("stockton", FIRST, "yes", "--value", "12"), f'{FIRST}: "yes" has no value; leave the value out'),
        (("baltimore", FIRST, "yes"), f"nothing came from baltimore that could be decided about; record it with 'correspondence replies record', or what was said with 'correspondence replies enter {MAILING} baltimore'"),
    ],
)  # fmt: skip
def test_what_cannot_be_decided_is_told_with_what_to_do(asked: Asked, words: tuple[str, ...], told: str) -> None:
    asked.waits()
    outcome = asked.run("review", "--decide", *words, "--reason", "I say so")
    assert outcome.status == 1
    assert told in outcome.err
    assert asked.entries("decided") == []


@pytest.mark.parametrize(
    ("question", "words", "recorded"),
    [
        ("storage", ("answered", "--value", "with a vendor"), "answered With a vendor"),
        ("cameras", ("answered", "--value", "1,240"), "answered 1240"),
        ("began", ("answered", "--value", "2016-05-01"), "answered 2016-05-01"),
        ("training", ("answered", "--value", "Eight hours."), "answered Eight hours."),
        ("training", ("unclear",), "unclear"),
    ],
)
def test_answers_of_every_kind_are_taken_as_they_are_recorded(
    asked: Asked, question: str, words: tuple[str, ...], recorded: str
) -> None:
    letter = asked.survey("stockton")
    sha256 = asked.came(letter)
    asked.read(letter, sha256, {question: said("unclear", why="it is told in other words")})
    outcome = asked.run("review", letter.mailing, "--decide", "stockton", question, *words, "--reason", "It is plain")
    assert (outcome.status, outcome.out) == (0, f"on record: stockton {question}: {recorded}\n")
    assert asked.answers("stockton", letter.mailing)[question] == recorded


@pytest.mark.parametrize(
    ("question", "value", "told"),
    [
        ("storage", "in a drawer", '"in a drawer" is none of the options; choose from On its own servers; With a vendor; With another agency; It keeps none'),
        ("cameras", "about 140", '"about 140" is no number; write digits, such as 140; what is said as "about 140" is unclear'),
        ("cameras", "١٢", '"١٢" is no number; write digits, such as 140; what is said as "about 140" is unclear'),
        ("began", "2016-05", '"2016-05" is no date; write a whole day as year-month-day, such as 2017-08-04; a month or a year alone is unclear'),
        ("began", "2016-02-30", '"2016-02-30" is no date; write a whole day as year-month-day, such as 2017-08-04; a month or a year alone is unclear'),
        ("training", " ", "the answer has no content; say what it is: give the words of the answer"),
    ],
)  # fmt: skip
def test_a_value_is_held_to_its_question(asked: Asked, question: str, value: str, told: str) -> None:
    letter = asked.survey("stockton")
    asked.came(letter)
    decide = ("--decide", "stockton", question, "answered", "--value", value, "--reason", "It is plain")
    outcome = asked.run("review", letter.mailing, *decide)
    assert (outcome.status, outcome.err) == (1, f"{question}: {told}\n")


def test_somebody_who_was_asked_twice_is_named_with_the_mailing(asked: Asked) -> None:
    asked.survey("stockton")
    asked.waits()
    outcome = asked.run("review", "--decide", "stockton", FIRST, "partial")
    assert outcome.status == 1
    assert outcome.err == (
        f'--decide:\n  "stockton" was asked in several letters: {NUMBERS["stockton"]} ({MAILING}), - (cameras-2018); '
        "name the mailing, or the letter by its number\n"
    )
    assert asked.run("review", MAILING, "--decide", "stockton", FIRST, "partial").status == 0


def test_a_question_whose_template_is_gone_can_be_listed_and_not_decided(asked: Asked) -> None:
    asked.waits()
    (asked.root / "templates" / "psp-questionnaire.md").unlink()
    assert [one["text"] for one in listed(asked)] == ["", ""]
    outcome = asked.run("review", "--decide", "stockton", FIRST, "partial")
    assert outcome.err == (
        "--decide:\n  the questions of the template psp-questionnaire cannot be read any more; "
        "put templates/psp-questionnaire.md back as it was\n"
    )


def test_a_reply_of_nobody_gets_its_letter_and_is_read_as_its(asked: Asked) -> None:
    sha256 = asked.came(None, LETTER, match=NOBODY)
    asked.read(None, sha256, {}, "answers")
    refused = asked.run("review", "--belongs", sha256[:8], "stockton")
    assert refused.err == "nothing in the reply was found that says it is of stockton; say why with --reason\n"
    outcome = asked.run(
        "review", "--belongs", sha256[:8], "stockton", "--reason", "The chief called", "--by", "Pat Example"
    )
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out == "letter.txt is the reply of stockton; something in it waits for a person\n"
    [decided] = asked.entries("decided")
    assert (decided["letter"], decided["by"]) == ((MAILING, "stockton"), "Pat Example")
    assert list(decided["files"].values()) == [sha256]
    assert decided["details"] | {"match": None} == {
        "decides": "match",
        "reply": sha256,
        "name": "letter.txt",
        "date": "2017-08-16",
        "route": "first-class-mail",
        "match": None,
        "reason": "The chief called",
    }
    assert decided["details"]["match"]["method"] == "person"
    *_, read = asked.entries("read")
    assert (read["letter"], read["details"]["reply"], read["details"]["kind"]) == (
        (MAILING, "stockton"),
        sha256,
        "answers",
    )
    assert sorted(read["details"]["answers"]) == sorted([FIRST, SECOND, THIRD])
    own = asked.letter("stockton")
    [reply] = own["replies"]
    assert (reply["file"], reply["received"], reply["dated"]) == ("letter.txt", "2017-08-16", "2017-08-15")
    assert [one["waits"] for one in listed(asked) if one["waits"] == "match"] == []


def test_a_reply_of_nobody_is_nobodys_until_somebody_says_otherwise(asked: Asked) -> None:
    sha256 = asked.came(None, STRANGER, "stranger.txt", match=NOBODY)
    outcome = asked.run("review", "--belongs", sha256[:12], "nobody")
    assert (outcome.status, outcome.out) == (0, "stranger.txt is nobody's of ours\n")
    assert [one["details"] for one in asked.entries("decided")] == [
        {"decides": "match", "reply": sha256, "nobody": True}
    ]
    assert listed(asked) == []
    changed = asked.run("review", "--belongs", sha256[:12], "baltimore", "--reason", "I know the hand")
    assert changed.status == 0
    assert asked.letter("baltimore")["replies"][0]["sha256"] == sha256


def test_that_a_likely_reply_is_nobodys_needs_a_reason(asked: Asked) -> None:
    sha256 = asked.came(None, STRANGER, "stranger.txt", match=PERHAPS)
    outcome = asked.run("review", "--belongs", sha256, "nobody")
    assert (
        outcome.err == "it looks as if it were of stockton, and you say that it is of nobody; say why with --reason\n"
    )
    assert asked.run("review", "--belongs", sha256, "stockton").status == 0


def test_a_reply_is_taken_away_and_given_to_another(asked: Asked) -> None:
    sha256 = asked.waits()
    assert asked.run("review", "--decide", "stockton", FIRST, "partial").status == 0
    kept = asked.run("review", "--belongs", sha256[:6], "baltimore", "--reason", "It is theirs")
    assert kept.err == (
        "--belongs:\n  letter.txt belongs to stockton; take it away first: "
        f"correspondence replies review --withdraw {sha256[:12]} --reason TEXT\n"
    )
    silent = asked.run("review", "--withdraw", sha256[:6])
    assert silent.err == "what is on record by this reply will count no more; say why with --reason\n"
    away = asked.run("review", "--withdraw", sha256[:6], "--reason", "It is of Lodi", "--by", "Pat Example")
    assert away.out == (
        "letter.txt does not belong to stockton any more; "
        f"say whose it is: correspondence replies review --belongs {sha256[:12]} RECIPIENT\n"
    )
    [amended] = asked.entries("amended")
    assert amended["details"] == {"withdrawn": sha256, "reason": "It is of Lodi"}
    own = asked.letter("stockton")
    assert (own["state"], own.get("replies")) == ("posted", None)
    assert set(asked.answers("stockton").values()) == {"unanswered"}
    [waits] = listed(asked)
    assert waits["reason"] == "Pat Example took it away from stockton: It is of Lodi"
    assert waits["candidates"] == []
    assert asked.run("review", "--belongs", sha256[:6], "baltimore", "--reason", "It is theirs").status == 0
    assert asked.letter("baltimore")["replies"][0]["sha256"] == sha256
    again = asked.run("review", "--withdraw", sha256[:6], "--reason", "It is of Lodi")
    assert again.out.startswith("letter.txt does not belong to baltimore any more")
    nobodys = asked.run("review", "--withdraw", sha256[:6], "--reason", "It is of Lodi")
    assert nobodys.err == (
        "--withdraw:\n  letter.txt belongs to no letter; say first whose it is: "
        f"correspondence replies review --belongs {sha256[:12]} RECIPIENT\n"
    )


def test_the_kind_of_a_reply_is_decided(asked: Asked) -> None:
    sha256 = asked.came(to("stockton"), "We have your letter, and may answer it.\n")
    asked.read(to("stockton"), sha256, {}, "acknowledgement", "it seems to promise an answer")
    outcome = asked.run("review", "--kind", sha256[:6], "acknowledgement")
    assert (outcome.status, outcome.out) == (0, "letter.txt of stockton is of the kind acknowledgement\n")
    assert asked.letter("stockton")["state"] == "acknowledged"
    other = asked.run("review", "--kind", sha256[:6], "refusal")
    assert other.err == "the reply was read as acknowledgement, and you say refusal; say why with --reason\n"
    changed = asked.run("review", "--kind", sha256[:6], "refusal", "--reason", "They will not")
    assert changed.out == "letter.txt of stockton is of the kind refusal (before: acknowledgement)\n"
    assert asked.letter("stockton")["state"] == "refused"
    unknown = asked.run("review", "--kind", sha256[:6], "answer")
    assert unknown.status == 2


def test_a_reply_that_answers_after_all_waits_with_each_question(asked: Asked) -> None:
    sha256 = asked.came(to("stockton"))
    asked.read(to("stockton"), sha256, {}, "acknowledgement")
    assert asked.run("review", "--kind", sha256[:6], "answers", "--reason", "It answers all three").status == 0
    assert [(one["question"], one["proposals"][0]["answer"]) for one in listed(asked)] == [
        (FIRST, "unanswered"),
        (SECOND, "unanswered"),
        (THIRD, "unanswered"),
    ]


def test_a_checksum_must_be_known_and_long_enough(asked: Asked) -> None:
    first = asked.came(to("stockton"))
    told = "give at least 4 digits; 'correspondence replies review --list' shows what waits"
    for prefix in (first[:3], "ffff" if not first.startswith("ffff") else "0000"):
        outcome = asked.run("review", "--kind", prefix, "refusal", "--reason", "x")
        assert outcome.err == f'--kind:\n  no reply has a checksum that begins with "{prefix}"; {told}\n'


def test_an_original_that_is_gone_or_altered_is_not_read_again(asked: Asked) -> None:
    sha256 = asked.came(None, LETTER, match=PERHAPS)
    original = asked.root / "output" / "originals" / f"{sha256}.txt"
    original.write_text("No to all.\n", "utf-8")
    altered = asked.run("review", "--belongs", sha256, "stockton")
    assert altered.err == (
        f"the original output/originals/{sha256}.txt is not as it came: its checksum has changed; put it back from the "
        "copy that was kept of it; 'correspondence register check' says what else was altered\n"
    )
    original.unlink()
    gone = asked.run("review", "--belongs", sha256, "stockton")
    assert gone.err.startswith(
        f"the original output/originals/{sha256}.txt cannot be read (No such file or directory);"
    )
    assert asked.entries("decided") == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--decide", "a", "b", "c", "--withdraw", "abcd"), "--decide and --withdraw are a decision each; give one at a time"),
        (("--list", "--withdraw", "abcd"), "--withdraw decides something, and --list and --json only show what waits; leave one of them out"),
        (("--value", "12"), "--value is the content of an answer; give it with --decide"),
        (("--words", "No."), "--words are the words of an answer; give it with --decide"),
        (("--reason", "x"), "--reason says why something is decided; give it with --decide, --belongs, --kind or --withdraw"),
    ],
)  # fmt: skip
def test_options_that_do_not_go_together_are_told(asked: Asked, words: tuple[str, ...], told: str) -> None:
    outcome = asked.run("review", *words)
    assert outcome.status == 2
    assert outcome.err.endswith(f"Error: {told}\n")


def test_a_responses_file_that_somebody_changed_is_set_aside(asked: Asked) -> None:
    asked.waits()
    folder = asked.root / "output" / MAILING
    assert asked.run("review", "--decide", "stockton", FIRST, "partial").status == 0
    (folder / "responses.yaml").write_text("mine: yes\n", "utf-8")
    outcome = asked.run("review", "--decide", "stockton", THIRD, "unclear")
    assert outcome.err == f"{folder / 'responses.changed-1.yaml'} keeps the responses.yaml that somebody had changed\n"
    assert (folder / "responses.changed-1.yaml").read_text("utf-8") == "mine: yes\n"
    assert asked.answers("stockton") == {FIRST: "partial", SECOND: "no", THIRD: "unclear"}


def test_without_a_register_or_with_nothing_in_it_nothing_waits(tmp_path: Path) -> None:
    with office(tmp_path / "office") as register:
        asked = Asked(tmp_path / "office", register)
        outcome = asked.run("review")
        assert (outcome.status, outcome.out, outcome.err) == (0, "", "Nothing waits.\n")
        assert asked.run("review", "--list").err == "Nothing waits.\n"
