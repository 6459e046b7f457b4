"""Statutes, codes, orders, policies and decisions that a reply cites, verbatim.

eyecite knows courts and codes as they are cited in briefs. Police orders, municipal codes and statutes as letters name
them ("8 USC 1373", "ORS 181A.820", "section 9.06 of the Charter", "the TRUST Act") are found by patterns beside it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

from correspondence.answers.text import Span

_NUMBER = r"(?:[A-Z]{1,4}[-.]?)?\d[\w]*(?:[.:/–-]\w+)*(?:\([\w]+\))*"
_MARK = r"(?:§§?|[Ss]ections?|[Ss]ecs?\.)"
_MORE = r"(?:\s*(?:,|and|&|,\s*and|–|-|through)\s*§{0,2}\s*\d[\w.:-]*\w)*"
_PART = rf"(?:,?\s+(?:para(?:graph|s)?\.?|{_MARK}|art(?:icle|\.)|part|ch(?:apter|\.))\s*(?:[IVXL]+(?:\.[A-Z0-9]+)*|\d[\w.-]*\w|\d)(?:\([\w]+\))*)*"
_TITLE = r"(?:(?:[A-Z][\w’'.]*|and|of|&|for)\s+)"
_ORDER = (
    r"(?:SOP|S\.O\.P\.|G\.?O\.?|(?:Special|General|Administrative|Executive|Standing|Detention|Operations?|Training|Department(?:al)?|City|Chief[’']s|Sheriff[’']s|Mayor[’']s|Jail|"
    r"Town(?:ship)?|County|Village|Municipal|Council|Board|Custody|Corrections?|Law\s+Enforcement|Police|Standard|Bureau|Personnel|Lockup|Booking|Field|Emergency|Operating|Interim|Written|Attorney\s+General)?"
    r"(?:\s+(?:Council|Board|Center|Operations?|Operating|Law\s+Enforcement|General|Detention|Department|Commission|Jail))*\s*"
    r"(?:Orders?|Polic(?:y|ies)(?:\s+and\s+Procedures?)?|Directives?|Ordinances?|Resolutions?|Rules?|Instructions?|Memorand(?:um|a)|Procedures?|Bulletins?|Manual|Regulations?))"
)
_PATTERNS = (
    rf"(?:\b[A-Z][\w’']*\s+){{0,1}}\b{_ORDER},?\s+(?:Nos?\.?\s*|Number\s+|\#\s*)?{_NUMBER}{_PART}",
    rf"\b{_TITLE}{{0,2}}(?:BOARD\s+|COUNCIL\s+)?(?:RESOLUTION|ORDINANCE|GENERAL ORDER|POLICY|DIRECTIVE)\s+(?:NO\.\s*)?{_NUMBER}",
    rf"\b\d{{1,2}}\s+(?:U\.?\s?S\.?\s?C\.?|C\.?\s?F\.?\s?R\.?)(?:A\.)?\s*(?:{_MARK}\s*)?\d[\w.]*(?:\([\w]+\))*{_MORE}",
    rf"\b(?:RCW|ORS|C\.?R\.?S\.?|NMSA\s+1978,?|A\.?R\.?S\.?|N\.?J\.?S\.?A\.?|M\.?G\.?L\.?\s+c\.?|RSA|K\.?S\.?A\.?|MCL)\s*(?:{_MARK}\s*)?\d[\w]*(?:[.:-]\w+)*{_MORE}",
    r"\b\d{1,3}\s+ILCS\s+\d+/\d[\w.-]*",
    rf"\b(?:[A-Z][\w.’']*,?\s+(?:of\s+)?){{0,5}}(?:Code|Stat\.|Statutes?|Ann\.|Charter|Ordinances|Laws|Gov\.|Servs\.)(?:\s+(?:Ann\.|of\s+Ordinances))?,?\s*{_MARK}\s*\d[\w]*(?:[.:-]\w+)*(?:\([\w]+\))*{_MORE}",
    r"\b[Ss]ections?\s+\d[\w.-]*\w?\s+of\s+(?:the|our|its)\s+(?:(?:[A-Z][\w’']*)\s+){0,4}(?:Code|Charter|Manual|Ordinances?|Act|Handbook|Constitution|Rules)",
    rf"\b(?:[A-Z][\w’']+\s+){{1,3}}(?:Manual|Handbook),?\s+{_MARK}\s*\d[\w.-]*\w",
    r"\bPublic\s+Act\s+(?:No\.\s*)?\d+-\d+|\bPub\.\s*L\.\s*(?:No\.\s*)?\d+-\d+",
    r"\b(?:[A-Z][a-z]+\s+){0,2}(?:[A-Z]{4,}|[A-Z][a-z]+(?:\s+[A-Z][a-z]+){0,3})\s+Act\b",
    r"\b[A-Z][\w.’']+(?:\s+(?:[A-Z&][\w.’']*|of|the)){0,6}\s+v\.\s+[A-Z][\w.’']+(?:\s+(?:[A-Z&][\w.’']*|of|the)){0,5},\s+\d+\s+[A-Z][\w. ]{0,12}?\d?d?\s+\d+(?:\s+\([^)]{4,24}\))?",
    r"\b(?:[A-Z][a-z]+\s+){0,1}Amendment\b",
)
_CITATION = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS))
_LEADING = re.compile(r"^(?:The|See|Under|Our|In|By|Per|ALL|PER|And|Pursuant|It|This|That|Both|Form|Your|To|Since)\s+")
_TRAILING = " \t\n.,;:"


def citations_in(text: str, start: int, end: int) -> tuple[Span, ...]:
    """Find the authorities that a stretch of text cites.

    Args:
        text: The whole text.
        start: Where the stretch starts.
        end: Where it ends.

    Returns:
        Half-open places in ``text``, in order, none within another.
    """
    words = text[start:end]
    found = [*_by_pattern(words), *_by_eyecite(words)]
    kept: list[Span] = []
    for first, last in sorted(found, key=lambda span: (span[0] - span[1], span[0])):
        if all(last <= low or first >= high for low, high in kept):
            kept.append((first, last))
    return tuple(sorted((start + first, start + last) for first, last in kept))


def _by_pattern(words: str) -> Iterator[Span]:
    for one in _CITATION.finditer(words):
        first = one.start() + len(one.group()) - len(one.group().lstrip())
        while (leading := _LEADING.match(words[first : one.end()])) is not None:
            first += leading.end()
        cited = words[first : one.end()].rstrip(_TRAILING)
        if cited and (any(sign.isdigit() for sign in cited) or " " in cited):
            yield first, first + len(cited)


def _by_eyecite(words: str) -> Iterator[Span]:
    if not re.search(r"\d", words):
        return
    logging.getLogger("eyecite").setLevel(logging.ERROR)
    from eyecite import get_citations
    from eyecite.models import FullCaseCitation, FullLawCitation

    for one in get_citations(words):
        if isinstance(one, (FullCaseCitation, FullLawCitation)):
            first, last = one.full_span() if isinstance(one, FullCaseCitation) else one.span_with_pincite()
            cited = words[first:last].rstrip(_TRAILING)
            yield first, first + len(cited)
