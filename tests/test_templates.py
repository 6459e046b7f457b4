"""Templates, layouts, senders, profiles and settings, and where a workspace finds them."""

from __future__ import annotations

import datetime
import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from correspondence.errors import Problems
from correspondence.templates import (
    Layout,
    Template,
    day_of,
    read_layout,
    read_profile,
    read_sender,
    read_settings,
    read_settings_of,
    read_template,
    read_value,
)
from correspondence.workspace import NoWorkspaceError, Workspace
from tests.composing import told

LAYOUT = """\
---
description: For tests
fields:
  date: {type: date, required: true}
  place: {type: text, default: Washington}
  copies: {type: list}
  copy: {type: choice, options: [record, lectern], default: record}
parts: {body: once}
variants: [copy]
---
::: body
{% block body %}{% endblock %}
:::
"""


def template(front: str) -> Template:
    return read_template(f"---\n{front}\n---\nText\n".encode(), "t.md", "t")


def layout(text: str = LAYOUT) -> Layout:
    return read_layout(text.encode(), "layout.md", "plain", "", "style.css")


def wrong_in_template(front: str) -> list[str]:
    return [line.removeprefix("t.md, ") for line in told(lambda: template(front))]


SOUND = "layout: plain\ntitle: T"


@pytest.mark.parametrize(
    ("front", "lines"),
    [
        ("layout: plain", ["line 2, title: title is missing; add 'title:' with a title"]),
        ("title: T", ["line 2, layout: layout is missing; add 'layout:' with a name"]),
        ("", ["line 2, layout: layout is missing; add 'layout:' with a name", "line 2, title: title is missing; add 'title:' with a title"]),
        ("layout:\ntitle: ''", ["line 2, layout: layout is empty; write a name there", "line 3, title: title is empty; write a title there"]),
        ("- a", ["line 2: a list stands where a template belongs; write its fields as 'name: value', such as layout, title, language"]),
        ("layout: ../memo\ntitle: T", ['line 2, layout: "../memo" is not a name; use letters, digits, hyphens and underscores']),
        (f"{SOUND}\nlanguage: English!", ['line 4, language: "English!" is not a language; write a language tag such as en-US']),
        (f"{SOUND}\nsender: [a]", ["line 4, sender: a list stands where a name belongs; write it on one line"]),
        (f"{SOUND}\nsigner: [a, b c]", ['line 4, signer[1]: "b c" is not a name; use letters, digits, hyphens and underscores']),
        (f"{SOUND}\nsigner: []", ["line 4, signer: the list is empty; write at least one entry"]),
        (f"{SOUND}\nattachments: [{{title: A}}]", ["line 4, attachments[0]: an attachment is neither a template nor a PDF, or is both; write 'template:' with its 'list:', or 'pdf:'"]),
        (f"{SOUND}\nattachments:\n  - pdf: a.pdf\n    template: b", ["line 5, attachments[0]: an attachment is neither a template nor a PDF, or is both; write 'template:' with its 'list:', or 'pdf:'"]),
        (f"{SOUND}\nattachments:\n  - {{pdf: a.pdf, list: b}}", ["line 5, attachments[0]: an attachment is neither a template nor a PDF, or is both; write 'template:' with its 'list:', or 'pdf:'"]),
        (f"{SOUND}\nattachments:\n  - {{template: a, list: b}}\n  - c", ["line 6, attachments[1]: text stands where an attachment belongs; write its fields as 'name: value', such as template, list, pdf"]),
        (f"{SOUND}\nattachments: [{{pdf: /etc/a.pdf}}]", ['line 4, attachments[0].pdf: "/etc/a.pdf" is not a PDF file; name a .pdf file by its path below templates/']),
        (f"{SOUND}\nattachments: [{{pdf: a.docx}}]", ['line 4, attachments[0].pdf: "a.docx" is not a PDF file; name a .pdf file by its path below templates/']),
        (f"{SOUND}\nvalues: {{a-b: 1}}", ['line 4, values.a-b: "a-b" cannot be a name; use letters, digits and underscores, and begin with a letter']),
        (f"{SOUND}\nvalues:\n  recipient: 1", ['line 5, values.recipient: "recipient" means something else in every template; give the value another name']),
        (f"{SOUND}\nvalues:\n  page_number: 1", ['line 5, values.page_number: "page_number" means something else in every template; give the value another name']),
        (f"{SOUND}\nzip: 012\nlanguage: xx-!", [
            'line 4, zip: 012 has a leading zero and no quotes, so YAML takes it for a number; write "012" with quotes',
            'line 5, language: "xx-!" is not a language; write a language tag such as en-US',
        ]),
    ],
)  # fmt: skip
def test_front_matter_that_cannot_be_used_is_told(front: str, lines: list[str]) -> None:
    assert wrong_in_template(front) == lines


def test_a_template_is_read() -> None:
    found = template(
        f"{SOUND}\nsigner: a\ndate: 2017-08-03\nvalues: {{n: 1.10}}\nattachments: [{{template: b, list: c, title: D}}]"
    )
    assert (found.signers, found.body, found.body_line, found.language) == (("a",), "Text\n", 9, "en-US")
    assert str(found.values) == "{'n': Decimal('1.10')}"
    assert list(found.settings) == ["date"]
    assert (found.attachments[0].template, found.attachments[0].recipients, found.attachments[0].title) == (
        "b",
        "c",
        "D",
    )
    assert found.places["attachments[0]"] == 7


@pytest.mark.parametrize(
    ("settings", "told_lines"),
    [
        ("date: 2017-08-03", []),
        ("", []),
        ("date: soon", ['line 4, date: "soon" is not a date; write year-month-day, such as 2017-08-03']),
        ("date:", ["line 4, date: date is empty; write a date there"]),
        ("dat: 2017-08-03", ["line 4, dat: \"dat\" is not a field of the layout plain; put it below 'values:' to use it in the body; the layout plain knows date, place, copies, copy"]),
        ("Date: 2017-08-03", ['line 4, Date: "Date" is not a field of the layout plain; did you mean "date"?']),
        ("signers: a", ['line 4, signers: "signers" is not a field of the layout plain; did you mean "signer"?']),
        ("copy: loud", ['line 4, copy: "loud" is none of the choices; choose one of record, lectern']),
        ("values: {place: Baltimore}", ["line 4, values.place: \"place\" is a field of the layout plain; take it out of 'values:', to the left margin"]),
    ],
)  # fmt: skip
def test_settings_are_held_to_the_layout(settings: str, told_lines: list[str]) -> None:
    problems = Problems()
    read_settings_of(template(f"{SOUND}\n{settings}"), layout(), problems)
    assert [str(problem) for problem in problems] == told_lines


def test_settings_have_the_layouts_defaults() -> None:
    problems = Problems()
    values = read_settings_of(template(f"{SOUND}\ndate: 2017-08-03\ncopies:\nplace:"), layout(), problems)
    assert values == {"date": datetime.date(2017, 8, 3), "place": "Washington", "copies": (), "copy": "record"}
    assert day_of(values) == datetime.date(2017, 8, 3)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [("copy", "lectern", "lectern"), ("place", "123", "123"), ("place", "00123", "00123"), ("date", "2017-08-03", datetime.date(2017, 8, 3)), ("copies", "a", ("a",))],
)  # fmt: skip
def test_a_value_from_the_command_line_is_read(name: str, text: str, value: object) -> None:
    assert read_value(name, text, layout().fields[name]) == value


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("copy", "loud", '--set, copy: "loud" is none of the choices; choose one of record, lectern'),
        ("date", "soon", '--set, date: "soon" is not a date; write year-month-day, such as 2017-08-03'),
        ("date", "", "--set, date: date is empty; write a date there"),
        ("place", "a\ue000", "--set, place: the character U+E000 cannot be printed; delete it; it is invisible in most editors"),
    ],
)  # fmt: skip
def test_a_value_from_the_command_line_that_cannot_be_is_told(name: str, text: str, line: str) -> None:
    assert told(lambda: read_value(name, text, layout().fields[name])) == [line]


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("description: For tests\n", "", ["line 2, description: description is missing; add 'description:' with a description"]),
        ("parts: {body: once}\n", "", ["line 2, parts: parts is missing; add 'parts:' with a mapping"]),
        ("parts: {body: once}", "parts: {body: twice}", ['line 8, parts.body: "twice" is none of the choices; choose one of once, optional']),
        ("parts: {body: once}", "parts: {Body: once}", ['line 8, parts.Body: "Body" cannot be a name; use small letters, digits and hyphens']),
        ("parts: {body: once}", "parts: {body: once}\ndivisions: [a b]", ['line 9, divisions[0]: "a b" is not a name of a part; use small letters, digits and hyphens']),
        ("parts: {body: once}", "parts: {body: once}\nrecipient: maybe", ['line 9, recipient: "maybe" is none of the choices; choose one of required, optional, none']),
        ("parts: {body: once}", "parts: {body: once}\nrecipient_fields: [adress]", ['line 9, recipient_fields[0]: "adress" is none of the choices; choose one of id, title, name, position, organization, address, jurisdiction, email, family_name, salutation (did you mean "address"?)']),
        ("parts: {body: once}", "parts: {body: once}\npage_limit: 0", ['line 9, page_limit: "0" is not a whole number from 1 up; write digits only, without quotes']),
        ("parts: {body: once}", "parts: {body: once}\npart: {a: once}", ['line 9, part: "part" is not a field of a layout; did you mean "parts"?']),
        ("variants: [copy]", "variants: [copi]", ["line 9, variants[0]: the variant \"copi\" is not a field of type choice; declare it below 'fields:', or delete it (did you mean \"copy\"?)"]),
        ("variants: [copy]", "variants: [place]", ["line 9, variants[0]: the variant \"place\" is not a field of type choice; declare it below 'fields:', or delete it"]),
        ("  place: {type: text, default: Washington}", "  signer: {type: text}", ['line 5, fields.signer: "signer" is a setting of every template; give the field another name']),
        ("  place: {type: text, default: Washington}", "  draft: {type: text}", ['line 5, fields.draft: "draft" is a setting of every template; give the field another name']),
        ("  place: {type: text, default: Washington}", "  Place: {type: text}", ['line 5, fields.Place: "Place" cannot be a name; use small letters, digits and underscores, and begin with a letter']),
        ("  place: {type: text, default: Washington}", "  place: {type: txet}", ['line 5, fields.place.type: "txet" is none of the choices; choose one of text, date, number, boolean, email, telephone, time, choice, list, record, enclosures (did you mean "text"?)']),
        ("---\n::: body", "::: body", ["line 1: the front matter is not closed; put a line '---' after the last setting"]),
    ],
)  # fmt: skip
def test_a_layout_that_cannot_be_used_is_told(old: str, new: str, lines: list[str]) -> None:
    assert old in LAYOUT
    assert [line.removeprefix("layout.md, ") for line in told(lambda: layout(LAYOUT.replace(old, new)))] == lines


def test_everything_wrong_with_a_layout_is_told_at_once() -> None:
    text = (
        LAYOUT.replace("type: date", "type: dat").replace("[copy]", "[place, x]").replace("body: once", "body: twice")
    )
    assert [line.partition(": ")[0] for line in told(lambda: layout(text))] == [
        "layout.md, line 8, parts.body",
        "layout.md, line 4, fields.date.type",
        "layout.md, line 9, variants[0]",
        "layout.md, line 9, variants[1]",
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("agncy: A", ['line 1, agncy: "agncy" is not a field of a sender; did you mean "agency"?']),
        ("motto: A", ['line 1, motto: "motto" is not a field of a sender; the known ones are agency, office, city_line, return_address, contacts, closing_notice, values, signers']),
        ("contacts: {telephone: 5550100}", ['line 1, contacts.telephone: "5550100" is not a telephone number; write it as (202) 555-0100 or 202-555-0100']),
        ("contacts: {mail: a@b.gov}", ['line 1, contacts.mail: "mail" is not a field of a contact; did you mean "email"?']),
        ("contacts: {web: justice}", ['line 1, contacts.web: "justice" is not a web address; write it as www.agency.gov']),
        ("signers: [a]", ["line 1, signers: a list stands where names with values belong; write 'name: value' on lines of their own"]),
        ("signers:\n  a b: {name: A}", ['line 2, signers.a b: "a b" cannot be a name; use letters, digits, hyphens and underscores']),
        ("signers:\n  a: {title: A}", ["line 2, signers.a.name: name is missing; add 'name:' with a name"]),
        ("signers:\n  a: {name: A, image: /etc/a.png}", ['line 2, signers.a.image: "/etc/a.png" is not a picture file; name a .png or .jpg file by its path below templates/']),
        ("signers:\n  a: {name: A, image: 'https://example.gov/a.png'}", ['line 2, signers.a.image: "https://example.gov/a.png" is not a picture file; name a .png or .jpg file by its path below templates/']),
        ("signers:\n  a: {name: A, image: a.gif}", ['line 2, signers.a.image: "a.gif" is not a picture file; name a .png or .jpg file by its path below templates/']),
        ("return_address: A", ["line 1, return_address: text stands where a list belongs; write each entry on a line of its own, after a hyphen and a space"]),
        ("values: {a b: c}", ['line 1, values.a b: "a b" cannot be a name; use letters, digits and underscores, and begin with a letter']),
    ],
)  # fmt: skip
def test_a_sender_that_cannot_be_used_is_told(text: str, lines: list[str]) -> None:
    found = told(lambda: read_sender(text.encode(), "s.yaml", "s"))
    assert [line.removeprefix("s.yaml, ") for line in found] == lines


def test_a_sender_is_read() -> None:
    found = read_sender(b"agency: A\noffice: B\nsigners: {x: {name: X, title: Y}}\nvalues: {motto: M}", "s.yaml", "s")
    assert found.name == "A, B"
    assert (found.signers["x"].id, found.signers["x"].title, found.signers["x"].image) == ("x", "Y", "")
    assert (found.contacts["telephone"], found.values["motto"]) == ("", "M")


def test_profiles_and_settings_that_cannot_be_used_are_told() -> None:
    assert told(lambda: read_profile(b"state_names: long\ninside_address_line: 5", "p.yaml", "p")) == [
        'p.yaml, line 1, state_names: "long" is none of the choices; choose one of postal, spelled',
        'p.yaml, line 2, inside_address_line: "inside_address_line" is not a field of a profile; did you mean "inside_address_lines"?',
    ]
    assert told(lambda: read_settings(b"profil: x", "correspondence.yaml")) == [
        'correspondence.yaml, line 1, profil: "profil" is not a field of a workspace\'s settings; did you mean "profile"?'
    ]
    assert told(lambda: read_settings(b"profile: ../x", "correspondence.yaml")) == [
        'correspondence.yaml, line 1, profile: "../x" is not a name; use letters, digits, hyphens and underscores'
    ]
    assert read_settings(b"", "correspondence.yaml").profile == ""


def test_a_workspace_is_found_from_any_folder_below_it(workspace: Path, tmp_path: Path) -> None:
    assert Workspace.nearest(workspace / "templates" / "senders").root == workspace.resolve()
    with pytest.raises(NoWorkspaceError) as raised:
        Workspace.nearest(tmp_path)
    assert str(raised.value) == (
        f"neither {tmp_path} nor a folder above it holds correspondence.yaml; go to the office's folder, "
        "name it with --workspace, or make one with 'correspondence init DIR'"
    )


@pytest.mark.parametrize(
    ("kind", "name", "line"),
    [
        ("sender", "office-of-public-affair", 'templates/senders/office-of-public-affair.yaml, there is no sender "office-of-public-affair"; choose one of office-of-justice-programs, office-of-public-affairs, office-of-the-attorney-general (did you mean "office-of-public-affairs"?)'),
        ("template", "psp-overvew", 'templates/psp-overvew.md, there is no template "psp-overvew"; choose one of iacp-remarks, law-enforcement-fact-sheet, psp-overview, psp-press-release, psp-questionnaire, psp-reminder, supporting-law-enforcement (did you mean "psp-overview"?)'),
        ("recipient_list", "psp", 'recipients/psp.yaml, there is no recipient list "psp"; choose one of psp-2017-08-03'),
        ("template", "x" * 5000, f'templates/{"x" * 5000}.md, there is no template "{"x" * 5000}"; choose one of iacp-remarks, law-enforcement-fact-sheet, psp-overview, psp-press-release, psp-questionnaire, psp-reminder, supporting-law-enforcement'),
    ],
    ids=["sender", "template", "list", "a long name"],
)  # fmt: skip
def test_what_is_not_there_is_told_with_what_is(kind: str, name: str, line: str, workspace: Path) -> None:
    assert told(lambda: getattr(Workspace(workspace), kind)(name)) == [line]


@pytest.mark.parametrize("name", ["..", "../senders/x", "a/b", ""])
def test_a_layout_or_sender_is_never_looked_for_elsewhere(name: str, workspace: Path) -> None:
    assert len(told(lambda: Workspace(workspace).layout(name))) == 1
    assert len(told(lambda: Workspace(workspace).sender(name))) == 1


def test_a_layout_without_its_style_sheet_is_told(workspace: Path) -> None:
    folder = workspace / "templates" / "layouts" / "certificate"
    folder.mkdir()
    (folder / "layout.md").write_text(LAYOUT, encoding="utf-8")
    assert told(lambda: Workspace(workspace).layout("certificate")) == [
        "templates/layouts/certificate/style.css, the layout has no style sheet; put a style.css beside its layout.md"
    ]


def picture(mode: str = "RGB", kind: str = "PNG", size: tuple[int, int] = (20, 10)) -> bytes:
    """Draw a picture."""
    buffer = io.BytesIO()
    Image.new(mode, size).save(buffer, kind)
    return buffer.getvalue()


def hollow_png(width: int, height: int) -> bytes:
    """Return a small PNG file that says it is large."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(999))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(picture(), "image/png"), (picture("L", "JPEG"), "image/jpeg"), (picture("P"), "image/png"), (picture("RGBA"), "image/png"), (picture("1"), "image/png")],
)  # fmt: skip
def test_a_picture_is_known_by_its_content(content: bytes, media_type: str, workspace: Path) -> None:
    (workspace / "templates" / "x.jpeg").write_bytes(content)
    found = Workspace(workspace).picture("x.jpeg")
    assert (found.content, found.media_type) == (content, media_type)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (picture("CMYK", "JPEG"), "the picture has the colors CMYK; save it as RGB: an archive file (PDF/A) may hold no others"),
        (picture("I;16"), "the picture has the colors I;16; save it as RGB: an archive file (PDF/A) may hold no others"),
        (picture(size=(200, 200))[:-60], "the picture cannot be read (image file is truncated); save it anew"),
        (picture(kind="GIF"), "the file is no PNG or JPEG picture; save it as PNG or JPEG"),
        (b"%PDF-1.7", "the file is no PNG or JPEG picture; save it as PNG or JPEG"),
        (b"", "the file is no PNG or JPEG picture; save it as PNG or JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "the file is no PNG or JPEG picture; save it as PNG or JPEG"),
        (hollow_png(8000, 8000), "the picture has 8000 × 8000 points; save it smaller: 600 points an inch are enough for print"),
        (hollow_png(10_000, 10_000), "the picture has 10000 × 10000 points; save it smaller: 600 points an inch are enough for print"),
        (hollow_png(30_000, 30_000), "the picture cannot be read (Image size (900000000 pixels) exceeds limit of 178956970 pixels, could be decompression bomb DOS attack.); save it anew"),
    ],
    ids=["CMYK", "16 bit", "truncated", "GIF", "PDF", "empty", "SVG", "large", "larger", "bomb"],
)  # fmt: skip
def test_a_picture_that_cannot_be_archived_is_told(content: bytes, line: str, workspace: Path) -> None:
    (workspace / "templates" / "x.png").write_bytes(content)
    assert told(lambda: Workspace(workspace).picture("x.png")) == [f"templates/x.png, {line}"]


@pytest.mark.parametrize(
    "path",
    [
        "missing.png",
        "../outside.png",
        "/outside.png",
        "senders/../../outside.png",
        "linked.png",
        "..\\outside.png",
        "a" * 300,
    ],
)
def test_a_picture_outside_the_templates_is_told(path: str, workspace: Path) -> None:
    (workspace / "outside.png").write_bytes(picture())
    (workspace / "templates" / "linked.png").symlink_to(workspace / "outside.png")
    assert told(lambda: Workspace(workspace).picture(path)) == [
        f"templates/{path}, there is no such picture in the workspace; put it there, or mend the path; it is counted from templates/"
    ]


def test_a_picture_from_the_network_is_told(workspace: Path) -> None:
    assert told(lambda: Workspace(workspace).picture("https://example.gov/a.png")) == [
        "https://example.gov/a.png, a picture comes from the network; save it below templates/ and name it by its path there"
    ]


def test_a_folder_or_a_link_to_itself_is_no_file(workspace: Path) -> None:
    (workspace / "templates" / "folder.md").mkdir()
    (workspace / "recipients" / "loop.yaml").symlink_to("loop.yaml")
    lists = Workspace(workspace)
    assert told(lambda: lists.template("folder"))[0].startswith('templates/folder.md, there is no template "folder"')
    assert told(lambda: lists.recipient_list("loop"))[0].startswith(
        'recipients/loop.yaml, there is no recipient list "loop"'
    )
