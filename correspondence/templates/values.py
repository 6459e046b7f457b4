"""What a template, a layout and an office are, once they have been read."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal

from correspondence.fields import FieldSpec
from correspondence.questionnaire import Questionnaire
from correspondence.rulebook import Level
from correspondence.source import Node
from correspondence.templates.approver_settings import Approver
from correspondence.templates.archive_settings import ArchiveSettings
from correspondence.templates.mail_settings import MailSettings

Use = Literal["required", "optional", "none"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """What goes out with a document: another template, merged with its list, or a PDF."""

    template: str = ""
    recipients: str = ""
    pdf: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """One document as its author wrote it.

    Attributes:
        id: The file's name without its ending.
        file: The file, for messages.
        layout: Id of its layout.
        title: Title of the document.
        language: BCP 47 tag.
        sender: Id of the office that speaks, or empty.
        signers: Ids of those who sign, in the order in which they sign.
        signing_for: Id of the signer in whose place the first one signs, or empty.
        questionnaire: What it asks, or None.
        follows: Ids of the templates of whose letters it reminds; empty for a letter that stands alone.
        attachments: What goes out with it.
        covering_mail: Id of the template of the mail that goes with it, or empty.
        approvals: Ids of those who must approve it before it goes out, in their order; empty where nobody must.
        accept: Names of the rules of ``check`` to which it is an exception.
        values: Further values for its body.
        settings: Values for the layout's fields, as nodes: the layout says what they must be.
        body: Markdown with Jinja.
        body_line: Line of the file at which the body begins.
        places: Line of each setting, by its path.
    """

    id: str
    file: str
    layout: str
    title: str
    body: str
    body_line: int
    language: str = "en-US"
    sender: str = ""
    signers: tuple[str, ...] = ()
    signing_for: str = ""
    questionnaire: Questionnaire | None = None
    follows: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    covering_mail: str = ""
    approvals: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    settings: Mapping[str, Node] = field(default_factory=lambda: MappingProxyType({}))
    places: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}), compare=False)

    def bare(self, layout: str, title: str) -> Template:
        """Return what is left of it for a document of another layout that tells of its letters, such as an envelope."""
        return replace(
            self,
            layout=layout,
            title=title,
            body="",
            signers=(),
            signing_for="",
            questionnaire=None,
            follows=(),
            attachments=(),
            settings=MappingProxyType({}),
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """What makes a kind of document: its fields, its parts and their order.

    Attributes:
        id: The folder's name.
        file: ``layout.md``, for messages.
        description: One sentence.
        fields: The values that documents of this kind have in their front matter.
        parts: Top-level divisions in their order, each with whether it must be there.
        divisions: Names of divisions that may stand inside parts.
        variants: Fields whose value names a variant of the look.
        recipient: Whether such a document goes to recipients.
        recipient_fields: Fields that each of them must have.
        sender: Whether it has a sender.
        signer: Whether it is signed.
        page_limit: Most pages, or None.
        envelope: Ids of the window envelopes in which it goes out, by the variant for which each is meant; under an empty
            name for all documents.
        body: Markdown with Jinja: which part stands where.
        body_line: Line of the file at which ``body`` begins.
        css: The text of ``style.css``.
        css_file: That file, for messages.
    """

    id: str
    file: str
    description: str
    body: str
    body_line: int
    css: str
    css_file: str
    fields: Mapping[str, FieldSpec]
    parts: Mapping[str, str]
    divisions: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    recipient: Use = "none"
    recipient_fields: tuple[str, ...] = ()
    sender: Use = "optional"
    signer: Use = "none"
    page_limit: int | None = None
    envelope: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def envelope_of(self, variants: tuple[str, ...]) -> str | None:
        """Return the id of the window envelope of a document with these variants, None where it goes out in none."""
        return next((self.envelope[name] for name in variants if name in self.envelope), self.envelope.get(""))


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs for an office. ``image`` is the path of a picture of the signature, or empty."""

    id: str
    name: str
    title: str = ""
    image: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """An office that writes: its letterhead, its contacts, its signers.

    Attributes:
        id: The file's name without its ending.
        file: The file, for messages.
        contacts: Component, telephone, tty, fax, email and web, empty where not given.
        values: Further values for layouts, by name.
    """

    id: str
    file: str
    agency: str = ""
    office: str = ""
    city_line: str = ""
    return_address: tuple[str, ...] = ()
    contacts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    closing_notice: str = ""
    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    signers: Mapping[str, Signer] = field(default_factory=lambda: MappingProxyType({}))
    places: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}), compare=False)

    @property
    def name(self) -> str:
        """Agency and office in one line."""
        return ", ".join(part for part in (self.agency, self.office) if part)


@dataclass(frozen=True, slots=True)
class Profile:
    """A house's rules where agencies differ.

    Attributes:
        state_names: ``postal`` prints NM, ``spelled`` New Mexico in an inside address
            (USDA ARS Midwest correspondence rules: spelled out in the letter).
        inside_address_lines: Most lines of an inside address before ``check`` warns.
        name_line_characters: Most characters of its first line, which names the person.
        printable_margin: How near to the paper's edge a printer prints, in inches.
        fold: Height of the folded letter that goes into a window envelope, in inches; None for the envelope's own.
        rules: How grave the house takes rules of ``check``, by their names, where not as we do.
    """

    id: str = "default"
    state_names: Literal["postal", "spelled"] = "postal"
    inside_address_lines: int = 5
    name_line_characters: int = 60
    printable_margin: float = 0.25
    fold: float | None = None
    rules: Mapping[str, Level] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Envelope:
    """A window envelope, all measures in inches.

    Attributes:
        id: The file's name without its ending.
        file: The file, for messages.
        width: Of the envelope, inside.
        height: Of the envelope, inside.
        left: From the envelope's left edge to the window's.
        bottom: From the envelope's lower edge to the window's.
        window_width: Of the window.
        window_height: Of the window.
        fold: Height of the folded letter: from its upper edge to the first fold.
        clearance: How much room must be free round the address at the limits of the letter's movement.
    """

    id: str
    file: str
    description: str
    width: float
    height: float
    left: float
    bottom: float
    window_width: float
    window_height: float
    fold: float
    clearance: float = 0.0


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a workspace.

    Attributes:
        profile: Id of the house's rules, or empty.
        database: Where the register is, empty for the usual file.
        series: What new reference numbers begin with.
        interpreter: The function that reads free letters, as ``module:function``; empty for ours.
        mail: How mails go out, None where nothing is said.
        archive: What an archive must know of the records.
        approvers: Those whom templates may ask for approval, by id; empty where the settings name none.
    """

    profile: str = ""
    database: str = ""
    series: str = "REF"
    interpreter: str = ""
    mail: MailSettings | None = None
    archive: ArchiveSettings = field(default_factory=ArchiveSettings)
    approvers: Mapping[str, Approver] = field(default_factory=lambda: MappingProxyType({}))


def day_of(values: Mapping[str, Any]) -> datetime.date | None:
    """Return the date that a document bears, None where it bears none."""
    day = values.get("date")
    return day if isinstance(day, datetime.date) else None
