"""Words of offices and letters that the matcher knows of itself; everything else it learns from the list."""

from __future__ import annotations

import re
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


COUNTY: Final = frozenset({"county", "parish"})
TOWNSHIP: Final = frozenset({"township", "twp"})
CITY: Final = frozenset({"city", "town", "village", "borough", "municipality", "municipal"})
LEVELS: Final = COUNTY | TOWNSHIP | CITY

CITY_HALL: Final = _words(
    "attorney attorneys law legal counsel counselor counselors counsellor counsellors solicitor solicitors mayor manager clerk secretary administrator council councils "
    "commissioners supervisors selectmen prosecutor prosecuting executive hall affairs trustees aldermen"
)
"""Offices that speak for the other departments of their government."""

CITYS_OWN: Final = _words("mayor selectmen aldermen")
"""Those of them that nobody else has."""

OFFICE: Final = (
    LEVELS
    | CITY_HALL
    | _words(
        "office offices of the department division bureau section unit headquarters administration chief deputy assistant "
        "acting interim captain lieutenant sergeant commissioner director superintendent corporation board and for a an at "
        "in to from by on p o box tel telephone phone fax facsimile records general civil services service desk portal "
        "citizen information officer official letterhead response responses re senior page mr ms mrs "
        "advisor adviser aide administrative analyst coordinator liaison specialist custodian paralegal "
        "dr hon honorable "
    )
)
"""Words that may stand beside a place's name in a letterhead without making it another place's."""

INSTITUTIONAL: Final = _words("department office offices division bureau headquarters")
"""Words by which a name is a body's and no person's title: "Office of the Chief of Police"."""

GENERIC: Final = LEVELS | _words(
    "office offices of the department division bureau section unit headquarters administration and for a an at in state "
    "chief"
)
"""Words of an organization's name that do not tell it from the others of its place."""

BODIES: Final = _words(
    "sheriff constable police fire library school schools university college academy court courts coroner hospital clinic "
    "health transit airport housing water sewer sanitation parks recreation harbor port railroad utilities electric museum "
    "association union foundation league lodge society church bank church newspaper tribune gazette herald store company "
    "inc corp llp llc pllc pc lp firm partners storage hotel hardware defender marshal troopers patrol prison corrections "
    "tribe nation chamber federation coalition institute center authority elections treasurer assessor auditor planning "
    "engineering works"
)
"""What kinds of bodies letters come from, beside the city halls."""

LAW_OFFICE: Final = _words("law legal attorneys counsel counselors counsellors solicitors")
DEPARTMENTS: Final = _words("department division bureau section")
LAW_FIRM: Final = _words("llp pllc pc lp firm partners")
"""What may stand below the name of a city's attorney who has a practice of their own."""

BUILDINGS: Final = _words("building buildings bldg tower towers plz exchange")
CLERKS: Final = _words("clerk manager administrator recorder")
CLERKS_TOO: Final = _words("treasurer assessor auditor elections planning")
"""What a small town's clerk or manager is besides."""
LANDLORDS: Final = _words(
    "bank union company tribune gazette herald railroad hotel hardware storage institute association"
)
"""After whom buildings are named."""

ORDINARY: Final = _words(
    "policy policies polite notice office officers statute regulation practice please county country"
)
"""Words that stand in every letter and are one letter from another: "policy" is no misread "police"."""

TITLES: Final = _words(
    "chief sheriff commissioner director superintendent mayor officer mr mrs ms dr captain lieutenant sergeant judge "
    "president secretary attorney marshal constable colonel major administrator manager hon honorable clerk"
)

RANKS: Final = _words("chief sheriff commissioner superintendent director colonel marshal constable")
"""Ranks of those who are at the head of a body, by which letters name them."""

PUBLIC_MAIL: Final = _words(
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com rocketmail.com aol.com aim.com "
    "icloud.com me.com mac.com comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net "
    "earthlink.net protonmail.com proton.me gmx.com gmx.net mail.com zoho.com fastmail.com optonline.net frontier.com "
    "windstream.net centurylink.net juno.com netzero.net roadrunner.com rr.com embarqmail.com suddenlink.net q.com"
)
"""Domains at which anybody can have an address."""

GOVERNMENT_MAIL: Final = re.compile(r"[@.](?:[\w-]+\.gov|(?:[\w-]+\.)+[a-z]{2}\.us)$")
"""Domains that nobody but a government has."""

MAIL_SYSTEMS: Final = _words("mailer-daemon postmaster mail-daemon")
"""The names before the sign @ under which machines say that a mail did not arrive."""

ABBREVIATED: Final = _words("pd police policedepartment so sheriff sheriffs sheriffoffice city town county co gov")
"""What a domain's label may have beside the place's name."""

LAWYERS_DOMAIN: Final = _words("law legal attorney cityattorney countyattorney lawdepartment")
"""What the label of a government's own domain may have beside the place's name."""

SALUTATION: Final = re.compile(
    r"[\s>]*(?:dear\b|to whom\b|gentle(?:men|women|persons)?\b|ladies\b|sirs?\b\s*[:,]|madam\b|greetings|folks\b|good (?:morning|"
    r"afternoon|evening|day)\b|(?:d.ar|de.r|.ear|dea.)\s.*[:,;]\s*$|hello\b|hi\b|m(?:r|s|rs)\.? \w+\s*[:,]\s*$|salutations)",
    re.IGNORECASE,
)
CLOSING: Final = re.compile(
    r"\s*(?:(?:very|most|yours|with|kind|kindest|best|warm|warmest|many)\b.{0,40}|sincerely.{0,12}|respectfully.{0,24}|"
    r"cordially.{0,12}|faithfully.{0,12}|truly.{0,12}|regards|thanks?(?: you)?|thx|atentamente|best|cheers)[,.!]?\s*",
    re.IGNORECASE,
)
COPIES: Final = re.compile(
    r"\s*(?:c(?=\s*:)|b?cc|copy|copies|encl?|enclosures?|attachments?|p\.?\s?s\.?)\b[\s.:(]", re.IGNORECASE
)
SUBJECT: Final = re.compile(
    r"\s*(?:(?:re|subj(?:ect)?|in re|ref(?:erence)?|regarding)\b\s*[:.]|(?:response|answer|reply)s?\s+(?:of|to|from|by)\b)",
    re.IGNORECASE,
)
VIA: Final = re.compile(r"\s*(?:sent )?(?:via|by)\b", re.IGNORECASE)
ADDRESSEE: Final = re.compile(r"\s*(?:to|attn\.?|attention|care of|c/o)\b\s*[:.]", re.IGNORECASE)
FAX_LINE: Final = re.compile(r"(?=.*\b\d{1,2}:\d\d\b)(?=.*\bp(?:age|\.)?\s?\d+)(?=.*\d[/-]\d)", re.IGNORECASE)
"""What a facsimile machine prints above a page: day, time, whose machine, and which page."""
STAMP: Final = re.compile(r"\s*rec(?:eive|['’]?)d\b", re.IGNORECASE)
"""How the stamp begins that an office sets on what it receives."""
LABEL: Final = re.compile(r"\s*(?:agency|department|organization|office|jurisdiction)\s*:\s*(\S.*)", re.IGNORECASE)
SENDER_LINE: Final = re.compile(r"\s*(?:from|fr)\s*:", re.IGNORECASE)
PERSONAL: Final = _words(
    "we i you your our is are was were has have had will would my this that it not which do does been be me us can yes "
    "asked please thank received write"
)
"""Words of sentences, which letterheads and signatures do not have."""

QUOTED: Final = re.compile(r"\s*>")
QUOTE_BEGINS: Final = re.compile(
    r"\s*(?:-{2,}\s*original message|_{8,}\s*$|-{2,}\s*forwarded message|begin forwarded message|on\b.{4,120}\bwrote:\s*$)",
    re.IGNORECASE,
)
FORWARDED_FROM: Final = re.compile(r"^[\s>*]*from\*?:\s*(.+)$", re.IGNORECASE | re.MULTILINE)

SPEAKS_FOR: Final = re.compile(
    r"on (?:the )?behalf of|at (?:the|his|her|their) request\b|\bour client|counsel (?:to|for)\b|\bcounsel\b.{0,30}\bto the\b|\brepresents?\b|\brepresenting\b|"
    r"serves? as (?:the )?(?:city|county|town|village|general) ?(?:attorney|counsel|solicitor)|attorneys? for\b|"
    r"\b(?:write|writing|reply|replying|respond|responding|answer|answering|speak|speaking) for\b(?! (?:it|them|him|her)sel)|"
    r"\b(?:retained|engaged|hired) (?:\w+ )?by\b|"
    r"\bI(?:['’]m| am) (?:also )?(?:the |their |its )?(?:[\w-]+ ){0,2}?(?:city|town|village|borough|county|township)(?:['’]s)? "
    r"(?:attorney|counsel|solicitor|counselor)\b|has (?:asked|directed|"
    r"instructed|authorized|requested) (?:me|us|this|that|our)\b",
    re.IGNORECASE,
)
SPEAKS_NOT: Final = re.compile(
    r"by mistake|misdelivered|wrong (?:address|office|place|hands)|(?:cannot|can not|do not|does not|don't|not able to) "
    r"(?:speak|answer|write|reply) (?:for|on behalf)|nothing (?:at all )?to do with (?:us|me|it|this|that|them|the (?:letter|inquiry|city|town|county|department|office|police))\b|not the (?:right|intended|addressee)|"
    r"(?:nobody|no one) (?:wrote|has written|asked|has asked)\b|you (?:did not|didn't|never) (?:write|ask) (?:to )?(?:us|me|this|our)\b|"
    r"\b(?:we|i|office|department) (?:(?:have|had|has|were|was|did) )?(?:not|never) (?:been )?(?:asked|received?) (?:one\b|by|your|the)|"
    r"(?:did not|didn't) (?:get|receive) (?:one|a letter)|was meant for|you want the|no connection (?:to|with)|"
    r"do(?:es)? not represent|(?:did not|does not|not) (?:act|acting) (?:for|on behalf)|although nobody",
    re.IGNORECASE,
)
