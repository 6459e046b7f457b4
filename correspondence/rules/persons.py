"""Names, titles and salutations that do not fit one another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from correspondence.recipients import Recipient
from correspondence.rules.addresses import Fault
from correspondence.rules.words import AMONG_TITLES, BEFORE_NAMES, COURTESY, DEGREES, OFFICES, TO_NOBODY, folded

HONORABLE = frozenset({"honorable", "hon"})
DOCTORS = frozenset({"dr", "mr", "mrs", "ms", "miss", "mx"})
ELECTED = frozenset({"mayor", "governor", "judge", "justice", "senator", "representative", "secretary", "ambassador", "president",
                     "congressman", "congresswoman", "member", "councilman", "councilwoman", "councilmember", "commissioner",
                     "attorney", "chairman", "chairwoman", "chair", "delegate", "magistrate"})  # fmt: skip
"""Words of offices that may well be The Honorable, whatever the organization."""
LOCAL_FORCE = re.compile(
    r"\b(police (?:department|bureau|service|chief)|chief of police|sheriff|sheriffs|fire (?:department|chief|rescue|district))\b"
)
LEAST_LETTERS = 2


def person_faults(recipient: Recipient) -> Iterator[Fault]:
    """Yield what is wrong with how a recipient is called."""
    name, title = recipient.name, recipient.title
    yield from _capitals(name)
    titles = folded(title).split()
    yield from _doubled(titles, recipient)
    if HONORABLE & set(titles[:2]) or HONORABLE & set(folded(name).split()[:2]):
        office = f"{folded(recipient.position)} {folded(title)}"
        if LOCAL_FORCE.search(f"{office} {folded(recipient.organization)}") and not ELECTED & set(office.split()):
            message = "chiefs and sheriffs of cities and counties are not The Honorable, as a rule"
            yield Fault("honorific", "title", message, "write the office before the name, such as Chief or Sheriff")
    if recipient.salutation:
        yield from _salutation(recipient, titles)


def _capitals(name: str) -> Iterator[Fault]:
    words = [word for word in re.findall(r"[^\W\d_]+", name) if len(word) >= LEAST_LETTERS]
    if len(words) < 2 or sum(map(len, words)) <= 2 * LEAST_LETTERS:  # noqa: PLR2004  (given and family name)
        return
    if name.isupper():
        yield Fault("name-capitals", "name", f'"{name}" is in capitals', f'write it as "{_cased(name)}"')
    elif name.islower():
        yield Fault("name-capitals", "name", f'"{name}" is in small letters', f'write it as "{_cased(name)}"')


def _cased(name: str) -> str:
    """Return a name as it is likely to be written; a person has to look at it."""
    return re.sub(r"[^\W\d_]+(?:['’][a-z]\b)?", lambda found: found[0].capitalize(), name.lower())


def _doubled(titles: list[str], recipient: Recipient) -> Iterator[Fault]:
    """Yield what is said twice: Dr. and M.D., The Honorable Mr., Chief before the name and in it."""
    whole = folded(recipient.name)
    head, _, behind = recipient.name.partition(",")
    degrees = set(folded(behind).split()) | set(folded(head).split()[2:])
    before = {*titles, *whole.split()[:1]}
    if "dr" in before and (found := DEGREES & degrees):
        shown = next(word for word in recipient.name.replace(",", " ").split() if folded(word) in found)
        yield Fault(
            "doubled-title",
            "title",
            f'"Dr." stands before the name and "{shown}" behind it',
            "leave one of the two out",
        )
    elif COURTESY.keys() & before and "esq" in degrees:
        yield Fault(
            "doubled-title",
            "title",
            'a courtesy title stands before the name and "Esq." behind it',
            "leave one of the two out",
        )
    pair = [word for word in titles if word in DOCTORS]
    joined = {"and", "or"} & set(titles) or "&" in recipient.title or "/" in recipient.title
    first = whole.split()[:1]
    if titles and first and first[0] in BEFORE_NAMES and len(whole.split()) > 1:
        message = f'the title is "{recipient.title}", and the name begins with "{recipient.name.split()[0]}"'
        yield Fault("doubled-title", "name", message, "leave one of the two out")
    elif (len(pair) > 1 or (pair and HONORABLE & set(titles))) and not joined:
        yield Fault("doubled-title", "title", f'"{recipient.title}" is more than one title', "keep one of them")


def _salutation(recipient: Recipient, titles: list[str]) -> Iterator[Fault]:
    """Hold a salutation that was given to the person's name, office and courtesy title."""
    words = folded(recipient.salutation).split()
    if words[:1] == ["dear"]:
        words = words[1:]
    if not words or TO_NOBODY & set(words[-2:]) or words[0] == "to":
        return
    spoken = len(words)
    for index, word in enumerate(words):
        if word not in OFFICES and word not in COURTESY and word not in AMONG_TITLES:
            spoken = index
            break
    called, named = words[:spoken], words[spoken:]
    known = set(folded(f"{recipient.name} {recipient.family_name}".replace("-", " ")).split())
    plain = spoken > 0 or len(named) == 1
    if named and plain and known and not _names(named, recipient, known):
        message = f'the salutation "{recipient.salutation}" names somebody else than "{recipient.name}"'
        yield Fault("salutation-name", "salutation", message, "mend one of the two")
        return
    offices = OFFICES & set(called)
    own = OFFICES & {*titles, *folded(recipient.position).split()}
    if offices and own and not offices & own:
        message = f'the salutation says "{min(offices).title()}", and the recipient is "{recipient.title or recipient.position}"'
        yield Fault("salutation-title", "salutation", message, "mend one of the two")
    fits = {COURTESY[word] for word in called if word in COURTESY} - {""}
    meant = {COURTESY[word] for word in titles if word in COURTESY} - {""}
    if len(fits) == 1 and len(meant) == 1 and fits != meant:
        message = f'the salutation "{recipient.salutation}" does not go with the title "{recipient.title}"'
        yield Fault("salutation-title", "salutation", message, "mend one of the two")


def _names(named: list[str], recipient: Recipient, known: set[str]) -> bool:
    """Tell whether one of the words is the person's; O'Neil is O Neil, and García-López is García López."""
    together = folded(f"{recipient.name} {recipient.family_name}").replace(" ", "")
    return any(word in known for word in named) or "".join(named) in together
