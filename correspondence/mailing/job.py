"""What somebody asks to be made, and what that becomes once it was read and resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from correspondence.compose import Composer
from correspondence.errors import Problem
from correspondence.mailing.following import Followed
from correspondence.recipients import Recipient, RecipientList
from correspondence.render.packet import AttachedPdf
from correspondence.stylesheet import Stylesheet
from correspondence.templates import Layout, Template
from correspondence.workspace import Workspace


@dataclass(frozen=True)
class Order:
    """What somebody asks to be made.

    Attributes:
        template: Id or path of the template.
        recipients: Id or path of the list, None for a document without recipients.
        mailing: Name of the folder below the output; the list's or template's id where None.
        given: Values from the command line, by name.
        only: Ids of the recipients that are meant; empty for all.
        draft: Whether the documents are marked DRAFT and go unsigned.
        following: The letters that these follow, by the recipients' ids; None for letters that stand alone, and for
            others that are only looked at.
        where: An expression that must be true of a recipient.
        sort: A field by which the recipients are sorted, with a hyphen before it for the other way round.
        limit: How many recipients are taken at most.
        recorded: Whether its files were taken out of a record: what a letter follows is among its values then, and what
            it encloses is not there.
    """

    template: str
    recipients: str | None = None
    mailing: str | None = None
    given: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    only: tuple[str, ...] = ()
    draft: bool = False
    following: Mapping[str, Followed] | None = None
    where: str | None = None
    sort: str | None = None
    limit: int | None = None
    recorded: bool = False


@dataclass(frozen=True)
class Enclosed:
    """A template that goes out attached to another, with the bookmark that the author gave it."""

    job: Job
    bookmark: str


@dataclass(frozen=True)
class Job:
    """An order that was read and resolved: nothing is missing but the making.

    Attributes:
        selected: The recipients that are meant, in the order asked for; one None for a
            document without recipients.
        attachments: What goes out with it, in order.
        variant: What the files' names show: the chosen variants, such as ``-lectern``, or ``.form``.
        found: What is wrong with records of the list that cannot be used, and warnings; nothing else is.
        letter: Of a form, the letter with which it goes; None for anything else.
    """

    workspace: Workspace
    order: Order
    template: Template
    layout: Layout
    stylesheet: Stylesheet
    recipients: RecipientList | None
    selected: tuple[Recipient | None, ...]
    composer: Composer
    attachments: tuple[Enclosed | AttachedPdf, ...] = ()
    variant: str = ""
    found: tuple[Problem, ...] = ()
    letter: Job | None = None
    faultless: set[str] = field(default_factory=set, init=False, repr=False, compare=False)
    """Ids of the recipients in whose records a check found nothing; what goes with the letter need not ask again."""

    @property
    def name(self) -> str:
        """The mailing's name: that of its folder."""
        return self.order.mailing or (self.recipients.id if self.recipients else self.template.id)

    @property
    def has_stand_ins(self) -> bool:
        """Whether it follows letters that nobody named, so that stand-ins fill their places: it can only be looked at."""
        return bool(self.template.follows) and self.order.following is None and not self.order.recorded

    @property
    def choice(self) -> tuple[int, int] | None:
        """How many of how many recipients were chosen by more than their ids; None where nothing was to choose."""
        order = self.order
        if self.recipients is None or not (order.where or order.sort or order.limit):
            return None
        return len(self.selected), len(self.recipients.recipients)

    def stem(self, recipient: Recipient | None) -> str:
        """Return the name of a document's files, without an ending."""
        return (recipient.id if recipient else self.template.id) + self.variant
