"""What the files of templates, layouts, senders, profiles and settings may hold."""

from __future__ import annotations

from collections.abc import Mapping

from correspondence.fields import (
    SIMPLE_KINDS,
    VALUES,
    Anything,
    Choice,
    Either,
    FieldSpec,
    Inches,
    ListOf,
    MapOf,
    Record,
    WholeNumber,
    Words,
)
from correspondence.fields.declarations import FIELD_NAME, FIELD_NAME_REMEDY
from correspondence.questionnaire import QuestionnaireKind
from correspondence.recipients import RECIPIENT_FIELDS
from correspondence.references import SERIES_PATTERN, SERIES_REMEDY
from correspondence.rulebook import LEVELS, RULES
from correspondence.templates.approver_settings import APPROVER
from correspondence.templates.archive_settings import ARCHIVE
from correspondence.templates.mail_settings import MailKind

NAME = Words("name", r"[A-Za-z0-9][A-Za-z0-9_-]*", "use letters, digits, hyphens and underscores", multiline=False)
PART_NAME = Words(
    "name of a part", r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "use small letters, digits and hyphens", multiline=False
)
PICTURE = Words(
    "picture file",
    r"(?![/\\~])[^:*?\"<>|\\]+\.(png|jpg|jpeg|PNG|JPG|JPEG)",
    "name a .png or .jpg file by its path below templates/",
    multiline=False,
)


ATTACHMENT = Record(
    {
        "template": FieldSpec(NAME, "Id of a template", default=""),
        "list": FieldSpec(NAME, "Id of the list with which it is merged", default=""),
        "pdf": FieldSpec(
            Words(
                "PDF file", r"(?![/\\~]).+\.(pdf|PDF)", "name a .pdf file by its path below templates/", multiline=False
            ),
            "Path of a PDF below templates/",
            default="",
        ),
        "title": FieldSpec(Words("title", multiline=False), "Its bookmark in the packet", default=""),
    },
    noun="attachment",
)

TEMPLATE_FIELDS: Mapping[str, FieldSpec] = {
    "layout": FieldSpec(NAME, "Id of the layout: the kind of document", required=True),
    "title": FieldSpec(Words("title", multiline=False), "Title of the document, for its metadata", required=True),
    "language": FieldSpec(
        Words("language", r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "write a language tag such as en-US", multiline=False),
        "Language of the text",
        default="en-US",
    ),
    "sender": FieldSpec(NAME, "Id of the office that writes", default=""),
    "signer": FieldSpec(ListOf(NAME, single=True, least=1), "Id of the person who signs, or a list of ids", default=()),
    "signing_for": FieldSpec(NAME, "Id of the signer in whose place the first one signs", default=""),
    "questionnaire": FieldSpec(QuestionnaireKind(), "What the letter asks"),
    "follows": FieldSpec(
        ListOf(NAME, single=True),
        "Id of the template of whose letters it reminds, or a list of ids: 'replies remind' makes it",
        default=(),
    ),
    "attachments": FieldSpec(ListOf(ATTACHMENT), "What goes out with the document, in order", default=()),
    "covering_mail": FieldSpec(NAME, "Id of the template of the mail with which 'send' sends it", default=""),
    "approvals": FieldSpec(
        ListOf(NAME, single=True),
        "Ids of those who must approve it before it goes out, in order: 'approve' records it",
        default=(),
    ),
    "accept": FieldSpec(
        ListOf(Choice(tuple(RULES), noun="rule"), single=True),
        "Rules of 'check' to which the document is an exception: the guide to checking lists them",
        default=(),
    ),
    "values": FieldSpec(VALUES, "Further values for the body, by name"),
}

SIGNER = Record(
    {
        "name": FieldSpec(Words("name", multiline=False), "Printed name", required=True),
        "title": FieldSpec(Words("title"), "Printed title", default=""),
        "image": FieldSpec(PICTURE, "Picture of the signature, by its path below templates/", default=""),
    },
    noun="signer",
)

CONTACTS = Record(
    {
        "component": FieldSpec(Words("component", multiline=False), "Code of the component, such as AG", default=""),
        "telephone": FieldSpec(SIMPLE_KINDS["telephone"], "Telephone", default=""),
        "tty": FieldSpec(SIMPLE_KINDS["telephone"], "Teletypewriter", default=""),
        "fax": FieldSpec(SIMPLE_KINDS["telephone"], "Fax", default=""),
        "email": FieldSpec(SIMPLE_KINDS["email"], "E-mail", default=""),
        "web": FieldSpec(
            Words("web address", r"\S+\.\S+", "write it as www.agency.gov", multiline=False),
            "Web address as it is printed",
            default="",
        ),
    },
    noun="contact",
)

SENDER = Record(
    {
        "agency": FieldSpec(Words("agency"), "The department or agency", default=""),
        "office": FieldSpec(Words("office"), "The office within it", default=""),
        "city_line": FieldSpec(
            Words("city line", multiline=False), "City, state and ZIP code of the letterhead", default=""
        ),
        "return_address": FieldSpec(ListOf(Words("line", multiline=False)), "Lines of the return address", default=()),
        "contacts": FieldSpec(CONTACTS, "How the office is reached"),
        "closing_notice": FieldSpec(Words("notice"), "Last lines of its press releases", default=""),
        "values": FieldSpec(VALUES, "Further values for layouts, as sender.values.NAME"),
        "signers": FieldSpec(MapOf(SIGNER), "Those who sign for it, by id"),
    },
    noun="sender",
)

PROFILE = Record(
    {
        "state_names": FieldSpec(
            Choice(("postal", "spelled")), "How an inside address writes a state", default="postal"
        ),
        "inside_address_lines": FieldSpec(
            WholeNumber(1), "Most lines of an inside address before a warning", default=5
        ),
        "name_line_characters": FieldSpec(
            WholeNumber(1), "Most characters of its first line before a warning", default=60
        ),
        "printable_margin": FieldSpec(Inches(), "How near to the paper's edge the printer prints", default=0.25),
        "fold": FieldSpec(
            Inches(), "From a letter's upper edge to its first fold, where it is not as the envelope has it"
        ),
        "rules": FieldSpec(
            Record(
                {name: FieldSpec(Choice(LEVELS), rule.says, default=rule.level) for name, rule in RULES.items()},
                noun="list of rules",
            ),
            "How grave the house takes rules of 'check', where not as we do",
        ),
    },
    noun="profile",
)

ENVELOPE = Record(
    {
        "description": FieldSpec(Words("description"), "One sentence: which envelope it is", required=True),
        "width": FieldSpec(Inches(), "Width of the envelope", required=True),
        "height": FieldSpec(Inches(), "Height of the envelope", required=True),
        "left": FieldSpec(Inches(), "From its left edge to the window's", required=True),
        "bottom": FieldSpec(Inches(), "From its lower edge to the window's", required=True),
        "window_width": FieldSpec(Inches(), "Width of the window", required=True),
        "window_height": FieldSpec(Inches(), "Height of the window", required=True),
        "fold": FieldSpec(Inches(), "From the letter's upper edge to its first fold", required=True),
        "clearance": FieldSpec(
            Inches(), "Room that must be free round the address, however the letter slides", default=0.0
        ),
    },
    noun="envelope",
)

REFERENCE = Record(
    {
        "series": FieldSpec(
            Words("series", SERIES_PATTERN, SERIES_REMEDY, multiline=False),
            "What new reference numbers begin with",
            default="REF",
        )
    },
    noun="settings of reference numbers",
)

SETTINGS = Record(
    {
        "profile": FieldSpec(NAME, "Id of the house's rules in templates/profiles/", default=""),
        "database": FieldSpec(
            Words("database", multiline=False),
            "Where the register is: the path of a file, or postgresql+psycopg://USER@HOST/DATABASE; output/register.sqlite where nothing is said",
            default="",
        ),
        "reference": FieldSpec(REFERENCE, "How reference numbers are given"),
        "mail": FieldSpec(MailKind(), "How mails go out"),
        "approvers": FieldSpec(
            MapOf(APPROVER, name_pattern=NAME.pattern, remedy=NAME.remedy),
            "Those whom templates ask for approval, by id; each may be anybody where nothing is said",
        ),
        "archive": FieldSpec(ARCHIVE, "What an archive must know of the records that it is given"),
        "interpreter": FieldSpec(
            Words(
                "interpreter",
                r"[A-Za-z_][A-Za-z0-9_.]*:[A-Za-z_][A-Za-z0-9_]*",
                "write module:function, such as our_office.reading:interpret",
                multiline=False,
            ),
            "A function of an installed Python package that reads free letters in place of ours; a person confirms all that it proposes",
            default="",
        ),
    },
    noun="workspace's settings",
)

USE = Choice(("required", "optional", "none"))
PART_USE = Choice(("once", "optional"))

LAYOUT = Record(
    {
        "description": FieldSpec(Words("description"), "One sentence: what kind of document this is", required=True),
        "fields": FieldSpec(
            MapOf(Anything(), name_pattern=FIELD_NAME, remedy=FIELD_NAME_REMEDY),
            "Values that its documents have in their front matter",
        ),
        "parts": FieldSpec(
            MapOf(PART_USE, name_pattern=PART_NAME.pattern, remedy=PART_NAME.remedy),
            "Its divisions in their order: once or optional",
            required=True,
        ),
        "divisions": FieldSpec(ListOf(PART_NAME), "Divisions that may stand inside parts", default=()),
        "variants": FieldSpec(ListOf(NAME), "Fields of type choice whose value names a variant", default=()),
        "recipient": FieldSpec(USE, "Whether it goes to recipients", default="none"),
        "recipient_fields": FieldSpec(
            ListOf(Choice(tuple(name for name in RECIPIENT_FIELDS if name != "accept"))),
            "Fields that each recipient must have",
            default=(),
        ),
        "sender": FieldSpec(USE, "Whether it has a sender", default="optional"),
        "signer": FieldSpec(USE, "Whether it is signed", default="none"),
        "page_limit": FieldSpec(WholeNumber(1), "Most pages"),
        "envelope": FieldSpec(
            Either(
                "envelope",
                scalar=NAME,
                mapping=MapOf(NAME),
                remedy="write the id of an envelope in templates/envelopes/, or such ids by the variants of the document",
            ),
            "Id of the window envelope in which it goes out, or such ids by variant",
        ),
    },
    noun="layout",
)

RESERVED = frozenset(
    {
        *TEMPLATE_FIELDS,
        "recipient",
        "signers",
        "questions",
        "page_number",
        "page_count",
        "draft",
        "profile",
        "reference_number",
        "text_control",
        "signature_field",
    }
)
"""Names that mean something in every template; no value of an office's own can have one."""
