"""The outbox: what it still knows after a crash."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from correspondence.dispatch.outbox import Intent, Outbox, Outcome, opened_outbox
from correspondence.errors import RefusedError, WriteError

AT = "2030-03-04T12:00:00+00:00"


def intent(attempt: str, *recipients: str, template: str = "survey", list_id: str = "towns") -> Intent:
    return Intent(attempt, AT, template, list_id, recipients, f"<{attempt}@office.example>", "0" * 64)


def states(path: Path, template: str = "survey", list_id: str = "towns") -> dict[str, str]:
    return {one: sent.state for one, sent in Outbox(path).standing(template, list_id).items()}


def test_an_intent_without_an_outcome_is_undecided(tmp_path: Path) -> None:
    path = tmp_path / "outbox" / "towns.jsonl"
    with opened_outbox(path) as outbox:
        outbox.intend(intent("a1", "alder"))
        assert states(path) == {"alder": "undecided"}
        outbox.conclude(Outcome("a1", AT, accepted=("alder",), answer="250 ok"))
        outbox.intend(intent("b1", "birch"))
        outbox.conclude(Outcome("b1", AT, refused={"birch": "550 no"}))
        outbox.intend(intent("c1", "cedar"))
        outbox.conclude(Outcome("c1", AT, answer="the connection broke"))
        outbox.intend(intent("d1", "dogwood"))
        outbox.conclude(Outcome("d1", AT, delayed={"dogwood": "451 later"}))
    assert states(path) == {"alder": "accepted", "birch": "refused", "cedar": "undecided", "dogwood": "delayed"}
    known = Outbox(path).standing("survey", "towns")
    assert [known[one].answer for one in ("alder", "birch", "cedar", "dogwood")] == [
        *("250 ok", "550 no", "the connection broke", "451 later"),
    ]
    assert [(one.attempt, told.accepted) for one, told in Outbox(path).accepted()] == [("a1", ("alder",))]


def test_the_newest_attempt_counts(tmp_path: Path) -> None:
    path = tmp_path / "towns.jsonl"
    with opened_outbox(path) as outbox:
        outbox.intend(intent("a1", "alder"))
        outbox.conclude(Outcome("a1", AT, delayed={"alder": "451 later"}))
        outbox.intend(intent("a2", "alder"))
    assert states(path) == {"alder": "undecided"}


def test_what_becomes_known_later_decides(tmp_path: Path) -> None:
    path = tmp_path / "towns.jsonl"
    with opened_outbox(path) as outbox:
        outbox.intend(intent("a1", "alder", "birch"))
        outbox.conclude(Outcome("a1", AT, answer="the connection broke"))
        outbox.conclude(Outcome("a1", AT, accepted=("birch",), answer="somebody asked"))
    assert states(path) == {"alder": "undecided", "birch": "accepted"}


def test_lists_and_templates_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "towns.jsonl"
    with opened_outbox(path) as outbox:
        outbox.intend(intent("a1", "alder"))
        outbox.intend(intent("a2", "alder", list_id="press"))
        outbox.intend(intent("a3", "birch", template="notice"))
    assert states(path) == {"alder": "undecided"}
    assert states(path, list_id="press") == {"alder": "undecided"}
    assert states(path, template="notice") == {"birch": "undecided"}


@pytest.mark.parametrize("kept", range(0, 250, 7))
def test_a_line_that_was_cut_short_is_not_written(kept: int, tmp_path: Path) -> None:
    path = tmp_path / "towns.jsonl"
    with opened_outbox(path) as outbox:
        outbox.intend(intent("a1", "alder"))
    whole = path.read_bytes()
    with opened_outbox(path) as outbox:
        outbox.conclude(Outcome("a1", AT, accepted=("alder",), answer="250 ok"))
    line = path.read_bytes()[len(whole) :]
    path.write_bytes(whole + line[:kept])
    assert states(path) == {"alder": "accepted" if kept >= len(line) - 1 else "undecided"}
    with opened_outbox(path) as outbox:
        outbox.intend(intent("b1", "birch"))
    assert states(path)["birch"] == "undecided"


def test_what_is_written_is_on_the_disk_before_the_mail_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, fsync = tmp_path / "towns.jsonl", os.fsync
    forced: list[int] = []

    def watched(descriptor: int) -> None:
        forced.append(path.stat().st_size)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    with opened_outbox(path) as outbox:
        outbox.intend(intent("a1", "alder"))
        assert forced[0] == path.stat().st_size
    assert json.loads(path.read_text("utf-8")) == {
        "line": "intent",
        "attempt": "a1",
        "at": AT,
        "template": "survey",
        "list": "towns",
        "recipients": ["alder"],
        "message_id": "<a1@office.example>",
        "sha256": "0" * 64,
    }


def test_two_runs_do_not_send_at_once(tmp_path: Path) -> None:
    path = tmp_path / "towns.jsonl"
    with (
        opened_outbox(path),
        pytest.raises(RefusedError, match=r"another run is sending from .*towns\.jsonl; wait until it has ended"),
        opened_outbox(path),
    ):
        pass
    with opened_outbox(path) as outbox:
        assert outbox.intents == {}


def test_an_outbox_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    path = tmp_path / "towns.jsonl"
    with opened_outbox(path) as outbox:
        path.mkdir()
        with pytest.raises(WriteError, match=r"towns\.jsonl could not be written \(Is a directory\)"):
            outbox.intend(intent("a1", "alder"))
        assert outbox.intents == {}
