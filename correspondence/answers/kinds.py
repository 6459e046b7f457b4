"""What kind of reply it is, where it answers nothing, and what speaks against its being an answer at all."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

from correspondence.answers.text import Body, fold
from correspondence.asked import AskedLetter
from correspondence.days import month_of
from correspondence.reply import Reply, ReplyKind

_AUTOMATIC = re.compile(
    r"\bout of (?:the )?office\b|\bi (?:am|will be|'m) (?:currently |presently )?(?:away|out|on (?:annual |medical |military |family |parental |maternity )?(?:leave|vacation|travel))\b|"
    r"\bon (?:annual|vacation|medical|military|family) leave\b|\blimited access to (?:e-?mail|my)\b|\bi will (?:return|be back|be returning)\b|\bwill be (?:out|away|back) (?:of|until|from|on)\b|\bwhen i return\b|\bno longer (?:employed|with the|works? (?:for|at|here))\b"
)
_BY_MACHINE = re.compile(r"\bauto(?:matic)?[- ]?(?:reply|response|mated)|\bautoreply\b")
_UNDELIVERED = re.compile(
    r"\bundeliver(?:able|ed)\b|\bdelivery (?:status notification|has failed|failed|failure|incomplete)\b|\bmail delivery (?:failed|subsystem|system)\b|\bcould ?n[o']t be delivered\b|\bwas not delivered\b|\bmailbox (?:is )?full\b|\bmailbox unavailable\b|"
    r"\brecipient address rejected\b|\buser unknown\b|\bnot deliverable as addressed\b|\breturn(?:ed)? to sender\b|\bunable to forward\b|\bmailer-daemon\b|\bremote server (?:returned|said)\b|\bmessage (?:has been |was )?(?:rejected|blocked|bounced|returned)\b|\b5\d\d[ -]5\.\d\.\d\b|\baddress(?:ee)? unknown\b|\bno such user\b"
)
_BIDS = re.compile(r"(?:^|[.!*:;-]\s*)(?:please )?do not (?:reply|respond|answer)\b")
_MACHINE = re.compile(r"mailer-daemon|postmaster|no-?reply|do-?not-?reply|autoresponder")
_ASTRAY = re.compile(
    r"\b(?:came|sent|delivered|addressed|reached|arrived|forwarded|went|received|mailed|directed|routed)\b[^.;]{0,60}\b(?:by mistake|in error|mistakenly|by accident|to the wrong)\b|\b(?:by mistake|in error|mistakenly|misdirected|misdelivered|misaddressed|wrong (?:address|department|agency|city|town|county|person|recipient|place|office|state|fax|number))\b|"
    r"\bnot (?:intended|meant) for (?:us|me|this)\b|\b(?:was|is) (?:intended|meant) for (?:another|a different|the)\b|\b(?:send|mail)(?:ing)? (?:it|this|them|the letter|your letter) back\b|\breturn(?:ing)? (?:it|them|this|the (?:letter|envelope|enclosed)|your letter|herewith)\b|\bi believe you want\b|\bnothing to do with (?:us|this (?:city|county|town|office|department)|me|our (?:city|county|town|office|department))\b|\bnot (?:the|your) (?:intended|right)\b|\bwe are not the\b[^.;]{0,60}\byou\b|\bno (?:such person|one (?:by|of) that name|record of (?:any|such))\b|\benclosed (?:letter|envelope|mail)\b[^.;]{0,80}\b(?:came|was|is)\b"
)
_ACKNOWLEDGES = re.compile(
    r"\backnowledg\w*\b|\b(?:letter|message|e-?mail|inquiry|correspondence|request|survey|questionnaire)\b[^.;]{0,50}\b(?:was|has been|were|is) (?:duly |safely )?(?:received|referred|forwarded|routed|assigned|passed|logged|delivered|opened|shared)\b|\b(?:got it|got your|rec'd|well received)\b|\b(?:i|we) (?:have |has )?(?:received|got|are in receipt|am in receipt|have your)\b|\breceipt of\b|\bconfirm(?:s|ed|ing)? (?:receipt|that)\b|"
    r"\breached (?:us|me|this|our|the)\b|\b(?:request|ticket|case|tracking|confirmation|reference) (?:number|no\.?|id)\b|\bthank(?:s| you) for (?:contacting|your (?:letter|message|e-?mail|inquiry|interest|correspondence|submission|note))\b|\b(?:will|shall|'ll) (?:respond|reply|answer|be in touch|get back|review|prepare|write|have (?:an?|our|your))\b|\b(?:has been|was|been) (?:referred|forwarded|routed|assigned|passed)\b|\breceived\b"
)
_ASKS_TIME = re.compile(
    r"\b(?:extension|extended|extend|enlarged?|enlargement)\b|\b(?:could|may|can|might|to|would) (?:i |we |the \w+ )?(?:please )?have (?:until|till)\b|\b(?:give|given|giving|allow|allowed|allowing|grant|granted) (?:us |me |ourselves |the \w+ )?(?:until|till)\b|\b(?:additional|more|further|extra|some|another) (?:\w+ ){0,2}(?:time|days|weeks|months?)\b|\b(?:another|a few more|a couple more|(?:two|three|four|six|ten|fifteen|thirty|sixty|\d+) (?:more|additional|extra)) (?:days|weeks|months?|business days)\b|\banother (?:two|three|four|six|ten|thirty|\d+)?\s?(?:days|weeks|months?)\b|"
    r"\b(?:until|till|by|before) (?=[^.;]{0,40}(?:\d|\bend of\b|\bnext\b|\bweeks?\b|\bmonths?\b|day\b))[^.;]{3,40}\bto (?:respond|reply|answer|submit|complete|finish|file)\b|\b(?:cannot|can't|unable to|not (?:be )?able to|won't be able to|will not be able to|impossible to) (?:respond|reply|answer|meet|complete|finish|get)\b[^.;]{0,60}\b(?:by|before|until|in time|deadline|date|on seven|within)\b|\b(?:push|move|postpone|defer|put off|enlarge)\w*\b[^.;]{0,40}\b(?:date|deadline|time|response)\b|\bmeet (?:the|your|that) (?:deadline|date)\b|\btime (?:to|for|in which to|within which to) (?:respond\w*|repl\w+|answer\w*|response)\b[^.;]{0,30}\b(?:be|run|begin|start|counted|lengthened|longer)\b|\b(?:hardly|scarcely|not|barely) be (?:feasible|possible|practicable|realistic)\b|\bgrace period\b|\bgrant (?:us|me)\b|\b(?:patience|indulgence|forbearance|leeway|bear with (?:us|me))\b[^.;]{0,30}\b(?:until|till|through)\b|\b(?:would|will|could|can|is) (?:the |a |an |early |late |mid-?)?(?:[\w,-]+ ){1,6}?(?:work|do|suit|be (?:acceptable|all right|ok(?:ay)?|soon enough|too late)|acceptable|all right|ok(?:ay)?|soon enough)(?: (?:for|with|by) you(?:r \w+)?)?\?|\b(?:not|n't|cannot|never) (?:\w+ ){0,2}(?:going to |be able to )?(?:make|meet|hit) (?:it by |the |that |your |this )?(?:deadline|date|(?:mon|tues|wednes|thurs|fri)day|\w+ (?:\d{1,2}(?:st|nd|rd|th)?))\b"
)
_ASKS_MEANING = re.compile(
    r"\b(?:clarif\w+|what (?:do|does|is meant|you mean|did)|(?:do|did) you mean|need to (?:understand|know) (?:what|whether|two|three|some|a few|how|which)|before (?:i|we|the (?:city|county|department|office)) (?:can|could|will|are able to|is able to|respond|answer|reply)|could you (?:please )?(?:explain|clarify|tell|define|confirm)|(?:kindly|would you|could you|can you|grateful if you would) (?:please |kindly )?(?:let (?:us|me) know|tell (?:us|me)|advise|confirm|specify|indicate)|please (?:explain|clarify|define|advise (?:us )?(?:what|whether|which|how)|tell us (?:what|whether|which))|ask(?:s|ing)? (?:for|that you) (?:define|clarif\w+)|define\b|in (?:your|their) sense|which of (?:the|our)|is meant by)\b"
)
_REFUSES = re.compile(
    r"\b(?:declin\w+|refus\w+|elects? not|chooses? not|chosen not|will not be|not be|do(?:es)? not intend|unwilling|prefer(?:s)? not|decided not)\b[^.;]{0,40}\b(?:to (?:answer|respond|reply|participate|provide|comment|complete|take part|submit|furnish)|answering|responding|participating|completing|providing|comment|any response|substantive)\b|"
    r"(?<!not )(?<!never )\bdeclin(?:e|es|ed|ing)\b(?=\s*(?:[.,;]|the invitation|your|this|at this time|respectfully|on (?:the )?advice))|\b(?:will|shall|do|can|must|does|would)(?:(?: therefore| respectfully| accordingly)? not|n't) (?:(?!know\b)\w+ ){0,3}(?:answer|respond|reply|participate|comment|complete|provide|submit(?:ting)?|be (?:submitting|furnishing|answering|responding|replying|providing|completing|participating))\b|\b(?:cannot|can't) (?:answer|respond|comment|participate)\b|\bno (?:response|answers?|reply|further response) (?:will|shall|is|to|are)\b|\bno comment\b|\bnot going to (?:\w+ )?(?:answer|respond|reply|participate|complete|fill)\b|\b(?:not|won't) (?:be )?fill(?:ing)? (?:it|this|them|in|out|the|your)\b|\btake us off\b|\bobjects? to (?:the|your|each|all|these|this|answering)\b|\brespectfully (?:refuse|decline)\b|\bnot (?:in a position|obliged|required|obligated|authorized|at liberty|able|permitted|allowed) to (?:answer|respond|reply|comment|participate|take part)\b|\b(?:told|instructed|directed|advised|ordered|asked) (?:\w+ )?not to (?:answer|respond|reply|comment|participate)\b|\bleav(?:e|es|ing) (?:the |your |these |those |all )?(?:\w+ )?(?:questions?|inquir(?:y|ies)|form|them) (?:\w+ )?(?:blank|unanswered|without (?:a|an|any) (?:response|answer|reply))\b|\bpass(?:ing)? on (?:the|your|these|this|those|answering|all)\b|\b(?:rather|sooner) (?:i|we|that we) (?:did|do) not\b|\btake (?:\w+ ){1,4}off (?:the|your) list\b|\bnone of (?:your|the (?:department|federal)\S*) business\b|\bwithdraw(?:s|n|ing)?\b[^.;]{0,40}\b(?:application|interest|request)\b|\bspeak(?:s)? for (?:itself|themselves)\b"
)
_OTHER_LETTER = re.compile(
    r"\b(?:letter|inquiry|request|survey|questionnaire|e-?mail|memorandum|notice) (?:that )?you (?:sent|mailed|wrote|e-?mailed)(?: us| me| out)? (?:on )?(?P<sent>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?(?:,?\s+\d{4})?|\d{1,2}/\d{1,2}(?:/\d{2,4})?)|"
    r"\b(?:your|you|the (?:bureau|office|agency|division|section)'s) (?:\w+ ){0,3}(?:letter|inquiry|request|survey|questionnaire|correspondence|e-?mail|memorandum|notice|solicitation|message|data call|reminder|questions?|form)\b(?:(?!\b(?:meeting|session|hearing|sitting)\b)[^.;]){0,50}?\b(?:of|dated|from|sent)\s+(?P<date>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?(?:,?\s+\d{4})?|\d{1,2}\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:\s+\d{4})?|\d{1,2}/\d{1,2}(?:/\d{2,4})?)|"
    r"\bthe one (?:of|dated|from|sent)\s+(?P<one>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?(?:,?\s+\d{4})?)|"
    r"\b(?:your|the)\s+(?P<bare>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?(?:,?\s+\d{4})?|\d{1,2}/\d{1,2}(?:/\d{2,4})?),?\s+(?:\d{4}\s+)?(?:letter|inquiry|request|survey|questionnaire|correspondence|e-?mail|memorandum|notice)\b"
)
_OWN_LETTER = re.compile(
    r"\b(?:our|my) (?:\w+ ){0,2}(?:letter|response|reply|answers?|e-?mail)\b[^.;]{0,20}?\b(?:of|dated|from|sent)\s+(?P<date>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?(?:,?\s+\d{4})?)"
)
_CITIZEN = re.compile(
    r"\b(?:taxpayer|resident|citizen|voter|constituent|homeowner|concerned (?:parent|neighbor|mother|father))s?\b|\bas a (?:private|long-?time|lifelong|concerned)\b|\bi (?:live|have lived|pay taxes|vote)\b|\bmy (?:street|neighborhood|block|taxes)\b|\b(?:our|this) newspaper\b|\bi (?:read|saw|heard) (?:it |this )?(?:in|on|from) the\b|\bmy (?:late )?(?:husband|wife|neighbors?|church|pastor|grandchildren)\b|\breporter\b|\bmy (?:own )?opinion\b"
)


NOTHING_UNDERSTOOD = "nothing in it answers, acknowledges, asks for time or declines"


def strays(reply: Reply, body: Body) -> str:
    """Return why a reply is a machine's notice or went astray, empty where it is neither."""
    subject = fold(reply.headers.get("subject", ""))
    sender = fold(reply.headers.get("from", ""))
    text = " ".join(body.flat[:6_000].split())
    if (
        reply.headers.get("auto-submitted", "no").lower().startswith("auto-generated")
        or _UNDELIVERED.search(subject)
        or (
            _UNDELIVERED.search(text[:1_500])
            and (
                _MACHINE.search(sender)
                or not reply.headers
                or re.search(r"\breturn(?:ed)? to sender\b|not deliverable", text)
            )
        )
    ):
        return "it is a notice that a message was not delivered"
    machine = _BY_MACHINE.search(subject) or (_BY_MACHINE.search(text[:700]) and reply.headers)
    if (
        _AUTOMATIC.search(subject)
        or (_AUTOMATIC.search(text[:700]) and reply.headers)
        or (machine and not _ACKNOWLEDGES.search(text[:2_500]))
    ):
        return "it is an automatic notice of absence"
    if _ASTRAY.search(text[:2_500]) and not re.search(r"\bnow to your questions\b", text):
        return "it says that the letter went astray"
    if len({one[0].rstrip("s") for one in _CITIZEN.finditer(text)}) > 1:
        return "it is written by a private person"
    return ""


def other_letter(body: Body, letter: AskedLetter | None, subject: str) -> tuple[str, bool]:
    """Return why a reply seems to answer another letter than ours, and whether its date can be no slip for ours.

    A letter before ours, of another month and another day of the month, is another one; empty where nothing says so.
    """
    if letter is None or letter.date is None:
        return "", False
    flat = " ".join(body.flat[:8_000].split())
    dates = [
        _day(one["date"] or one["bare"] or one["sent"] or one["one"], letter.date.year)
        for one in _OTHER_LETTER.finditer(f"{subject} . {flat}")
    ]
    theirs = {_day(one["date"], letter.date.year) for one in _OWN_LETTER.finditer(f"{subject} . {flat}")}
    known = [one for one in dates if one is not None and one not in theirs]
    if not known or letter.date in known:
        return "", False
    ours = _written(letter.date)
    if any(re.search(rf"\b{one}\b", flat) or re.search(rf"\b{one}\b", subject) for one in ours):
        return "", False
    certain = all(one < letter.date and one.month != letter.date.month and one.day != letter.date.day for one in known)
    return f"it answers a letter of {known[0].isoformat()}, and ours is of {letter.date.isoformat()}", certain


def _written(day: datetime.date) -> tuple[str, ...]:
    month = day.strftime("%B").lower()
    ending = r"(?:st|nd|rd|th)?"
    return (
        rf"{month} 0?{day.day}{ending}",
        rf"{month[:3]}\.? 0?{day.day}{ending}",
        rf"0?{day.day}{ending} (?:of )?{month}",
        rf"0?{day.month}/0?{day.day}",
        rf"0?{day.month}-0?{day.day}-",
    )


def _day(words: str, year: int) -> datetime.date | None:
    found = re.match(
        r"(?P<m>[a-z]{3})[a-z]*\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(?P<y>\d{4}))?", words
    ) or re.match(r"(?P<d>\d{1,2})\s+(?P<m>[a-z]{3})[a-z]*\.?(?:\s+(?P<y>\d{4}))?", words)
    try:
        if found:
            return datetime.date(int(found["y"] or year), month_of(found["m"]), int(found["d"]))
        parts = [int(one) for one in words.split("/")]
        later = parts[2] if len(parts) > 2 else year  # noqa: PLR2004
        return datetime.date(later + 2000 if later < 100 else later, parts[0], parts[1])  # noqa: PLR2004
    except ValueError:
        return None


def is_about(letter: AskedLetter | None, body: Body, headers: Mapping[str, str]) -> bool:
    """Tell whether a reply names our letter: by its number, its date or its title."""
    if letter is None:
        return False
    flat = " ".join(f"{fold(headers.get('subject', ''))} {fold(body.raw)}".split())
    if letter.number and fold(letter.number) in flat:
        return True
    if letter.title and fold(letter.title) in flat:
        return True
    return letter.date is not None and any(re.search(rf"\b{one}\b", flat) for one in _written(letter.date))


def asks_for_time(text: str) -> bool:
    """Tell whether a folded text asks for time, or for what is meant, before it answers."""
    return bool(_ASKS_TIME.search(text) or _ASKS_MEANING.search(text))


def refuses(text: str) -> bool:
    """Tell whether a folded text declines to answer."""
    return bool(_REFUSES.search(_BIDS.sub(" ", text)))


def kind_without_answers(reply: Reply, body: Body, *, stray: str, subject: str, ours: bool) -> tuple[ReplyKind, str]:
    """Tell what kind a reply is that answers no question, and why a person must look at it."""
    text = " ".join(f"{fold(reply.headers.get('subject', ''))} . {subject} . {body.flat[:20_000]}".split())
    if stray:
        return "unrelated", ""
    refused = refuses(text)
    asks = bool(_ASKS_TIME.search(text))
    meaning = bool(_ASKS_MEANING.search(text))
    received = bool(_ACKNOWLEDGES.search(text))
    if refused and not (asks and not re.search(r"\bdeclin|\brefus", text)):
        return "refusal", "" if not received or re.search(
            r"\bdeclin|\brefus", text
        ) else "it seems to decline to answer"
    if asks:
        return "extension-request", ""
    if meaning and "?" in text:
        return "extension-request", ""
    if received:
        return "acknowledgement", ""
    if meaning:
        return "extension-request", "it seems to ask what is meant"
    if ours or re.match(r"\s*re\s*:", fold(reply.headers.get("subject", ""))):
        return "acknowledgement", "it answers our letter, and says nothing else that was understood"
    return "unrelated", NOTHING_UNDERSTOOD
