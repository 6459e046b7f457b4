"""The letters that asked, found by what people call them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from correspondence.entries import Letter, Wanted, histories
from correspondence.errors import CorrespondenceError, Problem, Problems, RefusedError
from correspondence.fields import suggestion
from correspondence.questionnaire import Question
from correspondence.references import Reference, WrongReferenceError
from correspondence.register import Register
from correspondence.standing import Received, Standing, standing_of
from correspondence.workspace import Workspace

SHORTEST_PREFIX = 4
"""Digits of a checksum by which a reply may be named."""
SHOWN_PREFIX = 12
"""Digits of a checksum that are shown."""


@dataclass(frozen=True)
class Letters:
    """The letters of a mailing, or of all, that asked something.

    Attributes:
        register: The open register.
        mailing: Name of the mailing, empty for all.
    """

    register: Register
    mailing: str = ""
    standings: tuple[Standing, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Look into the register.

        Raises:
            RefusedError: The mailing that is named asked nothing, or is none.
        """
        known = histories(self.register.entries(Wanted(mailing=self.mailing)))
        found = tuple(standing for history in known if (standing := standing_of(history)) is not None)
        if self.mailing and not found:
            raise _nothing_asked(self.register, self.mailing)
        object.__setattr__(self, "standings", found)

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Standing, ...]]:
        found: dict[str, list[Standing]] = {}
        for standing in self.standings:
            found.setdefault(standing.history.letter.recipient, []).append(standing)
            if standing.history.number:
                found.setdefault(standing.history.number, []).append(standing)
        return MappingProxyType({name: tuple(own) for name, own in found.items()})

    def named(self, name: str, option: str, problems: Problems) -> Standing | None:
        """Return the letter to a recipient, or the one that bears a reference number.

        Args:
            name: Id of the recipient or reference number.
            option: Where it was named, for messages.
            problems: Takes what is wrong with it.
        """
        own = self.all_named(name)
        if len(own) == 1:
            return own[0]
        if own:
            numbers = ", ".join(f"{one.history.number or '-'} ({one.history.letter.mailing})" for one in own)
            message = f'"{name}" was asked in several letters: {numbers}'
            problems.add(Problem(option, message, "name the mailing, or the letter by its number"))
        else:
            problems.add(self._none(name, option))
        return None

    def all_named(self, name: str) -> tuple[Standing, ...]:
        """Return every letter to a recipient, or the one that bears a reference number; none where nobody is meant."""
        return self._by_name.get(name) or self._by_name.get(_number(name), ())

    def _none(self, name: str, option: str) -> Problem:
        ids = [one.history.letter.recipient for one in self.standings]
        whose = f"the mailing {self.mailing} has" if self.mailing else "the register has"
        remedy = f"'correspondence replies status' shows who was asked{suggestion(name, tuple(ids))}"
        return Problem(option, f'{whose} no letter to "{name}" that asks something', remedy)

    def among(self, names: Iterable[str], option: str) -> frozenset[Letter]:
        """Return all letters to some recipients, or that bear some reference numbers.

        Raises:
            ProblemsError: One of the names means nobody.
        """
        problems = Problems()
        found: set[Letter] = set()
        for name in names:
            own = self.all_named(name)
            found |= {one.history.letter for one in own}
            if not own:
                problems.add(self._none(name, option))
        problems.stop()
        return frozenset(found)

    def meant(self, names: Iterable[str], option: str, problems: Problems) -> tuple[Standing, ...]:
        """Return each of several letters once, in the order in which they were named."""
        found: dict[Letter, Standing] = {}
        for name in names:
            standing = self.named(name, option, problems)
            if standing is not None:
                found[standing.history.letter] = standing
        return tuple(found.values())


def standing_now(register: Register, letter: Letter) -> Standing:
    """Return how a letter that asked stands at this moment.

    Raises:
        RefusedError: It never asked anything.
    """
    wanted = Wanted(mailing=letter.mailing, recipients=(letter.recipient,))
    for history in histories(register.entries(wanted)):
        if history.letter == letter and (standing := standing_of(history)) is not None:
            return standing
    raise _nothing_asked(register, letter.mailing)


def reply_named(prefix: str, known: Iterable[Received], option: str, problems: Problems) -> Received | None:
    """Return the reply whose checksum begins with some digits.

    Args:
        prefix: The first digits, at least four.
        known: The replies.
        option: Where it was named, for messages.
        problems: Takes what is wrong with it.
    """
    begun = prefix.strip().lower()
    found = {one.sha256: one for one in known if len(begun) >= SHORTEST_PREFIX and one.sha256.startswith(begun)}
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        message, remedy = f'{len(found)} replies have a checksum that begins with "{prefix}"', "give more digits of it"
    else:
        message = f'no reply has a checksum that begins with "{prefix}"'
        remedy = f"give at least {SHORTEST_PREFIX} digits; 'correspondence replies review --list' shows what waits"
    problems.add(Problem(option, message, remedy))
    return None


def questions_of(workspace: Workspace, template: str) -> Mapping[str, Question]:
    """Return the questions of a template by their ids; none where it cannot be read any more."""
    try:
        questionnaire = workspace.template(template).questionnaire
    except CorrespondenceError:
        return MappingProxyType({})
    return MappingProxyType({one.id: one for one in questionnaire.questions} if questionnaire else {})


def question_of(workspace: Workspace, template: str, name: str, option: str, problems: Problems) -> Question | None:
    """Return a question that a letter asked.

    Args:
        workspace: The office's folder.
        template: Id of the letter's template.
        name: Id of the question.
        option: Where it was named, for messages.
        problems: Takes what is wrong with it.
    """
    known = questions_of(workspace, template)
    if name in known:
        return known[name]
    if known:
        remedy = f"it asks {', '.join(known)}{suggestion(name, tuple(known))}"
        problems.add(Problem(option, f'the template {template} asks no question "{name}"', remedy))
    else:
        message = f"the questions of the template {template} cannot be read any more"
        problems.add(Problem(option, message, f"put templates/{template}.md back as it was"))
    return None


def _number(name: str) -> str:
    try:
        return str(Reference.parse(name))
    except WrongReferenceError:
        return ""


def _nothing_asked(register: Register, mailing: str) -> RefusedError:
    asking = {entry.mailing: None for entry in register.entries() if entry.details.get("questionnaire")}
    return RefusedError(
        f'the register {register.name} has no letter of a mailing "{mailing}" that asks something',
        f"'correspondence replies status' shows who was asked{suggestion(mailing, tuple(asking))}",
    )
