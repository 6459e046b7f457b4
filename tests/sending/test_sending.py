"""Letters sent through a real server: each to its recipient, none twice, whatever fails."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.command_line import PROGRAM, variables
from tests.post_office import LOST, PASSWORD, USER, Certificate, PostOffice, open_office
from tests.sending.office import FROM, LETTER, LIST, Office, parsed, said, word_of
from tests.test_docs import Said, held
from tests.tools import program, run

if TYPE_CHECKING:
    import pytest

TOWNS = tuple(f"{word_of(number).lower()}@town{number:03}.example" for number in range(4))


def test_every_letter_goes_to_its_recipient_once(office: Office, server: PostOffice) -> None:
    office.settings(server)
    sent = office.send()
    assert (sent.status, sent.err) == (0, "4 mails sent.\n")
    assert [one.to for one in server.posted] == [(town,) for town in TOWNS]
    entries = office.entries()
    assert [(one["recipient"], one["details"]["route"]) for one in entries] == [(f"t00{n}", "e-mail") for n in range(4)]
    ids = [str(parsed(one.content)["Message-ID"]) for one in server.posted]
    assert [one["details"]["message_id"] for one in entries] == ids
    assert all(re.fullmatch(rf"<{one['number']}\.[0-9a-f]{{16}}@office\.example>", name) for one, name in zip(entries, ids, strict=True))  # fmt: skip
    again = office.send()
    assert again.status == 0
    day = entries[0]["details"]["date"]
    assert again.err == (
        "Not sent, 4:\n"
        f"  has a letter that was posted on {day} by e-mail: t000, t001, t002, t003\n"
        "      to send it again, first run: correspondence register mark towns --reissue --only ID\n"
        "0 mails sent, 4 left out.\n"
    )
    assert len(server.posted) == 4


def test_what_is_sent_is_the_letter_as_it_was_made(office: Office, server: PostOffice) -> None:
    office.settings(server, "reply_to: answers@office.example", "bounce: bounces@office.example")
    assert office.send("--only", "t001", "--docx").status == 0
    [posted] = server.posted
    assert posted.sender == "bounces@office.example"
    mail = parsed(posted.content)
    name, number = word_of(1), office.entries()[0]["number"]
    assert str(mail["From"]) == f'"U.S. Department of Justice, Office of Justice Programs" <{FROM}>'
    assert (str(mail["To"]), str(mail["Reply-To"])) == (f"Clerk Pat {name} <{TOWNS[1]}>", "answers@office.example")
    assert str(mail["Subject"]) == f"Survey of records rooms ({number})"
    assert (mail["Bcc"], mail["X-Unsent"]) == (None, None)
    assert mail["Date"].datetime.tzinfo is not None
    assert said(mail) == (
        f"Dear Clerk {name}:\n\n"
        "Please find attached our letter “Survey of records rooms” of March 4, 2030.\n\n"
        "If you cannot open what is attached, or if somebody else is in charge, please tell us by answering this message.\n\n"
        "Sincerely,\n\nOffice of Justice Programs\nU.S. Department of Justice\n"
    )
    assert f"<p>Dear Clerk {name}:</p>" in said(mail, "html")
    files = {one.get_filename(): one.get_payload(decode=True) for one in mail.iter_attachments()}
    folder = office.root / "output/towns"
    assert files == {
        f"Survey of records rooms {number}.pdf": (folder / "t001.pdf").read_bytes(),
        f"Survey of records rooms {number}.docx": (folder / "t001.docx").read_bytes(),
    }


def test_nothing_is_sent_before_somebody_said_yes(office: Office, server: PostOffice) -> None:
    office.settings(server)
    refused = office.run("send", LETTER, LIST, "--smtp")
    assert refused.status == 2
    assert refused.err.endswith("nobody can be asked whether this is right; look at it, then give --yes\n")
    shown = refused.out.splitlines()
    sender = f"U.S. Department of Justice, Office of Justice Programs <{FROM}>"
    assert shown[:4] == [f"4 mails from {sender} through 127.0.0.1:{server.port}. The first:", "", f"From: {sender}", f"To: Clerk Pat {word_of(0)} <{TOWNS[0]}>"]  # fmt: skip
    assert f"Dear Clerk {word_of(0)}:" in shown
    assert server.posted == []
    assert not (office.root / "output/outbox/towns.jsonl").exists()


def test_a_letter_that_was_changed_is_not_sent(office: Office, server: PostOffice) -> None:
    office.settings(server)
    (office.root / "output/towns/t002.pdf").write_bytes(b"%PDF-1.7 forged")
    refused = office.send()
    assert (refused.status, server.posted) == (1, [])
    assert refused.err == (
        "output/towns/t002.pdf cannot be used:\n"
        "  the file was changed since it was made: the register has another checksum; put back the one that was made, "
        "or make it again: correspondence merge survey towns --only t002 --replace\n"
    )


def test_a_letter_that_waits_is_sent_once_the_server_takes_it(office: Office, server: PostOffice) -> None:
    office.settings(server)
    server.recipients = {TOWNS[1]: ["451 4.7.1 greylisted"]}
    assert office.send().err == "4 mails sent.\n"
    assert [one.to[0] for one in server.posted] == [TOWNS[0], TOWNS[2], TOWNS[3], TOWNS[1]]


def test_a_letter_that_the_server_never_takes_yet_is_told(office: Office, server: PostOffice) -> None:
    office.settings(server)
    server.recipients = {TOWNS[1]: ["451 4.7.1 greylisted"] * 2}
    sent = office.send()
    assert sent.status == 1
    assert sent.err == (
        "t001: the server did not take it yet; run the command again (451 4.7.1 greylisted)\n"
        "3 mails sent, 1 to be tried again.\n"
    )
    assert office.send().err.endswith("1 mail sent, 3 left out.\n")
    assert sorted(one.to[0] for one in server.posted) == sorted(TOWNS)


def test_the_first_letter_that_is_refused_ends_the_run(office: Office, server: PostOffice) -> None:
    office.settings(server)
    server.recipients = {TOWNS[1]: ["550 5.1.1 no such user"] * 2}
    sent = office.send()
    assert (sent.status, [one.to[0] for one in server.posted]) == (1, [TOWNS[0]])
    assert sent.err == (
        "t001: the server does not take it (550 5.1.1 no such user)\n"
        "the mail server did not take the mail to t001 (550 5.1.1 no such user); mend the address, or leave it out; "
        "with --keep-going the others are sent all the same\n"
        "1 mail sent, 1 not taken, 2 not tried.\n"
    )
    assert [one["recipient"] for one in office.entries()] == ["t000"]
    going = office.send("--keep-going")
    assert going.status == 1
    assert going.err.endswith("2 mails sent, 1 not taken, 1 left out.\n")
    assert [one.to[0] for one in server.posted] == [TOWNS[0], TOWNS[2], TOWNS[3]]


def test_a_connection_that_breaks_before_the_end_is_made_again(office: Office, server: PostOffice) -> None:
    office.settings(server)
    server.breaks = ["at RCPT", "at MAIL"]
    assert office.send().err == "4 mails sent.\n"
    assert sorted(one.to[0] for one in server.posted) == sorted(TOWNS)


def test_a_mail_that_may_have_been_taken_is_never_sent_again_unasked(office: Office, server: PostOffice) -> None:
    office.settings(server)
    server.answers = ["250 taken", LOST]
    sent = office.send()
    assert sent.status == 1
    lines = sent.err.splitlines()
    assert re.fullmatch(r"t001: nobody knows whether it went out \(closed the connection \(.+\)\)", lines[0])
    assert lines[-1] == "1 mail sent, 1 undecided, 2 not tried."
    again = office.send()
    assert again.status == 3
    assert "Undecided, 1: nobody knows whether these went out\n  t001  Clerk Pat " in again.err
    assert again.err.endswith("2 mails sent, 1 left out, 1 undecided.\n")
    assert [one.to[0] for one in server.posted] == list(TOWNS)
    refused = office.send("--resend", "t002")
    assert refused.status == 1
    assert refused.err == "--resend:\n  the mail of towns to t002 is not undecided; choose from t001\n"
    resent = office.send("--resend", "t001")
    assert (resent.status, resent.err.splitlines()[-1]) == (0, "1 mail sent, 3 left out.")
    twice = [parsed(one.content)["Message-ID"] for one in server.posted if one.to[0] == TOWNS[1]]
    assert len(twice) == 2
    assert twice[0] == twice[1]
    assert [one["recipient"] for one in office.entries()] == ["t000", "t002", "t003", "t001"]


def test_a_mail_that_did_arrive_is_written_down(office: Office, server: PostOffice) -> None:
    office.settings(server)
    server.answers = [LOST]
    assert office.send("--only", "t000").status == 3
    told = office.send("--only", "t000", "--arrived", "t000", "--by", "clerk")
    assert told.status == 0
    assert told.err.startswith("1 mail of a run that was broken off went out, and the register has it now.\n")
    [entry] = office.entries()
    assert (entry["recipient"], entry["by"]) == ("t000", "clerk")
    assert entry["details"]["message_id"] == parsed(server.posted[0].content)["Message-ID"]
    assert len(server.posted) == 1


def test_what_a_killed_run_had_sent_is_written_down_and_not_sent_again(office: Office, server: PostOffice) -> None:
    office.settings(server)
    register = office.root / "output/register.sqlite"
    before = register.read_bytes()
    assert office.send("--only", "t000,t001").status == 0
    written = [(one["recipient"], one["at"], one["details"]) for one in office.entries()]
    register.write_bytes(before)
    assert office.entries() == []
    again = office.send()
    assert again.status == 0
    assert again.err.startswith("2 mails of a run that was broken off went out, and the register has it now.\n")
    assert again.err.endswith("2 mails sent, 2 left out.\n")
    assert [(one["recipient"], one["at"], one["details"]) for one in office.entries()][:2] == written
    assert [one.to[0] for one in server.posted] == list(TOWNS)


def killed(office: Office, server: PostOffice, delay: float) -> int:
    """Send, and kill the run so many seconds after the server took its first mail; return its exit status."""
    before = len(server.posted)
    words = (*PROGRAM, "send", LETTER, LIST, "--smtp", "--yes")
    quiet = subprocess.DEVNULL
    with subprocess.Popen(words, cwd=office.root, env=variables(), stdin=quiet, stdout=quiet, stderr=quiet) as run_:  # noqa: S603
        while len(server.posted) == before and run_.poll() is None:
            time.sleep(0.001)
        time.sleep(delay)
        run_.send_signal(signal.SIGKILL)
    return run_.returncode


def test_a_run_that_is_killed_while_the_server_thinks_leaves_one_mail_undecided(
    office: Office, server: PostOffice
) -> None:
    office.settings(server)
    server.seconds = 30
    assert killed(office, server, 0.2) == -signal.SIGKILL
    assert [one.to[0] for one in server.posted] == [TOWNS[0]]
    assert [one["line"] for one in office.journal()] == ["intent"]
    assert office.entries() == []
    server.seconds = 0
    again = office.send()
    assert again.status == 3
    assert again.err.endswith("3 mails sent, 1 undecided.\n")
    assert [one.to[0] for one in server.posted] == list(TOWNS)
    assert [one["recipient"] for one in office.entries()] == ["t001", "t002", "t003"]


def test_runs_that_are_killed_anywhere_send_nothing_twice(office: Office, server: PostOffice) -> None:
    office.settings(server, "rate: 600")
    statuses = [killed(office, server, delay) for delay in (0, 0.004, 0.12)]
    assert statuses[0] == -signal.SIGKILL
    last = office.send()
    taken = [one.to[0] for one in server.posted]
    assert len(taken) == len(set(taken))
    sent = [one["recipient"] for one in office.entries()]
    assert {TOWNS[int(one[1:])] for one in sent} <= set(taken)
    undecided = [one["recipient"] for one in json.loads(office.send("--json").out)["undecided"]]
    assert sorted(sent + undecided) == ["t000", "t001", "t002", "t003"]
    assert last.status == (3 if undecided else 0)


def test_a_rate_is_kept(office: Office, server: PostOffice) -> None:
    office.settings(server, "rate: 60")
    assert office.send("--limit", "3").status == 0
    between = [later - earlier for earlier, later in zip(server.moments, server.moments[1:], strict=False)]
    assert min(between) > 0.5  # a busy machine may be late with the one and not with the next


def test_a_server_that_leaves_after_each_mail_is_called_again(office: Office, server: PostOffice) -> None:
    office.settings(server, "rate: 300")
    server.leaves = True
    assert office.send().err == "4 mails sent.\n"
    assert [one.to[0] for one in server.posted] == list(TOWNS)
    assert [one["line"] for one in office.journal()] == ["intent", "outcome"] * 4


def test_letters_go_encrypted_and_logged_in(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = Certificate.made_in(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    with open_office(certificate, login=True) as server:
        office.settings(server, "security: starttls", f"user: {USER}")
        refused = office.send()
        assert (refused.status, refused.err) == (1, (
            "there is no password for clerk at 127.0.0.1; set it in the variable CORRESPONDENCE_SMTP_PASSWORD, "
            "or keep it: keyring set correspondence clerk@127.0.0.1\n"
        ))  # fmt: skip
        monkeypatch.setenv("CORRESPONDENCE_SMTP_PASSWORD", "wrong")
        refused = office.send()
        assert refused.status == 1
        assert refused.err.startswith(
            f"the mail server 127.0.0.1:{server.port} does not accept the login of clerk (535 "
        )
        monkeypatch.setenv("CORRESPONDENCE_SMTP_PASSWORD", PASSWORD)
        assert office.send().err == "4 mails sent.\n"
    assert [one.to[0] for one in server.posted] == list(TOWNS)


def test_a_letter_that_was_posted_on_paper_is_not_sent(office: Office, server: PostOffice) -> None:
    office.settings(server)
    marked = office.run("register", "mark", LIST, "--posted", "2030-03-05", "--as-of", "2030-03-05", "--only", "t002", "--route", "certified-mail")  # fmt: skip
    assert marked.status == 0
    sent = office.send()
    assert "  has a letter that was posted on 2030-03-05 by certified-mail: t002\n" in sent.err
    assert [one.to[0] for one in server.posted] == [TOWNS[0], TOWNS[1], TOWNS[3]]


def test_a_letter_that_is_issued_anew_is_sent_again(office: Office, server: PostOffice) -> None:
    office.settings(server)
    assert office.send().status == 0
    assert office.run("register", "mark", LIST, "--reissue", "--only", "t003").status == 0
    remade = office.run("merge", LETTER, LIST, "--only", "t003", "--format", "text")
    assert remade.status == 0
    again = office.send()
    assert "t003.pdf was not made; make it: correspondence merge survey towns --only t003 --format pdf" in again.err
    assert len(server.posted) == 4


def test_those_without_an_address_and_those_who_share_one_are_shown(office: Office, server: PostOffice) -> None:
    office.settings(server)
    office.change("recipients/towns.yaml", f", email: {TOWNS[0]}", "")
    office.change("recipients/towns.yaml", TOWNS[1], TOWNS[2].upper())
    sent = office.send("--json")
    printed = held("send", Said(sent.out, sent.status), 0)
    assert printed["left_out"] == [
        {
            "recipient": "t000",
            "name": f"Clerk Pat {word_of(0)}, Town of {word_of(0)}",
            "reason": "has no e-mail address",
            "remedy": "add 'email:' to the recipient in recipients/towns.yaml, or post the letter",
        }
    ]
    assert printed["shared"] == [{"address": TOWNS[2], "recipients": ["t001", "t002"]}]
    assert [one["recipient"] for one in printed["sent"]] == ["t001", "t002", "t003"]


def test_what_is_sent_is_read_by_another_reader(office: Office, server: PostOffice, tmp_path: Path) -> None:
    office.settings(server)
    assert office.send("--only", "t001").status == 0
    path = tmp_path / "mail.eml"
    path.write_bytes(server.posted[0].content)
    run(program("munpack"), "-q", "-t", "-C", tmp_path, path)
    files = {one.name: one.read_bytes() for one in tmp_path.iterdir() if one.is_file() and one != path}
    pdf = (office.root / "output/towns/t001.pdf").read_bytes()
    assert pdf in files.values()
    assert any(f"Dear Clerk {word_of(1)}:".encode() in one for one in files.values())


def test_two_hundred_letters_reach_their_recipients(tmp_path: Path, server: PostOffice) -> None:
    office = Office.made(tmp_path / "many", 200, "pdf")
    office.settings(server)
    assert office.send("--sort", "name").err == "200 mails sent.\n"
    assert len(server.posted) == 200
    numbers = {one["recipient"]: one["number"] for one in office.entries()}
    for posted in server.posted:
        [address] = posted.to
        index = int(re.fullmatch(r"\w+@town(\d{3})\.example", address)[1])  # type: ignore[index]
        name, mail = word_of(index), parsed(posted.content)
        number = numbers[f"t{index:03}"]
        assert address.startswith(f"{name.lower()}@")
        assert str(mail["To"]) == f"Clerk Pat {name} <{address}>"
        assert str(mail["Subject"]).endswith(f"({number})")
        assert said(mail).startswith(f"Dear Clerk {name}:\n")
        assert f"Dear Clerk {name}:" in said(mail, "html")
        [attached] = mail.iter_attachments()
        assert attached.get_filename() == f"Survey of records rooms {number}.pdf"
        content = attached.get_payload(decode=True)
        assert isinstance(content, bytes)
        assert content == (office.root / f"output/towns/t{index:03}.pdf").read_bytes()
        path = tmp_path / "letter.pdf"
        path.write_bytes(content)
        words = " ".join(run(program("pdftotext"), path, "-").stdout.split())
        assert f"Clerk Pat {name} Town of {name}" in words
        assert f"The number of your town is C{index:03}-{name}." in words
