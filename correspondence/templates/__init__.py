"""What an office writes once: templates of documents, layouts of kinds, and senders.

Each is one file. Here they are read from text and checked; where the files lie is the
workspace's business.
"""

from correspondence.templates.approver_settings import Approver
from correspondence.templates.archive_settings import ARCHIVE, ArchiveSettings
from correspondence.templates.descriptions import (
    ATTACHMENT,
    ENVELOPE,
    LAYOUT,
    NAME,
    PROFILE,
    RESERVED,
    SENDER,
    SETTINGS,
    TEMPLATE_FIELDS,
)
from correspondence.templates.mail_settings import (
    MAIL,
    PASSWORD_VARIABLE,
    USER_VARIABLE,
    MailKind,
    MailSettings,
)
from correspondence.templates.reading import (
    read_envelope,
    read_layout,
    read_profile,
    read_sender,
    read_settings,
    read_settings_of,
    read_template,
    read_value,
)
from correspondence.templates.values import (
    Attachment,
    Envelope,
    Layout,
    Profile,
    Sender,
    Settings,
    Signer,
    Template,
    day_of,
)
from correspondence.templates.vocabularies import VOCABULARIES, with_vocabulary

__all__ = [
    "ARCHIVE",
    "ATTACHMENT",
    "ENVELOPE",
    "LAYOUT",
    "MAIL",
    "NAME",
    "PASSWORD_VARIABLE",
    "PROFILE",
    "RESERVED",
    "SENDER",
    "SETTINGS",
    "TEMPLATE_FIELDS",
    "USER_VARIABLE",
    "VOCABULARIES",
    "Approver",
    "ArchiveSettings",
    "Attachment",
    "Envelope",
    "Layout",
    "MailKind",
    "MailSettings",
    "Profile",
    "Sender",
    "Settings",
    "Signer",
    "Template",
    "day_of",
    "read_envelope",
    "read_layout",
    "read_profile",
    "read_sender",
    "read_settings",
    "read_settings_of",
    "read_template",
    "read_value",
    "with_vocabulary",
]
