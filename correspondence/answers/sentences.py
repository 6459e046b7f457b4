"""A reply's paragraphs, list items and sentences, and which of them are the letter's own frame."""

from __future__ import annotations

import re
from collections.abc import Iterator

from correspondence.answers.text import Span

_ABBREVIATIONS = (
    r"U\.S|[A-Z]|No|Nos|Mr|Mrs|Ms|Dr|St|Lt|Sgt|Capt|Col|Gen|Hon|Gov|Gov't|Cal|Md|Mass|Stat|Ann|Code|Sec|sec|para|pars?|art|Art|v|vs|"
    r"Cir|Dep't|Dept|Div|Ch|ch|Inc|Ltd|Jr|Sr|approx|etc|e\.g|i\.e|Aug|Sept|Oct|Nov|Dec|Jan|Feb|Rev|Corr|Servs|Penal|Ord|Res|Reg|"
    r"C\.F\.R|U\.S\.C|R\.C\.W|O\.R\.S|C\.R\.S|F\.\dd|F\. Supp|Supp|Ill|Wis|Tex|Fla|Ariz|Colo|Wash|Pub|Comp|Op|Att'y|Admin|Gen'l|P\.S|G\.O|S\.O"
)
_NO_END = re.compile(rf"(?:^|[\s(“\"§])(?:{_ABBREVIATIONS})\.$")
_POLAR_NO = re.compile(r"(?:^|[\s(“\"])No\.$")
_END = re.compile(r"[.?!]+[\"”’')\]]*(?=\s)")
_SENTENCE_START = re.compile(r"\s+[\"“‘'(\[]?[A-Z0-9§*•]")
_TYPED_SMALL = re.compile(r"[a-z]{4,}[.?!]$")
_BREAK = re.compile(
    r"(?:\n[ \t]*){2,}|\n(?=[ \t]*(?:[*•·–-]\s+\S|\(?\d{1,2}[.)]\s|\([a-j]\)\s|(?:Q|A|No\.|Question|QUESTION|NO\.|Answer|ANSWER|Response|RESPONSE)(?:\s(?:[Tt]o\s)?(?:Question\s|QUESTION\s)?)?(?:No\.\s?)?\d|[IVX]{1,4}[.)]\s|(?:First|Second|Third|Fourth|Fifth|FIRST|SECOND|THIRD)(?:\s+[Qq]uestion)?\s?[.,:–-]\s|Question\s(?:One|Two|Three|Four|Five)\b))"
)
_CLOSING = re.compile(
    r"^[ \t]*(?:very\s+|most\s+)?(?:sincerely|respectfully|yours|truly|cordially|regards|(?:best|kind|warm|with\s+\w+|with\s+warm)\s+"
    r"(?:regards|wishes|respect)|with\s+respect|best|thanks|thank\s+you|thx|atentamente|faithfully|in\s+service)"
    r"(?:\s+(?:yours|submitted|truly|very\s+truly|again|and\s+regards))?[ \t]*[,.!]?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_POSTSCRIPT = re.compile(r"^[ \t]*P\.?\s?P?\.?S\.?[:\s]", re.MULTILINE)
_SALUTATION = re.compile(
    r"^[ \t]*(?:dear\b[^\n]{0,90}|to\s+whom\s+it\s+may\s+concern|to\s+the\s+(?:acting|assistant|director|office)[^\n]{0,70}|greetings|folks|"
    r"gentlemen|sirs?|ladies\s+and\s+gentlemen|good\s+(?:morning|afternoon|evening|day)|hello|hi)\b[^\n]{0,20}[:,.!]?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_FORWARDED = re.compile(r"^[ \t]*-{3,}[^\n]*-{3,}[ \t]*$", re.MULTILINE)


def body_spans(text: str, resumes: list[int]) -> Iterator[Span]:
    """Yield the stretches of a reply between salutation and closing, with its postscripts.

    Args:
        text: The blanked text of a reply.
        resumes: Places at which answers may stand below a signature: behind a question that was copied out.
    """
    start = 0
    for salutation in _SALUTATION.finditer(text):
        if salutation.start() < len(text) // 2 or not text[: salutation.start()].strip():
            start = salutation.end()
        break
    while start < len(text):
        closing = _CLOSING.search(text, start)
        yield start, closing.start() if closing else len(text)
        if closing is None:
            return
        postscripts = [one.start() for one in _POSTSCRIPT.finditer(text, closing.end())]
        forwards = [one.end() for one in _FORWARDED.finditer(text, closing.end())]
        later = [place for place in resumes if place > closing.end()]
        start = min([*postscripts, *forwards, *later], default=len(text))


def blocks_in(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the paragraphs and list items of a stretch. One that a page's end cuts in two is one."""
    first = start
    for gap in _BREAK.finditer(text, start, end):
        if "\f" in text[gap.start() : gap.end() + 1] or _runs_on(text, gap.start(), gap.end(), end):
            continue
        if text[first : gap.start()].strip():
            yield first, gap.start()
        first = gap.end()
    if text[first:end].strip():
        yield first, end


def _runs_on(text: str, start: int, end: int, stop: int) -> bool:
    """Tell whether a sentence goes on behind blank lines, because a page ends between."""
    before, after = text[:start].rstrip(), text[end:stop].lstrip()
    broken = "\f" in text[max(0, len(before) - 1) : end + len(text[end:stop]) - len(after)]
    return broken and bool(before) and before[-1] not in ".?!:" and after[:1].islower()


def sentences_in(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the sentences of a stretch; points of abbreviations and citations end none."""
    first = start
    for one in _END.finditer(text, start, end):
        following = _SENTENCE_START.match(text, one.end(), end)
        words = text[first : one.start() + 1]
        small = following is None and _TYPED_SMALL.search(words) and text[one.end() : end].lstrip()[:1].islower()
        if (following is None and not small) or (
            _NO_END.search(words) and not (_POLAR_NO.search(words) and not _numbered(text, one.end(), end))
        ):
            continue
        yield first, one.end()
        first = one.end() + len(text[one.end() : end]) - len(text[one.end() : end].lstrip())
    last = first + len(text[first:end].rstrip())
    if first < last:
        yield first, last


def _numbered(text: str, place: int, end: int) -> bool:
    """Tell whether a number follows, so that "No." means number."""
    return re.match(r"\s+\d", text[place:end]) is not None
