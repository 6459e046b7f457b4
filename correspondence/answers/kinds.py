"""What kind of reply it is, told by its whole text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from correspondence.reply import ReplyKind

_MACHINE = re.compile(
    r"^(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office|undeliverable|undelivered|delivery (?:status notification|failure)|"
    r"mail delivery|returned mail|failure notice|away from)",
    re.IGNORECASE,
)
_MAILER = re.compile(r"mailer-daemon|postmaster@|mail delivery (?:system|subsystem)", re.IGNORECASE)
_ABSENT = re.compile(
    r"\b(?:i am|i will be|i'm|is) (?:currently )?(?:out of (?:the )?office|away from (?:the|my) (?:office|desk))\b|\b(?:i am|i will be|i['’]m) on (?:annual |medical )?(?:leave|vacation)\b|"
    r"\bmessage (?:could not|couldn['’]t|was not|wasn['’]t|cannot) be delivered\b|\bmailbox (?:is )?full\b|\bno longer (?:employed|works?|with)\b|\bdelivery has failed\b",
    re.IGNORECASE,
)
_ASTRAY = re.compile(
    r"\b(?:by mistake|in error|misdelivered|misdirected|misaddressed|wrong (?:address|person|city|town|department|agency|office|village)|not (?:meant|intended) for us|"
    r"(?:addressed|meant|intended) (?:to|for) (?:another|a different|somebody else)|return(?:ing)? (?:it|the letter|your letter|the enclosed) (?:herewith|to you)|not the addressee)\b",
    re.IGNORECASE,
)
_OPINION = re.compile(
    r"\bin my (?:humble )?opinion\b|\b(?:as a|i am a|concerned) (?:taxpayer|citizen|resident|voter)\b|\btaxpayer\b|\bi have lived in\b|\bshould (?:tell|answer) you\b|\bi saw (?:it )?on (?:the )?(?:news|tv)\b",
    re.IGNORECASE,
)
_MORE_TIME = re.compile(
    r"\bexten(?:d|ded|sion)\b.{0,80}\b(?:time|deadline|date|days?|weeks?|until|to|through|respond|response)\b|\b(?:additional|another|more|further|extra) (?:[\w-]+ ){0,2}(?:time|days|weeks|months?)\b|"
    r"\b(?:may|can|could) we have until\b|\bask\w* (?:that|for)\b.{0,60}\b(?:until|extension|more time|days|weeks|moved|postponed)\b|\b(?:deadline|date)\b.{0,40}\bbe (?:moved|extended|postponed)\b|"
    r"\brequest\w* (?:an? )?(?:\S+ )?extension\b|\b(?:deadline|due date)\b.{0,60}\b(?:mov|push|chang|extend|postpon)\w*|\b(?:until|till)\b.{0,40}\bto (?:respond|answer|reply)\b|"
    r"\b(?:cannot|can not|unable to|can['’]t|not be able to) (?:meet|make|respond by|answer by|reply by)\b|\bneed (?:a few|\w+|another) (?:more )?(?:days|weeks|month)\b",
    re.IGNORECASE,
)
_CLARIFY = re.compile(
    r"\bclarif\w+\b|\bwhat (?:you|they) mean\b|\b(?:uncertain|unsure|unclear|do not understand|don['’]t understand|not certain) (?:what|which|whether|how)\b|"
    r"\bbefore (?:i|we|the \w+) (?:can |may |could |will |are able to )?(?:answer|respond|reply)\b|\bwhat (?:do|does|is|are) (?:you|they|it|meant|the)\b.{0,40}\bmean\w*\b|"
    r"\bdo (?:you|they) mean\b|\bclear up\b|\b(?:please|kindly|could you) (?:define|explain)\b|\bin (?:your|their) sense\b|\bwhat is meant\b",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"\brefus\w+ to (?:answer|respond|reply|complete|participate|provide)|\b(?:directed|instructed|advised|told)\b.{0,30}\bnot to (?:answer|respond|reply|complete)\b|"
    r"\b(?:make|makes|give|gives|provide|provides|offer|offers|submit) no (?:further |other )?(?:response|answers?|reply)\b|\bow(?:e|es|ing) no (?:answer|response)|\bnone will be (?:given|made|provided)\b|"
    r"\b(?:elect|elects|elected|choose|chooses|chosen|prefer|prefers) not to (?:answer|respond|reply|complete|participate)|"
    r"\bdeclin\w+ to (?:answer|respond|reply|participate|provide|complete|furnish|take part)|\b(?:will|shall|must|do|does|can) not (?:be )?(?:answer|respond|reply|complet|participat|provid)\w*|"
    r"\bnot (?:be )?(?:answering|responding|providing (?:a|any) (?:response|answer))|\bcannot (?:answer|respond|reply)\b|\brefus\w+ to (?:answer|respond|reply)|"
    r"\bno (?:response|answer|answers|reply) (?:will be|is|are) (?:given|provided|forthcoming|made)|\bwon['’]t be (?:answering|responding)|\bno (?:obligation|duty) to (?:answer|respond)|"
    r"\bno (?:further )?response (?:should be|is to be) expected|\bobjects? to (?:each|all|the) (?:of )?(?:the |your )?(?:three )?questions",
    re.IGNORECASE,
)
_RECEIPT = re.compile(
    r"\backnowledg\w+\b|\bin receipt of\b|\breceipt of\b|\b(?:has|have|was|were|been) (?:been )?(?:received|logged|forwarded|referred|opened)\b|\b(?:we|i|office|department) (?:have |has )?(?:received|got)\b|"
    r"\b(?:letter|inquiry|e-?mail|message|questions)\b.{0,50}\b(?:arrived|is in the hands|(?:has|have) been (?:assigned|given|passed|sent|routed|turned over|delivered))\b|"
    r"\bwill (?:prepare|reply|respond|answer|write again|be in touch)\b|\bexpect (?:a|our) (?:reply|response|answer)\b|"
    r"(?<!you have )(?<!you['’]ve )\breached (?:us|this|our|my|the)\b|\b(?:ticket|request|case|reference|tracking) (?:number|no\.?|id)\b|\breferred to\b|\bthank you for (?:your (?:letter|message|e-?mail|inquiry)|contacting|writing)\b|"
    r"\breceived:|\b(?:we|you) will (?:respond|reply|have our|receive|hear from)\b|\bfor (?:review|response|handling)\b|\bgot your letter\b",
    re.IGNORECASE,
)


def machine_notice(headers: Mapping[str, str], text: str) -> bool:
    """Tell whether nobody wrote it: an absence, a delivery that failed."""
    subject = headers.get("subject", "").strip()
    return bool(
        _MACHINE.match(subject) or _MAILER.search(headers.get("from", "")) or _ABSENT.search(_plain(text)[:600])
    )


def gone_astray(text: str) -> bool:
    """Tell whether it says that our letter came to the wrong place."""
    return bool(_ASTRAY.search(_plain(text)))


def opinion(text: str) -> bool:
    """Tell whether somebody speaks for himself rather than for an agency."""
    return bool(_OPINION.search(_plain(text)))


def asks_for_time(text: str) -> bool:
    """Tell whether it asks for time, or for clarification, before answering."""
    return bool(_MORE_TIME.search(_plain(text)) or _CLARIFY.search(_plain(text)))


def refuses(text: str) -> bool:
    """Tell whether it declines to answer."""
    return bool(_REFUSAL.search(_plain(text)))


def kind_without_answers(headers: Mapping[str, str], text: str) -> ReplyKind:
    """Return the kind of a reply that answers nothing.

    Args:
        headers: Headers of the mail by their lower-case name.
        text: Their words.
    """
    if machine_notice(headers, text) or gone_astray(text) or opinion(text):
        return "unrelated"
    if asks_for_time(text):
        return "extension-request"
    if refuses(text):
        return "refusal"
    return "acknowledgement" if _RECEIPT.search(_plain(text)) else "unrelated"


def _plain(text: str) -> str:
    return " ".join(text.split())
