"""Statutes, codes, orders, written policies and decisions that a reply cites, verbatim.

Found by the way in which they are written: a name of an instrument and a number, a code and a section, one party
against another with a volume and a page, an act by its name in capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from correspondence.answers.text import Span

LONGEST = 40_000
"""Letters of a text in which citations are looked for at once."""

_SECTION = r"(?:§§?|[Ss]ections?|SECTIONS?|[Ss]ecs?\.|[Ss]ubsections?)"
_NUMBER = r"(?:[A-Z]{1,5}[-.]?)?\d[\w]{0,8}(?:[.:/–-]\w{1,8}){0,5}(?:\(\w{1,4}\)){0,4}"
_MORE = r"(?:\s*(?:,\s*(?:and\s+)?|and\s+|&\s*|–\s*|-\s*|through\s+)(?:§{1,2}\s*)?\d[\w.:-]{0,14}\w(?:\(\w{1,4}\)){0,3}(?!\s*(?:hours|days)))*"
_PART = rf"(?:,?\s+(?:[Pp]ara(?:graph|s)?\.?|{_SECTION}|[Aa]rt(?:icle|\.)|[Pp]art|[Cc]h(?:apter|\.)|[Ss]ubd\.)\s*(?:[IVXL]{{1,6}}(?:[.-][A-Z0-9]{{1,3}})*|[A-Z]\b|\d[\w.-]{{0,10}}\w|\d)(?:\(\w{{1,4}}\)){{0,4}})*"
_W = r"[A-Z][\w’'&.]*"
_NAMED = rf"(?:(?:{_W}|of|and|for|on)[ \n]\s{{0,6}}){{0,4}}?"
_KIND = (
    r"(?:SOPs?|[Dd]etention\s+[Ss]tandards?|[Ll]ocal\s+[Ll]aws?|[Ee]nactments?|S\.O\.P\.|G\.?O\.?|P&P|[Oo]rders?|[Pp]olic(?:y|ies)(?:\s+(?:and|&)\s+[Pp]rocedures?)?|[Dd]irectives?|[Oo]rdinances?|[Rr]esolutions?|[Rr]ules?|[Ii]nstructions?|[Mm]emorand(?:um|a)|"
    r"[Pp]rocedures?|[Bb]ulletins?|[Rr]egulations?|[Cc]irculars?|[Nn]otices?|[Pp]rotocols?|ORDERS?|POLICY|DIRECTIVES?|ORDINANCES?|RESOLUTIONS?|RULES?|PROCEDURES?)"
)
_CODE = r"(?:Codes?|Stat(?:utes?|s?\.)?|Ann\.|Charter|Ordinances|Laws?|Gov\.|Servs\.|Const(?:itution|\.)|Manual|Handbook|Rules|Regulations|Acts?|MANUAL|CODE|HANDBOOK)"
_REPORTER = r"\d{1,4}\s+(?:U\.\s?S\.|S\.\s?Ct\.|F\.(?:\s?Supp\.)?\s?(?:2d|3d|4th)?|[A-Z][\w.]{0,8}(?:\s?[A-Z][\w.]{0,6}){0,2}(?:\s?(?:2d|3d|4th|5th))?)\s+\d{1,5}"
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_PATTERNS = (
    rf"(?:{_W}\s+){{0,3}}(?:{_W}[’']s?\s+)?\b{_KIND},?\s+(?:(?:Nos?\.?|NO\.|Number|number|no\.)\s*|\#\s*|§§?\s*)?{_NUMBER}(?:\s+of\s+(?:19|20)\d\d\b)?{_PART}",
    rf"\b\d{{1,2}}\s+(?:U\.?\s?S\.?\s?C\.?(?:\s?A\.)?|C\.?\s?F\.?\s?R\.?)\s*(?:{_SECTION}\s*)?\d[\w.-]{{0,12}}(?:\(\w{{1,4}}\)){{0,4}}{_MORE}(?:\s+et\s+seq\.?)?",
    rf"\b(?:RCW|ORS|OAR|WAC|C\.?R\.?S\.?|NMSA(?:\s+1978)?,?|A\.?R\.?S\.?|N\.?J\.?S\.?A?\.?|M\.?G\.?L\.?\s+c(?:h)?\.?|RSA|K\.?S\.?A\.?|MCL|O\.?C\.?G\.?A\.?|K\.?R\.?S\.?|N\.?R\.?S\.?|R\.?S\.?Mo\.?|V\.?S\.?A\.?|La\.\s+R\.?S\.?)\s*(?:{_SECTION}\s*|[Cc]h(?:apter|\.)\s*)?\d[\w]{{0,8}}(?:[.:-]\w{{1,8}}){{0,4}}(?:\(\w{{1,4}}\)){{0,4}}{_MORE}(?:\s+et\s+seq\.?)?",
    rf"\b\d{{1,3}}\s+(?:ILCS|Ill\.\s?Comp\.\s?Stat\.|V\.S\.A\.|Pa\.\s?C\.S\.|M\.R\.S\.A?\.?|N\.?Y\.?C\.?R\.?R\.?)\s*(?:{_SECTION}\s*|Part\s+)?\d[\w./-]{{0,14}}",
    rf"\b(?:{_W},?\s+(?:(?:of|and|&)\s+)?){{0,5}}{_CODE}(?:\s+(?:Ann\.|of\s+[A-Z]\w+(?:\s+[A-Z]\w+)?|[A-Z][a-z]{{1,6}}\.(?:\s+[A-Z][a-z]{{1,6}}\.){{0,2}}))?,?\s*(?:\((?:19|20)\d\d\)\s*)?(?:(?:[Cc]h(?:apter|\.)|[Tt]itle|[Aa]rt(?:icle|\.)|[Pp]art)\s*[\dIVXL][\w.-]{{0,8}},?\s*)?(?:{_SECTION}\s*\d[\w]{{0,8}}(?:[.:-]\w{{1,8}}){{0,4}}(?:\(\w{{1,4}}\)){{0,4}}{_MORE}|(?:[Cc]h(?:apter|\.)|[Tt]itle|[Aa]rt(?:icle|\.)|[Pp]art)\s*[\dIVXL][\w.-]{{0,8}}|\d[\w]{{0,4}}(?:[.:-]\w{{1,8}}){{1,4}}(?:\(\w{{1,4}}\)){{0,4}})(?:\s+et\s+seq\.?)?",
    rf"\b(?:[Ss]ections?|§§?|[Cc]hapter|[Aa]rticle|[Tt]itle|[Pp]art|[Rr]ule)\s*(?:\d[\w.:-]{{0,12}}\w|\d|[IVXL]{{1,6}}\b)(?:\(\w{{1,4}}\)){{0,4}}{_MORE},?\s+of\s+(?:the|our|its|this)\s+(?:(?:{_W}|of|and)\s+){{0,5}}?(?:{_W}\s+)?(?:Code|Charter|Manual|Ordinances?|Acts?|Handbook|Constitution|Rules|Laws|Statutes|Policy(?:\s+Manual)?|Order|Procedures)(?:\s+of\s+[A-Z]\w+(?:\s+[A-Z]\w+)?|\s+and\s+(?:Regulations|Procedures))?\b",
    rf"\b(?:Public\s+Act|Pub(?:lic|\.)\s*L(?:aw|\.)|P\.\s?A\.|P\.\s?L\.|(?:Senate|House|Assembly)\s+Bill|S\.?B\.?|H\.?B\.?|A\.?B\.?|Act)\s*(?:Nos?\.?\s*)?\d{{1,4}}(?:-\d{{1,4}})?\b(?:\s*,?\s*{_SECTION}\s*\d+)?",
    r"\b(?:[A-Z][a-z]+\s+){0,3}(?:[A-Z]{4,}|[A-Z][a-z]+(?:\s+(?:(?:of|and|for)\s+)?[A-Z][a-z]+){0,4})\s+Act\b(?!\s+(?:\d|No))",
    rf"\b[A-Z][\w.’'-]+(?:\s+(?:&\s+)?(?:[A-Z&][\w.’']*|of|the|ex|rel\.)){{0,7}}\s+vs?\.\s+[A-Z][\w.’']+(?:\s+(?:[A-Z&][\w.’']*|of(?:\s+the)?)){{0,6}}(?:,\s+(?:No\.\s*[\w:-]+(?:,|\s)?\s*)?(?:{_REPORTER}(?:,\s+\d+(?:-\d+)?)?)?(?:\s*\([^)\n]{{3,40}}\))?)?",
    r"\b(?:First|Fourth|Fifth|Tenth|Fourteenth)\s+Amendment\b",
    r"\b(?:No\.\s+)?(?:AB|SB|HB|AJR|SJR)\s*\d{1,4}\b",
    rf"\b[A-Z][A-Z.]{{1,9}}\s*§§?\s*\d[\w.:-]{{0,14}}(?:\(\w{{1,4}}\)){{0,4}}{_MORE}",
    rf"\b{_SECTION}\s*\d[\w.:-]{{0,14}}(?:\(\w{{1,4}}\)){{0,4}}{_MORE},\s+(?:RSMo|[A-Z](?:\.\s?[A-Z])+\.?|(?:[A-Z][a-z]+\s+){{1,2}}(?:Statutes|Code|Stat\.))",
    r"\b(?:[A-Z][a-z]+\s+(?:and\s+)?){2,4}(?:Policy|Manual|Ordinance)\b(?!,?\s+(?:No|#|§|[cC]h|\d|[A-Z]))",
    rf"\b(?:[Mm]emorandum|[Oo]rder|[Dd]irective|[Oo]rdinance|[Rr]esolution|[Bb]ulletin|[Aa]greement)\s+(?:of|dated)\s+{_MONTH}\s+\d{{1,2}},\s+(?:19|20)\d\d",
)
_CITATION = tuple(re.compile(pattern) for pattern in _PATTERNS)
_LEADING = re.compile(
    r"^(?:[A-Z]\w+\.\s+(?:Yes|No)\b[,.]?\s+|(?:The|See|Under|Our|In|By|Per|ALL|PER|UNDER|And|Pursuant|It|This|That|Both|Form|Your|To|Since|As|Because|SEE|Yes|YES|NO|No|However|Although|With|On|At|For|See,|Id\.|We|is|of|and|for|on|A|An|THE|BY|E\.g\.|Cf\.|But|While|Also|Where|When|If|Section\s+of)\b[,.]?\s+)"
)
_UNCITED = re.compile(
    r"^(?:(?:[Oo]rder|[Rr]ule|[Nn]otice|[Rr]egulations?|[Oo]rders?|[Rr]ules|[Pp]olic(?:y|ies)|[Nn]otices)\s+\d{1,2}$|.*\b(?:Notice|notice|order),?\s+\d+\s*(?:hours?|days?)?$|(?:An|The|This)\s+Act$)"
)
_ABBREVIATED = re.compile(r"\b[A-Z][a-z]{0,5}\.\s*\Z")
_LONGEST_WORD, _BEYOND = 10, 80
"""Letters of an abbreviation; and behind it, where a sentence seems to end with one, those of a citation that goes on."""
_TRAILING = " \t\n.,;:"


def citations_in(text: str, start: int, end: int) -> tuple[Span, ...]:
    """Find the authorities that a stretch of text cites.

    Args:
        text: The whole text.
        start: Where the stretch starts.
        end: Where it ends.

    Returns:
        Half-open places in ``text``, in order, none within another.

    Example:
        >>> text = "See General Order 14-22, Section IV.B, and 8 U.S.C. §§ 1373, 1644."
        >>> [text[start:end] for start, end in citations_in(text, 0, len(text))]
        ['General Order 14-22, Section IV.B', '8 U.S.C. §§ 1373, 1644']
    """
    last_word = _ABBREVIATED.search(text, max(start, end - _LONGEST_WORD), end)
    words = text[start : min(end + (_BEYOND if last_word else 0), start + LONGEST)]
    kept: list[Span] = []
    for first, last in sorted(_found(words), key=lambda span: (span[0] - span[1], span[0])):
        if first < end - start and all(last <= low or first >= high for low, high in kept):
            kept.append((first, last))
    return tuple(sorted((start + first, start + last) for first, last in kept))


def _found(words: str) -> Iterator[Span]:
    if not re.search(r"\d|Act\b|Amendment|\bv\.", words):
        return
    for pattern in _CITATION:
        for one in pattern.finditer(words):
            first = one.start()
            while (leading := _LEADING.match(words[first : one.end()])) is not None:
                first += leading.end()
            cited = words[first : one.end()].rstrip(_TRAILING)
            cited += "." if cited.endswith(" seq") and words[first + len(cited) : first + len(cited) + 1] == "." else ""
            if len(cited.split()) > 1 and "\n\n" not in cited and not _UNCITED.match(" ".join(cited.split())):
                yield first, first + len(cited)
