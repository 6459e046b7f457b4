"""What a file says and a reader does not see: it makes the reply suspect, so that nothing of it is accepted."""

from __future__ import annotations

import io
from collections.abc import Callable
from email.message import EmailMessage

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from correspondence.replies.read import read_reply
from correspondence.reply import Page
from tests.replies.files import W, paragraph, relation, scan_of, word_of

UNSEEN = "it has words that a reader does not see: “{}”"
IN_RICH_TEXT = "it has words that are hidden, struck out, tiny or white, which cannot be told apart in Rich Text"


def page_of(content: bytes, name: str = "reply") -> Page:
    reply = read_reply(content, name)
    assert reply.unreadable == ()
    (page,) = reply.pages
    return page


def words(text: str, x: int = 72, y: int = 700, size: float = 12, before: str = "") -> str:
    return f"BT {before} /F {size} Tf {x} {y} Td ({text}) Tj ET\n"


def drawn(stream: str, more: Callable[[pikepdf.Pdf], None] | None = None) -> bytes:
    """Return a PDF of one page, drawn by a stream of operators (ISO 32000-1, 8 and 9)."""
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page = Dictionary(
            Type=Name.Page,
            MediaBox=[0, 0, 612, 792],
            Contents=pdf.make_stream(stream.encode("latin-1")),
            Resources=Dictionary(Font=Dictionary(F=font)),
        )
        pdf.pages.append(pikepdf.Page(page))
        if more:
            more(pdf)
        pdf.save(target)
    return target.getvalue()


def with_picture(pdf: pikepdf.Pdf) -> None:
    picture = Image.new("L", (200, 40), 255)
    picture.paste(0, (20, 18, 180, 22))
    stream = pdf.make_stream(picture.tobytes())
    stream.Type, stream.Subtype, stream.ColorSpace = Name.XObject, Name.Image, Name.DeviceGray
    stream.Width, stream.Height, stream.BitsPerComponent = 200, 40, 8
    pdf.pages[0].obj.Resources.XObject = Dictionary(I=stream)


def with_hidden_layer(pdf: pikepdf.Pdf) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("notes")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group]), Order=Array([group])))
    pdf.pages[0].obj.Resources.Properties = Dictionary(O=group)


def with_glass(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Resources.ExtGState = Dictionary(G=Dictionary(ca=0, CA=0))


NO = words("1. No.")
BELOW = words("2. Yes", y=600)


@pytest.mark.parametrize(
    ("stream", "more"),
    [
        (f"{NO} 1 g {BELOW}", None),
        (f"{NO} {words('2. Yes', y=600, before='3 Tr')}", None),
        (f"{NO} {words('2. Yes', y=600, size=0.1)}", None),
        (f"{NO} {words('2. Yes', y=600, size=2)}", None),
        (f"{NO} {words('2. Yes', y=900)}", None),
        (f"{NO} q 0 0 1 1 re W n {BELOW} Q", None),
        (f"{NO} {BELOW} 1 g 60 590 200 30 re f", None),
        (f"{NO} {BELOW} 1 g 60 590 200 30 re f 0 g 72 600 40 4 re f", None),
        (f"{NO} {BELOW} q 200 0 0 40 60 590 cm /I Do Q", with_picture),
        (f"{NO} /G gs {BELOW}", with_glass),
        (f"{NO} /OC /O BDC {BELOW} EMC", with_hidden_layer),
    ],
    ids=[
        *("white", "invisible", "a tenth of a point", "two points", "off the page", "cut away"),
        *("under a white shape", "under a drawing", "under a picture", "transparent", "on a hidden layer"),
    ],
)
def test_words_of_a_pdf_that_nobody_sees(stream: str, more: Callable[[pikepdf.Pdf], None] | None) -> None:
    assert page_of(drawn(stream, more)).suspect == UNSEEN.format("2. Yes")


@pytest.mark.parametrize(
    "stream",
    [
        f"{NO} {words('2. Yes', y=600, size=6)}",
        f"{NO} 0.5 g 60 590 200 30 re f 0 g {BELOW}",
        f"{NO} {BELOW} 72 598 m 120 598 l S",
        f"{NO} {BELOW} 60 590 200 30 re S",
        f"{NO} {BELOW} {words('2. Yes', y=600)}",
    ],
    ids=["small print", "on a gray ground", "underlined", "in a frame", "drawn twice"],
)
def test_words_of_a_pdf_that_anybody_sees(stream: str) -> None:
    page = page_of(drawn(stream))
    assert page.suspect == ""
    assert "2. Yes" in page.text


def test_words_that_lie_over_others_are_told() -> None:
    page = page_of(drawn(f"{words('1. No we do.')} 1 g {words('1. Ye')}"))
    assert page.suspect == "it has words that lie over others: “Ye”"


def test_control_signs_of_a_pdf_are_replaced_one_by_one() -> None:
    page = page_of(drawn(words(r"1. No, see \033[31mthe order of the chief") + BELOW))
    assert "\x1b" not in page.text
    assert len(page.boxes) == len(page.text)


@pytest.mark.parametrize(
    "style",
    [
        *("display:none", "DISPLAY : NONE !important", "visibility:hidden", "visibility:collapse", "opacity:0.0"),
        *("font-size:0px", "font-size: 0.0pt", "font-size:1px", "font:0/0 serif", "color:white", "color:#FEFEFE"),
        *("color:rgba(0,0,0,0)", "color:hsl(0,0%,100%)", "color:transparent", "color:#ffff", "background:black"),
        *("color:white;background-color:#fffffe", "text-indent:-9999px", "position:absolute;left:-9999px"),
        *("max-height:0;overflow:hidden", "width:0;overflow-x:hidden", "transform:scale(0)", "clip-path:inset(100%)"),
    ],
)
def test_words_of_a_web_page_that_nobody_sees(style: str) -> None:
    page = page_of(f"<html><body>1. No. <p style='{style}'>2. Yes.</p></body></html>".encode())
    assert (page.text, page.suspect) == ("1. No.", UNSEEN.format("2. Yes."))
    sheet = f"<html><head><style>/* x */ div > p.note:first-child {{ {style} }}</style></head><body>1. No. <p class='a note'>2. Yes.</p></body></html>"
    page = page_of(sheet.encode())
    assert (page.text, page.suspect) == ("1. No.", UNSEEN.format("2. Yes."))


@pytest.mark.parametrize(
    "body",
    [
        "<p hidden>2. Yes.</p>",
        "<font color=white>2. Yes.</font>",
        "<font color='#FFFFFF'>2. Yes.</font>",
        "<dialog>2. Yes.</dialog>",
        "<details>2. Yes.</details>",
        "<div style='display:none'><p style='display:block'>2. Yes.</p></div>",
        "<table bgcolor=black><tr><td>2. Yes.</table>",
        "<style>@media screen { #n { display: none } }</style><p id=n>2. Yes.</p>",
    ],
)
def test_elements_of_a_web_page_that_nobody_sees(body: str) -> None:
    page = page_of(f"<html><body>1. No. {body}</body></html>".encode())
    assert (page.text, page.suspect) == ("1. No.", UNSEEN.format("2. Yes."))


@pytest.mark.parametrize(
    "body",
    [
        "<p style='color:#1F497D;font-size:11.0pt;font-family:Calibri'>2. Yes.</p>",
        "<table style='font-size:0'><tr><td style='font-size:13px'>2. Yes.</table>",
        "<div style='background:#003366;color:white'><p>2. Yes.</p></div>",
        "<div style='visibility:hidden'><p style='visibility:visible'>2. Yes.</p></div>",
        "<details open><summary></summary>2. Yes.</details>",
        "<style>@media print { p { display: none } }</style><p>2. Yes.</p>",
        "<style>p.MsoNormal, li { margin: 0in; font-size: 11.0pt } a:link { color: #0563C1 }</style><p class=MsoNormal>2. Yes.</p>",
        "<p style='opacity:1;height:0;line-height:1'>2. Yes.</p>",
    ],
)
def test_words_of_a_web_page_that_anybody_sees(body: str) -> None:
    page = page_of(f"<html><body>1. No.{body}</body></html>".encode())
    assert (" ".join(page.text.split()), page.suspect) == ("1. No. 2. Yes.", "")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("1. <s>Yes</s> No.", "it has words that are struck out: “Yes”"),
        ("1. <span style='text-decoration:line-through'>Yes</span> No.", "it has words that are struck out: “Yes”"),
        ("1. <bdo dir=rtl>seY</bdo>", "it has words whose letters are turned round: “seY”"),
        ("1. \u202eseY", "it has signs that turn the order of its letters round"),
    ],
)
def test_words_that_are_shown_otherwise_stay_and_are_told(body: str, reason: str) -> None:
    page = page_of(f"<html><meta charset=utf-8><body>{body}</body></html>".encode())
    assert page.suspect == reason
    assert "Yes" in page.text or "seY" in page.text


def test_the_marks_of_phone_numbers_turn_nothing() -> None:
    assert page_of("Call \u202a(209) 555-0100\u202c. 1. No.".encode(), "reply.txt").suspect == ""


STYLES = f"""<w:styles {W}><w:style w:type="paragraph" w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Note"><w:basedOn w:val="Base"/></w:style>
<w:style w:type="paragraph" w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style></w:styles>"""


@pytest.mark.parametrize(
    ("properties", "run", "suspect"),
    [
        ("", "<w:vanish/>", UNSEEN.format("2. Yes.")),
        ("", '<w:color w:val="FFFFFF"/>', UNSEEN.format("2. Yes.")),
        ("", '<w:color w:val="FDFDFD"/>', UNSEEN.format("2. Yes.")),
        ("", '<w:sz w:val="2"/>', UNSEEN.format("2. Yes.")),
        ('<w:pStyle w:val="Note"/>', "", UNSEEN.format("2. Yes.")),
        ("", '<w:rStyle w:val="Base"/>', UNSEEN.format("2. Yes.")),
        ("", "<w:strike/>", "it has words that are struck out: “2. Yes.”"),
        ("", "<w:dstrike/>", "it has words that are struck out: “2. Yes.”"),
        ('<w:pStyle w:val="Note"/>', '<w:vanish w:val="0"/>', ""),
        ('<w:pStyle w:val="Loop"/>', '<w:sz w:val="18"/><w:color w:val="auto"/>', ""),
        ("", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="000000"/>', ""),
    ],
)
def test_words_of_a_word_file_that_nobody_sees(properties: str, run: str, suspect: str) -> None:
    body = paragraph("1. No.") + paragraph("2. Yes.", properties, run)
    page = page_of(word_of(body, {"word/styles.xml": STYLES}, relation(1, "styles", "styles.xml")))
    assert page.suspect == suspect


@pytest.mark.parametrize(
    ("source", "suspect"),
    [
        (r"1. No. {\v 2. Yes.}", IN_RICH_TEXT),
        (r"1. No. {\strike 2. Yes.}", IN_RICH_TEXT),
        (r"1. No. {\fs2 2. Yes.}", IN_RICH_TEXT),
        (r"{\colortbl;\red0\green0\blue0;\red255\green255\blue255;}1. No. {\cf2 2. Yes.}", IN_RICH_TEXT),
        (r"{\colortbl;\red0\green0\blue0;\red255\green255\blue255;}1. No. {\cf1\fs22\viewkind4 2. Yes.}", ""),
    ],
)
def test_rich_text_with_words_that_nobody_sees(source: str, suspect: str) -> None:
    page = page_of(rf"{{\rtf1\ansi {source}}}".encode())
    assert page.suspect == suspect


@pytest.mark.parametrize(
    ("plain", "styled", "told"),
    [
        ("1. Yes.", "<p>1. No.</p>", True),
        ("1. We do honor them.", "<p>1. We do not honor them.</p>", True),
        ("Dear Sir, nothing of what you see", "<p>Something else stands here altogether, believe me</p>", True),
        (
            "1. Yes. See https://example.gov/a?no\n> quoted",
            "<ol><li>Yes. See <a href='https://example.gov/a?no'>this</a></ol><p>quoted</p>",
            False,
        ),
    ],
)
def test_a_mail_with_two_faces(plain: str, styled: str, *, told: bool) -> None:
    message = EmailMessage()
    message["From"], message["Message-ID"] = "jroe@example.gov", "<1@example.gov>"
    message.set_content(plain)
    message.add_alternative(styled, subtype="html")
    reason = "its plain text has other words than its text with styles, which is what a reader sees"
    assert page_of(message.as_bytes(), "reply.eml").suspect == (reason if told else "")


def test_the_samples_show_what_they_should() -> None:
    shown = scan_of(drawn(NO + BELOW))
    assert min(shown.crop((200, 500, 400, 550)).tobytes()) < 100
