"""E-mail drafts, read back without the library that wrote them."""

from __future__ import annotations

import base64
import quopri
import re
from dataclasses import dataclass, replace

import pytest

from correspondence.dispatch.mail import AttachedFile, Mail, UnfitAddressError, draft, mailbox

PDF = b"%PDF-1.7\r\n\x00\xff--=_\r\n" * 40
MAIL = Mail(
    to="clerk@alder.example",
    to_name="Clerk Ann Müster",
    subject="Reminder: records rooms (REF-2030-2227-M)",
    text="Dear Clerk Müster:\n\nOur letter of March 1, “Survey of records rooms”, asked you to answer. "
    + "From here on this line is long. " * 8
    + "\n\nFrom the office\n.\nPat Example\n",
    attached=(AttachedFile("REF-2030-2227-M.pdf", PDF),),
    sender="records@office.example",
    sender_name="Office of Public Records, Springfield",
    number="REF-2030-2227-M",
)
OUTLOOK = "<BN6PR09MB1234F0A1B2C3D4E5F60718293A4B5C6D7E8@BN6PR09MB1234.namprd09.prod.outlook.example>"


@dataclass(frozen=True)
class Part:
    """A part of a mail as RFC 5322 and RFC 2045 have it, read by hand."""

    headers: dict[str, str]
    body: bytes

    @classmethod
    def of(cls, content: bytes) -> Part:
        """Part headers and body."""
        head, _, body = content.partition(b"\r\n\r\n")
        lines = re.sub(rb"\r\n[ \t]+", b" ", head).decode("ascii").split("\r\n")
        return cls({name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}, body)

    @property
    def decoded(self) -> bytes:
        """What it holds."""
        coding = self.headers.get("content-transfer-encoding", "")
        if coding == "base64":
            return base64.b64decode(self.body)
        return quopri.decodestring(self.body) if coding == "quoted-printable" else self.body


def parts(content: bytes) -> tuple[Part, list[Part]]:
    """Return a mail's head and its parts."""
    whole = Part.of(content)
    found = re.search(r'boundary="([^"]+)"', whole.headers["content-type"])
    assert found is not None
    mark = b"--" + found[1].encode()
    before, *inner, after = (b"\r\n" + whole.body).split(b"\r\n" + mark)
    assert (before, after) == (b"", b"--\r\n")
    return whole, [Part.of(one.removeprefix(b"\r\n")) for one in inner]


def test_a_draft_holds_the_words_and_the_file() -> None:
    whole, [text, file] = parts(draft(MAIL))
    assert whole.headers["x-unsent"] == "1"
    assert whole.headers["subject"] == MAIL.subject
    assert whole.headers["from"] == '"Office of Public Records, Springfield" <records@office.example>'
    assert re.fullmatch(r"=\?utf-8\?q\?Clerk_Ann_M=C3=BCster\?= <clerk@alder\.example>", whole.headers["to"])
    assert text.headers["content-type"] == 'text/plain; charset="utf-8"'
    assert text.decoded.decode("utf-8").replace("\r\n", "\n") == MAIL.text
    assert file.headers["content-type"] == "application/pdf"
    assert file.headers["content-disposition"] == 'attachment; filename="REF-2030-2227-M.pdf"'
    assert file.decoded == PDF


def test_every_line_is_one_that_mail_servers_carry() -> None:
    content = draft(replace(MAIL, answers=(OUTLOOK, OUTLOOK)))
    assert content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    assert not re.search(rb"^(Date|Bcc|Received):", content, re.MULTILINE)


def test_the_same_mail_is_the_same_bytes_and_another_is_another() -> None:
    assert draft(MAIL) == draft(replace(MAIL))
    changed = [
        replace(MAIL, text=MAIL.text + "\n"),
        replace(MAIL, attached=(AttachedFile("REF-2030-2227-M.pdf", PDF + b"\n"),)),
        replace(MAIL, to="birch@birch.example"),
    ]
    assert len({one.message_id for one in (MAIL, *changed)}) == 4
    assert len({one.boundary for one in (MAIL, *changed)}) == 4


def test_a_mail_is_called_by_its_letters_number() -> None:
    whole, _ = parts(draft(MAIL))
    assert whole.headers["message-id"] == MAIL.message_id
    assert re.fullmatch(r"<REF-2030-2227-M\.[0-9a-f]{16}@office\.example>", MAIL.message_id)


def test_without_a_sender_the_mail_program_fills_in_the_rest() -> None:
    whole, _ = parts(draft(replace(MAIL, sender="")))
    assert {"from", "message-id"} & set(whole.headers) == set()


def test_a_draft_answers_the_mails_before_it() -> None:
    whole, _ = parts(draft(replace(MAIL, answers=(OUTLOOK, "<b@office.example>", "no id", "<c d@x>"))))
    assert whole.headers["in-reply-to"] == OUTLOOK
    assert whole.headers["references"] == f"{OUTLOOK} <b@office.example>"


def test_a_mail_with_nothing_attached_is_plain() -> None:
    whole = Part.of(draft(replace(MAIL, attached=())))
    assert whole.headers["content-type"] == 'text/plain; charset="utf-8"'
    assert whole.decoded.decode("utf-8").replace("\r\n", "\n") == MAIL.text


@pytest.mark.parametrize("evil", ["a\r\nBcc: spy@evil.example", "a\nBcc: spy@evil.example", "a\r\n\r\nhello"])
def test_no_value_becomes_a_header(evil: str) -> None:
    content = draft(replace(MAIL, subject=evil, to_name=evil, sender_name=evil, answers=(evil,)))
    names = {line.partition(b":")[0] for line in content.partition(b"\r\n\r\n")[0].split(b"\r\n") if line[:1] != b" "}
    assert names == {
        *(b"From", b"To", b"Subject", b"Message-ID", b"X-Unsent", b"MIME-Version", b"Content-Type"),
    }


@pytest.mark.parametrize(
    "address",
    [
        *("cäy@cedar.example", "a..b@cedar.example", "a@b@cedar.example", "cedar.example", "@cedar.example", "cay@"),
        *("cay@cedar.example\r\nBcc: x@y.example", "cay@cedar.example, x@y.example", f"{'a' * 250}@cedar.example", ""),
        *("<cay@cedar.example>", "Cay <cay@cedar.example>", "cay@cedar .example"),
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(UnfitAddressError) as caught:
        mailbox(address)
    assert str(caught.value) == (
        f'no mail can go to or from the address "{address}"; write it as name@agency.gov, with plain letters and digits'
    )


def test_common_addresses_are_taken() -> None:
    for address in ("chief@example.gov", "o'brien@ci.example.tx.us", "first.last+psp@police.example.org"):
        assert mailbox(address, "A. B.").addr_spec == address
