"""Paragraphs and sentences: the blanked text of a reply, cut where its writer would cut it.

Letterheads, addresses, salutations and signatures are left out: nothing there answers anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from correspondence.answers.rows import ROW_END, rows_in
from correspondence.answers.text import LONGEST_PARAGRAPH, Body, Span

MOST_BLOCKS = 2_000
"""Paragraphs that are read of one reply."""
LONGEST_SENTENCE = 1_500

LIST_LABEL = (
    r"(?:[*•·▪◦o]|-{1,2}|>)?[ \t]*(?:"
    r"[(\[]?(?:\d{1,2}|[a-h]|[ivx]{1,4})[.):\]](?![\d\w])|#\s?\d{1,2}\b|"
    r"(?!no one\b)(?:(?:(?:our|the|my)[ ])?(?:answer|response|reply|ans|re)s?\b[ ]?(?:to|for|no\.?|number|#)?[ ]?)?"
    r"(?:(?:your|the)[ ])?(?:q|a|quest?|question|item|answer|response|no|number|inquiry|request|interrogatory|query|point|ad)s?\.?[ ]?"
    r"(?:nos?\.?|numbers?|#)?[ ]?(?:\d{1,2}\b|one\b|two\b|three\b|four\b|five\b|six\b|seven\b|eight\b|nine\b)|"
    r"(?:one|two|three|four|five|six|first|second|third|fourth|fifth|sixth|firstly|secondly|thirdly|lastly|finally)[ ]?[.:),-]|"
    r"\d{1,2}[ \t]*(?:-|(?=(?:yes|no|n/a|not|yep|nope)\b))|(?:answer|response|reply|a)[ ]?:"
    r")"
)
_STARTS = re.compile(rf"[ \t]*(?:{LIST_LABEL}|[*•·▪◦][ \t]|-{{1,2}}[ \t])")
_LINE = re.compile(r"[^\n\f]*(?:[\n\f]|\Z)")
_SALUTATION = re.compile(
    r"[ \t]*(?:dear\b[^\n]{0,80}|to whom it may concern|(?:ladies and )?gentle(?:men|persons?|women)|(?:my )?dear (?:sir|madam)[^\n]{0,20}|sirs?|madam|"
    r"greetings|good (?:morning|afternoon|evening|day)[^\n.]{0,30}|hello[^\n.]{0,30}|hi\b[^\n.]{0,30}|folks|(?:mr|ms|mrs|dr|chief|director|general)\.? [a-z'-]{2,20}(?: [a-z'-]{2,20})?[,:])[ \t]*[,:;-]?[ \t]*$|[ \t]*to the [^\n.;]{3,60}[:,][ \t]*$"
)
_CLOSING = re.compile(
    r"[ \t]*(?:(?:very |most |yours )?(?:truly|sincerely|respectfully|cordially|faithfully|best|regretfully)(?: yours| submitted)?|"
    r"(?:with )?(?:(?:kind|best|warm|warmest|kindest)(?:est)? )?(?:regards|respect|wishes)|yours(?: (?:truly|sincerely|very truly|respectfully|faithfully|in service|etc\.?))?|"
    r"(?:many )?thanks(?: again)?|thank you|thx|sincerely(?: yours)?|respectfully(?: (?:submitted|yours))?|"
    r"in service|cheers|atentamente|with (?:my )?[^\n]{0,25}(?:respect|regards|thanks)|have a (?:blessed|good|great|nice|safe) [^\n]{3,12}|god bless|stay safe)[ \t]*[,.!]?[ \t]*$"
)
_POSTSCRIPT = re.compile(r"[ \t]*p\.?\s?p?\.?s\.?\b[ \t:.-]")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"])(?:nos?|secs?|arts?|paras?|pars?|subds?|ch|vol|u\.s|u\.s\.c|d\.c|mr|mrs|ms|dr|st|hon|rev|gen|sgt|lt|capt|cmdr|col|det|dept|depts|div|"
    r"gov|gov't|govt|cal|md|mass|minn|ill|ind|mich|wis|wash|ariz|colo|conn|del|fla|ga|ky|la|neb|nev|okla|ore|pa|tenn|tex|va|vt|ann|stat|rev|codes?|corr|servs?|hrs?|mins?|quest?|yrs?|ltrs?|"
    r"v|vs|cir|app|supp|f|id|cf|e\.g|i\.e|etc|et|al|seq|cnty|n\.d|c\.d|e\.d|s\.d|w\.d|m\.d|d\.[a-z]+|(?:[a-z]\.){1,4}[a-z]|approx|ext|inc|co|corp|ltd|jr|sr|esq|jan|feb|mar|apr|aug|sept?|oct|nov|dec|a\.m|p\.m|g\.o|s\.o\.p|c\.f\.r|c\.r\.s|"
    r"a\.r\.s|r\.c\.w|o\.r\.s|h\.b|s\.b|res|ord|reg|att|attn|encl|[a-z])\.$"
)
_SENTENCE_END = re.compile(r"[.?!]+[\"')\]]*(?=\s+\S)|:(?=\s*\n)")
_FOLLOWS = re.compile(r"\s+[\"'(\[]*\S")
_NUMBER_BEFORE = re.compile(r"(?:^|[\s(\"])nos?\.$")
_DIGIT_AFTER = re.compile(r"\s+(?:\d|[ivxlc]+\b|[a-z]-?\d)")
_FRAME = re.compile(
    r"^[ \t>]*(?:-{2,}[ \t]*(?:original|forwarded) (?:message|mail)|begin forwarded message|on [^\n]{6,80}(?:\n[^\n]{0,60})?\bwrote:|"
    r"from:[^\n]+\n(?:[ \t>]*(?:to|cc):[^\n]+\n)*[ \t>]*(?:sent|date):)",
    re.IGNORECASE | re.MULTILINE,
)
_RE_LINE = re.compile(r"[ \t]*(?:re|subject|subj|regarding|reference|in re)[ \t]*[:.]")
_SHORT = 0.72
_SPOKEN = 15
"""Words above which what ends like a sentence is one, whatever its verb."""
_SPELLED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_INLINE = re.compile(
    r"(?:^|[\s;,.:])(?P<item>(?:(?:question|answer|q|a|no\.|#|number|item)\s?(?:no\.\s?|#\s?)?)?\(?(?:(?P<digit>[1-9])|(?P<letter>[a-h])(?=\))|(?P<word>one|two|three|four|five|six)(?=\s*[:.)-]))(?:[.):-]|\s+-|(?=\s+(?:yes|no|n/a|not|yep|nope)\b)))(?=\s*[a-z\"'])"
)
_SAYS = re.compile(
    r"[^a-z]{0,6}(?:(?:question|answer|q|a|no\.|#|number|item|one|two|three|four|five|six|[a-h](?=\)))[^a-z]{0,8}){0,2}(?:yes|no|n/a|not applicable|none|affirmative|negative|yep|nope|correct)\b"
)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or an item of a list.

    Attributes:
        start: Where it starts in the body.
        end: Behind its last letter.
        after: Whether it stands behind the letter's closing.
    """

    start: int
    end: int
    after: bool = False


def blocks_of(body: Body, ours: int = 0) -> tuple[Block, ...]:
    """Return the paragraphs and list items in which something may be answered, in order.

    Args:
        body: The words of the reply.
        ours: Where the last copy of our questions ends, 0 where there is none: what closes the letter next, with nothing
            of theirs between, is our own closing, and they wrote on the back of our letter or beneath it.
    """
    found = [part for one in _blocks(body) for part in _items_in(body, one)][:MOST_BLOCKS]
    flat = body.flat_lines
    first = _opening(flat, body.raw, found)
    kept: list[Block] = []
    closed = False
    for one in found[first:]:
        words = flat[one.start : one.end]
        if _CLOSING.match(words.split("\n")[0]) and len(words) < 80:  # noqa: PLR2004
            closed = closed or not ours or one.start < ours or (bool(kept) and kept[-1].start >= ours)
            continue
        if closed and _SALUTATION.match(words):
            closed = False
            continue
        if closed and not (_POSTSCRIPT.match(words) or _is_prose(words)):
            continue
        kept.append(Block(one.start, one.end, after=closed))
    return tuple(kept)


def _items_in(body: Body, block: Block) -> Iterator[Block]:
    """Cut a paragraph that is a list in itself: "(1) yes; (2) no; (3) no", "1 yes 2 yes 3 no", or a table."""
    flat = body.flat[block.start : block.end]
    if table := rows_in(body.flat_lines[block.start : block.end]):
        for start, end in table:
            lead = len(flat[start:end]) - len(flat[start:end].lstrip())
            yield Block(block.start + start + lead, block.start + start + len(flat[start:end].rstrip()))
        return
    rows: list[list[tuple[int, int]]] = []
    for one in _INLINE.finditer(flat):
        written = one["digit"] or one["letter"] or one["word"]
        number = (
            int(written)
            if written.isdigit()
            else _SPELLED.index(written) + 1
            if written in _SPELLED
            else ord(written) - 96
        )
        if rows and number == rows[-1][-1][0] + 1:
            rows[-1].append((number, one.start("item")))
        elif number == 1:
            rows.append([(1, one.start("item"))])
    row = max(rows, key=len, default=[])
    polar = sum(bool(_SAYS.match(flat, start)) for _, start in row)
    if len(row) < 2 or polar < 2:  # noqa: PLR2004
        yield block
        return
    starts = [start for _, start in row]
    if flat[: starts[0]].strip(" \n\t:"):
        yield Block(block.start, block.start + len(flat[: starts[0]].rstrip()))
    for start, end in zip(starts, [*starts[1:], len(flat)], strict=True):
        yield Block(block.start + start, block.start + len(flat[:end].rstrip()))


def subject_lines(body: Body) -> str:
    """Return the folded lines that say what the letter is about ("Re: …"), with the lines that belong to them."""
    found, taken = [], 0
    for one in _LINE.finditer(body.flat_lines):
        if _RE_LINE.match(one[0]):
            found.append(one[0])
            taken = 2
        elif taken and one[0].strip() and one[0].startswith((" ", "\t")):
            found.append(one[0])
            taken -= 1
        elif one.end() > 4_000 or one.start() == one.end():  # noqa: PLR2004
            break
        else:
            taken = 0
    return " ".join(" ".join(found).split())


def _blocks(body: Body) -> Iterator[Block]:
    """Yield stretches between blank lines, cut again where a line begins an item of a list, or the last one ended early."""
    text, lines = body.text, body.flat_lines
    start: int | None = None
    end = width = previous = 0
    for line in _LINE.finditer(lines):
        if line.start() == line.end():
            break
        words = line[0].rstrip()
        if not words.strip(" \t+=-_"):
            if start is not None and not _goes_on(lines, start, end, line.end()):
                yield Block(start, end)
                start, width = None, 0
            continue
        first = line.start() + len(words) - len(words.lstrip())
        if start is not None and (
            (_STARTS.match(words) and not _inside(lines[start:end], words))
            or _SALUTATION.match(words)
            or (_CLOSING.match(words) and _stopped(lines[start:end]))
            or _POSTSCRIPT.match(words)
            or _ended(lines[start:end], previous, width)
            or first - start > LONGEST_PARAGRAPH
        ):
            yield Block(start, end)
            start, width = None, 0
        if start is None:
            start = first
        end, previous = line.start() + len(words), len(words)
        width = max(width, len(words))
        if _SALUTATION.match(words) or (_CLOSING.match(words) and start == first):
            yield Block(start, end)
            start, width = None, 0
    if start is not None and text[start:end].strip():
        yield Block(start, end)


def _inside(before: str, line: str) -> bool:
    """Tell whether a line only happens to begin like an item: the sentence before it runs on into it."""
    if re.match(
        r"[ \t]*(?:no\.|q|question|item|answer|a)[ ]?(?:no\.?[ ]?)?\d{1,2}(?:[ ]{2,}|[ ]?[.:)-])|[ \t]*\d{1,2}[ \t]{2,}(?:yes|no|n/a)\b",
        line,
    ):
        return False
    if re.match(r"[ \t]*(?:[(*•·▪◦#-]|\d{1,2}[.)]|[a-h][.)]\s)", line) and not re.match(r"[ \t]*\d{1,2}\.?\d", line):
        return bool(
            re.search(
                r"(?:\b(?:section|sections|sec\.|no\.|nos\.|article|§|questions?|and|or|to|of|the|in|,)|§)\s*$",
                before[-20:],
            )
        )
    return not re.search(r"[.?!:;\"')\]-]\s*$", before[-4:]) and len(before.rsplit("\n", maxsplit=1)[-1]) > 30  # noqa: PLR2004


def _ended(before: str, previous: int, width: int) -> bool:
    """Tell whether the last line ended a paragraph: early, and with the end of a sentence."""
    return previous < _SHORT * max(width, 60) and bool(re.search(r"[.?!:][\"')\]]*$", before))


def _stopped(before: str) -> bool:
    """Tell whether a sentence does not run on into the next line."""
    return bool(re.search(r"[.?!:;\"')]\s*$", before[-4:])) or len(before.rsplit("\n", maxsplit=1)[-1]) < 40  # noqa: PLR2004


def _goes_on(lines: str, start: int, end: int, after: int) -> bool:
    """Tell whether a sentence that a page's end cut runs on behind it."""
    if not re.search(r"[a-z,]$", lines[start:end]) or end - start < 40:  # noqa: PLR2004
        return False
    rest = lines[after : after + 400]
    found = re.match(r"(?:[ \t]*[\n\f])*", rest)
    gap = rest[found.end() :] if found else rest
    if "\f" not in rest[: found.end() if found else 0] and lines[end:after].count("\n") < 3:  # noqa: PLR2004
        return False
    return bool(re.match(r"[a-z]", gap.lstrip()))


def _opening(flat: str, raw: str, found: list[Block]) -> int:
    """Return the index of the first block behind the letterhead, the address and the salutation.

    A salutation in a mail that is quoted below opens nothing: what stands above it was written later.
    """
    says = [
        index
        for index, one in enumerate(found)
        if _STARTS.match(words := flat[one.start : one.end]) or _is_prose(words)
    ]
    if says and (frame := _FRAME.search(raw, found[says[0]].start)):
        found = [one for one in found if one.start < frame.start()]
    for index, one in enumerate(found[:60]):
        if _SALUTATION.match(flat[one.start : one.end]) and len([before for before in says if before < index]) < 3:  # noqa: PLR2004
            return index + 1
    return says[0] if says else 0


def _is_prose(words: str) -> bool:
    """Tell whether a block reads as sentences, and not as lines of an address or a signature."""
    lines = [line for line in words.split("\n") if line.strip()]
    if " - " in words and ROW_END.search(words):
        return True
    if re.match(r"\W*(?:yes|n/a|not applicable|none|no)\b\s?[,;:-](?!\s?\d)", words):
        return True
    if len(words.split()) < 5:  # noqa: PLR2004
        return bool(re.match(r"\W*(?:yes|no|none|not applicable|n/a)\b", words))
    if re.search(r":$", words.rstrip()) and re.search(
        r"\b(?:you|your|answers?|responses?|follows|questions?)\b", words
    ):
        return True
    if re.search(r"[.?!:][\"')]*$", words.rstrip()) and re.search(
        r"\b(?:is|are|was|were|has|have|had|do|does|did|will|would|not|we|i|be|can|may|please|answers?|yes|no)\b", words
    ):
        return True
    if len(words.split()) > _SPOKEN and re.search(r"[a-z][.?!][\"')]*$", words.rstrip()):
        return True
    return (
        len(lines) > 1
        and max(len(line) for line in lines) > 50  # noqa: PLR2004
        and bool(re.search(r"\b(?:we|i|is|are|has|have|will)\b", words))
    )


def sentences_in(flat: str, start: int, end: int) -> Iterator[Span]:
    """Yield the sentences of a block."""
    place = start
    for one in _SENTENCE_END.finditer(flat, start, end):
        if one.start() < place:
            continue
        before = flat[max(place, one.start() - 12) : one.start() + 1]
        if _NUMBER_BEFORE.search(before):
            if _DIGIT_AFTER.match(flat, one.end()):
                continue
        elif re.match(r"\s+(?:§|[a-z]?\d[\w-]*[:.]\d)", flat[one.end() : one.end() + 12]) or (
            one[0] == "."
            and _ABBREVIATION.search(before)
            and not re.match(r"\s+(?:the|we|it|this|they|see|our|in|if|no|yes)\b", flat[one.end() : one.end() + 8])
        ):
            continue
        if re.search(r"\w", flat[place : one.end()]):
            yield _trimmed(flat, place, min(one.end(), place + LONGEST_SENTENCE))
            place = one.end()
    if re.search(r"\w", flat[place:end]):
        yield _trimmed(flat, place, min(end, place + LONGEST_SENTENCE))


def _trimmed(flat: str, start: int, end: int) -> Span:
    words = flat[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())
