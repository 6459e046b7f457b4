"""Compose the documents of one template."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any

from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError, UndefinedError

from correspondence.compose import context, sandbox
from correspondence.compose.checks import fence_problems, heading_problems, order_problems, syntax_problem
from correspondence.compose.markdown import markdown_parser
from correspondence.compose.parsing import ContentError, parsed
from correspondence.compose.places import Places
from correspondence.compose.running import RUN, BudgetError, LackingError
from correspondence.compose.slots import Capture, Doubt, MissingValue, Slot
from correspondence.compose.tree import COLUMNS, TreeBuilder
from correspondence.document import DRAFT_MARK, Asset, Block, Division, Document, Paragraph, Text
from correspondence.errors import CorrespondenceError, Problem, Problems
from correspondence.fields import MISSING, near_miss
from correspondence.recipients import Recipient, RecipientList
from correspondence.source import Node
from correspondence.templates import (
    RESERVED,
    Layout,
    Profile,
    Sender,
    Signer,
    Template,
    day_of,
    read_settings_of,
)

UNNUMBERED = "(number follows)"
"""What stands for the reference number in drafts, previews and checks, which get none."""
NUMBER = "reference_number"
"""What templates call the reference number."""
MOST_DOCUMENTS = 256
"""So many documents are kept from when they are checked to when they are made."""
KEPT = 32
"""So many pictures, and texts as they were parsed, are kept for the next letter."""


class UnfitError(CorrespondenceError):
    """One letter cannot be composed.

    Args:
        missing: The values that the template uses and nobody defines.
        problems: What else is wrong.
    """

    def __init__(self, missing: tuple[MissingValue, ...], problems: tuple[Problem, ...]) -> None:
        self.missing, self.problems = missing, problems
        super().__init__(missing, problems)

    def __str__(self) -> str:
        """Name the missing values and count the rest."""
        names = ", ".join(value.name for value in self.missing)
        return "; ".join(
            part
            for part in (f"no value for {names}" if names else "", *(str(problem) for problem in self.problems))
            if part
        )


@dataclass(frozen=True)
class Sources:
    """What a document is made of, resolved.

    Attributes:
        template: The document.
        layout: Its layout.
        sender: The office that speaks, None where the layout has none.
        signers: Those who sign, in order.
        signing_for: In whose place the first one signs, or None.
        profile: The house's rules.
        picture: Returns a picture by its path below ``templates/``; raises
            :class:`~correspondence.errors.CorrespondenceError` where there is none.
    """

    template: Template
    layout: Layout
    sender: Sender | None
    signers: tuple[Signer, ...]
    signing_for: Signer | None
    profile: Profile
    picture: Callable[[str], Asset]


class Composer:
    """Makes the documents of one template.

    Args:
        sources: What they are made of.
        recipients: The list with which it is merged, None for a document without recipients.
        given: Values that stand before all others, by name (from the command line).
        draft: Whether the documents carry the mark DRAFT.

    Raises:
        ProblemsError: A source cannot be used; every problem is listed.
    """

    def __init__(
        self,
        sources: Sources,
        recipients: RecipientList | None = None,
        given: Mapping[str, Any] = MappingProxyType({}),
        *,
        draft: bool = False,
    ) -> None:
        self.sources, self.recipients, self.draft = sources, recipients, draft
        # what letters share is read once: pictures, and texts that differ in their values alone
        self._parse = lru_cache(maxsize=KEPT)(partial(parsed, markdown_parser()))
        self._picture = lru_cache(maxsize=KEPT)(sources.picture)
        self._places = Places(sources.template, sources.layout)
        problems = Problems()
        template, layout = sources.template, sources.layout
        self._divisions = frozenset({*layout.parts, *layout.divisions, COLUMNS})
        for source in (layout, template):
            problems.extend(fence_problems(source.body, source.file, source.body_line, self._divisions))
        self._template = self._compiled(problems)
        values = dict(read_settings_of(template, layout, problems))
        self._shared = self._own_values(
            recipients.shared if recipients else {}, problems, "the values that the list shares"
        )
        problems.stop()
        self._values = {**template.values, **values, **self._shared, **given}
        self._given = given
        self._seen, self._first_slots = self._seen_by_all()
        self._known = {*layout.fields, *template.values} - self._shared.keys()
        self._prints_number = any(NUMBER in source.body for source in (layout, template))
        self._kept: dict[int, tuple[Recipient | None, Document]] = {}
        self._in_order: frozenset[tuple[str | None, ...]] = frozenset()
        self._required = tuple(name for name, spec in layout.fields.items() if spec.required)

    def __reduce__(self) -> tuple[Any, ...]:
        """Be copied to another process without the recipients, and compiled anew there."""
        recipients = self.recipients and dataclasses.replace(self.recipients, recipients=(), unsound=(), warnings=())
        return _again, (self.sources, recipients, dict(self._given), self.draft)

    def _compiled(self, problems: Problems) -> Any:
        template, layout = self.sources.template, self.sources.layout
        environment, loader = sandbox.closed_environment()
        blocks: frozenset[str] = frozenset()
        compiled: Any = None
        own: Mapping[str, int] = {}
        try:
            blocks = sandbox.compile_layout(environment, loader, layout.id, layout.body, layout.file, layout.body_line)
        except TemplateSyntaxError as error:
            problems.add(syntax_problem(error, layout.file, layout.body, layout.body_line))
        try:
            compiled, own = sandbox.compile_document(
                environment, layout.id, template.body, template.file, template.body_line
            )
        except TemplateSyntaxError as error:
            problems.add(syntax_problem(error, template.file, template.body, template.body_line))
        for name, line in own.items() if blocks else ():
            if name not in blocks:
                close = near_miss(name, sorted(blocks))
                remedy = f'did you mean "{close}"?' if close else f"its blocks are {', '.join(sorted(blocks))}"
                message = f'the layout {layout.id} has no block "{name}"'
                problems.add(Problem(template.file, message, remedy, line=line + template.body_line - 1))
        return compiled

    def _own_values(self, nodes: Mapping[str, Node], problems: Problems, where: str) -> dict[str, Any]:
        """Read a list's values: those for the layout's fields as the layout wants them, others as they are."""
        layout = self.sources.layout
        file = self.recipients.file if self.recipients else ""
        values: dict[str, Any] = {}
        for name, node in nodes.items():
            spec = layout.fields.get(name)
            if spec is not None:
                value = MISSING if node.content is None else spec.read(name, node, file, problems)
                if value is not MISSING:
                    values[name] = value
                continue
            close = near_miss(name, tuple(layout.fields))
            if close:
                message, remedy = f'"{name}" is not a field of the layout {layout.id}', f'did you mean "{close}"?'
            elif name in RESERVED:
                message, remedy = f'"{name}" cannot stand among {where}', "set it in the template's front matter"
            else:
                values[name] = node.plain()
                continue
            problems.add(Problem(file, message, remedy, line=node.key_line, field=node.path))
        return values

    def compose(self, recipient: Recipient | None = None, reference_number: str = "") -> Document:
        """Make the document for one recipient, or the only one.

        Args:
            recipient: One of the list's, None for a document without recipients.
            reference_number: The number under which it goes out, empty where it has none yet.

        Returns:
            The document. Its parts stand in the layout's order.

        Raises:
            UnfitError: A value is missing or wrong, or the text holds what a document cannot.
        """
        kept = None if self._prints_number else self._kept.pop(id(recipient), None)
        if kept is not None and kept[0] is recipient:
            return dataclasses.replace(kept[1], reference=reference_number)
        document = self._composed(recipient, reference_number)
        if not reference_number and not self._prints_number and len(self._kept) < MOST_DOCUMENTS:
            self._kept[id(recipient)] = (recipient, document)
        return document

    def _composed(self, recipient: Recipient | None, reference_number: str) -> Document:
        problems = Problems()
        template, layout = self.sources.template, self.sources.layout
        values = dict(self._values)
        if recipient is not None:
            own = self._own_values(recipient.extras, problems, f"the values of {recipient.id}")
            values.update((name, value) for name, value in own.items() if value is not None or name not in values)
            values.update(self._given)
            problems.extend(self._lacking(recipient))
        missing = [
            MissingValue(name, template.file, 0) for name in self._required if values.get(name) in (None, "", ())
        ]
        capture = Capture(list(self._first_slots))
        text = self._run(self._context(recipient, values, reference_number), capture, problems)
        problems.extend(self._doubtful(doubt, recipient) for doubt in capture.doubts)
        missing.extend(value for value in capture.missing if value.name not in {one.name for one in missing})
        builder = TreeBuilder(self._parse, capture, self._picture, self._divisions)
        blocks: tuple[Block, ...] = ()
        if not problems.errors and not missing:
            blocks = self._built(builder, text, problems)
            missing.extend(self._holes(builder.holes))
        if missing or problems.errors:
            raise UnfitError(tuple(missing), tuple(problems))
        if self.draft:
            blocks = (Division(DRAFT_MARK, (Paragraph((Text("DRAFT"),)),)), *blocks)
        return Document(
            title=f"{template.title}, {recipient.display_name}" if recipient else template.title,
            blocks=blocks,
            layout=layout.id,
            variants=tuple(str(values[name]) for name in layout.variants if values.get(name)),
            language=template.language,
            author=self.sources.sender.name if self.sources.sender else "",
            date=day_of(values),
            reference=reference_number,
            assets=MappingProxyType(builder.assets),
        )

    def _holes(self, names: Iterable[str]) -> Iterable[MissingValue]:
        """Name the values that are empty in a sentence of the author's; a layout's own lines may leave them out."""
        template = self.sources.template
        for name in names:
            printed = re.compile(rf"{{{{[^}}]*\b{re.escape(name)}\b")
            lines = enumerate(template.body.split("\n"), start=template.body_line)
            line = next((number for number, text in lines if printed.search(text)), 0)
            if line:
                yield MissingValue(name, template.file, line)

    def _lacking(self, recipient: Recipient) -> Iterable[Problem]:
        file = self.recipients.file if self.recipients else ""
        for name in self.sources.layout.recipient_fields:
            if not getattr(recipient, name):
                yield Problem(
                    file,
                    f"{name} is missing",
                    f"add it: a document of the layout {self.sources.layout.id} needs it",
                    line=recipient.places.get(name, recipient.line) or None,
                    field=f"{recipient.id}.{name}",
                )

    def _seen_by_all(self) -> tuple[Mapping[str, Any], tuple[Slot, ...]]:
        """Return what every letter's template sees, and the values that stand in it."""
        sources = self.sources
        slots: tuple[Slot, ...] = ()
        seen: dict[str, Any] = {
            "title": sources.template.title,
            "draft": self.draft,
            "text_control": context.text_control,
            "signature_field": context.signature_field,
            **context.page_tokens(),
            "signers": tuple(context.signer_view(signer, sources.sender) for signer in sources.signers),
            "signing_for": context.signer_view(sources.signing_for, sources.sender) if sources.signing_for else None,
        }
        if sources.sender is not None:
            seen["sender"] = context.sender_view(sources.sender)
        if sources.template.questionnaire is not None:
            seen["questionnaire"] = context.questionnaire_view(sources.template.questionnaire)
            seen["questions"], slots = context.numbered_questions(sources.template.questionnaire)
        return seen, slots

    def _context(self, recipient: Recipient | None, values: Mapping[str, Any], reference_number: str) -> dict[str, Any]:
        seen = {**values, **self._seen, NUMBER: reference_number or UNNUMBERED}
        if recipient is not None:
            extras = {
                name: value for name, value in values.items() if name not in self._known or name in recipient.extras
            }
            seen["recipient"] = context.recipient_view(recipient, extras, self.sources.profile)
        return seen

    def _doubtful(self, doubt: Doubt, recipient: Recipient | None) -> Problem:
        """Report a value that only a person can give, where it is to be written."""
        file, line = doubt.file, doubt.line
        if not file and recipient is not None and self.recipients is not None:
            file, line = self.recipients.file, recipient.line
        return Problem(
            file or self.sources.template.file, doubt.message, doubt.remedy, line=line or None, field=doubt.name
        )

    def _run(self, seen: Mapping[str, Any], capture: Capture, problems: Problems) -> str:
        """Run the template; report what stops it, with the line at which it stopped."""
        token = RUN.set(capture)
        try:
            return str(self._template.render(seen))
        except UndefinedError as error:
            file, line = self._places.of_error(error)
            capture.lack(error.name if isinstance(error, LackingError) else "a value", file, line)
        except (
            TemplateError,
            RecursionError,
            TypeError,
            ValueError,
            ArithmeticError,
            LookupError,
            AttributeError,
        ) as error:
            file, line = self._places.of_error(error)
            message, remedy = _stopped(error)
            problems.add(Problem(file, message, remedy, line=line or None))
        finally:
            RUN.reset(token)
        return ""

    def _built(self, builder: TreeBuilder, text: str, problems: Problems) -> tuple[Block, ...]:
        try:
            blocks = builder.blocks(text)
        except ContentError as error:
            file, line = self._places.of_words(error.words, error.around)
            slot = builder.capture.first_slot(error.words + error.around)
            if line is None and slot is not None and slot.file:
                file, line = slot.file, slot.line
            problems.add(Problem(file, error.message, error.remedy, line=line))
            return ()
        except CorrespondenceError as error:
            nested = getattr(error, "problems", ())
            problems.extend(nested or [Problem(self.sources.template.file, str(error), "mend or replace the file")])
            return ()
        parts = tuple([block.name if isinstance(block, Division) else None for block in blocks])
        if parts not in self._in_order:
            faults = tuple(order_problems(blocks, self._places))
            problems.extend(faults)
            if not faults and None not in parts:
                self._in_order = frozenset({parts})
        if builder.has_headings:
            problems.extend(heading_problems(blocks, self._places))
        return blocks


def _again(sources: Sources, recipients: RecipientList | None, given: Mapping[str, Any], draft: bool) -> Composer:  # noqa: FBT001
    return Composer(sources, recipients, given, draft=draft)


def _stopped(error: Exception) -> tuple[str, str]:
    """Say what stopped a template, and what to do."""
    if isinstance(error, BudgetError):
        return str(error), "make less of it, or give the loop an end"
    if isinstance(error, SecurityError):
        return f"the template does what no template may: {error}", "change this line"
    if isinstance(error, TemplateError):
        return str(error), "change the value or this line"
    if isinstance(error, RecursionError):
        return "a macro or block calls itself without end", "give it an end"
    what = str(error) or type(error).__name__
    return (
        f"the template cannot be run: {what}",
        "change this line; 'is defined' and '| default' help where a value may be missing",
    )
