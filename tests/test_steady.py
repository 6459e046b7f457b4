"""Letters of which what is the same in all is worked out once: they are as if each were composed by itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from benchmarks.merging import add_rows, office
from correspondence.compose import Composer, Sources, UnfitError
from correspondence.compose.steady import MOST_SHAPES, SteadyComposer
from correspondence.document import Asset, Document
from correspondence.mailing import Order, check, prepare, prepare_form
from correspondence.recipients import RecipientList
from correspondence.workspace import Workspace
from tests.composing import LAYOUT, addressees, outline, sources

PICTURE = Asset(b"picture", "image/png")
LISTED = """\
recipients:
  - {id: a, name: Pat Example, organization: Police, note: Springfield, case: {number: 1, lines: [x, y]}}
  - {id: b, name: Kim Example, organization: Sheriff, note: Springfield, case: {number: 2, lines: [z, y]}}
  - {id: c, name: Jo Example, organization: "", note: Shelbyville, case: {number: 2, lines: []}}
  - {id: d, name: Di Example, organization: "Two\\nLines", note: "", case: {number: 3, lines: [x]}}
  - {id: e, name: Ed Example, organization: "Two\\n\\nLines", note: "*Q*", case: {number: 4, lines: [x, y, z]}}
  - {id: f, name: Fay Example, organization: "With\\ttab", note: Springfield, case: {number: 1, lines: [x, y]}}
  - {id: g, name: Al Example, organization: Police, note: Springfield, place: Here, case: {number: 1, lines: [v, y]}}
"""
HEAD = LAYOUT.replace(
    "{% block opening %}{% endblock %}",
    "{% block opening %}\n::: opening\nTo {{ place }}{% if place == 'Here' %} *or there*{% endif %}\n:::\n{% endblock %}",
).replace("{type: text}", "{type: text, default: Springfield}")
BODIES = (
    "Dear {{ recipient.name }} of {{ recipient.organization }}",
    "{{ recipient.name }}\\\n{{ recipient.organization }}\\\n{{ recipient.note }}",
    "{% if recipient.note == 'Springfield' %}\n# Near\n{% else %}\nFar\n{% endif %}\n{{ recipient.case.lines | series }}",
    "[{{ recipient.name }}](https://example.gov/{{ recipient.case.number }}) and {{ recipient.case.number }}",
    "[{{ recipient.name }}](https://example.gov/{{ recipient.note }})",
    "![Seal of {{ recipient.organization }}](seal-{{ recipient.case.number }}.png) {{ recipient.organization }}",
    "![Code](qr:{{ recipient.note }})",
    "- {{ recipient.name }}\n- **{{ recipient.organization }}**\n- {% for one in recipient.case.lines %}{{ one }} {% endfor %}\n",
    "| Name | Of |\n|---|---|\n| {{ recipient.name }} | {{ recipient.organization }} |\n",
    "Name:\n: {{ recipient.name }}\n\n> {{ recipient.note }}\n",
    "{% block closing %}\n::: closing\n{{ title }} {{ [place, title] | join(', ') }}\n:::\n{% endblock %}",
    "{% block body %}{% set n = namespace(of=0) %}{% for one in [1, 2] %}{% set n.of = n.of + one %}{{ n.of }} {% endfor %}{% endblock %}",
    "{% block body %}{{ case.number }} {{ place }}{% endblock %}",
    "{% block body %}{{ nowhere }}{% endblock %}",
    "### Too deep\n\n{{ recipient.name }}",
    "{{ recipient.salutation }}: {{ recipient.family_name }}",
    "number {{ reference_number }} for {{ recipient.name }}",
)
WORDS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn", "Zl", "Zp")), max_size=5),
    st.sampled_from(
        ["", " ", "two\nlines", "a\n\nb", "\n", "*a*", "a b", "](x)", "`", "::: body", "\N{NO-BREAK SPACE}"]
    ),
)


def with_body(body: str) -> Sources:
    return sources(body, layout=HEAD, picture=lambda _: PICTURE)


def made_by(composer: Composer, recipients: RecipientList, number: str = "") -> list[Document | str]:
    """Return each letter, or what is wrong with it."""

    def one(make: Callable[[], Document]) -> Document | str:
        try:
            return make()
        except UnfitError as error:
            return f"{error.missing} {error.problems}"

    return [one(lambda who=who: composer.compose(who, number)) for who in recipients.recipients]  # type: ignore[misc]


@pytest.mark.parametrize("number", ["", "REF-1"])
@pytest.mark.parametrize("body", BODIES)
def test_letters_are_as_if_each_were_composed_by_itself(body: str, number: str) -> None:
    recipients = addressees(LISTED)
    alone = [
        made
        for who, _ in enumerate(recipients.recipients)
        for made in made_by(Composer(with_body(body), recipients), recipients, number)[who : who + 1]
    ]
    steady = SteadyComposer(with_body(body), recipients)
    again, parts = steady.__reduce__()
    copied = again(*parts)
    for composer in (steady, steady, copied, steady, copied):
        assert made_by(composer, addressees(LISTED), number) == alone


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(names=st.lists(st.tuples(WORDS, WORDS), min_size=2, max_size=6), body=st.sampled_from(BODIES[:10]))
@example(names=[("a", "x"), ("b", "y"), ("c", "[x] y"), ("d", "z")], body=BODIES[4])
def test_whatever_the_values_are_the_letters_are_the_same(names: list[tuple[str, str]], body: str) -> None:
    listed = [
        {"id": f"r{index}", "name": "Pat", "organization": one, "note": other, "case": {"number": index % 2, "lines": [one]}}
        for index, (one, other) in enumerate(names)
    ]  # fmt: skip
    recipients = addressees(json.dumps({"recipients": listed}, ensure_ascii=False))
    plain, steady = (kind(with_body(body), recipients) for kind in (Composer, SteadyComposer))
    for _ in range(2):
        assert made_by(steady, recipients) == made_by(plain, recipients)


def test_a_block_that_is_the_same_is_one_block() -> None:
    recipients = addressees(LISTED)
    composer = SteadyComposer(with_body("The same words of {{ title }}.\n\nDear {{ recipient.name }}:"), recipients)
    letters = [composer.compose(one, "REF-1") for one in recipients.recipients]
    first, *others = [letter.blocks[0] for letter in letters[2:]]
    assert [one is first for one in others] == [True, True, True, False]  # the last has a place of its own
    assert [written_body(letter) for letter in letters] == [one.name for one in recipients.recipients]


def written_body(letter: Document) -> str:
    return outline(letter.blocks).partition("Dear ⟨")[2].partition("⟩")[0]


def test_what_a_link_leads_to_is_asked_of_each_letter() -> None:
    recipients = addressees(LISTED)
    composer = SteadyComposer(with_body(BODIES[4]), recipients)
    told = [one for one in made_by(composer, recipients) if isinstance(one, str)]
    assert [one.count("a link leads to") for one in told] == []
    spaced = addressees(LISTED.replace("Shelbyville", "New Springfield"))
    [wrong] = [one for one in made_by(composer, spaced) if isinstance(one, str)]
    assert 'a link leads to "https://example.gov/New Springfield"' in wrong


def test_shapes_that_are_kept_have_bounds() -> None:
    many = [f"  - {{id: r{number}, name: Pat, organization: 'a\\tb {number}'}}" for number in range(3 * MOST_SHAPES)]
    recipients = addressees("recipients:\n" + "\n".join(many) + "\n")
    composer = SteadyComposer(with_body(BODIES[0]), recipients)
    made_by(composer, recipients)
    assert 0 < composer.kept <= MOST_SHAPES


def test_each_form_is_checked_and_each_fault_told_once(tmp_path: Path) -> None:
    folder = office(tmp_path)
    name = add_rows(folder, 30)
    listed = folder / "recipients" / f"{name}.csv"
    rows = listed.read_text("utf-8").splitlines()
    rows[7] = rows[7].replace("Police Department 6", "Police [name] 6").replace("Pat Example", "Pat \u4e00 Example")
    rows[20] = rows[20].replace("IL,62701", "IL,87102")
    listed.write_text("\n".join(rows) + "\n", "utf-8")
    job = prepare(Workspace(folder), Order("psp-questionnaire", name))
    letters, form = check(job).problems, prepare_form(job)
    forms = check(form).problems
    alone = check(prepare_form(prepare(Workspace(folder), Order("psp-questionnaire", name)))).problems
    told = {(one.row, one.column, one.message) for one in (*letters, *forms)}
    assert told == {(one.row, one.column, one.message) for one in (*letters, *alone)}
    assert sorted(one.row for one in letters if one.row) == [8, 8, 21]
    assert len(job.faultless) == 28
    assert any("\u4e00" in one.message for one in forms)
