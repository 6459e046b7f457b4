"""Answers in brief, which name nothing of what was asked: "we do not", "there is none", "that we will not do"."""

from __future__ import annotations

import re

_ELLIPTIC = re.compile(
    r"^[\s\"'(,-]*(?:(?:yes|no|and|but|so|again|here too|likewise|indeed|as it happens|at present|currently|in fact),?\s+)*(?:we|it|they|i|the (?:city|county|town|village|township|department|office|agency|division|sheriff|sheriff's office|police department)|[\w' ]{3,40} (?:department|city|county|office|agency))"
    r"\s+(?:currently |also |always |certainly |simply )?(?:(?P<neg>(?:do|does|will|have|has|are|is|did|can|could|would)(?:\s+not|n't)|cannot|never (?:do|does|did|have|has)|no longer (?:do|does|have|has|will)|(?:have|has) (?:none|no such|never|neither)|(?:do|does)(?: not|n't) have (?:one|any|such)|dont|doesnt|wont|have nothing)|(?P<pos>do|does|will|have one|has one|have such|has such|are|have both|do have (?:one|such)|does have (?:one|such)))\b(?P<rest>[^.;]{0,60})"
)
_ELLIPTIC_REST = re.compile(
    r"^\s*(?:so|this|that(?! (?:we|it|they|he|she|i|our|the|no|any)\b)|it|such|one|any|either|neither|thing|a |an |polic\w+|rules?|practices?|exist|do (?:so|this|that|it|them|those|any|either|anything)|[.,;!]|$|have (?:one|any|such)|in (?:every|all|each) case\w*|routinely|regularly|always|at all|ever)"
)
_NONE_ALONE = re.compile(
    r"^[\s\"'(,-]*(?:there (?:is|are|exists?) (?:none|no such)|none(?: exists?| whatsoever| at all)?|no such \w+(?: exists)?|neither|nothing of the (?:sort|kind)|never(?: have| has)?)\b"
)
_INVERTED = re.compile(
    r"^[\s\"'(,-]*(?:this|that|it|such a thing|such)\s+(?:we|i|the \w+|our \w+)\s+(?P<verb>do|does|did|will|would|have|has|can|could|shall)(?P<neg>n't|\s+not|not|\s+never)?"
    r"(?=\s*(?:$|[,.;!-]|and\b|do\b|done\b|been\b))"
)
_SINCE = re.compile(
    r"^\W*(?:since|after|following|because of|as of|under) (?:[\w'./-]+ ){1,8}?(?=(?:we|it|they) (?:no longer|do|does|have|has|will|cannot)\b)"
)
_FOR_THEM = re.compile(
    r"^\W*(?:but |and )?(?:for|in|as to|as for|with|on) (?:[\w'-]+\s+){1,5}?(?=(?:we|it|they|he|she) (?:do|does|will|are|is)(?:\s+not|n't)\b)"
)
_PREFACE = re.compile(
    r"^[\s\"'(,-]*(?:i|we)(?:'m| am| are| must| can| regret| have to)?\s*(?:(?:sorry|afraid|pleased|glad|happy|proud|able|obliged|free)\s*)?(?:to )?(?:say|report|tell you|confirm|state|advise you|inform you|regret|admit)?\s*(?:that\s+)?(?=(?:we|it|the)\b)"
)
PARTLY_ALONE = re.compile(
    r"^\W*(?:sometimes|it depends|that depends|in some (?:cases|instances|circumstances)|in part|in certain (?:cases|circumstances)|only (?:if|when|with|where|for)|on occasion|occasionally|case by case)\b"
)


def in_brief(words: str) -> bool | None:
    """Return whether a folded sentence says yes or no in brief, None where it says more or nothing.

    Example:
        >>> in_brief("we do not."), in_brief("i regret that we cannot do so."), in_brief("that we do, and have always done.")
        (False, False, True)
    """
    if _NONE_ALONE.match(words):
        return False
    if found := _INVERTED.match(words):
        return not found["neg"]
    found = _ELLIPTIC.match(_PREFACE.sub("", _SINCE.sub("", _FOR_THEM.sub("", words, count=1), count=1), count=1))
    if not found or not _ELLIPTIC_REST.match(found["rest"]):
        return None
    return not found["neg"]
