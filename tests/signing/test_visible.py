"""The block that is seen: a field that a layout asks for, filled by a signature, read back with other programs."""

from __future__ import annotations

import dataclasses
import io
import json
import random
import re
import shutil
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSigner, SimpleSigner
from pyhanko.sign.signers import PdfSignatureMetadata
from pyhanko.stamp import TextStampStyle

from correspondence.dispatch.print_stream import Printed, PrintStream
from correspondence.sign import Block, Manner, SigningError, Trust, key_from_file, read_signatures, sign
from correspondence.sign.appearance import parts_of, says
from correspondence.sign.fields import Said, block_of
from correspondence.signing import drawing
from tests.command_line import Outcome, command
from tests.signing.authority import NOW, PASSPHRASE, authority, issued
from tests.tools import ROOT, docx_text, program, qpdf_check, run, verapdf

MAILING = "psp-2017-08-03"
MOMENT = f"{NOW:%B} {NOW.day}, {NOW.year}, {NOW:%H:%M:%S} UTC"

LAYOUT = """\
---
description: An agreement of two offices
fields:
  date: {type: date, required: true, description: "The day of the agreement"}
parts: {heading: once, body: once, signatures: once}
divisions: [party, other-party]
sender: required
signer: required
---
::: heading
# {{ title }}
:::
::: body
{% block body %}{% endblock %}
:::
::: signatures
::: columns
::: party
{{ signature_field("Digital signature of " ~ signers[0].name) }}

{{ signers[0].name }}
:::
::: other-party
{{ signature_field("Digital signature of " ~ signers[1].name) }}

{{ signers[1].name }}
:::
:::
:::
"""
STYLE = """\
@import url("../base.css");
.signatures { break-inside: avoid }
.party, .other-party { width: 3in; padding-right: 0.25in }
.signature-field { width: 2.8in; height: 52pt; font-family: "Arial"; font-size: 8pt; line-height: 10pt; color: #0b3d91 }
"""
AGREEMENT = """\
---
layout: agreement
title: Agreement on records
sender: office-of-justice-programs
signer: [alan-hanson, jeff-sessions]
date: 2017-08-03
---
Both offices keep what they sent and what they were told.
"""
MEMO = """\
---
layout: memo
title: Records
sender: office-of-justice-programs
signer: alan-hanson
date: 2017-08-03
to: [All staff]
from: The Acting Assistant Attorney General
subject: Records
signature: digital
---
Keep them.
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with a layout of its own, whose letter, agreement and memorandum wait for signatures."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copy(ROOT / "correspondence.yaml", folder)
    for name in ("templates", "recipients"):
        shutil.copytree(ROOT / name, folder / name)
    templates = folder / "templates"
    sender = templates / "senders" / "office-of-justice-programs.yaml"
    second = "signers:\n  jeff-sessions: {name: Jeff Sessions, title: Attorney General}"
    sender.write_text(sender.read_text("utf-8").replace("signers:", second, 1), "utf-8")
    (templates / "layouts" / "agreement").mkdir()
    (templates / "layouts" / "agreement" / "layout.md").write_text(LAYOUT, "utf-8")
    (templates / "layouts" / "agreement" / "style.css").write_text(STYLE, "utf-8")
    (templates / "agreement.md").write_text(AGREEMENT, "utf-8")
    (templates / "digital-memo.md").write_text(MEMO, "utf-8")
    done(merged(folder, "digital", "--format", "pdf,docx,text"))
    for name in ("agreement", "digital-memo"):
        done(command("render", name, "--format", "pdf", workspace=folder))
    return folder


def merged(office: Path, signature: str, *more: str | Path) -> Outcome:
    words = ("merge", "psp-questionnaire", MAILING, "--only", "stockton", "--set", f"signature={signature}")
    return command(*words, *more, workspace=office)


def done(outcome: Outcome) -> Outcome:
    assert outcome.status == 0, outcome.err
    return outcome


def signed_by(common: str, pdf: bytes, reason: str = "") -> bytes:
    holder = getattr(authority(), common)
    return sign(pdf, key_from_file(holder.p12(), PASSPHRASE), Manner(reason, draw=drawing()), NOW)


@pytest.fixture(scope="module")
def letter(office: Path) -> bytes:
    return (office / "output" / MAILING / "stockton.pdf").read_bytes()


@pytest.fixture(scope="module")
def record(office: Path) -> bytes:
    return (office / "output" / MAILING / "record" / "stockton.pdf").read_bytes()


@pytest.fixture(scope="module")
def agreement(office: Path) -> bytes:
    return (office / "output" / "agreement" / "agreement.pdf").read_bytes()


@pytest.fixture(scope="module")
def signed(letter: bytes) -> bytes:
    return signed_by("signer", letter)


@pytest.fixture(scope="module")
def once(agreement: bytes) -> bytes:
    return signed_by("signer", agreement, "Agreed")


def told(pdf: bytes) -> list[tuple[str, bool, tuple[str, ...]]]:
    """Return of each signature its signer, whether it is intact, and what was changed after it."""
    return [(one.signer, one.intact, one.changes) for one in read_signatures(pdf, Trust(), NOW)]


def objects_of(pdf: bytes, folder: Path) -> dict[str, Any]:
    """Return the objects of a PDF as qpdf reads them."""
    path = folder / "read.pdf"
    path.write_bytes(pdf)
    read = json.loads(run(program("qpdf"), "--json=2", "--json-key=qpdf", path).stdout)["qpdf"][1]
    return {
        name.removeprefix("obj:"): one.get("value", one.get("stream", {}).get("dict")) for name, one in read.items()
    }


def text_of(pdf: bytes, folder: Path) -> list[str]:
    """Return the lines of the pages as poppler reads them."""
    path = folder / "text.pdf"
    path.write_bytes(pdf)
    lines = run(program("pdftotext"), "-layout", path, "-").stdout.splitlines()
    return [line.strip() for line in lines if line.strip()]


def revised(pdf: bytes, objects: dict[int, bytes]) -> bytes:
    """Add a revision to a PDF, in which these objects are others."""
    older = re.findall(rb"startxref\s+(\d+)", pdf)[-1]
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        size, root = int(whole.trailer.Size), whole.Root.objgen[0]
    content, table = bytearray(pdf), b""
    for number, value in objects.items():
        table += b"%d 1\n%010d 00000 n \n" % (number, len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, value)
    start = len(content)
    content += b"xref\n%btrailer\n<< /Size %d /Root %d 0 R /Prev %b >>\nstartxref\n%d\n%%%%EOF\n" % (
        *(table, max(size, *(number + 1 for number in objects)), root, older, start),
    )
    return bytes(content)


def field_of(pdf: bytes, index: int = 0) -> tuple[int, dict[str, bytes]]:
    """Return a field's number and its entries as they are written."""
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        field = whole.Root.AcroForm.Fields[index]
        written = {key: _written(value) for key, value in field.items()}
        return field.objgen[0], written


def _written(value: Any) -> bytes:
    if not isinstance(value, pikepdf.Object):
        return str(value).encode()
    return b"%d 0 R" % value.objgen[0] if value.is_indirect else bytes(value.unparse())


def entries(values: dict[str, bytes]) -> bytes:
    return b"<< %b >>" % b" ".join(b"%b %b" % (key.encode(), value) for key, value in values.items())


def test_files_with_blocks_conform(
    office: Path, letter: bytes, record: bytes, signed: bytes, agreement: bytes, once: bytes, tmp_path: Path
) -> None:
    memo = (office / "output" / "digital-memo" / "digital-memo.pdf").read_bytes()
    files = {
        "letter": letter,
        "signed-letter": signed,
        "signed-record": signed_by("signer", record),
        "agreement": agreement,
        "signed-once": once,
        "signed-twice": signed_by("stranger", once),
        "signed-memo": signed_by("signer", memo),
    }
    paths = [tmp_path / f"{name}.pdf" for name in files]
    for path, content in zip(paths, files.values(), strict=True):
        path.write_bytes(content)
        assert qpdf_check(path) == []
    assert verapdf(paths, "3a") == {path: [] for path in paths}
    assert verapdf(paths, "ua1") == {path: [] for path in paths}


def test_the_field_is_there_before_it_is_signed(letter: bytes, signed: bytes, tmp_path: Path) -> None:
    objects = objects_of(letter, tmp_path)
    (name,) = [name for name, one in objects.items() if isinstance(one, dict) and one.get("/FT") == "/Sig"]
    field = objects[name]
    assert (field["/TU"], field["/T"], field["/F"]) == ("u:Digital signature of Alan Hanson", "u:Signature1", 4)
    assert "/V" not in field
    left, bottom, right, top = field["/Rect"]
    assert (round(right - left, 3), top - bottom) == (216, 42)
    assert objects[field["/AP"]["/N"]]["/BBox"] == [0, 0, 216, 42]
    (element,) = [one for one in objects.values() if isinstance(one, dict) and one.get("/S") == "/Form"]
    kid = objects[element["/K"][0]]
    assert (kid["/Type"], kid["/Obj"]) == ("/OBJR", name)
    above = []
    while "/P" in element:
        element = objects[element["/P"]]
        above.append(element.get("/S", element["/Type"]))
    assert above == ["/NonStruct", "/P", "/Div", "/Div", "/Document", "/StructTreeRoot"]
    filled = objects_of(signed, tmp_path)[name]
    assert {key: value for key, value in filled.items() if key not in {"/V", "/AP", "/Contents"}} == {
        key: value for key, value in field.items() if key != "/AP"
    }
    assert filled["/Contents"] == f"u:Digitally signed by Alex Signer, {MOMENT}"


def test_the_field_is_read_between_the_closing_and_the_name(letter: bytes, tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(letter)
    lines = [line.strip() for line in run(program("pdfinfo"), "-struct-text", path).stdout.splitlines()]
    closing, form, name = lines.index('"Sincerely,"'), lines.index("Form"), lines.index('"Alan Hanson"')
    assert closing < form < name
    assert [line for line in lines[closing + 1 : name] if line.startswith('"')] == []


def test_a_letter_says_by_whom_and_when(signed: bytes, letter: bytes, tmp_path: Path) -> None:
    assert signed.startswith(letter)
    lines = text_of(signed, tmp_path)
    at = lines.index("Sincerely,")
    assert lines[at : at + 4] == ["Sincerely,", "Digitally signed by Alex Signer", MOMENT, "Alan Hanson"]
    assert told(signed) == [("Alex Signer", True, ())]
    said = run(program("pdfsig"), "-nocert", tmp_path / "text.pdf", ok=(0, 1)).stdout
    assert re.findall(r"- Signature Field Name: (.+)|- (Total document signed)|Signature Validation: (.+)", said) == [
        ("Signature1", "", ""),
        ("", "Total document signed", ""),
        ("", "", "Signature is Valid."),
    ]
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        value = pdf.Root.AcroForm.Fields[0].V
        assert (str(value.Name), str(value.M)) == ("Alex Signer", f"D:{NOW:%Y%m%d%H%M%SZ}")


def test_two_signers_have_a_field_each(once: bytes, tmp_path: Path) -> None:
    twice = signed_by("stranger", once)
    thrice = signed_by("revoked", twice)
    names = ["Alex Signer", "Sam Stranger", "Robin Revoked"]
    assert told(thrice) == [(name, True, ()) for name in names]
    said = f"Digitally signed by Alex Signer {MOMENT} Reason: Agreed Digitally signed by Sam Stranger {MOMENT}"
    lines = text_of(thrice, tmp_path)
    assert sorted(" ".join(lines[2:]).split()) == sorted(f"{said} Alan Hanson Jeff Sessions".split())
    with pikepdf.open(io.BytesIO(thrice)) as pdf:
        widths = [float(one.Rect[2]) - float(one.Rect[0]) for one in pdf.Root.AcroForm.Fields]
    assert [round(width, 1) for width in widths] == [201.6, 201.6, 0.0]


def test_who_signs_first_takes_the_field_of_that_name(agreement: bytes) -> None:
    second = key_from_file(issued("Jeff Sessions", authority().issuing).p12(), PASSPHRASE)
    content = signed_by("signer", sign(agreement, second, Manner(draw=drawing()), NOW))
    assert told(content) == [("Jeff Sessions", True, ()), ("Alex Signer", True, ())]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        names = [(str(one.TU), str(one.V.Name)) for one in pdf.Root.AcroForm.Fields]
    assert names == [
        ("Digital signature of Alan Hanson", "Alex Signer"),
        ("Digital signature of Jeff Sessions", "Jeff Sessions"),
    ]


def test_the_same_letter_has_the_same_bytes(office: Path, letter: bytes, tmp_path: Path) -> None:
    done(merged(office, "digital", "--format", "pdf", "--output", tmp_path))
    assert (tmp_path / MAILING / "stockton.pdf").read_bytes() == letter


def test_word_and_text_have_room_for_a_pen(office: Path, tmp_path: Path) -> None:
    done(merged(office, "none", "--format", "docx,text", "--output", tmp_path))
    made, plain = office / "output" / MAILING, tmp_path / MAILING
    assert docx_text(made / "stockton.docx") == docx_text(plain / "stockton.docx")
    assert (made / "stockton.txt").read_text("utf-8").split() == (plain / "stockton.txt").read_text("utf-8").split()


def test_a_draft_has_no_field(office: Path, letter: bytes, tmp_path: Path) -> None:
    done(merged(office, "digital", "--format", "pdf", "--output", tmp_path, "--draft"))
    done(command("render", "agreement", "--draft", "--format", "pdf", "--output", tmp_path, workspace=office))
    drafts = sorted(tmp_path.rglob("draft/*.pdf"))
    assert [path.name for path in drafts] == ["agreement.pdf", "stockton.pdf"]
    for path in drafts:
        with pikepdf.open(path) as pdf:
            assert "/AcroForm" not in pdf.Root
    with pikepdf.open(io.BytesIO(letter)) as pdf:
        assert len(pdf.Root.AcroForm.Fields) == 1


def test_a_command_signs_and_a_record_gives_the_bytes_below(
    office: Path, record: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CORRESPONDENCE_SIGNING_PASSPHRASE", PASSPHRASE)
    (tmp_path / "signer.p12").write_bytes(authority().signer.p12())
    (tmp_path / "root.pem").write_bytes(authority().root.pem)
    key = ("--key", tmp_path / "signer.p12", "--reason", "Approved")
    done(command("sign", MAILING, "--records", *key, workspace=office))
    path = office / "output" / MAILING / "signed" / "stockton.record.pdf"
    checked = done(command("verify", path, "--trust", tmp_path / "root.pem", workspace=office))
    assert checked.lines[0].endswith(": identical: what is made from its sources is this file, byte for byte")
    assert checked.lines[1].endswith(", by the signer's clock, B-B: intact, trusted")
    assert "Reason: Approved" in text_of(path.read_bytes(), tmp_path)
    done(command("regenerate", path, "--output", tmp_path / "again", workspace=office))
    assert (tmp_path / "again" / "record" / "stockton.pdf").read_bytes() == record


def test_a_print_file_shows_the_block(letter: bytes, signed: bytes, tmp_path: Path) -> None:
    for content, shown in ((letter, False), (signed, True)):
        printed = bytearray()
        stream = PrintStream(printed.extend, "letters")
        stream.add([Printed("stockton.pdf", content)], "Stockton")
        stream.close()
        lines = text_of(bytes(printed), tmp_path)
        assert ("Digitally signed by Alex Signer" in lines) is shown
        with pikepdf.open(io.BytesIO(printed)) as pdf:
            assert not any("/Annots" in page.obj for page in pdf.pages)


def test_a_field_that_waits_cannot_be_used_for_something_else(once: bytes) -> None:
    number, field = field_of(once, 1)
    with pikepdf.open(io.BytesIO(once)) as pdf:
        size = int(pdf.trailer.Size)
    drawing_ = b"<< /Type /XObject /Subtype /Form /BBox [ 0 0 201.6 52 ] /Length 24 >>\nstream\n0 0 100 50 re f          \nendstream"
    changes = {
        "moved": {number: entries(field | {"/Rect": b"[ 10 10 211.6 62 ]"})},
        "drawn": {number: entries(field | {"/AP": b"<< /N %d 0 R >>" % size}), size: drawing_},
        "renamed": {number: entries(field | {"/TU": b"(Digital signature of somebody else)"})},
    }
    for objects in changes.values():
        ((name, intact, found),) = told(revised(once, objects))
        assert (name, intact) == ("Alex Signer", True)
        assert found[1] == "the field Signature2, which is seen on a page, was changed"


def test_a_field_that_is_signed_cannot_be_changed(signed: bytes) -> None:
    number, field = field_of(signed)
    emptied = {key: value for key, value in field.items() if key != "/AP"}
    ((_, intact, found),) = told(revised(signed, {number: entries(emptied)}))
    assert intact
    assert found[1:] == ("the field Signature1, which is seen on a page, was changed",)
    form = int(re.findall(rb"/N (\d+) 0 R", field["/AP"])[0])
    blank = b"<< /Type /XObject /Subtype /Form /BBox [ 0 0 216 42 ] /Length 0 >>\nstream\n\nendstream"
    ((_, intact, found),) = told(revised(signed, {form: blank}))
    assert intact
    assert found[1:] == (f"a picture or drawing (object {form}) was changed",)


def test_a_signature_of_another_program_that_shows_other_words_is_told(once: bytes) -> None:
    holder = authority().stranger
    (signer,) = [SimpleSigner.load_pkcs12_data(holder.p12(), other_certs=[], passphrase=PASSPHRASE.encode())]
    style = TextStampStyle(stamp_text="Digitally signed by Alan Hanson")
    writer = IncrementalPdfFileWriter(io.BytesIO(once))
    target = io.BytesIO()
    PdfSigner(PdfSignatureMetadata(field_name="Signature2", name="Sam Stranger"), signer, stamp_style=style).sign_pdf(
        writer, output=target
    )
    (first, second) = told(target.getvalue())
    assert first[:2] == ("Alex Signer", True)
    assert "the field Signature2, which is seen on a page, was changed" in first[2]
    assert second[:2] == ("Sam Stranger", True)
    assert "with it, the field Signature2, which is seen on a page, was changed" in second[2]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Office of Records, Alexandra Maximiliana Featherstonehaugh-Worthington III, Acting Assistant Attorney General for Long Names", None),
        ("Ελένη Παπαδοπούλου", None),
        ("Zoë Żółkiewska", None),
        ("Alan\u00ad\u200bHanson", None),
        ("山田太郎", "the font Times New Roman has no character “太” (U+592A, CJK UNIFIED IDEOGRAPH-592A), which stands in “Digitally signed by 山田太郎”; sign with a certificate whose name the font has, or a letter without a field for the signature"),
    ],
)  # fmt: skip
def test_names_are_shown_or_refused(name: str, shown: str | None, letter: bytes, tmp_path: Path) -> None:
    key = dataclasses.replace(key_from_file(authority().signer.p12(), PASSPHRASE), name=name)
    if shown is not None:
        with pytest.raises(SigningError) as caught:
            sign(letter, key, Manner(draw=drawing()), NOW)
        assert str(caught.value) == shown.replace("“", '"').replace("”", '"')
        return
    content = sign(letter, key, Manner(draw=drawing()), NOW)
    path = tmp_path / "signed.pdf"
    path.write_bytes(content)
    words = run(program("pdftotext"), "-layout", path, "-").stdout
    seen = re.sub(r"[\s\u00ad\u200b]", "", f"Digitally signed by {name}")
    assert seen in re.sub(r"\s", "", words)


def test_a_block_says_what_the_signature_says(letter: bytes) -> None:
    key = key_from_file(authority().stranger.p12(), PASSPHRASE)
    draw = drawing()

    def lying(block: Block) -> bytes:
        return draw(dataclasses.replace(block, lines=("Digitally signed by Alan Hanson", *block.lines[1:])))

    with pytest.raises(SigningError) as caught:
        sign(letter, key, Manner(draw=lying), NOW)
    said = f"the block would say “Digitally signed by Alan Hanson\n{MOMENT}”"
    assert str(caught.value) == f"{said}; report it, with the name in the certificate"
    pretended = sign(letter, dataclasses.replace(key, name="Alan Hanson"), Manner(draw=draw), NOW)
    assert told(pretended) == [("Sam Stranger", True, ("what is seen of it says that Alan Hanson signed",))]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"0 0 0 rg", b"1 1 1 rg"),  # white on white
        (b"0 0 0 rg", b"0 0 0 rg 3 Tr"),  # not drawn at all
        (b" 12 Tf", b" 2 Tf"),  # too small to be read
        (b"0.75 0 0 0.75 0 0 cm", b"0.75 0 0 0.75 900 0 cm"),  # beside the field
        (b"0.75 0 0 0.75 0 0 cm", b"0.75 0 0 -0.75 0 0 cm"),  # upside down
        (b"ET\n", b"ET\n1 1 1 rg 0 0 216 42 re f\n"),  # covered
        (b"ET\n", b"ET\n/F Do\n"),  # with a picture over it
        (b"] TJ", b"<0048>] TJ"),  # a letter more
        (b"[ <", b"[ -9000 <"),  # moved away
        (b"[ <", b"[ <0024"),  # other letters
    ],
)
def test_an_appearance_that_is_not_just_the_words_is_told(old: bytes, new: bytes, signed: bytes) -> None:
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        field = pdf.Root.AcroForm.Fields[0]
        block = block_of(field, Said("Alex Signer", NOW).lines)
        assert block is not None
        assert says(field, block)
        content = field.AP.N.read_bytes()
        assert old in content
        field.AP.N.write(content.replace(old, new, 1))
        assert not says(field, block)
        field.AP.N.write(content)
        assert says(field, block)
        assert not says(field, dataclasses.replace(block, lines=("Digitally signed by Alan Hanson",)))
        field.AP.N.Matrix = pikepdf.Array([0, 0, 0, 0, 0, 0])
        assert not says(field, block)


def test_nothing_can_hide_behind_a_font(signed: bytes) -> None:
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        form = pdf.Root.AcroForm.Fields[0].AP.N
        (font,) = (form.Resources.Font[name] for name in form.Resources.Font.keys())  # noqa: SIM118
        known = set(parts_of(form))
        assert {form.objgen, font.objgen, font.ToUnicode.objgen} <= known
        font.Hidden = pdf.make_indirect(pikepdf.Dictionary(Title="Another letter"))
        assert set(parts_of(form)) == known


def test_no_byte_of_the_revision_can_be_another(letter: bytes, signed: bytes) -> None:
    chance = random.Random(11)  # noqa: S311  (places, not keys)
    for _ in range(40):
        place = chance.randrange(len(letter), len(signed))
        changed = bytearray(signed)
        changed[place] ^= 1 << chance.randrange(8)
        found = told(bytes(changed))
        assert found, f"nothing is told of byte {place}"
        assert not all(intact and not changes for _, intact, changes in found), f"byte {place}"


def test_a_packet_has_the_fields_of_all_its_parts(office: Path, tmp_path: Path) -> None:
    packet = AGREEMENT.replace("---\nBoth", "attachments: [{template: digital-memo}, {template: agreement}]\n---\nBoth")
    (office / "templates" / "packet.md").write_text(packet, "utf-8")
    done(command("render", "packet", "--format", "pdf", "--output", tmp_path, workspace=office))
    content = (tmp_path / "packet" / "packet-packet.pdf").read_bytes()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        names = [(str(one.T), str(one.TU)) for one in pdf.Root.AcroForm.Fields]
    signers = ["Alan Hanson", "Jeff Sessions", "Alan Hanson", "Alan Hanson", "Jeff Sessions"]
    assert names == [(f"Signature{number}", f"Digital signature of {name}") for number, name in enumerate(signers, 1)]
    content = signed_by("signer", signed_by("signer", signed_by("signer", content)))
    path = tmp_path / "packet.pdf"
    path.write_bytes(content)
    assert verapdf([path], "3a") == {path: []}
    assert verapdf([path], "ua1") == {path: []}
    shown = run(program("pdftotext"), "-f", "2", "-l", "2", "-layout", path, "-").stdout
    assert "Digitally signed by Alex Signer" in shown


def test_a_web_page_has_nothing_to_click(office: Path, tmp_path: Path) -> None:
    done(merged(office, "digital", "--format", "html", "--output", tmp_path))
    page = (tmp_path / MAILING / "stockton.html").read_text("utf-8")
    assert '<span class="signature-field"></span>' in page
    assert "<input" not in page


def test_a_field_without_a_name_is_a_problem(office: Path, tmp_path: Path) -> None:
    template = AGREEMENT.replace("Both offices", '{{ signature_field("") }}\n\nBoth offices')
    (office / "templates" / "nameless.md").write_text(template, "utf-8")
    outcome = command("render", "nameless", "--format", "pdf", "--output", tmp_path, workspace=office)
    assert outcome.status == 1
    assert 'a signature field has no name; write signature_field("Digital signature of …")' in outcome.err


def test_a_reason_that_has_no_room_is_refused(letter: bytes) -> None:
    with pytest.raises(SigningError) as caught:
        signed_by("signer", letter, "because " * 75)
    assert str(caught.value).endswith("; make it larger in the layout’s style.css, or give a shorter reason")


def test_a_field_in_the_margin_is_a_problem(office: Path, tmp_path: Path) -> None:
    path = office / "templates" / "layouts" / "agreement" / "style.css"
    kept = path.read_text("utf-8")
    margin = (
        "@page { @bottom-center { content: element(signatures) } }\n.signatures { position: running(signatures) }\n"
    )
    path.write_text(kept + margin, "utf-8")
    try:
        outcome = command("render", "agreement", "--format", "pdf", "--output", tmp_path, workspace=office)
    finally:
        path.write_text(kept, "utf-8")
    assert outcome.status == 1
    assert outcome.err.endswith(
        "templates/layouts/agreement/style.css cannot be used:\n  the room for a digital signature runs in the margin of pages,"
        " or is not shown; let it stand in the page: each is signed once\n"
    )
