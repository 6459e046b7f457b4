"""The values that a template sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from correspondence.compose.sandbox import View
from correspondence.compose.slots import PAGE_COUNT, PAGE_NUMBER, Capture, Composed, Doubt
from correspondence.questionnaire import Questionnaire
from correspondence.recipients import Recipient
from correspondence.templates import Profile, Sender, Signer

RESERVED = frozenset({"recipient", "sender", "signers", "signing_for", "questionnaire", "questions", "page_number", "page_count", "title", "draft", "profile"})


def recipient_view(recipient: Recipient, extras: Mapping[str, Any], profile: Profile) -> View:
    """Return a recipient as templates see it: its fields, what is derived from them, its extras."""
    salutation: Any = recipient.derived_salutation or Doubt(
        "recipient.salutation",
        f'the salutation cannot be told for certain from "{recipient.addressee or recipient.organization}"',
        f"add 'salutation: {_salutation_hint(recipient)}' to the recipient",
    )
    family_name: Any = recipient.derived_family_name or Doubt("recipient.family_name", f'the family name cannot be told for certain from "{recipient.name}"', "add 'family_name:' to the recipient")
    address = recipient.address
    address_view = View(
        {
            "street": address.street,
            "street2": address.street2,
            "city": address.city,
            "state": address.state,
            "zip": address.zip,
            "country": address.country,
            "lines": address.lines(profile.state_names),
        }
        if address
        else dict.fromkeys(("street", "street2", "city", "state", "zip", "country"), "") | {"lines": ()}
    )
    return View(
        {
            **extras,
            "id": recipient.id,
            "title": recipient.title,
            "name": recipient.name,
            "position": recipient.position,
            "organization": recipient.organization,
            "address": address_view,
            "jurisdiction": recipient.jurisdiction,
            "email": recipient.email,
            "family_name": family_name,
            "salutation": salutation,
            "addressee": recipient.addressee,
            "display_name": recipient.display_name,
        }
    )


def _salutation_hint(recipient: Recipient) -> str:
    words = recipient.name.split()
    return f"Dear {recipient.title or 'Mr.'} {words[-1]}" if words else "Ladies and Gentlemen"


def sender_view(sender: Sender) -> View:
    """Return an office as templates see it."""
    return View(
        {
            "id": sender.id,
            "agency": sender.agency,
            "office": sender.office,
            "city_line": sender.city_line,
            "return_address": sender.return_address,
            "contacts": View(sender.contacts),
            "closing_notice": sender.closing_notice,
            "values": View(sender.values),
        }
    )


def signer_view(signer: Signer) -> View:
    """Return somebody who signs as templates see them."""
    image: Any = signer.image or Doubt("signer.image", f"{signer.name} has no picture of a signature", "add 'image:' to the signer, or 'signature: typed' (or none) to the document")
    return View({"id": signer.id, "name": signer.name, "title": signer.title, "image": image})


def questionnaire_view(questionnaire: Questionnaire) -> View:
    """Return a questionnaire as templates see it."""
    questions = tuple(View({"id": question.id, "text": question.text, "number": number}) for number, question in enumerate(questionnaire.questions, start=1))
    return View({"id": questionnaire.id, "due": questionnaire.due, "questions": questions})


def numbered_questions(questionnaire: Questionnaire, capture: Capture) -> Composed:
    """Return the questions as a numbered list that a template can print with ``{{ questions }}``."""
    tokens = (capture.token(question.text.replace("\n", " "), f"questionnaire.questions[{index}].text") for index, question in enumerate(questionnaire.questions))
    return Composed("".join(f"{number}. {token}\n" for number, token in enumerate(tokens, start=1)))


def page_tokens() -> dict[str, Composed]:
    """Return what stands for the page's number and the number of pages."""
    return {"page_number": Composed(PAGE_NUMBER), "page_count": Composed(PAGE_COUNT)}

