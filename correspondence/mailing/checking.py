"""Compose every letter without making a file, and say what is wrong with which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from correspondence.compose import UnfitError
from correspondence.compose.slots import MissingValue
from correspondence.document import Document
from correspondence.errors import Problem, Problems
from correspondence.fields import near_miss
from correspondence.mailing.collecting import seldom_collecting
from correspondence.mailing.job import Enclosed, Job
from correspondence.mailing.judging import (
    due_problems,
    judged_for,
    list_problems,
    record_problems,
    text_findings,
)
from correspondence.mailing.paging import overlay_of, page_problems
from correspondence.mailing.release_numbers import release_number_problems
from correspondence.mailing.sound import SoundBlocks
from correspondence.questionnaire import COLLECTION_THRESHOLD
from correspondence.recipients import RECIPIENT_FIELDS, Recipient
from correspondence.render.fonts import Fonts, UncoveredCharacterError, find_fonts, own_fonts, uncovered
from correspondence.render.pdf import LayoutEngineError, Part, render_pdf
from correspondence.rulebook import broken
from correspondence.templates import Sender

OnPage = Callable[[Recipient | None, bytes], None]
"""Takes a letter's recipient and the picture of a page."""

MOST_NAMED = 4
"""So many recipients are named where a problem concerns more."""


@dataclass
class Findings:
    """What a check found.

    Attributes:
        problems: Everything, warnings too.
        unfit: Ids of the recipients whose letters cannot be made.
        checked: How many letters were composed.
        blocked: Whether something is wrong that concerns every letter, such as an attachment.
        warned: What single letters were warned of, by the recipients' ids, with places as lines of the list.
        lacking: Ids of recipients, not all that there are, that lack a value.
    """

    problems: Problems = field(default_factory=Problems)
    unfit: set[str] = field(default_factory=set)
    checked: int = 0
    blocked: bool = False
    warned: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    lacking: set[str] = field(default_factory=set)


def check(
    job: Job,
    *,
    rendered: bool = False,
    known: Callable[[Recipient | None], tuple[Problem, ...] | None] | None = None,
    on_letter: Callable[[], None] | None = None,
    on_page: OnPage | None = None,
) -> Findings:
    """Check every letter of a job, and what is attached to it.

    Args:
        job: What was prepared.
        rendered: Whether the letters are laid out too, which finds too many pages.
        known: Returns what an earlier check warned of, where the letter is as it was then, and None otherwise.
        on_letter: Called after each letter.
        on_page: Takes, of each letter that is laid out, a picture of its first page with the window laid over it.

    Returns:
        What was found; aggregated where many letters lack the same value.

    Raises:
        MissingToolError: The fonts are not on this machine.
    """
    findings = Findings()
    findings.problems.extend(judged_for(job, None, job.found))
    findings.unfit.update(job.recipients.unsound if job.recipients else ())
    fonts = fonts_of(job)
    sound = SoundBlocks(fonts)
    missing: dict[MissingValue, list[str]] = {}
    with seldom_collecting():
        for recipient in job.selected:
            problems = Problems()
            told = known(recipient) if known else None
            if told is None:
                _check_one(job, recipient, (fonts, sound), problems, missing, rendered=rendered, on_page=on_page)
            else:
                problems.extend(told)
            if problems.warnings:
                findings.warned[recipient.id if recipient else ""] = problems.warnings
            findings.problems.extend(problems)
            findings.checked += 1
            lacks = any(recipient is not None and names and names[-1] == recipient.id for names in missing.values())
            if recipient is not None and (lacks or problems.errors):
                findings.unfit.add(recipient.id)
            if on_letter:
                on_letter()
    cells = {value: names for value, names in missing.items() if _has_cells(job, value, names)}
    findings.problems.extend(_empty_cells(job, cells))
    missing = {value: names for value, names in missing.items() if value not in cells}
    findings.problems.extend(_missing_problems(job, missing))
    findings.lacking.update(
        *(names for names in missing.values() if "" not in names and len(names) < len(job.selected))
    )
    _check_whole(job, findings)
    if job.recipients is not None:
        findings.problems, unplaced = Problems(), findings.problems
        findings.problems.extend(job.recipients.located(unplaced))
    for attachment in job.attachments:
        if isinstance(attachment, Enclosed):
            problems = check(attachment.job, rendered=rendered).problems
            findings.problems.extend(problems)
            findings.blocked = findings.blocked or bool(problems.errors)
    return findings


def _check_whole(job: Job, findings: Findings) -> None:
    """Check what no single letter can tell."""
    findings.problems.extend(judged_for(job, None, _clearance_warnings(job)))
    findings.problems.extend(judged_for(job, None, release_number_problems(job)))
    ids = {one.line: one.id for one in job.selected if one is not None}
    for problem in list_problems(job):
        findings.problems.add(problem)
        if problem.severity == "error":
            findings.unfit.add(ids[problem.line or 0])


def _clearance_warnings(job: Job) -> Iterable[Problem]:
    """Remind of the approval that asking ten or more persons needs (5 CFR 1320.3(c), 1320.8(b)(3))."""
    asked = job.template.questionnaire
    if asked is None or job.recipients is None or asked.omb or asked.exemption:
        return
    count = len(job.recipients.recipients)
    if count >= COLLECTION_THRESHOLD:
        yield broken(
            "collection",
            job.template.file,
            f"the questionnaire goes to {count} recipients, and neither an OMB control number nor an exemption is recorded",
            "add 'omb:' with its control_number, or 'exemption:' with its reason and who decided it",
            job.template.places.get("questionnaire"),
            "questionnaire",
        )


def fonts_of(job: Job) -> Fonts:
    """Return the fonts of a job: this machine's, and those that its layout brings along."""
    return own_fonts(find_fonts(), job.stylesheet, job.workspace.font_path)


def _check_one(
    job: Job,
    recipient: Recipient | None,
    looked: tuple[Fonts, SoundBlocks],
    problems: Problems,
    missing: dict[MissingValue, list[str]],
    *,
    rendered: bool,
    on_page: OnPage | None,
) -> None:
    if recipient is not None:
        problems.extend(record_problems(job, recipient))
    try:
        document = job.composer.compose(recipient)
    except UnfitError as error:
        problems.extend(error.problems)
        for value in error.missing:
            missing.setdefault(value, []).append(recipient.id if recipient else "")
        return
    fonts, blocks = looked
    sound = blocks.has_all_of(document)
    for character in () if sound else uncovered(document, job.stylesheet, fonts):
        problems.add(_uncovered_problem(job, recipient, character))
    problems.extend(due_problems(job, document))
    problems.extend(text_findings(job, recipient, document, sound=sound))
    if rendered and not problems.errors:
        problems.extend(_rendered_problems(job, recipient, document, fonts, on_page))


def _rendered_problems(
    job: Job, recipient: Recipient | None, document: Document, fonts: Fonts, on_page: OnPage | None
) -> Iterable[Problem]:
    try:
        pdf = render_pdf([Part(document, job.stylesheet)], fonts, job.workspace.load_file)
    except LayoutEngineError as error:
        yield Problem(job.layout.css_file, "; ".join(error.complaints), "mend the style sheet or the template")
        return
    yield from page_problems(job, recipient, document, pdf.content, pdf.pages)
    if on_page:
        on_page(recipient, overlay_of(job, document, pdf.content))


def _uncovered_problem(job: Job, recipient: Recipient | None, error: UncoveredCharacterError) -> Problem:
    """Lead a character that no font has back to the line on which it stands."""
    if recipient is not None and job.recipients is not None and error.field.startswith("recipient."):
        name = _field_with(recipient, error.character)
        line = recipient.places.get(name, recipient.line)
        return Problem(
            job.recipients.file, error.message, error.remedy, line=line or None, field=f"{recipient.id}.{name}"
        )
    shared = job.recipients.shared.get(error.field) if job.recipients else None
    if shared is not None and job.recipients is not None:
        return Problem(job.recipients.file, error.message, error.remedy, line=shared.line, field=shared.path)
    sender = job.composer.sources.sender
    if sender is not None and error.field and (place := _field_of_sender(sender, error.character)):
        return Problem(sender.file, error.message, error.remedy, line=sender.places.get(place), field=place)
    body = enumerate(job.template.body.split("\n"), start=job.template.body_line)
    in_body = next((number for number, text in body if error.character in text), None)
    line_of_field = job.template.places.get(error.field)
    return Problem(
        job.template.file, error.message, error.remedy, line=line_of_field or in_body, field=error.field or None
    )


def _field_with(recipient: Recipient, character: str) -> str:
    """Return the name of the recipient's own field in which a character stands."""
    for name in ("title", "name", "position", "organization", "jurisdiction", "salutation", "family_name", "email"):
        if character in getattr(recipient, name):
            return name
    address = recipient.address
    for name in ("street", "street2", "city", "state", "zip", "country"):
        if address is not None and character in getattr(address, name):
            return f"address.{name}"
    for name, node in recipient.extras.items():
        if character in str(node.plain()):
            return name
    return "address"


def _field_of_sender(sender: Sender, character: str) -> str | None:
    """Return the path of the sender's value in which a character stands, None where it is in none."""
    texts = {name: getattr(sender, name) for name in ("agency", "office", "city_line", "closing_notice")}
    texts |= {f"return_address[{number}]": line for number, line in enumerate(sender.return_address)}
    texts |= {f"contacts.{name}": text for name, text in sender.contacts.items()}
    texts |= {f"values.{name}": str(value) for name, value in sender.values.items()}
    for signer in sender.signers.values():
        texts |= {f"signers.{signer.id}.name": signer.name, f"signers.{signer.id}.title": signer.title}
    return next((name for name, text in texts.items() if character in text), None)


def _has_cells(job: Job, value: MissingValue, names: Sequence[str]) -> bool:
    """Tell whether a value is missing in a few cells of a sheet, in a column that it has."""
    places = job.recipients.places if job.recipients else None
    top, _, rest = value.name.partition(".")
    known = places is not None and top == "recipient" and rest in places.columns
    return known and len(names) <= MOST_NAMED and len(names) < len(job.selected)


def _empty_cells(job: Job, missing: Mapping[MissingValue, Sequence[str]]) -> Iterator[Problem]:
    """Report each cell of a sheet that is empty and must not be."""
    if job.recipients is None:
        return
    lines = {one.id: one.line for one in job.selected if one is not None}
    for value, names in missing.items():
        message = f"the cell is empty, and {value.file or job.template.file} needs its value"
        for name in names:
            field = f"{name}.{value.name.partition('.')[2]}"
            yield Problem(job.recipients.file, message, "fill it in", line=lines[name], field=field, task="missing")


def _missing_problems(job: Job, missing: dict[MissingValue, list[str]]) -> Iterable[Problem]:
    """Report each missing value once, with the recipients that lack it."""
    for value, names in missing.items():
        known = [name for name in names if name]
        whole = job.recipients is not None and len(known) == len(job.selected)
        if not known:
            who = ""
        elif whole:
            who = f" for any of the {len(known)} recipients" if len(known) > 1 else f" for {known[0]}"
        else:
            rest = len(known) - MOST_NAMED
            who = f" for {', '.join(known[:MOST_NAMED])}" + (f" and {rest} more" if rest > 0 else "")
        yield Problem(
            job.template.file if not value.file else value.file,
            f"{value.name} has no value{who}",
            _missing_remedy(job, value),
            line=value.line or None,
            field=value.name,
            task="missing" if known and not whole else "text",
        )


def _names_of_list(job: Job) -> tuple[str, ...]:
    """Return the names of the values that the list has."""
    own = (one.extras for one in job.selected if one is not None)
    shared = job.recipients.shared if job.recipients else {}
    return tuple(dict.fromkeys(name for values in (shared, *own) for name in values))


def _mapping_called(job: Job, name: str) -> tuple[str, ...]:
    """Return the names below a value of the list that has several, empty where it is no such value."""
    nodes = [one.extras.get(name) for one in job.selected if one is not None]
    nodes += [job.recipients.shared.get(name)] if job.recipients else []
    return next((tuple(node.content) for node in nodes if node is not None and isinstance(node.content, dict)), ())


def _missing_remedy(job: Job, value: MissingValue) -> str:
    top, _, rest = value.name.partition(".")
    if top == "recipient" and (close := near_miss(rest, (*RECIPIENT_FIELDS, "addressee", "display_name"))):
        return f'did you mean "recipient.{close}"?'
    if top == "recipient" and rest:
        return job.recipients.remedy_for(rest) if job.recipients else f"add '{rest}:' to the list"
    names = _names_of_list(job)
    if top not in names and top not in job.layout.fields and (close := near_miss(top, names)):
        return f'did you mean "{close}{"." if rest else ""}{rest}"?'
    mapping = _mapping_called(job, top)
    if mapping and (close := near_miss(rest, mapping)):
        return f'did you mean "{top}.{close}"?'
    if top in job.layout.fields:
        where = " or to the list" if job.recipients else ""
        return f"add '{top}:' to the front matter of {job.template.file}{where}"
    if top == "sender":
        return (
            f"add it to templates/senders/{job.template.sender}.yaml"
            if job.template.sender
            else "name an office with 'sender:'"
        )
    return f"define it below 'values:' in the front matter of {job.template.file}, or mend its name"
