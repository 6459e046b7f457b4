"""The style sheet reader: a closed list, and what it computes is what WeasyPrint computes."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from weasyprint import CSS, HTML
from weasyprint.css import get_all_computed_styles
from weasyprint.css.counters import CounterStyle as PdfCounterStyle
from weasyprint.text.fonts import FontConfiguration

from correspondence.errors import Problem, ProblemsError
from correspondence.stylesheet import (
    PROPERTIES,
    RESET,
    SHORTHANDS,
    Border,
    ComputedStyle,
    Element,
    MarginBox,
    Percent,
    Stylesheet,
    parse_stylesheet,
)

FILE = "templates/layouts/letter/style.css"


def nothing_else(address: str, importer: str) -> tuple[str, str] | None:  # noqa: ARG001 - one shape for all loaders
    return None


def read(text: str) -> Stylesheet:
    return parse_stylesheet(text, FILE, nothing_else)


def body_of(*inner: Element) -> tuple[Element, ...]:
    return (Element("body", ("letter",), first=True, last=True), *inner)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            ".body p { text-ident: 0.5in }",
            'line 1: "text-ident" is not a property that PDF and Word share; did you mean "text-indent"?',
        ),
        (
            "p {\n  float: left;\n}",
            (
                'line 2: "float" is not a property that PDF and Word share; leave it out, or write it in @media print, '
                "which is for the PDF alone"
            ),
        ),
        ("p { margin: 1em }", 'line 1: margin cannot be "1em"; write a number with pt, in, mm or cm, or 0'),
        ("p { line-height: 1.2 }", 'line 1: line-height cannot be "1.2"; write a number with pt'),
        ("p { font-size: 0 }", 'line 1: font-size cannot be "0"; write a value above 0'),
        ("p { padding-top: -1pt }", 'line 1: padding-top cannot be "-1pt"; write a value of at least 0'),
        ("p { text-align: centre }", 'line 1: text-align cannot be "centre"; did you mean "center"?'),
        (
            "p { text-align: middle }",
            'line 1: text-align cannot be "middle"; write left or right or center or justify',
        ),
        (
            "p { color: rgb(0 0 0 / 50%) }",
            'line 1: color cannot be "rgb(0 0 0 / 50%)"; write #rrggbb, #rgb or a color\'s name such as navy',
        ),
        (
            "hr { border: 1pt dashed }",
            'line 1: border cannot be "1pt dashed"; write width, style and color, such as 0.75pt solid #000000, or none',
        ),
        (
            "hr { border: 1pt 2pt solid }",
            'line 1: border cannot be "1pt 2pt solid"; the width stands twice; write width, style and color once each',
        ),
        (
            "p { margin: 1pt 2pt 3pt 4pt 5pt }",
            'line 1: margin cannot be "1pt 2pt 3pt 4pt 5pt"; write one to four values: top, right, bottom, left',
        ),
        ("p { color: red !important }", "line 1: color is !important; write a selector with more names instead"),
        (
            ".seal { height: 1in }",
            "line 1: height is said of something else than img or .signature-field; write img before the name, as in img.NAME, or use margins",
        ),
        (
            "letterhead { color: red }",
            'line 1: a document has no element "letterhead"; for a part of that name write ".letterhead"',
        ),
        ("bod { color: red }", 'line 1: a document has no element "bod"; did you mean "body"?'),
        (
            "p::before { color: red }",
            (
                'line 1: "::before" is not read in a selector; write elements, .names, :first-child and :last-child with '
                "spaces or > between; what the PDF alone needs stands in @media print"
            ),
        ),
        ("p:first-chld { color: red }", 'line 1: ":first-chld" is not read; did you mean "first-child"?'),
        ("p, { color: red }", "line 1: a selector is missing; write an element or a .name, such as .inside-address p"),
        (".a { p { color: red } }", 'line 1: a rule for "p" stands inside another; close the rule before it with "}"'),
        (
            "li { list-style-type: qestion }\n@counter-style question { system: extends decimal; prefix: '(' }",
            'line 1: list-style-type "qestion" is not defined; did you mean "question"?',
        ),
        (
            "@counter-style a { system: extends decimals }",
            'line 1: @counter-style "a" extends "decimals", which cannot be found; did you mean "decimal"?',
        ),
        (
            "@counter-style a { prefix: '(' }",
            (
                'line 1: @counter-style "a" says neither what it extends nor its bullet; write system: extends decimal for '
                'numbers, or system: cyclic with symbols: "*" for a bullet'
            ),
        ),
        ("@page { margin-tpo: 1in }", 'line 1: "margin-tpo" is not read in @page; did you mean "margin-top"?'),
        (
            "@page { size: lettre }",
            'line 1: size cannot be "lettre"; write letter, legal or a4, with landscape after it or not, or width and height',
        ),
        ("@page :left { margin: 1in }", 'line 1: "@page :left" is not read; write @page or @page :first'),
        (
            "@page :first { margin: 2in }",
            (
                "line 1: the first page has another margin-left than the rest, which Word cannot show; say it in @page, or in "
                "@media print for the PDF alone"
            ),
        ),
        (
            "@page { @bottom-centre { content: none } }",
            'line 1: "@bottom-centre" is not read in @page; did you mean "bottom-center"?',
        ),
        (
            "@page { @bottom-center { content: 'Page' } }",
            (
                "line 1: content cannot be \"'Page'\"; write element(NAME) with the NAME of a division that says position: "
                "running(NAME), or none"
            ),
        ),
        ("@media pint { p { color: red } }", 'line 1: "@media pint" is not read; did you mean "print"?'),
        ("@charset-x 'a';", 'line 1: "@charset-x" is not read; what the PDF alone needs stands in @media print'),
        ("@media word { p { float: left } }", '"float" is not a property'),
        (
            '@import url("https://example.gov/a.css");',
            'line 1: "https://example.gov/a.css" is not beside the style sheet; import by a relative path alone',
        ),
        (
            '@import "/etc/a.css";',
            'line 1: "/etc/a.css" is not beside the style sheet; import by a relative path alone',
        ),
        (
            '@import url("../bas.css");',
            f'line 1: there is no style sheet "../bas.css"; the path starts at the folder of {FILE}',
        ),
        (
            'p { color: red }\n@import url("a.css");',
            "line 2: an @import stands behind other rules; move it to the top of the file",
        ),
        (
            "@media print { p { background: url(//example.gov/a.png) } }",
            'line 1: "//example.gov/a.png" is not beside the style sheet; name a file by a relative path',
        ),
        ("p { color }", "this cannot be read"),
    ],
)
def test_what_the_closed_list_lacks_is_an_error_with_line_and_remedy(text: str, sentence: str) -> None:
    with pytest.raises(ProblemsError) as raised:
        read(text)
    assert sentence in str(raised.value)
    assert str(raised.value).startswith(f"{FILE} cannot be used:\n")


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(ProblemsError) as raised:
        read("p { float: left;\n margin: 1em }\nx { color: red }\n@page { size: b9 }")
    assert sorted(problem.line or 0 for problem in raised.value.problems) == [1, 2, 3, 4]


def test_imports_stand_in_their_place_and_their_addresses_follow() -> None:
    files = {
        "../base.css": ('@import url("fonts/faces.css");\np { margin: 6pt }', "templates/layouts/base.css"),
        "fonts/faces.css": (
            '@font-face { font-family: Seal; src: url("seal.ttf") }',
            "templates/layouts/fonts/faces.css",
        ),
    }
    sheet = parse_stylesheet(
        '@import url("../base.css");\np { margin: 8pt }\n@media word { p { color: red } }\n@media print { p { orphans: 3 } }',
        FILE,
        lambda address, importer: files.get(address),  # noqa: ARG005 - one shape for all loaders
    )
    assert sheet.css.split("\n") == [
        "",
        "p { margin: 6pt }",
        "p { margin: 8pt }",
        "",
        "@media print { p { orphans: 3 } }",
    ]
    assert [face.file for face in sheet.font_faces] == ["templates/layouts/fonts/seal.ttf"]
    assert sheet.files == (FILE, "templates/layouts/base.css", "templates/layouts/fonts/faces.css")
    paragraph = sheet.computed(body_of(Element("p")))
    assert (paragraph.margin_top, paragraph.color, paragraph.orphans) == (8.0, "FF0000", 2)


def test_an_import_that_comes_back_is_an_error_of_the_file_that_makes_the_circle() -> None:
    files = {"b.css": ('@import "a.css";', "b.css"), "a.css": ('@import "b.css";', "a.css")}
    with pytest.raises(ProblemsError) as raised:
        parse_stylesheet('@import "b.css";', "a.css", lambda address, importer: files[address])  # noqa: ARG005 - one shape for all loaders
    assert raised.value.problems == (Problem("b.css", '"a.css" imports itself', "take this @import away", line=1),)


def test_what_the_loader_finds_wrong_is_told_with_the_rest() -> None:
    outside = Problem(FILE, "../../../secret.css lies outside the workspace", "copy it into templates/layouts", line=1)

    def refuse(address: str, importer: str) -> tuple[str, str] | None:  # noqa: ARG001 - one shape for all loaders
        raise ProblemsError([outside])

    with pytest.raises(ProblemsError) as raised:
        parse_stylesheet('@import "../../../secret.css";\np { float: left }', FILE, refuse)
    assert raised.value.problems[0] == outside
    assert len(raised.value.problems) == 2


def test_the_more_specific_rule_wins_and_among_equals_the_last() -> None:
    sheet = read("p { color: red } .body p { color: #00f } .body > p:last-child { color: green } p { color: black }")
    body = body_of(Element("div", ("body",)))
    assert sheet.computed(body_of(Element("p"))).color == "000000"
    assert sheet.computed((*body, Element("p"))).color == "0000FF"
    assert sheet.computed((*body, Element("p", last=True))).color == "008000"
    assert sheet.computed((*body, Element("blockquote"), Element("p", last=True))).color == "0000FF"


def test_type_is_inherited_and_boxes_are_not() -> None:
    sheet = read(
        "body { font-size: 11pt; text-indent: 0.5in; margin-left: 1in; border: 1pt solid navy } em { color: inherit }"
    )
    inner = sheet.computed(body_of(Element("p"), Element("em")))
    assert (inner.font_size, inner.text_indent, inner.margin_left, inner.border_top) == (11.0, 36.0, 0.0, Border())
    assert inner.font_style == "italic"
    assert sheet.computed(body_of()).border_left == Border(1.0, "solid", "000080")


def test_the_page_its_first_page_and_what_runs_in_the_margins() -> None:
    sheet = read(
        "@page { size: letter landscape; margin: 1in 1.25in; @bottom-center { content: element(folio); vertical-align: top } "
        "@top-left { content: element(heading); width: 60% } }"
        "@page :first { margin-top: 2in; @top-left { content: none } }"
        ".page-foot { position: running(folio) }"
    )
    page = sheet.page
    assert (page.width, page.height, page.margin_top, page.margin_left, page.text_width) == (792, 612, 72, 90, 612)
    assert dict(page.boxes) == {
        "top-left": MarginBox("heading", "left", width=Percent(60.0)),
        "bottom-center": MarginBox("folio", "center", "top"),
    }
    assert page.first is not None
    assert (page.first.margin_top, list(page.first.boxes)) == (144.0, ["bottom-center"])
    assert sheet.computed(body_of(Element("div", ("page-foot",)))).running == "folio"
    assert read("p { margin: 0 }").page.first is None


def test_counter_styles_extend_one_another_in_any_order() -> None:
    sheet = read(
        '@counter-style clause { system: extends question; suffix: "] " }'
        '@counter-style question { system: extends lower-alpha; prefix: "(" ; suffix: ") " }'
        '@counter-style dash { system: cyclic; symbols: "–"; suffix: "  " }'
    )
    clause, dash = sheet.counter_styles["clause"], sheet.counter_styles["dash"]
    assert (clause.numbering, clause.prefix, clause.suffix) == ("lower-alpha", "(", "] ")
    assert (dash.numbering, dash.bullet, dash.suffix) == (None, "–", "  ")
    assert sheet.counter_styles["decimal"].suffix == ". "


EXAMPLES = {
    "<length>": "9pt",
    "<points>": "14pt",
    "<percentage>": "40%",
    "<number>": "3",
    "<color>": "#123456",
    "<families>": '"Liberation Serif", serif',
    "<counter-style>": "upper-roman",
    "<running>": "running(folio)",
}


@pytest.mark.parametrize("name", [*PROPERTIES, *SHORTHANDS])
def test_every_value_in_the_list_is_read_here_and_by_weasyprint(name: str, caplog: pytest.LogCaptureFixture) -> None:
    first = PROPERTIES[SHORTHANDS.get(name, (name,))[0]]
    for accepted in first.accepts:
        text = f"img {{ {name}: {EXAMPLES.get(accepted, accepted)} }}"
        with caplog.at_level(logging.WARNING, logger="weasyprint"):
            CSS(string=text)
        assert not caplog.messages
        assert read(text).rules[-1].declarations


LOOK = """
body { font-family: Arial, "Liberation Sans"; font-size: 11pt; line-height: 14pt; color: #222222 }
.body { text-indent: 0.5in; text-align: justify; padding-left: 0.25in; border-left: 2pt double maroon }
.body p { margin: 0 0 14pt; widows: 3 }
.body p:first-child { margin-top: 6pt; font-variant-caps: small-caps; letter-spacing: 0.5pt }
.body > p:last-child { break-before: avoid; text-decoration: underline }
.body ol { padding-left: 0.5in; list-style-type: lower-roman }
li, td { break-inside: avoid; text-transform: uppercase }
li > ul li { margin-left: 1cm }
th { padding: 2pt 4pt; border-bottom: 1pt solid }
td:first-child { width: 30%; vertical-align: bottom }
img.seal { height: 0.6in; max-width: 50% }
.body strong em { color: #aa0000; font-weight: normal }
h2 { font-size: 14pt; text-align: center }
p.labelled { padding-left: 1.5in; text-indent: -1.5in }
.label { width: 1.5in }
"""

PAGE = """<html lang="en"><body class="letter">
<div class="body"><p>One <strong>two <em>three</em></strong> <a href="#x">four</a></p><h2>Five</h2>
<ol><li>Six<ul><li>Seven</li><li>Eight</li></ul></li></ol><blockquote><p>Nine</p></blockquote>
<table><thead><tr><th>Ten</th><th>Eleven</th></tr></thead><tbody><tr><td>Twelve</td><td><br>13</td></tr></tbody></table>
<p class="labelled"><span class="label">To</span><span class="value">Them</span></p><hr>
<div class="columns"><div class="left"><p>L</p></div><div class="right"><p>R</p></div></div>
<p><img class="seal" src="data:," alt="Seal"></p></div></body></html>"""


def _points(value: Any) -> Any:
    """Return WeasyPrint's pixels, in which it computes, as points."""
    if isinstance(value, tuple) and len(value) == 2 and value[1] in {"px", "%"}:  # a dimension
        return Percent(value[0]) if value[1] == "%" else round(value[0] * 0.75, 3)
    return round(value * 0.75, 3) if isinstance(value, float | int) else value


def _of_weasyprint(style: Any) -> dict[str, Any]:
    found = {
        name: _points(style[name])
        for name in (
            *("font_size", "text_indent"),
            *(f"{box}_{side}" for box in ("margin", "padding") for side in ("top", "right", "bottom", "left")),
        )
    }
    found |= {
        name: style[name]
        for name in ("font_style", "font_variant_caps", "text_transform", "break_before", "break_after", "break_inside")
    }
    found |= {name: style[name] for name in ("orphans", "widows", "list_style_type")}
    found["font_family"] = tuple(style["font_family"])
    found["font_weight"] = "bold" if style["font_weight"] == 700 else "normal"
    found["text_align"] = {"start": "left"}.get(style["text_align_all"], style["text_align_all"])
    found["underlined"] = style["text_decoration_line"] != "none" and "underline" in style["text_decoration_line"]
    found["color"] = "".join(f"{round(part * 255):02X}" for part in style["color"].coordinates)
    for side in ("top", "right", "bottom", "left"):
        width = style[f"border_{side}_width"]
        found[f"border_{side}"] = (style[f"border_{side}_style"], _points(width)) if width else ("none", 0.0)
    found["width"] = None if style["width"] == "auto" else _points(style["width"])
    return found


def _ours(style: ComputedStyle) -> dict[str, Any]:
    named = {
        *(
            "font_size",
            "text_indent",
            "font_style",
            "font_variant_caps",
            "text_transform",
            "break_before",
            "break_after",
        ),
        *("break_inside", "orphans", "widows", "list_style_type", "font_family", "font_weight", "text_align", "color"),
        *(f"{box}_{side}" for box in ("margin", "padding") for side in ("top", "right", "bottom", "left")),
    }
    found = {name: getattr(style, name) for name in named}
    found = {name: round(value, 3) if isinstance(value, float) else value for name, value in found.items()}
    for side in ("top", "right", "bottom", "left"):
        border = getattr(style, f"border_{side}")
        found[f"border_{side}"] = (border.style, border.width)
    found["width"] = round(style.width, 3) if isinstance(style.width, float) else style.width
    return found


def test_the_computed_styles_are_those_that_weasyprint_computes() -> None:
    sheet = read(LOOK)
    fonts, counters = FontConfiguration(), PdfCounterStyle()
    html = HTML(string=PAGE)
    sheets = [CSS(string=text, font_config=fonts, counter_style=counters) for text in (RESET, sheet.css)]
    style_for = get_all_computed_styles(html, user_stylesheets=sheets, counter_style=counters, font_config=fonts)
    body = html.etree_element.find("body")
    assert body is not None
    compared = 0
    waiting: list[tuple[Any, tuple[Element, ...]]] = [(body, (Element("body", ("letter",), first=True, last=True),))]
    while waiting:
        element, path = waiting.pop()
        theirs, ours = _of_weasyprint(style_for(element)), _ours(sheet.computed(path))
        ours["underlined"] = any(
            sheet.computed(path[:end]).text_decoration == "underline" for end in range(1, len(path) + 1)
        )
        differing = {name: (theirs[name], ours[name]) for name in theirs if theirs[name] != ours[name]}
        assert differing == {}, " > ".join(f"{one.tag}.{'.'.join(one.classes)}" for one in path)
        compared += 1
        children = list(element)
        for index, child in enumerate(children):
            classes = tuple((child.get("class") or "").split())
            step = Element(child.tag, classes, index == 0, index == len(children) - 1)
            waiting.append((child, (*path, step)))
    assert compared == 35
