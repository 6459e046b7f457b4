"""Conditions on recipients, as ``--where`` gives them: one expression in the closed environment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from jinja2 import Undefined
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError, UndefinedError

from correspondence.compose import context
from correspondence.compose.expressions import compile_expression
from correspondence.compose.running import RUN, BudgetError, LackingError, View
from correspondence.compose.sandbox import closed_environment
from correspondence.compose.slots import Capture, Doubt
from correspondence.errors import Problem, ProblemsError
from correspondence.fields import suggestion
from correspondence.recipients import Recipient, RecipientList
from correspondence.templates import Profile

ADDRESS = ("street", "street2", "city", "state", "zip", "country", "lines")
EXAMPLE = 'write a comparison, such as address.state == "CA"'
UNEXPECTED = re.compile(r"expected token '.*', got ('.*')")
LONGEST = 2000
"""Characters of an expression."""


class Condition:
    """An expression that is true or false of each recipient.

    A recipient's fields are found by their names, and by ``recipient.name`` as in a template.

    Args:
        expression: The expression, in the language of templates.
        source: How it was given, for messages, such as ``--where``.
        recipients: The list; the names that its recipients have can be used.
        profile: The house's rules, by which addresses are written.

    Raises:
        ProblemsError: It cannot be read.
    """

    def __init__(self, expression: str, source: str, recipients: RecipientList, profile: Profile) -> None:
        self.expression, self.source, self.profile = expression, source, profile
        self.shared = {name: node.plain() for name, node in recipients.shared.items()}
        self.names = dict.fromkeys(name for one in recipients.recipients for name in one.extras)
        if not expression.strip() or len(expression) > LONGEST:
            raise self._problem("there is no expression, or one that is far too long", EXAMPLE)
        environment, _ = closed_environment()
        try:
            self.compiled = compile_expression(environment, expression, source)
        except TemplateSyntaxError as error:
            remedy = "use == to compare" if re.search(r"(?<![=!<>])=(?!=)", expression) else EXAMPLE
            why = UNEXPECTED.sub(r"\1 is not expected there", (error.message or "").rstrip("."))
            raise self._problem(f"{expression!r} cannot be read: {why}", remedy) from error
        known = {"recipient", *context.RECIPIENT_NAMES, *self.names, *self.shared, *environment.globals}
        for name in self.compiled.names:
            first, _, rest = name.removeprefix("recipient.").partition(".")
            if first not in known or (first == "address" and rest and rest.partition(".")[0] not in ADDRESS):
                raise self._unknown(name)

    def holds(self, recipient: Recipient) -> bool:
        """Tell whether it is true of a recipient; a value that is empty is false.

        Raises:
            ProblemsError: It names what no recipient has, does what no template may, or gives neither true nor false.
        """
        capture = Capture()
        token = RUN.set(capture)
        try:
            result = self.compiled.value(self._seen(recipient))
        except UndefinedError as error:
            name = error.name if isinstance(error, LackingError) else str(error)
            raise self._unknown(name) from error
        except (
            SecurityError,
            TemplateError,
            ArithmeticError,
            LookupError,
            TypeError,
            ValueError,
            AttributeError,
            RecursionError,
        ) as error:
            remedy = "make it simpler" if isinstance(error, BudgetError | RecursionError) else "change the expression"
            raise self._problem(f"{self.expression!r} fails for {recipient.id}: {error}", remedy) from error
        finally:
            RUN.reset(token)
        if capture.missing:
            raise self._unknown(capture.missing[0].name)
        if isinstance(result, Undefined):
            raise self._problem(f"{self.expression!r} asks {recipient.id} for what it has not", EXAMPLE)
        if result is None or isinstance(result, bool | Doubt):
            return bool(result)
        raise self._problem(
            f"{self.expression!r} is neither true nor false for {recipient.id}: it is {_shown(result)}", EXAMPLE
        )

    def _seen(self, recipient: Recipient) -> dict[str, Any]:
        """Return the names that the expression may use."""
        own = {name: node.plain() for name, node in recipient.extras.items()}
        given = {name: value for name, value in own.items() if value is not None}
        extras = {**dict.fromkeys(self.names), **self.shared, **given}
        view = context.recipient_view(recipient, extras, self.profile)
        fields = {name: _known(getattr(view, name)) for name in (*extras, *context.RECIPIENT_NAMES)}
        return {**fields, "recipient": View(fields, "recipient")}

    def _unknown(self, name: str) -> ProblemsError:
        """Name what somebody must have meant who named something that no recipient has."""
        bare = name.removeprefix("recipient.")
        known: Iterable[str] = (*context.RECIPIENT_NAMES, *self.names, *self.shared)
        nested = [f"address.{part}" for part in ADDRESS]
        close = suggestion(bare, [*known, *nested]).removeprefix(" (").removesuffix(")")
        if bare in ADDRESS:
            close = f'did you mean "address.{bare}"?'
        remedy = close or f"the recipients have {', '.join([*known, *nested])}"
        return self._problem(f'no recipient has "{bare}"', remedy)

    def _problem(self, message: str, remedy: str) -> ProblemsError:
        return ProblemsError([Problem(self.source, message, remedy)])


def _known(value: Any) -> Any:
    """Return a value; one that only a person can tell is empty."""
    return "" if isinstance(value, Doubt) else value


def _shown(value: Any) -> str:
    match value:
        case str():
            return f'the text "{value}"'
        case int() | float():
            return f"the number {value}"
        case Mapping() | View():
            return "several values"
    return "a list" if isinstance(value, list | tuple) else "another value"
