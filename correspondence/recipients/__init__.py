"""Who a mailing goes to: a list of addressees, read and checked as a whole."""

from correspondence.recipients.checking import DEVICES, HIGHEST_ZIP, LOWEST_ZIP
from correspondence.recipients.fields import ADDRESS, LIST, RECIPIENT, RECIPIENT_FIELDS, ZIP
from correspondence.recipients.naming import slug
from correspondence.recipients.reading import read_recipient_list, recipient_list_from_node
from correspondence.recipients.sheets import list_from_table, read_recipient_sheet
from correspondence.recipients.values import (
    DOMESTIC,
    SUFFIXES,
    Address,
    InvalidRecipientsError,
    Recipient,
    RecipientList,
    SheetPlaces,
    StateNames,
)
from correspondence.recipients.writing import written_list

__all__ = [
    "ADDRESS",
    "DEVICES",
    "DOMESTIC",
    "HIGHEST_ZIP",
    "LIST",
    "LOWEST_ZIP",
    "RECIPIENT",
    "RECIPIENT_FIELDS",
    "SUFFIXES",
    "ZIP",
    "Address",
    "InvalidRecipientsError",
    "Recipient",
    "RecipientList",
    "SheetPlaces",
    "StateNames",
    "list_from_table",
    "read_recipient_list",
    "read_recipient_sheet",
    "recipient_list_from_node",
    "slug",
    "written_list",
]
