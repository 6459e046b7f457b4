"""Compose: from template, layout, sender and recipient to a :class:`~correspondence.document.Document`.

A :class:`Composer` compiles a document's sources once; :meth:`Composer.compose` makes the
letter to one recipient. Nothing here touches a file, a clock or the network.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from jinja2.exceptions import FilterArgumentError, SecurityError, TemplateError, TemplateSyntaxError, UndefinedError

from correspondence.compose import context, sandbox
from correspondence.compose.markdown import fences, markdown_parser
from correspondence.compose.slots import Capture, MissingValue
from correspondence.compose.tree import COLUMNS, ContentError, TreeBuilder
from correspondence.document import Asset, Block, Division, Document, Heading, Paragraph, Text, walk_blocks
from correspondence.errors import CorrespondenceError, Problem, Problems
from correspondence.fields import MISSING, near_miss
from correspondence.recipients import Recipient, RecipientList
from correspondence.templates import (
    RESERVED,
    TEMPLATE_FIELDS,
    Layout,
    Profile,
    Sender,
    Signer,
    Template,
    day_of,
    read_settings_of,
)

DRAFT_MARK = "draft-mark"
UNNUMBERED = "(number follows)"
"""What stands for the reference number in drafts, previews and checks, which get none."""


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
        self._parser = markdown_parser()
        problems = Problems()
        template, layout = sources.template, sources.layout
        for body, file, first_line in (
            (layout.body, layout.file, layout.body_line),
            (template.body, template.file, template.body_line),
        ):
            problems.extend(fence_problems(body, file, first_line, {*layout.parts, *layout.divisions, COLUMNS}))
        self._template = self._compiled(problems)
        values = dict(read_settings_of(template, layout, problems))
        self._shared = self._shared_values(problems)
        problems.stop()
        self._values = {**template.values, **values, **self._shared, **given}
        self._given = given

    def _compiled(self, problems: Problems) -> Any:
        template, layout = self.sources.template, self.sources.layout
        environment, loader = sandbox.closed_environment()
        try:
            blocks = sandbox.compile_layout(environment, loader, layout.id, layout.body, layout.file, layout.body_line)
        except TemplateSyntaxError as error:
            problems.add(_syntax_problem(error, layout.file, layout.body, layout.body_line))
            return None
        try:
            compiled, own = sandbox.compile_document(
                environment, layout.id, template.body, template.file, template.body_line
            )
        except TemplateSyntaxError as error:
            problems.add(_syntax_problem(error, template.file, template.body, template.body_line))
            return None
        for name, line in own.items():
            if name not in blocks and (name != "body" or template.body.strip()):
                close = near_miss(name, sorted(blocks))
                remedy = f'did you mean "{close}"?' if close else f"its blocks are {', '.join(sorted(blocks))}"
                problems.add(
                    Problem(
                        template.file,
                        f'the layout {layout.id} has no block "{name}"',
                        remedy,
                        line=line + template.body_line - 1,
                    )
                )
        return compiled

    def _shared_values(self, problems: Problems) -> dict[str, Any]:
        if self.recipients is None:
            return {}
        return self._own_values(self.recipients.shared, problems, "the values that the list shares")

    def _own_values(self, nodes: Mapping[str, Any], problems: Problems, where: str) -> dict[str, Any]:
        """Read a list's values: those for the layout's fields as the layout wants them, others as they are."""
        fields = self.sources.layout.fields
        file = self.recipients.file if self.recipients else ""
        values: dict[str, Any] = {}
        for name, node in nodes.items():
            spec = fields.get(name)
            if spec is not None:
                value = spec.kind.read(node, file, problems)
                if value is not MISSING:
                    values[name] = value
            elif close := near_miss(name, tuple(fields)):
                problems.add(
                    Problem(
                        file,
                        f'"{name}" is not a field of the layout {self.sources.layout.id}',
                        f'did you mean "{close}"?',
                        line=node.key_line,
                        field=node.path,
                    )
                )
            elif name in RESERVED:
                problems.add(
                    Problem(
                        file,
                        f'"{name}" cannot stand among {where}',
                        "set it in the template's front matter",
                        line=node.key_line,
                        field=node.path,
                    )
                )
            else:
                values[name] = node.plain()
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
        problems = Problems()
        values = dict(self._values)
        if recipient is not None:
            values.update(self._own_values(recipient.extras, problems, f"the values of {recipient.id}"))
            values.update(self._given)
            problems.extend(self._lacking(recipient))
        missing = [
            MissingValue(name, self.sources.template.file, 0)
            for name, spec in self.sources.layout.fields.items()
            if spec.required and values.get(name) in (None, "", ())
        ]
        capture = Capture()
        text = self._run(self._context(recipient, values, capture, reference_number), capture, problems)
        file = self.recipients.file if self.recipients else self.sources.template.file
        for doubt in capture.doubts:
            line = doubt.line if doubt.file else recipient.line if recipient else 0
            problems.add(Problem(doubt.file or file, doubt.message, doubt.remedy, line=line or None, field=doubt.name))
        missing.extend(value for value in capture.missing if value.name not in {one.name for one in missing})
        builder = TreeBuilder(self._parser, capture, self.sources.picture)
        blocks: tuple[Block, ...] = ()
        if not problems.errors and not missing:
            blocks = self._built(builder, text, problems)
        if missing or problems.errors:
            raise UnfitError(tuple(missing), tuple(problems))
        if self.draft:
            blocks = (Division(DRAFT_MARK, (Paragraph((Text("DRAFT"),)),)), *blocks)
        template, layout = self.sources.template, self.sources.layout
        title = f"{template.title}, {recipient.display_name}" if recipient else template.title
        return Document(
            title=title,
            blocks=blocks,
            layout=layout.id,
            variants=tuple(str(values[name]) for name in layout.variants if values.get(name)),
            language=template.language,
            author=self.sources.sender.name if self.sources.sender else "",
            date=day_of(values),
            reference=reference_number,
            assets=MappingProxyType(builder.assets),
        )

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

    def _context(
        self, recipient: Recipient | None, values: Mapping[str, Any], capture: Capture, reference_number: str
    ) -> dict[str, Any]:
        sources = self.sources
        template = sources.template
        seen: dict[str, Any] = {
            **values,
            "title": template.title,
            "draft": self.draft,
            "reference_number": reference_number or UNNUMBERED,
            "text_control": context.text_control,
            **context.page_tokens(),
            sandbox.CAPTURE: capture,
        }
        if recipient is not None:
            known = set(sources.layout.fields) | set(template.values)
            extras = {
                name: value
                for name, value in values.items()
                if name not in known or name in recipient.extras or name in self._shared
            }
            seen["recipient"] = context.recipient_view(recipient, extras, sources.profile)
        if sources.sender is not None:
            seen["sender"] = context.sender_view(sources.sender)
        seen["signers"] = tuple(context.signer_view(signer, sources.sender) for signer in sources.signers)
        seen["signing_for"] = context.signer_view(sources.signing_for, sources.sender) if sources.signing_for else None
        if template.questionnaire is not None:
            seen["questionnaire"] = context.questionnaire_view(template.questionnaire)
            seen["questions"] = context.numbered_questions(template.questionnaire, capture)
        return seen

    def _run(self, seen: Mapping[str, Any], capture: Capture, problems: Problems) -> str:
        """Run the template; report what stops it, with the line at which it stopped."""
        try:
            return str(self._template.render(seen))
        except UndefinedError as error:
            file, line = self._place(error)
            message = str(error.message)
            name = message.split("'")[-2] if message.count("'") > 1 else "a value"
            if not any(one.line == line and one.file == file for one in capture.missing):
                capture.missing.append(MissingValue(name, file, line))
        except SecurityError as error:
            file, line = self._place(error)
            problems.add(
                Problem(file, f"the template does what no template may: {error}", "change this line", line=line or None)
            )
        except (FilterArgumentError, TemplateError) as error:
            file, line = self._place(error)
            problems.add(Problem(file, str(error), "change the value or this line", line=line or None))
        except RecursionError:
            problems.add(Problem(self.sources.template.file, "a macro calls itself without end", "give it an end"))
        except (TypeError, ValueError, ArithmeticError, LookupError, MemoryError) as error:
            file, line = self._place(error)
            problems.add(
                Problem(
                    file,
                    f"the template cannot be run: {error or type(error).__name__}",
                    "change this line; 'is defined' and '| default' help where a value may be missing",
                    line=line or None,
                )
            )
        return ""

    def _place(self, error: BaseException) -> tuple[str, int]:
        """Tell file and line of the template at which an error arose."""
        starts = {
            self.sources.layout.file: self.sources.layout.body_line,
            self.sources.template.file: self.sources.template.body_line,
        }
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            if frame.filename in starts:
                return frame.filename, (frame.lineno or 1) + starts[frame.filename] - 1
        return self.sources.template.file, 0

    def _built(self, builder: TreeBuilder, text: str, problems: Problems) -> tuple[Block, ...]:
        try:
            blocks = builder.blocks(text)
        except ContentError as error:
            file, line = self._line_with(error.words)
            problems.add(Problem(file, error.message, error.remedy, line=line))
            return ()
        except CorrespondenceError as error:
            nested = getattr(error, "problems", ())
            problems.extend(nested or [Problem(self.sources.template.file, str(error), "mend or replace the file")])
            return ()
        problems.extend(self._order_problems(blocks))
        problems.extend(self._heading_problems(blocks))
        return blocks

    def _line_with(self, words: str) -> tuple[str, int | None]:
        """Find the line of the sources on which the words stand."""
        wanted = _folded(words)[:40]
        for body, file, first_line in (
            (self.sources.template.body, self.sources.template.file, self.sources.template.body_line),
            (self.sources.layout.body, self.sources.layout.file, self.sources.layout.body_line),
        ):
            for number, line in enumerate(body.split("\n"), start=first_line):
                if wanted and wanted in _folded(line):
                    return file, number
        return self.sources.template.file, None

    def _order_problems(self, blocks: tuple[Block, ...]) -> Iterable[Problem]:
        """Hold the parts to the layout's order and counts."""
        layout = self.sources.layout
        order = list(layout.parts)
        found = [block.name for block in blocks if isinstance(block, Division)]
        latest = -1
        for name in found:
            if name not in layout.parts:
                yield Problem(
                    self.sources.template.file,
                    f'the division "{name}" stands among the parts of the layout {layout.id}',
                    "put it inside one of them",
                )
                continue
            position = order.index(name)
            if found.count(name) > 1:
                yield Problem(
                    self.sources.template.file, f'the part "{name}" is there {found.count(name)} times', "leave it once"
                )
            elif position < latest:
                yield Problem(
                    self.sources.template.file,
                    f'the part "{name}" stands after "{order[latest]}"',
                    f"the order is {', '.join(order)}",
                )
            latest = max(latest, position)
        for name, use in layout.parts.items():
            if use == "once" and name not in found:
                yield Problem(
                    self.sources.template.file,
                    f'the part "{name}" is empty or missing',
                    f"every document of the layout {layout.id} has it: fill in its values",
                )

    def _heading_problems(self, blocks: tuple[Block, ...]) -> Iterable[Problem]:
        """Hold headings to PDF/UA-1 (ISO 14289-1, 7.4.2): they begin with level 1 and skip none."""
        level = 0
        for block in walk_blocks(blocks):
            if not isinstance(block, Heading):
                continue
            if block.level > level + 1:
                words = "".join(part.text for part in block.children if isinstance(part, Text))
                file, line = self._line_with(words)
                yield Problem(
                    file,
                    f"a heading of level {block.level} follows {f'one of level {level}' if level else 'none'}",
                    f"write it with {'#' * (level + 1)}",
                    line=line,
                )
            level = block.level


def fence_problems(source: str, file: str, first_line: int, known: set[str]) -> Iterable[Problem]:
    """Find divisions that are left open, closed twice or unknown, in the source itself."""
    stack: list[tuple[str, int]] = []
    for fence in fences(source):
        line = fence.line + first_line - 1
        if not fence.sound:
            yield Problem(
                file,
                f'"{fence.name}" is not a fence',
                "write three colons, a space and one name, as in '::: closing'",
                line=line,
            )
        elif not fence.name:
            if stack:
                stack.pop()
            else:
                yield Problem(
                    file,
                    "':::' closes a division, and none is open",
                    "delete the line, or name the division that it opens",
                    line=line,
                )
        else:
            stack.append((fence.name, line))
            if fence.name not in known:
                close = near_miss(fence.name, sorted(known))
                yield Problem(
                    file,
                    f'there is no division "{fence.name}"',
                    f'did you mean "{close}"?' if close else f"the layout knows {', '.join(sorted(known))}",
                    line=line,
                )
    for name, line in stack:
        yield Problem(
            file,
            f'the division "{name}" is not closed',
            "put ':::' on a line of its own after its last line",
            line=line,
        )


def _syntax_problem(error: TemplateSyntaxError, file: str, body: str, first_line: int) -> Problem:
    lines = body.split("\n")
    source = lines[error.lineno - 1].strip() if 0 < error.lineno <= len(lines) else ""
    return Problem(
        file,
        f"the template cannot be read: {(error.message or '').rstrip('.')}, in {source!r}",
        "mend the braces, or the word inside them",
        line=error.lineno + first_line - 1,
    )


def _folded(text: str) -> str:
    return text.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'}).strip()
