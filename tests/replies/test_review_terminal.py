"""The review at the terminal: what is shown, what is asked, and what becomes of it."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from correspondence.replies.read import read_reply
from correspondence.reply import Match
from tests.command_line import PROGRAM, spawned, variables
from tests.replies import media
from tests.replies.asked import FIRST, LETTER, MAILING, NUMBERS, SECOND, THIRD, Asked, office, said, to
from tests.replies.corpus import Letter
from tests.replies.passages import passage_at
from tests.tools import ROOT

NOBODY = Match(None, "", "none", "needs-review", "It is not the reply of anybody who was asked: it names none of them.")
PERHAPS = Match(
    "stockton",
    NUMBERS["stockton"],
    "keys",
    "needs-review",
    "It names two agencies: Stockton Police Department and Baltimore Police Department.",
    ("city", "state"),
)
OFFER = "The answer? [a]ccept, yes, no, partial, not_applicable, unclear, unanswered, [s]kip, [q]uit: "


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    """Return an office that asked three cities."""
    root = tmp_path / "office"
    with office(root) as register:
        one = Asked(root, register)
        one.ask("albuquerque", "baltimore", "stockton")
        yield one


class Typing(io.RawIOBase):
    """Lines as they are typed, one at a time; before a line something else may happen."""

    def __init__(self, *lines: str, before: dict[int, Callable[[], object]] | None = None) -> None:
        super().__init__()
        self.lines, self.before, self.typed = lines, before or {}, 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next line."""
        if size == 0 or self.typed >= len(self.lines):
            return b""
        if self.typed in self.before:
            self.before[self.typed]()
        self.typed += 1
        return f"{self.lines[self.typed - 1]}\n".encode()


def typing(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def test_a_reviewer_sees_the_words_in_their_place_and_what_is_asked(asked: Asked) -> None:
    sha256 = asked.waits()
    outcome = asked.run("review", "--by", "Pat Example", typed=typing("q"))
    assert (outcome.status, outcome.err) == (3, "2 still wait.\n")
    lines = outcome.lines
    assert lines[:3] == [
        "",
        "── 2 to decide ──",
        f"Chief Eric Jones, Stockton Police Department (stockton, {NUMBERS['stockton']})",
    ]
    template = (ROOT / "templates" / "psp-questionnaire.md").read_text("utf-8")
    question = template.split(f"id: {FIRST}\n      text: ")[1].split("\n")[0]
    shown = " ".join(" ".join(lines[3 : lines.index(next(x for x in lines if "Proposed" in x))]).split())
    assert shown == f"{FIRST}: {question}"
    at = lines.index("  Proposed: partial   (read off free words, confidence 0.60)")
    assert lines[at + 1 :] == [
        "    waits because it answers under a condition",
        f"    stands in letter.txt, received 2017-08-16 by first-class-mail [{sha256[:12]}]",
        "    letter.txt, page 1:",
        "    | Our answers to your three questions:",
        "    |",
        "    > 1. [Yes, with a judge’s warrant.]",
        "    |",
        "    | 2. No.",
        f"{OFFER}q",
    ]
    assert asked.entries("decided") == []


def test_decisions_are_taken_one_after_the_other(asked: Asked) -> None:
    sha256 = asked.waits()
    outcome = asked.run("review", MAILING, "--by", "Pat Example", typed=typing("a", "perhaps", "n", "", "They say so"))
    assert (outcome.status, outcome.err) == (0, "Nothing waits any more.\n")
    assert f"{OFFER}a\nOn record: stockton {FIRST}: partial\n" in outcome.out
    assert f'{THIRD}: "perhaps" is no answer to a question of the kind yes-no; choose from yes, no, partial, not_applicable, unclear, unanswered' in outcome.out  # fmt: skip
    assert f"stockton {THIRD} was read as unclear, and you say no. Why? They say so\nOn record" in outcome.out
    assert [(one["by"], one["details"]) for one in asked.entries("decided")] == [
        ("Pat Example", {"decides": "answer", "reply": sha256, "question": FIRST, "answer": "partial"}),
        (
            "Pat Example",
            {"decides": "answer", "reply": sha256, "question": THIRD, "answer": "no", "reason": "They say so"},
        ),
    ]
    assert asked.answers("stockton") == {FIRST: "partial", SECOND: "no", THIRD: "no"}
    assert asked.letter("stockton")["state"] == "answered"


def test_another_answer_rests_on_the_words_that_the_reviewer_names(asked: Asked) -> None:
    asked.waits()
    words = ("s", "n", "speak to it", "rather  speak of it", "It declines")
    outcome = asked.run("review", typed=typing(*words))
    assert (
        "letter.txt has no words “speak to it”; copy the words as they stand there, and enough of them to be in one place only"
    ) in outcome.lines
    own = asked.letter("stockton")["answers"][THIRD]
    assert (own["answer"], own["passages"][0]["words"]) == ("no", "rather speak of it")


def test_what_is_skipped_goes_on_waiting_and_the_rest_is_kept(asked: Asked) -> None:
    asked.waits()
    outcome = asked.run("review", typed=typing("skip", "a"))
    assert (outcome.status, outcome.err) == (3, "1 still waits.\n")
    assert asked.answers("stockton") == {FIRST: "", SECOND: "no", THIRD: "unclear"}


def test_the_end_of_the_input_stops_and_keeps_what_was_decided(asked: Asked) -> None:
    asked.waits()
    outcome = asked.run("review", typed=typing("a"))
    assert (outcome.status, outcome.err) == (3, "\nStopped; what was decided is kept.\n1 still waits.\n")
    assert asked.answers("stockton") == {FIRST: "partial", SECOND: "no", THIRD: ""}


def test_an_interruption_stops_and_keeps_what_was_decided(asked: Asked) -> None:
    asked.waits()
    with subprocess.Popen(  # noqa: S603  (our own program)
        [*PROGRAM, "--workspace", str(asked.root), "replies", "review", "--by", "Pat Example"],
        env=variables(PYTHONUNBUFFERED="1"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdin is not None
        running.stdin.write(b"accept\n")
        running.stdin.flush()
        until = time.monotonic() + 60
        while not asked.entries("decided") and time.monotonic() < until:
            time.sleep(0.1)
        assert running.stdout is not None
        seen = b""
        while seen.count(b"[q]uit:") < 2:
            seen += os.read(running.stdout.fileno(), 4096)
        running.send_signal(signal.SIGINT)
        _, said_last = running.communicate(timeout=60)
    assert running.returncode == 130
    assert said_last.decode().splitlines()[-2:] == ["Stopped; what was decided is kept.", "1 still waits."]
    assert asked.answers("stockton") == {FIRST: "partial", SECOND: "no", THIRD: ""}


def test_two_reviewers_at_once_do_not_overwrite_each_other(asked: Asked) -> None:
    asked.waits()
    decide = ("review", "--decide", "stockton", FIRST, "no", "--by", "Sam Example", "--reason", "She said no")
    other = Typing("a", "a", before={0: lambda: asked.run(*decide)})
    outcome = asked.run("review", "--by", "Pat Example", typed=other)
    assert (outcome.status, outcome.err) == (0, "Nothing waits any more.\n")
    assert (
        f"stockton {FIRST}: Sam Example decided meanwhile that it is no, because: She said no; "
        "your decision was not written down; look at it once more"
    ) in outcome.out
    assert [(one["by"], one["details"]["question"]) for one in asked.entries("decided")] == [
        ("Sam Example", FIRST),
        ("Pat Example", THIRD),
    ]


def test_a_reply_that_comes_meanwhile_is_looked_at_too(asked: Asked) -> None:
    asked.waits()

    def another() -> None:
        sha256 = asked.came(to("stockton"), "1. Never.\n", "second.txt", "2017-08-18")
        answer = said("no", "Never.", why="it is short", text="1. Never.\n")
        asked.read(to("stockton"), sha256, {FIRST: answer})

    outcome = asked.run("review", typed=Typing("a", "a", "3", "2", "s", before={0: another}))
    assert f"stockton {FIRST}: something else came in meanwhile; your decision was not written down" in outcome.out
    assert "Which proposal? 1 (partial), 2 (no): 3\nWhich proposal? 1 (partial), 2 (no): 2\nOn record" in outcome.out
    [decided] = asked.entries("decided")
    assert decided["details"]["answer"] == "no"
    assert asked.answers("stockton")[FIRST] == "no"


def test_what_somebody_else_decided_meanwhile_is_not_asked_again(asked: Asked) -> None:
    asked.waits()
    asked.waits("baltimore", on="2017-08-17")
    decide = ("review", "--decide", "stockton", FIRST, "partial", "--by", "Sam Example")
    outcome = asked.run("review", typed=Typing("a", "s", "a", before={1: lambda: asked.run(*decide)}))
    assert [line for line in outcome.lines if line.startswith("──")] == [
        "── 4 to decide ──",
        "── 3 to decide ──",
        "── 1 to decide ──",
    ]
    assert (outcome.status, outcome.err) == (3, "1 still waits.\n")
    by = {(one["letter"][1], one["details"]["question"]): one["by"] for one in asked.entries("decided")}
    assert by[("stockton", FIRST)] == "Sam Example"
    assert set(by) == {("baltimore", FIRST), ("stockton", FIRST), ("stockton", THIRD)}


def test_contradictions_are_shown_side_by_side(asked: Asked) -> None:
    asked.waits()
    form = "1. No.\n"
    sha256 = asked.came(to("stockton"), form, "form.txt", "2017-08-20")
    asked.read(
        to("stockton"), sha256, {SECOND: said("yes", "No.", why="the form says no, and the letter yes", text=form)}
    )
    outcome = asked.run("review", typed=typing("s", "q"))
    at = outcome.lines.index("  Proposed: yes   (read off free words, confidence 0.60)")
    assert outcome.lines[at + 1] == "    waits because the form says no, and the letter yes"
    told = " ".join(" ".join(outcome.lines[at:]).split())
    first = asked.entries("received")[0]["files"].values()
    assert (
        f"On record: no, “No.”, letter.txt, received 2017-08-16 by first-class-mail [{next(iter(first))[:12]}]" in told
    )


def test_a_letter_is_found_for_a_reply_and_its_answers_come_next(asked: Asked) -> None:
    sha256 = asked.came(None, LETTER, match=PERHAPS)
    asked.read(None, sha256, {})
    outcome = asked.run("review", "--by", "Pat Example", typed=typing("3", "1", "q"))
    assert outcome.lines[1:13] == [
        "── 1 to decide ──",
        f"Whose reply is this?  letter.txt, received 2017-08-16 by first-class-mail [{sha256[:12]}]",
        "    | Stockton Police Department",
        "    | 22 East Market Street",
        "    | August 15, 2017",
        "    | Our answers to your three questions:",
        "    | 1. Yes, with a judge’s warrant.",
        "    | 2. No.",
        "    | 3. We would rather speak of it.",
        "    | Eric Jones",
        "    | Chief of Police",
        "  It waits: It names two agencies: Stockton Police Department and Baltimore Police Department.",
    ]
    assert outcome.lines[13:17] == [
        f"    1  Chief Eric Jones, Stockton Police Department (stockton, {NUMBERS['stockton']}), mailing",
        f"       {MAILING}: agrees in city, state",
        f"    2  Commissioner Kevin Davis, Baltimore Police Department (baltimore, {NUMBERS['baltimore']}),",
        f"       mailing {MAILING}: is named in the reason",
    ]
    assert 'the register has no letter to "3" that asks something' in outcome.out
    assert "It is the reply of stockton, and was read as such." in outcome.out
    assert outcome.lines.index("── 1 to decide ──") < next(
        number for number, line in enumerate(outcome.lines) if "Proposed" in line
    )
    assert [one["letter"][1] for one in asked.entries("decided")] == ["stockton"]


def test_whose_a_reply_is_may_be_typed_or_be_nobody(asked: Asked) -> None:
    first = asked.came(None, "We never had your letter.\n", "one.txt", match=NOBODY)
    second = asked.came(None, "Nor had we.\n", "two.txt", match=NOBODY)
    outcome = asked.run("review", typed=typing("stocktn", "stockton", "They called", "nobody", "q"))
    assert '(did you mean "stockton"?)' in outcome.out
    assert (
        "nothing in the reply was found that says it is of stockton. Why? They called\nIt is the reply of stockton"
        in outcome.out
    )
    assert "It is nobody's of ours." in outcome.out
    matches = [one for one in asked.entries("decided") if one["details"]["decides"] == "match"]
    assert [(one["details"]["reply"], one["letter"][1]) for one in matches] == [(first, "stockton"), (second, "")]


def test_a_reply_that_somebody_else_gave_to_a_letter_is_not_given_again(asked: Asked) -> None:
    sha256 = asked.came(None, LETTER, match=PERHAPS)
    decide = ("review", "--belongs", sha256[:12], "baltimore", "--by", "Sam Example", "--reason", "She knows")
    outcome = asked.run("review", "--only", "stockton", typed=Typing("1", before={0: lambda: asked.run(*decide)}))
    assert f"{sha256[:12]}: Sam Example decided on " in outcome.out
    assert "that it is of baltimore; your decision was not written down" in outcome.out
    assert [one["letter"][1] for one in asked.entries("decided")] == ["baltimore"]


def test_the_kind_comes_before_the_answers_on_which_it_decides(asked: Asked) -> None:
    sha256 = asked.came(to("stockton"))
    answers = {FIRST: said("partial", "Yes, with a judge’s warrant.", why="it may be of another letter")}
    asked.read(to("stockton"), sha256, answers, doubt="it may answer another letter")
    outcome = asked.run("review", typed=typing("perhaps", "unrelated", "Another matter"))
    assert "  Read as answers; it waits because it may answer another letter" in outcome.lines
    assert "none of these was meant; type one of them" in outcome.out
    assert (
        "the reply was read as answers, and you say unrelated. Why? Another matter\nIt is of the kind unrelated."
        in outcome.out
    )
    assert outcome.status == 0
    assert asked.letter("stockton")["state"] == "posted"


def test_what_could_not_be_read_is_looked_at_by_a_person(asked: Asked) -> None:
    sha256 = asked.came(to("stockton"), b"%PDF-1.7 nothing more", "letter.pdf")
    asked.read(to("stockton"), sha256, {}, "unrelated", unreadable=({"file": "letter.pdf", "reason": "it is damaged"},))
    outcome = asked.run("review", typed=typing("accept"))
    assert "    no words of it could be read" in outcome.lines
    assert "  Read as unrelated; it waits because letter.pdf could not be read (it is damaged)" in outcome.lines
    assert (outcome.status, [one["details"]["kind"] for one in asked.entries("decided")]) == (0, ["unrelated"])


def test_other_kinds_of_questions_take_options_and_values(asked: Asked) -> None:
    letter = asked.survey("stockton")
    sha256 = asked.came(letter)
    waits = said("unclear", why="it is told in other words")
    asked.read(letter, sha256, {"storage": waits, "cameras": waits, "training": waits})
    lines = ("2", "", "A vendor keeps them", "v", "many", "v", "140", "", "They say 140", "unclear")
    outcome = asked.run("review", letter.mailing, typed=typing(*lines))
    assert "    2  With a vendor" in outcome.lines
    assert 'cameras: "many" is no number; write digits, such as 140;' in outcome.out
    assert outcome.status == 0
    found = asked.answers("stockton", letter.mailing)
    assert (found["storage"], found["cameras"], found["training"]) == (
        "answered With a vendor",
        "answered 140",
        "unclear",
    )


def test_the_name_is_asked_for_where_nobody_is_logged_in(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    asked.waits()
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 54321)
    outcome = asked.run("review", typed=typing("", "Pat Example", "a", "q"))
    assert outcome.out.startswith("Your name: \nYour name: Pat Example\n")
    assert [one["by"] for one in asked.entries("decided")] == ["Pat Example"]


def test_strangers_words_do_not_command_the_terminal(asked: Asked) -> None:
    text = "1. Yes\x1b[8m, never\x1b[0m, \u202eon\u202c.\n"
    sha256 = asked.came(to("stockton"), text, "letter\u202etxt.pdf")
    whole = text.strip()[3:]
    answer = {**said("yes", "", why="it is odd\x1b[2J"), "passages": []}
    passage = {"file": "letter.txt", "page": 1, "start": 3, "end": 3 + len(whole), "verbatim": whole, "boxes": []}
    asked.read(to("stockton"), sha256, {FIRST: {**answer, "passages": [passage]}})
    for outcome in (asked.run("review", typed="q\n"), asked.run("review", "--list")):
        assert "\x1b" not in outcome.out
        assert "\u202e" not in outcome.out
        assert "it is odd\N{REPLACEMENT CHARACTER}[2J" in outcome.out


def test_an_original_that_is_gone_hinders_no_other_decision(asked: Asked) -> None:
    sha256 = asked.waits()
    (asked.root / "output" / "originals" / f"{sha256}.txt").unlink()
    stray = asked.came(None, "We never had your letter.\n", "one.txt", match=PERHAPS)
    (asked.root / "output" / "originals" / f"{stray}.txt").unlink()
    outcome = asked.run("review", typed=typing("1", "a", "a"))
    assert f"the original output/originals/{stray}.txt cannot be read (No such file or directory)" in outcome.out
    assert f"the original output/originals/{sha256}.txt cannot be read (No such file or directory)" in outcome.out
    assert (outcome.status, outcome.err) == (3, "1 still waits.\n")
    assert asked.answers("stockton") == {FIRST: "partial", SECOND: "no", THIRD: "unclear"}


def test_the_picture_of_the_place_is_written_and_opened(asked: Asked, tmp_path: Path) -> None:
    letter = Letter("review", LETTER, "letter", "stockton", "answers", "2017-08-15", {})
    content = media.pdf(letter).content
    sha256 = asked.came(to("stockton"), content, "letter.pdf")
    [page] = read_reply(content, "letter.pdf").pages
    start = page.text.index("Yes, with")
    passage = passage_at(page, start, page.text.index("\n", start)).as_json()
    answer = {**said("partial", why="it answers under a condition"), "passages": [passage]}
    asked.read(to("stockton"), sha256, {FIRST: answer})
    programs = tmp_path / "programs"
    programs.mkdir()
    opened = tmp_path / "opened"
    opener = programs / "xdg-open"
    opener.write_text(f'#!/bin/sh\necho "$1" >> "{opened}"\n', "utf-8")
    opener.chmod(0o755)
    path = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    outcome = spawned("replies", "review", "--open", folder=asked.root, environment=path)
    name = f"output/review/{MAILING}/stockton-{FIRST}-{sha256[:8]}-1.png"
    assert f"    picture: {name}" in outcome.lines
    assert any(line.startswith("    > 1. [Yes, with a judge") for line in outcome.lines)
    with Image.open(asked.root / name) as picture:
        assert picture.format == "PNG"
        assert picture.width > 400
    until = time.monotonic() + 20
    while not opened.is_file() and time.monotonic() < until:
        time.sleep(0.1)
    assert opened.read_text("utf-8") == f"{asked.root / name}\n"
