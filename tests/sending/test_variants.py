"""Letters whose files' names show a variant go out like any others."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path

from tests.command_line import command

LETTER = ("psp-questionnaire", "psp-2017-08-03")


def test_a_letter_for_a_window_envelope_is_sent(workspace: Path) -> None:
    template = workspace / "templates/psp-questionnaire.md"
    template.write_text(
        template.read_text("utf-8").replace("date: 2017-08-03", "date: 2017-08-03\nenvelope: window", 1), "utf-8"
    )
    listed = workspace / "recipients/psp-2017-08-03.yaml"
    listed.write_text(
        listed.read_text("utf-8").replace("  - id: stockton", "  - id: stockton\n    email: chief@stockton.example", 1),
        "utf-8",
    )
    done = command("merge", *LETTER, "--only", "stockton", "--format", "pdf", "--no-record", workspace=workspace)
    assert done.status == 0, done.err
    done = command("send", *LETTER, "--only", "stockton", workspace=workspace)
    assert done.status == 0, done.err
    folder = workspace / "output/psp-2017-08-03"
    mail = email.message_from_bytes((folder / "mail/stockton.eml").read_bytes(), policy=email.policy.default)
    [attached] = [part for part in mail.walk() if part.get_content_type() == "application/pdf"]
    assert attached.get_payload(decode=True) == (folder / "stockton-window.pdf").read_bytes()
