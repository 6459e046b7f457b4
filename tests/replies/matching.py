"""How well replies are matched: the corpus, the same without those who wrote, and thousands of made-up agencies.

``python -m tests.replies.matching`` prints it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from correspondence.asked import AskedLetter
from correspondence.recipients import Recipient, read_recipient_list
from correspondence.replies.match import Matcher
from correspondence.replies.read import read_reply
from tests.replies.agencies import KINDS, OURS, UNDECIDABLE, Case, agencies, cases

HERE: Final = Path(__file__).parent
DEVELOPING: Final = HERE / "developing"
ASKED_ON: Final = datetime.date(2017, 8, 3)
THE_OFFICE: Final = (
    "U.S. Department of Justice",
    "United States Department of Justice",
    "Office of Justice Programs",
    "Office of the Assistant Attorney General",
    "Alan Hanson",
    "Acting Assistant Attorney General",
    "810 Seventh Street NW",
    "Washington, D.C. 20531",
)
"""The names and lines of the office that asked, for the corpus."""


@dataclass(frozen=True)
class Count:
    """How many replies of one kind were matched.

    Attributes:
        case: What kind.
        replies: How many there are.
        right: How many got the right recipient, or none where the writer was not asked.
        accepted: How many of all were matched without a person.
        wrong: How many of these got a recipient who did not write them.
    """

    case: str
    replies: int
    right: int
    accepted: int
    wrong: int

    def __str__(self) -> str:
        """Return it as a row of a table."""
        share = f"{100 * self.right / self.replies:.1f} %"
        return f"{self.case:76}{self.replies:6}{share:>9}{self.accepted:10}{self.wrong:7}"


@cache
def corpus(folder: Path = DEVELOPING) -> tuple[Case, ...]:
    """Return the letters of the corpus, read as they come: mails as mails, others as text."""
    return tuple(_case(path) for path in sorted(folder.glob("*.yaml")))


def _case(path: Path) -> Case:
    expected: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    ending = "eml" if expected["medium"] == "email" else "txt"
    reply = read_reply(path.with_suffix(".txt").read_bytes(), f"{path.stem}.{ending}")
    return Case(reply, expected["recipient"])


def asked() -> tuple[Recipient, ...]:
    """Return those whom the corpus answers."""
    path = HERE / "recipients.yaml"
    return read_recipient_list(path.read_bytes(), str(path), path.stem).recipients


def matcher(recipients: Iterable[Recipient], ours: Sequence[str] = THE_OFFICE) -> Matcher:
    """Return a matcher for one mailing."""
    return Matcher([AskedLetter(one, mailing="psp", date=ASKED_ON) for one in recipients], ours)


@cache
def _of_the_made_up() -> Matcher:
    return matcher((one.one for one in agencies() if one.listed), OURS)


def count(case: str, matched: Matcher, replies: Sequence[Case], *, undecidable: bool = False) -> Count:
    """Match replies, and count how many came out right."""
    right = accepted = wrong = 0
    for one in replies:
        found = matched.match(one.reply)
        certain, agrees = found.status == "accepted", found.recipient == one.recipient
        right += not certain if undecidable else agrees
        accepted += certain
        wrong += certain and not agrees
    return Count(case, len(replies), right, accepted, wrong)


def of_corpus(folder: Path = DEVELOPING) -> Count:
    """Count the letters of the corpus."""
    return count("the corpus", matcher(asked()), corpus(folder))


def of_a_long_list(folder: Path = DEVELOPING) -> Count:
    """Count the letters of the corpus where thousands of others were asked too."""
    others = (replace(one.one, id=f"other-{one.one.id}") for one in agencies() if one.listed)
    return count("the corpus, with thousands of others on the list", matcher((*asked(), *others)), corpus(folder))


def without_the_writers(folder: Path = DEVELOPING) -> Count:
    """Count the letters of the corpus, each with a list on which the one who wrote it does not stand."""
    return _one_by_one("the corpus, each writer taken off the list", folder, lambda _: ())


def with_namesakes(folder: Path = DEVELOPING) -> Count:
    """Count them with a list that has, in place of the writer, the same name in another state."""
    return _one_by_one("the corpus, a namesake in another state in each writer's place", folder, _namesake)


def with_siblings(folder: Path = DEVELOPING) -> Count:
    """Count them with a list that has, in place of the writer, another body at the same address."""
    return _one_by_one("the corpus, another body of the place in each writer's place", folder, _sibling)


def _one_by_one(case: str, folder: Path, instead: Callable[[Recipient], Iterable[Recipient]]) -> Count:
    """Count each letter by itself: it is right where no one is accepted, as nobody who was asked wrote it."""
    everybody = asked()
    counts = []
    matchers: dict[str | None, Matcher] = {}
    for one in corpus(folder):
        if one.recipient not in matchers:
            mine = [other for other in everybody if other.id == one.recipient]
            others = [other for other in everybody if other.id != one.recipient]
            matchers[one.recipient] = matcher([*others, *(new for old in mine for new in instead(old))])
        counts.append(count(case, matchers[one.recipient], [Case(one.reply, None)]))
    return Count(
        case,
        len(counts),
        sum(one.right for one in counts),
        sum(one.accepted for one in counts),
        sum(one.wrong for one in counts),
    )


def _namesake(one: Recipient) -> Iterator[Recipient]:
    assert one.address is not None
    state = "ME" if one.address.state != "ME" else "OR"
    address = replace(one.address, state=state, zip="04499", street="9 Elm Row")
    place = one.jurisdiction.partition(",")[0]
    yield replace(one, address=address, jurisdiction=f"{place}, {state}", name="Zed Quillfeather", email="")


def _sibling(one: Recipient) -> Iterator[Recipient]:
    police, sheriff = "Police Department", "Sheriff's Office"
    kind, other = (police, sheriff) if police in one.organization else (sheriff, police)
    yield replace(one, organization=one.organization.replace(kind, other), name="Zed Quillfeather", email="")


def of_made_up(replies: int = 400) -> Iterator[Count]:
    """Count what thousands of made-up agencies, and others, send: so many of each kind."""
    for kind in KINDS:
        yield count(kind, _of_the_made_up(), cases(kind, replies), undecidable=kind == UNDECIDABLE)


def measured() -> Iterator[Count]:
    """Count everything."""
    yield of_corpus()
    yield of_a_long_list()
    yield without_the_writers()
    yield with_namesakes()
    yield with_siblings()
    yield from of_made_up()


if __name__ == "__main__":
    print(f"{'':76}{'replies':>6}{'right':>8}{'accepted':>10}{'wrong':>7}")  # noqa: T201  (what it is for)
    for row in measured():
        print(row)  # noqa: T201  (what it is for)
