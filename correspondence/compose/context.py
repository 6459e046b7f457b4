"""The values that a template sees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2.exceptions import TemplateRuntimeError

from correspondence.compose.running import View, Worked
from correspondence.compose.slots import PAGE_COUNT, PAGE_NUMBER, Capture, Composed, Doubt, Slot
from correspondence.document import ChoiceControl, Control, ControlOption, SignatureField, TextControl
from correspondence.questionnaire import Question, Questionnaire
from correspondence.recipients import Recipient
from correspondence.recipients.postal import postal_lines
from correspondence.templates import Profile, Sender, Signer

ANSWER_LINES = 3
EXPLANATION_LINES = 2
RECIPIENT_NAMES = (
    *("id", "title", "name", "position", "organization", "address", "jurisdiction", "email"),
    *("family_name", "salutation", "addressee", "display_name", "postal_lines"),
)
"""What a recipient has for every template."""


def recipient_view(recipient: Recipient, extras: Mapping[str, Any], profile: Profile) -> View:
    """Return a recipient as templates see it: its fields, what is derived from them, its extras."""
    values = {
        **extras,
        "id": recipient.id,
        "title": recipient.title,
        "name": recipient.name,
        "position": recipient.position,
        "organization": recipient.organization,
        "jurisdiction": recipient.jurisdiction,
        "email": recipient.email,
        "addressee": recipient.addressee,
        "display_name": recipient.display_name,
    }
    ways: Mapping[str, Callable[[], Any]] = {
        "address": lambda: _address_view(recipient, profile),
        "family_name": lambda: _family_name(recipient),
        "salutation": lambda: _salutation(recipient),
        "postal_lines": lambda: postal_lines(recipient),
    }
    for name in ways:
        values.pop(name, None)
    return View(Worked(values, ways), "recipient")


def _address_view(recipient: Recipient, profile: Profile) -> View:
    address = recipient.address
    if address is None:
        empty: dict[str, Any] = dict.fromkeys(("street", "street2", "city", "state", "zip", "country"), "")
        return View({**empty, "lines": ()}, "recipient.address")
    values = {
        "street": address.street,
        "street2": address.street2,
        "city": address.city,
        "state": address.state,
        "zip": address.zip,
        "country": address.country,
        "lines": address.lines(profile.state_names),
    }
    return View(values, "recipient.address")


def _family_name(recipient: Recipient) -> Any:
    return recipient.derived_family_name or Doubt(
        "recipient.family_name",
        f'the family name cannot be told for certain from "{recipient.name}"',
        "add 'family_name:' to the recipient",
    )


def _salutation(recipient: Recipient) -> Any:
    return recipient.derived_salutation or Doubt(
        "recipient.salutation",
        f'the salutation cannot be told for certain from "{recipient.addressee or recipient.organization}"',
        f"add 'salutation: {_salutation_hint(recipient)}' to the recipient",
    )


def _salutation_hint(recipient: Recipient) -> str:
    return f"Dear {recipient.title} …" if recipient.title and recipient.name else "Dear …"


def sender_view(sender: Sender) -> View:
    """Return an office as templates see it."""
    return View(
        {
            "id": sender.id,
            "agency": sender.agency,
            "office": sender.office,
            "city_line": sender.city_line,
            "return_address": sender.return_address,
            "contacts": View(sender.contacts, "sender.contacts"),
            "closing_notice": sender.closing_notice,
            "values": View(sender.values, "sender.values"),
        },
        "sender",
    )


def signer_view(signer: Signer, sender: Sender | None) -> View:
    """Return somebody who signs as templates see them."""
    image: Any = signer.image or Doubt(
        "signer.image",
        f"{signer.name} has no picture of a signature",
        "add 'image:' to the signer, or 'signature: typed' (or none) to the document",
        sender.file if sender else "",
        sender.places.get(f"signers.{signer.id}", 0) if sender else 0,
    )
    return View({"id": signer.id, "name": signer.name, "title": signer.title, "image": image}, "signer")


def questionnaire_view(questionnaire: Questionnaire) -> View:
    """Return a questionnaire as templates see it: its questions with the room for their answers."""
    questions = tuple(
        question_view(number, question) for number, question in enumerate(questionnaire.questions, start=1)
    )
    omb, exemption = questionnaire.omb, questionnaire.exemption
    return View(
        {
            "id": questionnaire.id,
            "due": questionnaire.due,
            "questions": questions,
            "omb": View(
                {"control_number": omb.control_number, "expires": omb.expires, "burden_minutes": omb.burden_minutes}
            )
            if omb
            else None,
            "exemption": View({"reason": exemption.reason, "decided_by": exemption.decided_by}) if exemption else None,
        },
        "questionnaire",
    )


def question_view(number: int, question: Question) -> View:
    """Return a question as templates see it. ``explanation`` and ``citation`` are None where they are not asked for."""
    spoken = f"Question {number}"
    answer: Control
    if question.answers:
        options = tuple(ControlOption(name, text) for name, text in question.answers.items())
        answer = ChoiceControl(question.id, f"{spoken}, choose one answer", options, question.required)
    else:
        kinds = {"text": ("answer", ANSWER_LINES), "number": ("a number", 1), "date": ("a date", 1)}
        what, lines = kinds[question.kind]
        answer = TextControl(question.id, f"{spoken}, {what}", lines, question.required)
    explanation = TextControl(f"{question.id}_explanation", f"{spoken}, explanation", EXPLANATION_LINES)
    citation = TextControl(f"{question.id}_citation", f"{spoken}, statute or policy", 1)
    return View(
        {
            "id": question.id,
            "text": question.text,
            "number": number,
            "kind": question.kind,
            "options": question.options,
            "required": question.required,
            "answer": answer,
            "explanation": explanation if question.explanation else None,
            "citation": citation if question.citation else None,
        },
        "question",
    )


def text_control(name: str, label: str, lines: int = 1, *, required: bool = False) -> TextControl:
    """Give a form room for a text; templates call it."""
    return TextControl(str(name), str(label), int(lines), bool(required))


def signature_field(label: str) -> SignatureField:
    """Give a document room for a digital signature, named for those who cannot see; templates call it."""
    words = " ".join(str(label).split())
    if not words:
        raise TemplateRuntimeError('a signature field has no name; write signature_field("Digital signature of …")')
    return SignatureField(words)


def numbered_questions(questionnaire: Questionnaire) -> tuple[Composed, tuple[Slot, ...]]:
    """Return the questions as a numbered list that a template can print with ``{{ questions }}``.

    Returns:
        The list, and its values, which must be the first of a run.
    """
    capture = Capture()
    tokens = [
        capture.token(Slot(question.text.replace("\n", " "), f"questionnaire.questions[{index}].text"))
        for index, question in enumerate(questionnaire.questions)
    ]
    return Composed("".join(f"{number}. {token}\n" for number, token in enumerate(tokens, 1))), tuple(capture.slots)


def page_tokens() -> dict[str, Composed]:
    """Return what stands for the page's number and the number of pages."""
    return {"page_number": Composed(PAGE_NUMBER), "page_count": Composed(PAGE_COUNT)}
