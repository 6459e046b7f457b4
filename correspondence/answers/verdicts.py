"""What one sentence says to a question: its polar word, its negations, its conditions, and whose position it reports."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Value = Literal["yes", "no", "partial", "not_applicable", "unclear", "declined", "third", "neutral"]

_POLAR = re.compile(
    r"""(?:
        ^["“(]?(?:(?:our\s+|the\s+)?(?:response|answer|reply)\s*[:.–-]+\s*)?(?:the\s+answer\s+is\s+)?["“]?(?P<start>yes|no|yep|nope|affirmative|negative)\b
      | \b(?:answers?|responses?|reply)\b[^.;]{0,90}?\b(?:is|are)\s+(?:(?:likewise|also|again|simply|a|an|in|the|therefore)\s+)*["“]?(?P<answer>yes|no|affirmative|negative)\b
      | \bit\s+is\s+(?P<it>yes|no)\b
      | (?:[:–—]|\s-)\s*["“]?(?P<colon>yes|no)\b(?=\s*(?:[.,;:!–—-]|$))
      | \.{3,}\s*(?P<leader>yes|no)\s*$
      | ^(?P<to>yes|no)\s+(?:to|on|for)\s
      | ^(?:and\s+)?(?:as\s+(?:to|for)|on|regarding|concerning|with\s+(?:respect|regard)\s+to|for|in\s+(?:answer|response|reply)\s+to)\s+[^;:.]{3,140}?,\s*(?P<comma>yes|no)\b
      | ^(?:[\w’'-]+\s+){0,4}[\w’'-]+,\s*(?P<listed>yes|no)\s*[;,.]?\s*$
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_STANDS_ALONE = re.compile(
    r"[\"”]?\s*(?:[.,;:!?()–—-]|$)|\s+(?:to|on|for|not|unless|except|but|we|they|and)\b", re.IGNORECASE
)
_NOT_DUE = r"(?:policy|policies|rule|rules|law|laws|ordinance|statute|regulation|practice|order|provision|reason|thing)"
_NOTHING_PREVENTS = re.compile(
    rf"\bno\s+objections?\b|\bnot\s+object\b|(?:\bnothing\b|\bnot\s+(?:\w+\s+){{0,3}}an?\s+(?:\w+[\s,]+){{0,4}}{_NOT_DUE}\b|\b(?:no|any)\s+(?:\w+[\s,]+){{0,6}}{_NOT_DUE}\b|\bneither\b|\bnot\s+aware\b).*?\b(?:prevent|prohibit|forbid|bar|preclud|restrict|"
    r"imped|interfer|stop|limit|hinder|discourag|den(?:y|ies)|refus|exclud|keeps?\s+\w+\s+from)\w*|\b(?:do|does|did)\s+not\s+(?:\w+\s+)?(?:prevent|prohibit|forbid|bar|preclude|restrict|impede|limit)\b",
    re.IGNORECASE | re.DOTALL,
)
_PLACE = r"(?:jails?|lock-?ups?|prisons?|(?:detention|correctional|custod\w+|holding|booking)\s+(?:\w+\s+)?(?:facilit\w+|centers?|cells?)|facilit(?:y|ies)|detention\s+cells?)"
_RUN_BY = re.compile(
    rf"\b(?:taken|booked|transported|delivered|driven|lodged|housed)\s+(?:directly\s+)?(?:to|into|at|in|by)\s+(?:the\s+)?(?:[\w.’']+\s+){{0,3}}county\b[^.]{{0,30}}\b{_PLACE}|"
    rf"\b(?:jails?|prisons?|{_PLACE})\b[^.]{{0,70}}\b(?:operated|run|managed|administered|controlled|owned|maintained)\s+(?:\w+\s+)?by\s+(?:the\s+)?(?:[\w.’']+\s+){{0,4}}"
    rf"(?:county|sheriff|state|commonwealth|corrections|authority|commission)\b|\b(?:jails?|{_PLACE})\b[^.]{{0,60}}\bbelongs?\s+to\s+(?:the\s+)?(?:county|state|sheriff)|"
    rf"\b(?:county|sheriff|state)\b[^.]{{0,40}}\b(?:operates?|runs?|manages?|administers?)\s+(?:the\s+|our\s+|that\s+|its\s+own\s+)?(?:only\s+)?(?:local\s+|county\s+)?{_PLACE}",
    re.IGNORECASE | re.DOTALL,
)
_OPEN = re.compile(
    r"\b(?:is|are)\s+(?:now\s+|currently\s+|presently\s+|still\s+)?(?:pending|before\s+(?:the|our))\b|"
    r"\bunder\s+(?:\w+\s+)?(?:review|revision|consideration|study)\b|\bbeing\s+(?:\w+\s+)?(?:rewritten|revised|reviewed|redrafted|updated|drafted)\b|"
    r"\b(?:see|refer\s+to|consult|find|enclosed|contained\s+in|set\s+(?:out|forth)\s+in)\b[^.]{0,90}\b(?:attach\w+|enclos\w+|exhibit|appendix|in\s+red)\b|"
    r"\banswers?\b[^.]{0,60}\bin\s+(?:red|blue|bold|color)\b|"
    r"\bnot\s+(?:able|in\s+a\s+position)\s+to\s+say\b|\bspeaks?\s+for\s+(?:itself|themselves)\b|\bwe\s+are\s+(?:currently\s+)?reviewing\b|"
    r"\bhas\s+not\s+(?:yet\s+)?(?:been\s+)?(?:decided|settled|adopted)\b|\bdepends?\s+on\s+(?:the\s+)?circumstances\b|\bit\s+(?:all\s+)?depends\b",
    re.IGNORECASE | re.DOTALL,
)
_ASSURANCE = re.compile(
    r"\b(?:cooperat\w+|good\s+partner\w*|mutual\s+respect|fullest\s+extent|full\s+extent|consistent\s+with\s+(?:applicable|federal|state|the)\b|"
    r"in\s+accordance\s+with\s+(?:all\s+)?applicable|compl\w+\s+(?:fully\s+)?with\s+(?:all\s+)?(?:\d|§|section|title|applicable|federal|state|the\s+law|every)|"
    r"assure\s+you|strong\s+relationship|work(?:s|ed)?\s+closely|committed\s+to|as\s+(?:the\s+)?law\s+(?:allows|permits|requires))",
    re.IGNORECASE,
)
_DECLINED = re.compile(
    r"\bdeclin\w+\s+to\s+(?:answer|respond|comment|reply|provide\s+(?:an?\s+)?(?:answer|response)|say|discuss|state)|\b(?:will|shall|['’]ll|must|to)\s+(?:have\s+to\s+)?get\s+back\s+to\s+you\b(?!\s+on\s+(?:the|your|all)\b)|"
    r"\b(?:will|must|can|do)\s+(?:not|cannot)\s+(?:be\s+(?:able\s+to\s+)?)?(?:answer\w*|respond\w*|comment\w*)|\bcannot\s+(?:answer|comment|respond)\b|"
    r"\bno\s+comment\b|\bprefer\s+not\s+to\b|\bnot\s+(?:be\s+)?(?:answering|responding|at\s+liberty)\b|\b(?:answer|response|reply)\b.{0,40}\b(?:will\s+follow|to\s+follow|separately|"
    r"under\s+separate\s+cover|later)\b|\bdirected\s+to\s+make\s+no\s+statement\b|\breserves?\s+(?:its|our)\s+(?:answer|response)\b",
    re.IGNORECASE | re.DOTALL,
)
_NOT_OURS = re.compile(
    rf"\bnot\s+applicable\b|\bn/a\b|\binapplicable\b|\b(?:do|does|did|is|are)\s+not\s+(?:\w+\s+){{0,2}}(?:appl(?:y|icable)|pertain|relevant)\b|"
    r"\b(?:none|neither|not\s+one)\b.{0,70}\b(?:appl(?:y|ies)|pertains?)\b|\bnot\s+(?:ones?|a\s+question)\s+(?:that|which|to\s+which)\b|"
    rf"\b(?:operates?|runs?|maintains?|has|have|owns?|manages?|administers?|with)\s+(?:neither|no)\s+(?:[\w-]+\s+){{0,4}}{_PLACE}|"
    rf"\b(?:do|does)\s+not\s+(?:itself\s+|in\s+fact\s+)?(?:\w+\s+or\s+)?(?:operate|run|have|maintain|own|manage|control|administer|possess)\s+(?:an?\s+|any\s+|the\s+|its\s+own\s+|our\s+own\s+)"
    rf"(?:[\w-]+\s+){{0,5}}{_PLACE}|"
    rf"\bunable\s+to\s+answer\b.{{0,60}}\bbecause\b|\bno\s+(?:[\w-]+\s+){{0,5}}{_PLACE}\s+(?:that|which|to\s+which|of\s+which|over\s+which|under)\b|"
    r"\bno\s+(?:control|authority|say|jurisdiction)\s+(?:whatever\s+)?(?:over|in|of)\s+(?:that|the|its|this|any|how|what)\b|"
    rf"\bnot\s+(?:under|within|subject\s+to)\s+(?:our|the\s+(?:city|town|department|village)\S*)\s+(?:\w+\s+)?(?:control|authority|jurisdiction)|"
    r"\bthere\s+(?:is|are)\s+no(?:ne)?\b[^.]{0,60}\b(?:of\s+which|that|to\s+which)\b[^.]{0,40}\bcould\b",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(
    r"\bunless\b|\bexcept\b|\bother\s+than\b|\bonly\s+(?:if|when|where|with|upon|on|for|after|in|as|those|to|persons?|inmates|once|under|at|pursuant)\b|\bbut\s+only\b|(?<!is )(?<!are )(?<!be )\bprovided,?\s+(?:that|the|it|he|she|they|always|there|however)\b|"
    r"\b(?:so|as)\s+long\s+as\b|\bon\s+(?:the\s+)?condition\b|\bcondition(?:ed|al)\s+(?:on|upon)\b|\bwhen\s+presented\s+with\b|\bupon\s+(?:presentation|receipt|production)\s+of\b|"
    r"\b(?:if|when|where|whenever|once|until)\b[^.]{0,110}\b(?:warrant|(?:court|judicial)\s+order|signed\s+by|issued\s+by|convict\w+|consents?|agrees?|lawyer|attorney|counsel|felon\w+|probable\s+cause)\b|"
    r"\bconsents?\s+(?:of|from)\b|\bwith\s+(?:the\s+)?(?:[\w'’]+\s+){0,3}consent\b|\b(?:must|has\s+to)\s+(?:first\s+)?(?:agree|consent)\b|\bwithout\s+an?\s+(?:\w+\s+){0,3}(?:warrant|order)\b|"
    r"\b(?:absent|not\s+without)\s+an?\b|\bsubject\s+to\b(?!\s+(?:these|this|the\s+same|search|security))|\bsign\w*\s+an?\s+(?:\w+\s+)?(?:waiver|consent)\b|\bw/o\s+an?\b|\bin\s+the\s+case\s+of\b|\bcase[\s-]+by[\s-]+case\b|\b(?:has|have|had)\s+(?:been\s+|a\s+|an\s+)(?:prior\s+)?(?:convicted|conviction)\b|"
    r"\bconvicted\s+of\b|\bsentenced\s+(?:inmates|prisoners)\b|\b(?:accompanied|supported|backed)\s+by\b|\bpursuant\s+to\s+an?\s+(?:\w+\s+){0,2}(?:warrant|order)\b|\bin\s+(?:some|certain|limited)\b|"
    r"\b(?:certain|serious|violent|listed|enumerated)\s+(?:or\s+\w+\s+)?(?:offen[sc]es|crimes|felon\w+|convictions)\b|\bprior\s+written\s+consent\b|"
    r"\bwho\s+(?:\w+\s+){0,2}(?:agreed?|agrees|consent(?:s|ed)?|(?:have|has)\s+been\s+convicted|(?:is|are|was|were)\s+convicted)\b|\bwith\s+(?:[\w-]+\s+){0,3}(?:convictions?)\b|\bwithout\s+an?\s+(?:judge|court|magistrate)\S*\s+\w+",
    re.IGNORECASE | re.DOTALL,
)
_NO_CONDITION = re.compile(
    r"\bwith\s+or\s+without\b|\bwhether\s+or\s+not\b|\bexcept\s+on\s+the\s+street\b|\bregardless\b", re.IGNORECASE
)
_RESERVED = re.compile(
    r"\b(?:but|however|although|though|except|unless|only|if|warrant|consent|convict\w*|depend\w*|review\w*|sometimes|usually|generally|normally|typically|"
    r"most|some|certain|however|provided|subject|attach\w*|enclos\w*|partly|partial\w*|in\s+part|limited|until|nevertheless|otherwise|discretion|case|absent|without|"
    r"in\s+practice|not\s+always|may|might|would|could|unable|try|tries|nonetheless|that\s+said|"
    r"formerly|previously|former|clarif\w*|instead|rather|while|whereas|court\s+order|judge|judicial|pending|draft\w*|propos\w*|plan\w*)\b",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?:inform\w*|tells?|told|advis\w+|assur\w+)\s+(?:us|me|our|my|this\s+office)\b|\bi\s+(?:am|was)\s+(?:informed|told|advised|given\s+to\s+understand)\b|"
    r"\b(?:our|my)\s+understanding\b|\bwe\s+understand\b|\bas\s+(?:we|i)\s+understand\b|\bas\s+far\s+as\s+(?:i|we)\s+know\b|\bstaff\s+tell\b|\bhas\s+(?:published|announced|stated|told)\b|"
    r"\b(?:sheriff|county|state|board\s+of\s+corrections|jail)\b[^.]{0,50}\b(?:reports?|states?|says|said|advises|confirms)\b|\bwere\s+the\s+\w+\s+to\s+be\s+asked\b",
    re.IGNORECASE | re.DOTALL,
)
_BODY = re.compile(
    r"\b(?:sheriff\S*|county|state|jail|commander|board|custody|corrections|they|staff)\b", re.IGNORECASE
)
_OTHER_BODY = re.compile(
    r"^(?:(?:as\s+far\s+as[^,]*|for\s+what[^,]*|on\s+this[^,]*|however|in\s+fact)\s*,?\s*)?(?:the\s+|its\s+|that\s+|his\s+)?(?:[\w.’']+\s+){0,3}(?:sheriff\S*|county|board\s+of\s+corrections|state|department\s+of\s+corrections|jail\s+commander)\b",
    re.IGNORECASE,
)
_ABOUT_QUESTION = re.compile(
    r"\b(?:questions?|letter|inquiry)\s+(?:\w+\s+)?(?:asks?|concerns?|supposes|relates?|seeks?|inquires?|is\s+whether)\b|\b(?:it|which|that)\s+asks?\s+(?:about|whether|for|if|us)\b|\byou\s+(?:have\s+)?ask(?:ed)?\s+(?:about|whether|if|three|us)\b|"
    r"\bwhether\b|\bi\s+(?:trust|hope)\b|\bcall\s+(?:me|my|us)\b|\bplease\b|\bthank\s+you\b|\bis\s+framed\b|\byour\s+(?:letter|inquiry)\b",
    re.IGNORECASE,
)
_OUTER_NEGATION = re.compile(
    r"\bnot\s+(?:be\s+)?(?:the\s+case|accurate|true|correct|right|fair|so)\b(?:\s+to\s+say)?(?:\s+that)?", re.IGNORECASE
)
_ADVERSE = re.compile(
    r"\b(?:declin\w+|refus\w+|den(?:y|ies|ied)|turn(?:s|ed|ing)?\s+(?:\w+\s+){0,3}(?:down|away)|reject\w*|ignor\w+|disregard\w*|exclud\w+|uninformed|withh[oe]ld\w*|keeps?\s+out|bars?|barred)\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:not|never|cannot|no\s+longer|neither|nobody|nothing|none|stopped|quit|ceased|ended|discontinued|forbids?|prohibits?|no)\b|n['’]t\b|\b(?:dont|doesnt|wont|cant|isnt|arent)\b",
    re.IGNORECASE,
)
_FAILING = re.compile(r"\bfail\w*|\bobject\w*|\bneither\b.*\bnor\b.*\bnot\b", re.IGNORECASE)
_HARMLESS_NEGATION = re.compile(
    r"\b(?:not|no)\s+(?:later|less|fewer|sooner|more|only|merely|matter|exceptions?|questions\s+asked|conditions?)\b|\bnever\s+(?:less|fail\w*|refus\w*|declin\w*)\b|\bwithout\s+(?:exception|delay|question)\b|"
    r"\bnot\s+(?:reduced|written|in\s+writing)\b|\bunwritten\b|\bneed\s+not\b|\bcould\s+not\s+show\b|\bnobody\s+has\s+ever\s+asked\b",
    re.IGNORECASE,
)
_BARE_CONDITION = re.compile(r"^(?:only|not\s+(?:unless|without)|if|when|case)\b", re.IGNORECASE)
_FINITE = re.compile(
    r"\b(?:we|i|it|they|he|exists?|complies|applies|notifies|permits|grants|admits|follows|detains|remains|requires|says|is|are|was|were|be|do|does|did|will|would|shall|can|may|must|has|have|had|not|never|there|\w+ed|gives?|keeps?|allows?|"
    r"provides?|makes?|tells?|honors|comes?|goes|gets?)\b|n['’]t\b",
    re.IGNORECASE,
)
_NONE = re.compile(r"^(?:none|never)(?:\s+(?:whatsoever|at\s+all|exists?))?[.!]?$", re.IGNORECASE)
_LONGEST_SENTENCE = 3000
_LONGEST_TITLE = 14
_QUANTITY = re.compile(
    r"\b(\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty-?\s?four|thirty-?\s?six|forty-?\s?eight|seventy-?\s?two|an)\s*[-\s]?\s*(hours?|days?|minutes?)['’]?",
    re.IGNORECASE,
)
_NUMBERS = {
    name: number
    for number, names in {
        1: "one an", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten",
        12: "twelve", 24: "twentyfour", 36: "thirtysix", 48: "fortyeight", 72: "seventytwo",
    }.items()
    for name in names.split()
}  # fmt: skip
_UNITS = {"minute": 1 / 60, "hour": 1.0, "day": 24.0}
_SAME_DAY = re.compile(
    r"\b(?:on|until|before)\s+the\s+(?:day|morning)\s+(?:of|itself)\b|\bsame\s+day\b|\b(?:evening|night|morning|afternoon|day)\s+before\b|\b(?:a\s+)?(?:few|couple\s+of|several)\s+(?:hours|minutes)\b|\bat\s+the\s+time\s+(?:of|that|when)\b|\bless\s+than\s+(?:that|\d|two|forty)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a sentence says.

    Attributes:
        value: The answer it gives; ``neutral`` where it gives none, ``third`` where it reports another body's.
        polar: Behind the polar word, from the sentence's start; 0 where it has none.
        reserved: Whether it has any word that may take something back.
        negated: Whether anything is negated in it.
    """

    value: Value
    polar: int = 0
    reserved: bool = False
    negated: bool = False


def least_hours(question: str) -> float | None:
    """Return the hours that a question asks for at least, None where it names none.

    Example:
        >>> least_hours("… provide at least 48 hours’ advance notice, where possible, to DHS …")
        48.0
    """
    found = re.search(r"at\s+least\s+(.{1,20})", question, re.IGNORECASE)
    return min(_hours(found[1]), default=None) if found else None


def _hours(text: str) -> list[float]:
    return [
        (int(one[1]) if one[1].isdigit() else _NUMBERS[re.sub(r"[-\s]", "", one[1].lower())])
        * _UNITS[one[2].lower().rstrip("s")]
        for one in _QUANTITY.finditer(text)
    ]


def verdict_of(sentence: str, score: float, least: float | None, *, others: bool) -> Verdict:
    """Tell what a sentence says to a question.

    Args:
        sentence: Its words, without the label before them.
        score: How much it speaks of the question's subject; 0 where not at all.
        least: The hours that the question asks for at least.
        others: Whether sheriffs, counties and states are other bodies than the one that answers.
    """
    sentence = sentence[:_LONGEST_SENTENCE]
    words = " ".join(sentence.split())
    polar = _polar(sentence)
    reserved = bool(
        _RESERVED.search(words) or _ADVERSE.search(words) or _falls_short(words, least) or _FAILING.search(words)
    )
    negated = bool(_NEGATION.search(_HARMLESS_NEGATION.sub(" ", words[len(words[: polar[1]]) if polar else 0 :])))
    value = _value(words, polar[0] if polar else "", score, least, others=others)
    return Verdict(value, polar[1] if polar and value in {"yes", "no", "partial"} else 0, reserved, negated)


def _polar(sentence: str) -> tuple[str, int] | None:
    """Return the polar word of a sentence and the place behind it."""
    for found in _POLAR.finditer(sentence):
        word = str(found[str(found.lastgroup)]).lower()
        if _STANDS_ALONE.match(sentence, found.end()):
            return ("yes" if word in {"yes", "yep", "affirmative"} else "no"), found.end(str(found.lastgroup))
    return None


def _value(words: str, polar: str, score: float, least: float | None, *, others: bool) -> Value:
    """Return what the words say, by the order in which the codebook's rules prevail."""
    if (
        others
        and ((_REPORTED.search(words) and _BODY.search(words)) or (_OTHER_BODY.match(words) and not polar))
        and not _NOT_OURS.search(words)
        and not (_RUN_BY.search(words) and score < 1)
    ):
        return "third"
    if _DECLINED.search(words):
        return "declined"
    if not polar and (_NOT_OURS.search(words) or (others and _RUN_BY.search(words) and score < 1)):
        return "not_applicable"
    condition = bool(_CONDITION.search(_NO_CONDITION.sub(" ", words)))
    if polar:
        if _NOTHING_PREVENTS.search(words):
            return "unclear"
        if condition or (polar == "yes" and _falls_short(words, least)):
            return "partial"
        return "yes" if polar == "yes" else "no"
    if _OPEN.search(words):
        return "unclear"
    if _NOTHING_PREVENTS.search(words):
        return "unclear"
    if condition and _BARE_CONDITION.match(words):
        return "partial"
    if _NONE.match(words):
        return "no"
    if score <= 0 or words.endswith("?") or _is_title(words) or _ABOUT_QUESTION.search(words):
        return "neutral"
    if condition or _falls_short(words, least):
        return "partial"
    if _ASSURANCE.search(words):
        return "unclear"
    return _stated(words)


def _is_title(words: str) -> bool:
    """Tell whether the words are a heading rather than a sentence."""
    return len(words.split()) <= _LONGEST_TITLE and not _FINITE.search(words)


def _falls_short(words: str, least: float | None) -> bool:
    """Tell whether less is given than was asked for."""
    if least is None:
        return False
    hours = _hours(words)
    return bool(_SAME_DAY.search(words)) or (bool(hours) and min(hours) < least)


def _stated(words: str) -> Value:
    """Return the polarity of a sentence without a polar word: each adverse verb and each negation turns it round."""
    turns = 0
    if _OUTER_NEGATION.search(words):
        turns += 1
        words = _OUTER_NEGATION.sub(" ", words, count=1)
    words = _HARMLESS_NEGATION.sub(" ", words)
    turns += bool(_ADVERSE.search(words))
    turns += bool(_NEGATION.search(_ADVERSE.sub(" ", words)))
    return "no" if turns % 2 else "yes"
