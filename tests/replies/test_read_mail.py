"""Replies as mails: what people wrote, what they quote, what they bring along, and Outlook's own files."""

from __future__ import annotations

import datetime
import email.policy
from email.message import EmailMessage

import pytest

from correspondence.replies.read import read_reply
from correspondence.reply import Reply, Unreadable
from tests.replies.files import attached, outlook_file, outlook_tree, pdf_of, saved, scan_of, word_of
from tests.replies.files import paragraph as word_paragraph

FIRST = (
    "Does your jurisdiction have a statute, rule, regulation, policy, or practice that is designed to ensure that DHS"
    " personnel have access to any correctional or detention facility?"
)
SECOND = (
    "Does your jurisdiction have a statute, rule, regulation, policy, or practice that is designed to ensure that your"
    " facilities will honor a written request from DHS to hold a foreign national for up to 48 hours?"
)
OURS = f"Dear Chief Eden:\n\nPlease answer these questions by August 18.\n\n{FIRST}\n\n{SECOND}\n\nThank you for your prompt response."


def mail(text: str, subtype: str = "plain", **headers: str) -> EmailMessage:
    message = EmailMessage()
    given = {"From": "jroe@example.gov", "To": "office@example.gov", "Subject": "Your questions", **headers}
    for name, value in given.items():
        message[name.replace("_", "-")] = value
    message["Message-ID"] = "<1@example.gov>"
    message.set_content(text, subtype=subtype)
    return message


def read(message: EmailMessage | bytes, name: str = "reply.eml") -> Reply:
    content = message if isinstance(message, bytes) else message.as_bytes(policy=email.policy.SMTP)
    return read_reply(content, name, our_text=OURS)


def theirs(reply: Reply) -> str:
    """Return the words of the first page that are not ours, one blank between two."""
    (page, *_) = reply.pages
    text, last = "", 0
    for start, end in (*page.ours, (len(page.text), len(page.text))):
        text, last = f"{text} {page.text[last:start]}", end
    return " ".join(text.replace(">", " ").split())


# --- what they wrote -------------------------------------------------------------------------------------------------


def test_a_mail_gives_its_words_its_headers_and_its_day() -> None:
    headers = {
        "Date": "Tue, 15 Aug 2017 09:30:00 -0600",
        "In_Reply_To": "<psp-2017-2223-g@office.example.gov>",
        "Subject": "RE: Questions (PSP-2017-2223-G)",
    }
    reply = read(mail("1. Yes.\n2. No.", **headers))
    (page,) = reply.pages
    assert (page.file, page.number, page.source, page.boxes) == ("reply.eml", 1, "mail", ())
    assert page.text.strip() == "1. Yes.\n2. No."
    assert reply.headers["from"] == "jroe@example.gov"
    assert reply.headers["in-reply-to"] == "<psp-2017-2223-g@office.example.gov>"
    assert reply.references == (("PSP-2017-2223-G", "header"),)
    assert reply.date == datetime.date(2017, 8, 15)
    assert list(reply.files) == ["reply.eml"]


QUOTED = "\n".join(f"> {line}" for line in OURS.split("\n"))
OUTLOOK = "From: Office\nSent: Thursday, August 3, 2017 9:00 AM\nTo: Eden\nSubject: Questions\n\n"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (
            f"1. Yes.\n2. No.\n\nOn Thu, Aug 3, 2017 at 9:00 AM Office <o@example.gov> wrote:\n\n{QUOTED}",
            "1. Yes. 2. No.",
        ),
        (f"1. Yes.\n2. No.\n\n{OUTLOOK}{OURS}", "1. Yes. 2. No."),
        (f"1. Yes.\n2. No.\n\n-----Original Message-----\n{OUTLOOK}{OURS}", "1. Yes. 2. No."),
        (f"{QUOTED}\n\n1. Yes.\n2. No.", "1. Yes. 2. No."),
        (f"> {FIRST}\n\nYes, always.\n\n> {SECOND}\n\nNo, never.", "Yes, always. No, never."),
        (f"> {FIRST} Yes, always.\n\n> {SECOND}\n> No, never.", "Yes, always. No, never."),
        (f"{FIRST} Yes.\n\n{SECOND} No.\n\nJane Roe", "Yes. No. Jane Roe"),
        (
            "On behalf of the 7 cities of our county the sheriff wrote:\n\nWe answer no to both.",
            "On behalf of the 7 cities of our county the sheriff wrote: We answer no to both.",
        ),
        (
            "The City will not honor a written request from DHS to hold a foreign national for up to 48 hours.",
            "The City will not honor a written request from DHS to hold a foreign national for up to 48 hours.",
        ),
        (
            SECOND.replace("Does your jurisdiction have", "Albuquerque does have").replace("?", "."),
            SECOND.replace("Does your jurisdiction have", "Albuquerque does have").replace("?", "."),
        ),
        ("CAUTION: This email originated from outside the City.\n\nYes.\n\nSent from my iPhone", "Yes."),
        ("From: the chief\n\nYes to both.", "From: the chief Yes to both."),
    ],
)
def test_our_words_and_mail_programs_are_told_from_theirs(text: str, answer: str) -> None:
    words = theirs(read(mail(text)))
    kept = [line for line in ("Dear Chief Eden:", "Please answer these questions by August 18.") if line in words]
    for line in kept:  # too short to be told from what they may have written themselves
        words = words.replace(line, "")
    assert " ".join(words.split()) == answer


def test_without_our_letter_only_headers_and_notices_are_set_aside() -> None:
    (page,) = read_reply(mail(f"Yes.\n\n{OUTLOOK}{FIRST}").as_bytes(), "reply.eml").pages
    assert [page.text[start:end] for start, end in page.ours] == [OUTLOOK.strip()]


def test_latin_1_is_read_as_windows_means_it() -> None:
    head = b"From: a@example.gov\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n"
    assert (
        read(head + b"\x93No\x94 \x96 never, says Mr. Pe\xf1a.\r\n").pages[0].text.strip()
        == "“No” – never, says Mr. Peña."
    )


@pytest.mark.parametrize("charset", ["x-unknown", "utf-8", "ansi_x3.110-1983", "\\"])
def test_a_character_set_that_nobody_knows_is_no_obstacle(charset: str) -> None:
    head = f"From: a@example.gov\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset={charset}\r\n\r\n".encode()
    assert read(head + "Sí, Peña.\r\n".encode()).pages[0].text.strip() == "Sí, Peña."


def test_a_mail_in_html_alone_is_read_as_it_is_shown() -> None:
    body = (
        "<style>p { color: red }</style><p>Dear Sir,</p><ol><li>Yes,&nbsp;<b>always</b>.</li><li>No.</li></ol>"
        "<div>Jane<br>Roe</div><img src='http://127.0.0.1:9/pixel.png'>"
    )
    (page,) = read(mail(body, "html")).pages
    assert page.source == "html"
    assert page.text == "Dear Sir,\n\n1. Yes, always.\n2. No.\n\nJane\nRoe"
    assert page.suspect == ""


def test_hidden_words_of_a_mail_make_it_suspect() -> None:
    (page,) = read(mail("<p>1. Yes.</p><p style='font-size:0'>2. No.</p>", "html")).pages
    assert (page.text, page.suspect) == ("1. Yes.", "it has words that a reader does not see: “2. No.”")


def test_of_two_forms_the_plain_one_is_read() -> None:
    message = mail("Plain: yes.")
    message.add_alternative("<p>Styled: yes.</p>", subtype="html")
    assert [page.text.strip() for page in read(message).pages] == ["Plain: yes."]


# --- what comes along ------------------------------------------------------------------------------------------------


def test_files_that_come_along_are_read_with_the_mail() -> None:
    message = mail("See the letter.")
    letter = pdf_of("1. Yes, by SOP 3-30.")
    message.add_attachment(letter, maintype="application", subtype="octet-stream", filename="letter.pdf")
    message.add_attachment(
        word_of(word_paragraph("2. No.")), maintype="application", subtype="msword", filename="second letter.doc"
    )
    reply = read(message)
    assert [(page.file, page.text.strip()) for page in reply.pages] == [
        ("reply.eml", "See the letter."),
        ("letter.pdf", "1. Yes, by SOP 3-30."),
        ("second letter.doc", "2. No."),
    ]
    assert reply.unreadable == ()


def test_names_lead_to_no_folder_and_are_unlike_one_another() -> None:
    message = mail("See below.")
    for name in ("../x", "..\\..\\x", "x", "/etc/passwd", "a\u202etxt.exe"):
        message.add_attachment(b"words", maintype="application", subtype="octet-stream", filename=name)
    assert list(read(message).files) == ["reply.eml", "x", "x (2)", "x (3)", "passwd", "atxt.exe"]


def test_a_mail_inside_a_mail_is_read_with_its_files() -> None:
    inner = mail("The answer is no.", Subject="Inner")
    inner.add_attachment(b"A note.", maintype="text", subtype="plain", filename="note.txt")
    outer = mail("Forwarded.")
    outer.add_attachment(inner)
    reply = read(outer)
    assert [page.text.strip() for page in reply.pages] == ["Forwarded.", "The answer is no.", "A note."]
    assert reply.headers["subject"] == "Your questions"


def test_signs_and_cards_are_no_letters() -> None:
    message = mail("1. Yes.")
    message.add_attachment(b"\x30\x80", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    message.add_attachment(b"BEGIN:VCARD", maintype="text", subtype="vcard", filename="roe.vcf")
    reply = read(message)
    assert (len(reply.pages), reply.unreadable) == (1, ())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            b"\x78\x9f\x3e\x22rest",
            "it is a winmail.dat, which Outlook packs for itself; ask for the mail as plain text or HTML",
        ),
        (b"Rar!\x1a\x07", "it is a RAR archive; unpack it, and read the files in it"),
        (b"MZ\x90\0\x03\0\0\0", "it is no kind of file that can be read here; look at it, and enter what it says"),
        (b"", "it is empty"),
    ],
)
def test_the_mail_is_read_though_a_file_of_it_is_not(content: bytes, reason: str) -> None:
    message = mail("1. Yes.")
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename="winmail.dat")
    reply = read(message)
    assert reply.pages[0].text.strip() == "1. Yes."
    assert reply.unreadable == (Unreadable("winmail.dat", reason),)


def test_a_small_picture_below_a_mail_is_no_page() -> None:
    message = mail("1. Yes.")
    logo = saved(scan_of(pdf_of("x")).crop((0, 0, 90, 40)), "PNG")
    message.add_attachment(logo, maintype="image", subtype="png", filename="logo.png")
    (only,) = read(message).unreadable
    assert only == Unreadable("logo.png", "it is a picture of 90 × 40 pixels, too small for a page of words")


def test_a_thousand_parts_in_one_another_end_in_one_sentence() -> None:
    content = b"From: a@example.gov\nMIME-Version: 1.0\n"
    for number in range(1000):
        content += b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (number, number)
    content += b"Content-Type: text/plain\n\nYes.\n"
    assert read(content).unreadable == (Unreadable("reply.eml", "it nests its parts too deep"),)


def test_mails_in_mails_are_opened_only_so_far() -> None:
    message = mail("Innermost.")
    for number in range(12):
        outer = mail(f"Level {number}.")
        outer.add_attachment(message)
        message = outer
    reply = read(message)
    assert len(reply.pages) == 9
    assert [one.reason for one in reply.unreadable] == [
        "it lies more than 8 mails deep; open it, and read it by itself"
    ]


def test_of_very_many_files_the_first_are_read() -> None:
    message = mail("See all.")
    for number in range(120):
        message.add_attachment(b"words", maintype="application", subtype="octet-stream", filename=f"{number}.txt")
    reply = read(message)
    assert [one.reason for one in reply.unreadable] == ["it brings 120 files along; the first 100 were read"]
    assert len(reply.pages) == 101


# --- Outlook ---------------------------------------------------------------------------------------------------------

SUBJECT, HEADERS, BODY, RTF, SENDER, SMTP, NAME = 0x37, 0x7D, 0x1000, 0x1009, 0x0C1F, 0x5D01, 0x0C1A
SERVER = "/O=EXCHANGELABS/OU=EXCHANGE ADMINISTRATIVE GROUP/CN=JROE"


def test_an_outlook_file_is_read_with_what_it_brings_along() -> None:
    inner = outlook_tree({SUBJECT: "Inner", BODY: "From the jail: no."}, head=24)
    letter = pdf_of("1. Yes, by SOP 3-30.")
    content = outlook_file(
        {
            SUBJECT: "RE: PSP-2017-2223-G",
            BODY: "See the letter.",
            SENDER: SERVER,
            SMTP: "jroe@example.gov",
            NAME: "Jane Roe",
        },
        attachments=[attached("../letter.pdf", letter), attached("fw", inner)],
    )
    reply = read(content, "reply.msg")
    assert [(page.file, page.text.strip()) for page in reply.pages] == [
        ("reply.msg", "See the letter."),
        ("reply.msg (fw)", "From the jail: no."),
        ("letter.pdf", "1. Yes, by SOP 3-30."),
    ]
    assert reply.headers == {"from": "Jane Roe <jroe@example.gov>", "subject": "RE: PSP-2017-2223-G"}
    assert reply.references == (("PSP-2017-2223-G", "header"),)


def test_the_headers_of_the_way_count_where_there_are_any() -> None:
    way = "From: Roe <jroe@example.gov>\r\nDate: Tue, 15 Aug 2017 09:30:00 -0600\r\nIn-Reply-To: <7@office>\r\n\r\n"
    reply = read(outlook_file({SUBJECT: "RE", HEADERS: way, BODY: "Yes."}), "reply.msg")
    assert reply.headers["from"] == "Roe <jroe@example.gov>"
    assert reply.headers["in-reply-to"] == "<7@office>"
    assert reply.date == datetime.date(2017, 8, 15)


def test_a_body_in_rich_text_alone_is_unpacked() -> None:
    from compressed_rtf import compress

    packed = compress(rb"{\rtf1\ansi\ansicpg1252 1. Yes. SOP 3-30 \'a7 4\par 2. No.\par}", compressed=True)
    reply = read(outlook_file({SUBJECT: "RE"}, {RTF: packed}), "reply.msg")
    assert [(page.source, page.text.strip()) for page in reply.pages] == [("rtf", "1. Yes. SOP 3-30 § 4\n2. No.")]


def test_rich_text_that_claims_to_be_huge_is_left_packed() -> None:
    packed = b"\x10\0\0\0\xff\xff\xff\x7fLZFu\0\0\0\0"
    reply = read(outlook_file({SUBJECT: "RE"}, {RTF: packed}), "reply.msg")
    assert [one.reason for one in reply.unreadable] == ["it unfolds to far more than a mail is"]
