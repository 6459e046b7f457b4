"""Drafts of mails: the same bytes each time, read by other readers, and in no value a header."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import replace
from email.header import decode_header, make_header
from pathlib import Path

import pytest

from correspondence.dispatch.mail import AttachedFile, Mail, UnfitAddressError, draft, in_one_line, mailbox, outgoing
from tests.sending.office import LETTER, LIST, TEMPLATE, Office, parsed, said, word_of
from tests.tools import program, run

COVER = """\
---
layout: mail
title: Covering mail of surveys
closing: With kind regards
---
{% block subject %}
::: subject
Survey {{ reference_number }} for {{ recipient.organization }}
:::
{% endblock %}

Our letter “{{ letter.title }}” of **{{ letter.date | long_date }}** is attached, with *one* question for {{ recipient.name }}.

- Please answer soon.
"""
MAIL = Mail("ann@alder.example", "Ann", "Survey", "Dear Ann:\n", (), "office@office.example", "Office", "REF-1", html="<p>Dear Ann:</p>")  # fmt: skip
AT = datetime.datetime(2030, 3, 4, 12, 0, tzinfo=datetime.UTC)


def names(content: bytes) -> list[str]:
    head = content.partition(b"\r\n\r\n")[0].decode("ascii")
    return [line.partition(":")[0] for line in head.split("\r\n") if line[:1] not in {" ", "\t"}]


def digests(office: Office) -> dict[str, str]:
    folder = office.root / "output/towns/mail"
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in sorted(folder.iterdir())}


def test_drafts_are_the_same_each_time(office: Office) -> None:
    made = office.run("send", LETTER, LIST)
    assert (made.status, made.err) == (0, "4 drafts made.\n")
    assert [Path(line).name for line in made.lines] == ["t000.eml", "t001.eml", "t002.eml", "t003.eml"]
    first = digests(office)
    assert office.run("send", LETTER, LIST).status == 0
    assert digests(office) == first
    entries = office.entries("made")
    ids = {one["details"]["message_id"] for one in entries if "message_id" in one["details"]}
    drafts = [parsed((office.root / f"output/towns/mail/{name}").read_bytes()) for name in first]
    assert ids == {str(one["Message-ID"]) for one in drafts}
    assert len(entries) == 8
    assert [one["X-Unsent"] for one in drafts] == ["1"] * 4
    assert office.run("register", "check", LIST).status == 0


def test_a_draft_that_was_changed_is_kept(office: Office) -> None:
    assert office.run("send", LETTER, LIST).status == 0
    path = office.root / "output/towns/mail/t001.eml"
    path.write_bytes(path.read_bytes() + b"my words\r\n")
    refused = office.run("send", LETTER, LIST)
    assert refused.status == 1
    assert refused.err.endswith(
        "t001.eml was changed since it was made; move it away to keep it, or give --replace to make it anew\n"
    )
    assert office.run("send", LETTER, LIST, "--replace").status == 0
    assert not path.read_bytes().endswith(b"my words\r\n")


def test_a_letter_names_its_covering_mail(office: Office) -> None:
    office.write("templates/cover.md", COVER)
    office.change("templates/survey.md", "title: Survey", "covering_mail: cover\ntitle: Survey")
    assert office.run("send", LETTER, LIST, "--only", "t002").status == 0
    mail = parsed((office.root / "output/towns/mail/t002.eml").read_bytes())
    [made, *_] = [one for one in office.entries("made") if one["recipient"] == "t002"]
    name = word_of(2)
    assert str(mail["Subject"]) == f"Survey {made['number']} for Town of {name}"
    assert said(mail) == (
        f"Dear Clerk {name}:\n\nOur letter “Survey of records rooms” of March 4, 2030 is attached, with one question for "
        f"Pat {name}.\n\n- Please answer soon.\n\nWith kind regards\n\nOffice of Justice Programs\nU.S. Department of Justice\n"
    )
    html = said(mail, "html")
    assert "<strong>March 4, 2030</strong>" in html
    assert "<title>Survey " in html
    assert "http:" not in html
    assert "https:" not in html


def test_a_template_that_is_no_mail_is_told(office: Office) -> None:
    refused = office.run("send", LETTER, LIST, "--mail", LETTER)
    assert refused.status == 1
    assert refused.err == (
        "templates/survey.md cannot be used:\n"
        "  line 2, layout: a document of the layout letter is no covering mail; write 'layout: mail'\n"
    )


def test_letters_that_were_not_made_are_asked_for(office: Office) -> None:
    office.write("templates/other.md", TEMPLATE)
    refused = office.run("send", "other", LIST, "--mailing", "others")
    assert refused.status == 1
    assert refused.err.endswith(
        "has no letters of other in the mailing others; make them first: correspondence merge other towns --mailing others\n"
    )
    office.change("recipients/towns.yaml", "- {id: t003", "- {id: new")
    made = office.run("send", LETTER, LIST)
    assert made.status == 0
    assert made.err == (
        "Not sent, 1:\n  has no letter in the mailing: new\n"
        "      make it: correspondence merge survey towns --only ID\n3 drafts made, 1 left out.\n"
    )


def test_drafts_are_read_by_other_readers(office: Office, tmp_path: Path) -> None:
    assert office.run("send", LETTER, LIST, "--docx", "--only", "t000").status == 0
    path = office.root / "output/towns/mail/t000.eml"
    run(program("ripmime"), "-i", path, "-d", tmp_path)
    found = {one.suffix: one.read_bytes() for one in tmp_path.iterdir() if one.suffix in {".pdf", ".docx"}}
    folder = office.root / "output/towns"
    assert found == {ending: (folder / f"t000{ending}").read_bytes() for ending in (".pdf", ".docx")}


@pytest.mark.parametrize(
    "evil",
    [
        *("a\r\nBcc: spy@evil.example", "a\nBcc: spy@evil.example", "a\r\n\r\nhello", "a\rBcc: spy@evil.example"),
        *("a\x0bBcc: x", "a\x85Bcc: x", "a\u2028Bcc: spy@evil.example", 'a" <spy@evil.example>, "b', "a, b; c: d;"),
        *("=?utf-8?q?=0D=0ABcc:_spy?=", "\u202eelpmaxe.live@yps\u202c", "Zoë 李 Łukasz " * 40, "x" * 3000),
    ],
)
def test_no_value_becomes_a_header(evil: str) -> None:
    file = AttachedFile(f"{evil}.pdf", b"%PDF")
    mail = replace(
        MAIL, subject=evil, to_name=evil, sender_name=evil, number="REF-1", answers=(evil,), attached=(file,)
    )
    common = {"From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type"}
    for content, own in ((draft(mail), {"X-Unsent"}), (outgoing(mail, AT), {"Date"})):
        assert sorted(names(content)) == sorted(common | own)
        read = parsed(content)
        assert [one.addr_spec for one in read["To"].addresses] == ["ann@alder.example"]
        assert [one.addr_spec for one in read["From"].addresses] == ["office@office.example"]
        said = make_header(decode_header(content.split(b"Subject: ")[1].split(b"\r\nMessage-ID")[0].decode("ascii")))
        assert str(said) == in_one_line(evil)
        [attached] = read.iter_attachments()
        assert "\n" not in (attached.get_filename() or "")
        assert max(len(line) for line in content.split(b"\r\n")) <= 998


def test_names_cannot_be_turned_round() -> None:
    assert in_one_line("Ann \u202eelpmaxe.live@yps\u202c\u200f") == "Ann elpmaxe.live@yps"
    assert in_one_line("\u0645\u06cc\u200c\u062e") == "\u0645\u06cc\u200c\u062e"


def test_a_domain_of_any_script_is_written_as_the_name_service_knows_it() -> None:
    assert mailbox("ann@bücher.example").addr_spec == "ann@xn--bcher-kva.example"
    assert outgoing(replace(MAIL, to="ann@bücher.example", sender="office@bücher.example"), AT).isascii()
    with pytest.raises(UnfitAddressError):
        mailbox("änn@bücher.example")


def test_a_message_for_a_server_names_no_blind_copies_and_bears_its_date() -> None:
    mail = replace(MAIL, to="", to_name="", blind=("ann@alder.example", "ben@birch.example"))
    content = outgoing(mail, AT)
    assert b"alder" not in content
    assert b"birch" not in content
    assert parsed(content)["Date"].datetime == AT
    assert str(parsed(draft(mail))["Bcc"]) == "ann@alder.example, ben@birch.example"
    assert mail.message_id == replace(mail, blind=("ann@alder.example",)).message_id
    with pytest.raises(UnfitAddressError):
        outgoing(replace(MAIL, sender=""), AT)


def test_what_a_letter_encloses_goes_along(office: Office) -> None:
    (office.root / "templates/leaflets").mkdir()
    leaflet = (office.root / "output/towns/t003.pdf").read_bytes()
    (office.root / "templates/leaflets/rooms.pdf").write_bytes(leaflet)
    enclosures = "enclosures:\n  - A word alone\n  - {pdf: leaflets/rooms.pdf, title: How rooms are counted}\n"
    office.change("templates/survey.md", "title: Survey", f"{enclosures}title: Survey")
    assert office.run("send", LETTER, LIST, "--only", "t001").status == 0
    mail = parsed((office.root / "output/towns/mail/t001.eml").read_bytes())
    files = {one.get_filename(): one.get_payload(decode=True) for one in mail.iter_attachments()}
    assert list(files)[1:] == ["How rooms are counted.pdf"]
    assert files["How rooms are counted.pdf"] == leaflet
