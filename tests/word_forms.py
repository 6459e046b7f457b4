"""A form in Word: filled in by its XML, converted and typed into with LibreOffice, and read back.

The reader is written for the tests alone, with the names of ``correspondence.forms`` and nothing else of the package.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from zipfile import ZipFile

from lxml import etree

from correspondence.document import Document
from correspondence.forms import bookmark_name, form_places, is_prompt, tag_name
from correspondence.render.docx import render_docx
from tests.docx_samples import FORM_LOOK, form, look
from tests.tools import program, run

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
UNTICKED, TICKED = "☐", "☒"
WORD = "docx:MS Word 2007 XML"

_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
{macro}
</script:module>
"""
_MACRO = """
Dim paper, answers({last}), place

Sub Fill
  Dim options(0) As New com.sun.star.beans.PropertyValue, none()
  On Error Goto Broken
{answers}
  paper = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, none())
  FillText paper.Text
  options(0).Name = "FilterName"
  options(0).Value = "MS Word 2007 XML"
  paper.storeToURL("{target}", options())
  paper.close True
  Exit Sub
Broken:
  paper.close True
End Sub

Sub FillText(words)
  Dim blocks, block, parts, part, cells, index
  blocks = words.createEnumeration()
  Do While blocks.hasMoreElements()
    block = blocks.nextElement()
    If block.supportsService("com.sun.star.text.TextTable") Then
      cells = block.getCellNames()
      For index = 0 To UBound(cells)
        FillText block.getCellByName(cells(index))
      Next index
    Else
      parts = block.createEnumeration()
      Do While parts.hasMoreElements()
        part = parts.nextElement()
        If part.TextPortionType = "ContentControl" Or part.TextPortionType = "TextField" Then
          If answers(place) <> "" Then FillPart part, answers(place)
          place = place + 1
        End If
      Loop
    End If
  Loop
End Sub

Sub FillPart(part, answer)
  Dim inside, typing, arguments(0) As New com.sun.star.beans.PropertyValue
  If part.TextPortionType = "TextField" Then
    part.TextField.Content = answer
    Exit Sub
  End If
  inside = part.ContentControl.createEnumeration().nextElement()
  If part.ContentControl.Checkbox Then
    part.ContentControl.Checked = True
    inside.setString answer
    Exit Sub
  End If
  paper.CurrentController.select inside
  arguments(0).Name = "Text"
  arguments(0).Value = answer
  typing = createUnoService("com.sun.star.frame.DispatchHelper")
  typing.executeDispatch paper.CurrentController.Frame, ".uno:InsertText", "", 0, arguments()
End Sub
"""


def rendered(document: Document | None = None) -> bytes:
    return render_docx(document or form(), look(FORM_LOOK))


def root_of(content: bytes, name: str = "word/document.xml") -> etree._Element:
    with ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


def with_body(content: bytes, root: etree._Element) -> bytes:
    """Return the file with another body."""
    target = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as before, ZipFile(target, "w") as after:
        for name in before.namelist():
            after.writestr(name, etree.tostring(root) if name == "word/document.xml" else before.read(name))
    return target.getvalue()


def said(element: etree._Element, path: str) -> str:
    found = element.find(path.replace("w14:", W14).replace("w:", W))
    return "" if found is None else found.get(f"{W}val") or found.get(f"{W14}val") or ""


def words_of(element: etree._Element) -> str:
    return "".join((one.text or "") if one.tag == f"{W}t" else "\n" for one in element.iter(f"{W}t", f"{W}br"))


def filled(content: bytes, answers: Mapping[str, str]) -> bytes:
    """Fill a form in by its XML, as Word does: ticks are a state and a sign, a text takes the prompt's place."""
    root = root_of(content)
    for control in root.iter(f"{W}sdt"):
        properties, runs = control
        name, _, option = said(properties, "w:tag").partition("=")
        if option and answers.get(name) == option:
            for checked in properties.iter(f"{W14}checked"):
                checked.set(f"{W14}val", "1")
            for sign in runs.iter(f"{W}t"):
                sign.text = TICKED
        elif not option and name in answers:
            for prompt in properties.findall(f"{W}showingPlcHdr"):
                properties.remove(prompt)
            for old in list(runs):
                runs.remove(old)
            written = etree.SubElement(runs, f"{W}r")
            for index, line in enumerate(answers[name].split("\n")):
                if index:
                    etree.SubElement(written, f"{W}br")
                words: etree._Element = etree.SubElement(written, f"{W}t")
                words.text = line
    return with_body(content, root)


class Found:
    """What stands in a Word file: what has a name of the form's, and what has its styles."""

    def __init__(self, content: bytes) -> None:
        root = root_of(content)
        self.tags = {tag: one for one in root.iter(f"{W}sdt") if (tag := said(one, "w:sdtPr/w:tag"))}
        self.bookmarks = {one.get(f"{W}name", ""): one for one in root.iter(f"{W}bookmarkStart")}
        self.fields = {name: one for one in root.iter(f"{W}fldChar") if (name := said(one, "w:ffData/w:name"))}
        styled = [(said(one, "w:pPr/w:pStyle"), words_of(one)) for one in root.iter(f"{W}p")]
        self.signs = iter([sign for style, words in styled if style == "Choices" for sign in signs_in(words)])
        self.boxes = iter([words for style, words in styled if style == "TextControl"])

    def at(self, control: str, option: str) -> tuple[str, str]:
        """Return what stands at a place, and how it was found: by tag, else bookmark, else form field, else place."""
        bookmark, tag = bookmark_name(control, option), tag_name(control, option)
        at_place = next(self.signs if option else self.boxes, "")
        if tag in self.tags:
            words, state = words_of(self.tags[tag]), said(self.tags[tag], "w:sdtPr/w14:checkbox/w14:checked")
            assert not option or state == ("1" if words == TICKED else "0")
            return words, "tag"
        for method, names in (("bookmark", self.bookmarks), ("field", self.fields)):
            if bookmark in names:
                return (sign_after if option else cell_around)(names[bookmark]), method
        return at_place, "place"


def signs_in(words: str) -> list[str]:
    return re.findall(f"[{UNTICKED}{TICKED}]", words)


def sign_after(start: etree._Element) -> str:
    """Return the first sign behind a mark in its paragraph: who ticks may leave the bookmark beside the sign."""
    (line, *_) = start.iterancestors(f"{W}p")
    inside = list(line.iter())
    behind = "".join(words_of(one) for one in inside[inside.index(start) :] if one.tag == f"{W}t")
    return next(iter(signs_in(behind)), "")


def cell_around(start: etree._Element) -> str:
    """Return all that is written in the box in which a mark stands, for the same reason."""
    (cell, *_) = start.iterancestors(f"{W}tc")
    return "\n".join(words_of(line) for line in cell.iter(f"{W}p"))


def read_back(content: bytes, document: Document) -> tuple[dict[str, str], set[str]]:
    """Return each control's answer, and all ways by which answers were found."""
    found = Found(content)
    answers: dict[str, str] = {}
    methods: set[str] = set()
    for control, option in form_places(document):
        words, method = found.at(control.name, option)
        methods.add(method)
        if not option:
            answers[control.name] = "" if is_prompt(words) else words
        elif words == TICKED:
            assert not answers.get(control.name)
            answers[control.name] = option
        else:
            answers.setdefault(control.name, "")
    return answers, methods


def converted(files: Mapping[str, Path], filter_name: str, folder: Path) -> dict[str, Path]:
    """Convert documents with LibreOffice, all in one call; each keeps its stem."""
    folder.mkdir(parents=True)
    run(*_soffice(folder / "profile"), "--convert-to", filter_name, "--outdir", folder, *files.values(), seconds=300)
    ending = filter_name.partition(":")[0]
    return {name: folder / f"{path.stem}.{ending}" for name, path in files.items()}


def _soffice(profile: Path) -> tuple[str, ...]:
    return (program("soffice"), f"-env:UserInstallation={profile.resolve().as_uri()}", "--headless", "--norestore")


def typed(source: Path, target: Path, answers: Mapping[str, str], document: Document) -> None:
    """Fill a form in with LibreOffice: a macro goes through its controls, selects what stands there and types.

    Args:
        source: The form.
        target: Where LibreOffice saves it as a Word file.
        answers: The answers by the controls' names; none with two lines.
        document: What was rendered as the form.
    """
    profile = target.parent / "profile"
    run(*_soffice(profile), "--terminate_after_init")  # a new profile brings an empty module along
    texts = [*_basic_texts(answers, document)]
    given = "\n".join(f"  answers({number}) = {text}" for number, text in enumerate(texts))
    urls = {"source": source.resolve().as_uri(), "target": target.resolve().as_uri()}
    macro = escape(_MACRO.format(answers=given, last=len(texts) - 1, **urls))
    (profile / "user" / "basic" / "Standard" / "Module1.xba").write_text(_MODULE.format(macro=macro), "utf-8")
    run(*_soffice(profile), "macro:///Standard.Module1.Fill")


def _basic_texts(answers: Mapping[str, str], document: Document) -> Iterator[str]:
    """Yield what goes into each place, as a text of Basic."""
    for control, option in form_places(document):
        answer = answers.get(control.name, "")
        words = (TICKED if answer == option else "") if option else answer
        yield '"' + words.replace('"', '""') + '"'
