"""What the rules of ``check`` find in the letters of a job, judged as the house's profile, the template and the list say."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache

from correspondence.document import Document, Paragraph
from correspondence.errors import Problem
from correspondence.mailing.job import Job
from correspondence.recipients import Recipient
from correspondence.rulebook import broken, judged
from correspondence.rules import (
    RELEASE_LINE,
    TextFault,
    accepted_rules,
    closed_on,
    recipient_problems,
    release_problems,
    repeated,
    text_problems,
)

INSIDE_ADDRESS = "inside-address"
"""The division in which a layout prints the inside address."""
WRITTEN_IN: Mapping[str, str] = {"embargo": "embargo", "release-dateline": "dateline", "release-headline": "headline"}
"""The settings from which the words come that break a rule, where they are printed otherwise than they were written."""


def judged_for(job: Job, recipient: Recipient | None, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield problems of one letter as the house judges them."""
    accepted = set(job.template.accept)
    if recipient is not None and job.recipients is not None:
        accepted |= accepted_rules(recipient, job.recipients.file)[0]
    yield from judged(problems, job.composer.sources.profile.rules, accepted)


def record_problems(job: Job, recipient: Recipient) -> Iterator[Problem]:
    """Yield what is wrong with one recipient; nothing of the letter is needed for it.

    Of a form, those in whom its letter's check found nothing are not looked at again.
    """
    if job.recipients is None or recipient.id in _faultless(job):
        return
    file = job.recipients.file
    found = list(accepted_rules(recipient, file)[1])
    of_record = recipient_problems(recipient, file, job.composer.sources.profile, addressed=_is_addressed(job))
    found += judged_for(job, recipient, of_record)
    if not found:
        job.faultless.add(recipient.id)
    yield from found


def _is_addressed(job: Job) -> bool:
    """Tell whether a document prints an inside address."""
    return INSIDE_ADDRESS in job.layout.parts or INSIDE_ADDRESS in job.layout.divisions


def _faultless(form: Job) -> Collection[str]:
    """Return those in whose records the check of a form's letters found nothing; none where a form is held to more."""
    letter = form.letter
    alike = (
        letter is not None
        and letter.selected is form.selected
        and letter.recipients is form.recipients
        and letter.template.accept == form.template.accept
        and letter.composer.sources.profile is form.composer.sources.profile
        and (_is_addressed(letter) or not _is_addressed(form))
    )
    return letter.faultless if letter is not None and alike else ()


def list_problems(job: Job) -> Iterator[Problem]:
    """Yield what only the list as a whole can tell: who is in it twice.

    A form's list is not looked at again where its letters' check has looked at every record.
    """
    if job.recipients is None or len(_faultless(job)) == len(job.selected):
        return
    unit = "line" if job.recipients.places is None else "row"
    for recipient, known in repeated(one for one in job.selected if one is not None):
        what = f"{recipient.id} and {known.id} ({unit} {known.line}) are one person at one address"
        problem = broken(
            "duplicate-recipient", job.recipients.file, what, "delete one of the two", recipient.line, recipient.id
        )
        yield from judged_for(job, recipient, [problem])


def text_findings(
    job: Job, recipient: Recipient | None, document: Document, *, sound: bool = False
) -> Iterator[Problem]:
    """Yield what is wrong with the words of a letter.

    Args:
        job: The letters.
        recipient: To whom it goes, None for a document without.
        document: The letter.
        sound: Whether each of its blocks was found to be sound already.
    """
    is_release = RELEASE_LINE in job.layout.divisions or RELEASE_LINE in job.layout.parts
    faults = (*(() if sound else text_problems(document)), *(release_problems(document) if is_release else ()))
    if not faults:
        return
    problems = [placed for fault in faults if (placed := _placed(job, recipient, fault)) is not None]
    yield from judged_for(job, recipient, problems)


def due_problems(job: Job, document: Document) -> Iterator[Problem]:
    """Hold the day by which answers are asked for to the letter's own, and to the calendar."""
    asked = job.template.questionnaire
    if asked is None or asked.due is None:
        return
    file, line = job.template.file, job.template.places.get("questionnaire.due")
    if document.date and asked.due < document.date:
        message = f"answers are due on {asked.due}, before the letter's date, {document.date}"
        yield Problem(file, message, "mend one of the two", line=line, field="questionnaire.due")
    elif closed := _closed_on(asked.due):
        message = f"answers are due on {asked.due}, which is {closed}"
        problem = broken("due-day", file, message, "choose a day on which offices are open", line, "questionnaire.due")
        yield from judged_for(job, None, [problem])


_closed_on = lru_cache(maxsize=16)(closed_on)


def inside_address_of(document: Document) -> tuple[str, ...]:
    """Return the lines of a letter's inside address, empty where it has none."""
    from correspondence.rules.texts import division_of, text_of

    division = division_of(document, INSIDE_ADDRESS)
    if division is None:
        return ()
    texts = (text_of(block) for block in division.blocks if isinstance(block, Paragraph))
    return tuple(line for text in texts for line in text.split("\n"))


def _placed(job: Job, recipient: Recipient | None, fault: TextFault) -> Problem | None:
    """Lead words back to the line on which somebody wrote them; None for those of a field that was reported already."""
    template = job.template
    words = fault.words
    problem = broken(fault.rule, template.file, fault.message, fault.remedy)
    if not words:
        return problem
    lines = enumerate(template.body.split("\n"), start=template.body_line)
    line = next((number for number, text in lines if words in text), None)
    if line is not None:
        return dataclasses.replace(problem, line=line)
    for name, node in template.settings.items():
        if words.lower() in node.raw.lower():
            return dataclasses.replace(problem, line=node.line or None, field=name)
    if recipient is not None and job.recipients is not None:
        if fault.rule == "placeholder" and _is_reported(recipient, words):
            return None
        for name, node in {**job.recipients.shared, **recipient.extras}.items():
            if words in str(node.plain()):
                own = name in recipient.extras
                field = f"{recipient.id}.{name}" if own else f"shared.{name}"
                return dataclasses.replace(problem, file=job.recipients.file, line=node.line or None, field=field)
    setting = WRITTEN_IN.get(fault.rule, "")
    line = template.places.get(setting)
    return dataclasses.replace(problem, line=line, field=setting) if line else problem


def _is_reported(recipient: Recipient, words: str) -> bool:
    """Tell whether words stand in a field of the recipient's that the rules for recipients have looked at."""
    address = recipient.address
    texts = [
        recipient.title,
        recipient.name,
        recipient.position,
        recipient.organization,
        recipient.jurisdiction,
        recipient.salutation,
    ]
    texts += [address.street, address.street2, address.city, *address.as_given] if address else []
    return any(words in text for text in texts)
