"""A workspace whose register knows who was asked and what came back, for tests of what is told from it.

The replies are letters of the corpus as real files; what is written down of them is the reading that the corpus expects.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from PIL import ImageDraw

from correspondence.entries import Entry, Kind
from correspondence.register import Register, address_of, open_register
from correspondence.replies.read import read_reply
from correspondence.reply import Answer, Match, Passage, Reply
from correspondence.workspace import Workspace
from tests.replies import media
from tests.replies.corpus import HERE, Expected, Letter, inquiry, load
from tests.replies.files import saved, scan_of
from tests.replies.media import Made
from tests.replies.passages import passage_at
from tests.tools import ROOT

MAILING, TEMPLATE = "towns-2017", "psp-questionnaire"
AT = datetime.datetime(2017, 8, 30, 15, 4, 5, tzinfo=datetime.UTC)
POSTED, DUE = "2017-08-04", "2017-08-18"
QUESTIONS = ("facility-access", "release-notice", "detainer-requests")


@dataclass
class Case:
    """One letter's matter, as entries are added to it."""

    office: Office
    recipient: str

    def entry(
        self, kind: Kind, details: Mapping[str, Any], files: Mapping[str, str] | None = None, by: str = ""
    ) -> None:
        """Add an entry about the letter."""
        number = self.office.numbers[self.recipient]
        entry = Entry(kind, MAILING, AT, self.recipient, number, TEMPLATE, by=by, files=files or {}, details=details)
        self.office.register.append([entry])

    def posted(self, on: str = POSTED, route: str = "first-class-mail") -> Case:
        """Write down that it was posted."""
        self.entry("dispatched", {"date": on, "route": route})
        return self

    def received(
        self, made: Made, on: str = "2017-08-16", route: str = "first-class-mail", method: str = "text"
    ) -> str:
        """Keep a file that came, write down that it came, and return its checksum."""
        name, sha256 = self.office.keep(made)
        match = Match(self.recipient, self.office.numbers[self.recipient], method, "accepted", "").as_json()
        details = {"name": made.name, "date": on, "route": route, "match": match}
        self.entry("received", details, {name: sha256}, by="clerk")
        return sha256

    def read(
        self,
        sha256: str,
        answers: Sequence[Answer] = (),
        kind: str = "answers",
        doubt: str = "",
        **more: Any,
    ) -> Case:
        """Write down what a reply says."""
        kept = {one.question: one.as_json() for one in answers}
        self.entry("read", {"reply": sha256, "kind": kind, "doubt": doubt, "answers": kept, "unreadable": [], **more})
        return self

    def decided(self, question: str, answer: str, reason: str, *, by: str = "Robin Example", reply: str = "") -> Case:
        """Write down what a person decided."""
        details = {"decides": "answer", "reply": reply, "question": question, "answer": answer, "reason": reason}
        self.entry("decided", details, by=by)
        return self

    def heard(self, words: str, on: str) -> str:
        """Write down what came by telephone, and what was taken down of it."""
        name, sha256 = self.office.keep(Made("telephone.txt", words.encode()))
        details = {"name": "telephone.txt", "date": on, "route": "telephone", "heard": words}
        self.entry("received", details, {name: sha256}, by="Sam Example")
        for question in QUESTIONS:
            decided = {"decides": "answer", "reply": sha256, "question": question, "answer": "not_applicable"}
            self.entry("decided", {**decided, "method": "entered"}, by="Sam Example")
        return sha256

    def replied(self, letter: Letter, made: Made, on: str = "2017-08-16", *, accepted: bool = False) -> str:
        """Receive a letter of the corpus, and write down what the corpus expects to be read in it."""
        sha256 = self.received(made, on, "e-mail" if made.name.endswith(".eml") else "first-class-mail")
        answers = answers_of(letter, made, accepted=accepted)
        self.read(sha256, answers if letter.kind == "answers" else (), letter.kind, dated=letter.date or None)
        return sha256


@dataclass
class Office:
    """A workspace with its register, in which the tests' towns were asked."""

    root: Path
    register: Register
    numbers: dict[str, str] = field(default_factory=dict)

    def ask(self, *recipients: str, **named: str) -> None:
        """Write down that letters were made; to those who are named, under another name than the list has."""
        names = {one.id: one.display_name for one in inquiry("developing").letters.selected if one}
        numbers = {one.recipient.id: one.number for one in inquiry("developing").asked}
        for recipient in (*recipients, *named):
            self.numbers[recipient] = numbers[recipient]
            details = {
                "title": "Public Safety Partnership questionnaire",
                "name": named.get(recipient, names[recipient]),
                "questionnaire": "psp-2017",
                "questions": list(QUESTIONS),
                "due": DUE,
            }
            entry = Entry("made", MAILING, AT, recipient, numbers[recipient], TEMPLATE, "recipients", details=details)
            self.register.append([entry])

    def case(self, recipient: str) -> Case:
        """Return one letter's matter."""
        return Case(self, recipient)

    def keep(self, made: Made) -> tuple[str, str]:
        """Keep an original, and return its name in the register and its checksum."""
        sha256 = hashlib.sha256(made.content).hexdigest()
        name = f"output/originals/{sha256}{Path(made.name).suffix}"
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made.content)
        return name, sha256

    def stray(self, made: Made, reason: str, on: str = "2017-08-21") -> str:
        """Write down that a reply came whose letter nobody knows, and return its checksum."""
        name, sha256 = self.keep(made)
        match = Match(None, "", "none", "needs-review", reason).as_json()
        details = {"name": made.name, "date": on, "route": "e-mail", "match": match}
        self.register.append([Entry("received", "", AT, by="clerk", files={name: sha256}, details=details)])
        return sha256

    def original(self, sha256: str) -> Path:
        """Return where an original is kept."""
        return next((self.root / "output" / "originals").glob(f"{sha256}*"))


@contextmanager
def office_at(root: Path) -> Iterator[Office]:
    """Open a fresh workspace with a fresh register."""
    root.mkdir(exist_ok=True)
    shutil.copy(ROOT / "correspondence.yaml", root)
    for name in ("templates", "recipients"):
        if not (root / name).exists():
            shutil.copytree(ROOT / name, root / name)
    with open_register(address_of(Workspace(root).settings.database, None, root), begin=True) as register:
        yield Office(root, register)


def letter_named(name: str) -> Letter:
    """Load a letter of the corpus by the beginning of its file's name."""
    [path] = (HERE / "developing").glob(f"{name}*.txt")
    return load(path)


@cache
def read_back(made: Made) -> Reply:
    """Read a file that came; read once."""
    return read_reply(made.content, made.name)


def passage_in(reply: Reply, words: str, file: str = "") -> Passage | None:
    """Return where words stand in a reply, however its lines are broken; None where they are not there."""
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words.split()))
    for page in reply.pages:
        if file in {"", page.file} and (found := pattern.search(page.text)):
            return passage_at(page, found.start(), found.end())
    return None


def answers_of(letter: Letter, made: Made, *, accepted: bool = False) -> list[Answer]:
    """Return what the corpus expects a letter to say, in the words of the file that came."""
    reply = read_back(made)
    return [_answer(reply, one, accepted=accepted) for one in letter.answers.values()]


def _answer(reply: Reply, expected: Expected, *, accepted: bool) -> Answer:
    plain = expected.explicit and accepted
    return Answer(
        expected.question,
        expected.answer,
        expected.value,
        tuple(found for words in expected.passages if (found := passage_in(reply, words))),
        tuple(found for words in expected.authorities if (found := passage_in(reply, words))),
        passage_in(reply, expected.explanation) if expected.explanation else None,
        passage_in(reply, expected.third_party) if expected.third_party else None,
        "explicit" if plain else "proposed",
        "accepted" if plain else "needs-review",
        "" if plain else "another sentence speaks of the same question",
        0.9 if plain else 0.6,
    )


def furnish(office: Office) -> dict[str, str]:
    """Write down a dozen and a half of matters of all sorts, and return the checksums of the replies by a word for each."""
    office.ask(
        *("irving-park", "harlan-mills", "tamarack", "lakemont", "mesa-verde-heights", "kenwood", "rosedale"),
        *("quarry-ridge", "vista-del-rio", "baltimore", "stockton", "new-linden", "yarrow", "san-bernardino"),
        *("albuquerque", "union-grove", "calder-county", "oakhurst"),
    )
    for recipient in office.numbers:
        if recipient != "san-bernardino":
            route = "certified-mail" if recipient in {"yarrow", "albuquerque"} else "first-class-mail"
            office.case(recipient).posted(route=route)
    office.case("albuquerque").entry("returned", {"date": "2017-08-14"})
    sent: dict[str, str] = {}
    for name, number, maker, on in (
        ("pdf", "001", media.pdf, "2017-08-15"),
        ("scan", "002", media.scan_as_pdf, "2017-08-16"),
        ("word", "004", media.word, "2017-08-16"),
        ("photograph", "010", media.photograph, "2017-08-17"),
        ("mail", "017", media.mail, "2017-08-17"),
        ("attachment", "025", media.mail_with_pdf, "2017-08-18"),
        ("fax", "023", media.fax_as_tiff, "2017-08-21"),
        ("third", "005", media.pdf, "2017-08-18"),
        ("contradiction", "013", media.pdf, "2017-08-18"),
        ("acknowledgement", "028", media.pdf, "2017-08-11"),
        ("request", "030", media.pdf, "2017-08-12"),
        ("refusal", "032", media.word, "2017-08-22"),
    ):
        letter = letter_named(number)
        assert letter.recipient
        accepted = name not in {"third", "contradiction", "photograph"}
        sent[name] = office.case(letter.recipient).replied(letter, maker(letter), on, accepted=accepted)
    office.case("stockton").entry(
        "amended", {"due": "2017-09-08", "reason": "Asked for by the chief"}, by="Robin Example"
    )
    decision = office.case("quarry-ridge")
    reason = "The second paragraph takes back what the first one says; the chief confirmed it by telephone."
    decision.decided("facility-access", "no", reason, reply=sent["contradiction"])
    decision.decided("release-notice", "yes", "", reply=sent["contradiction"])
    later = letter_named("217")
    amended = later.answers["release-notice"]
    made = media.scan_as_tiff(later)
    sent["later"] = office.case("rosedale").received(made, "2017-08-25")
    answer = replace(_answer(read_back(made), amended, accepted=True), status="accepted", method="explicit", reason="")
    office.case("rosedale").read(sent["later"], [replace(answer, answer="no")], dated="2017-08-23")
    office.case("union-grove").heard("The jail is run by the county. We get no such requests.", "2017-08-22")
    sent["form"] = _form(office.case("oakhurst"))
    _both(office.case("calder-county"))
    office.stray(media.word(letter_named("128")), "the letterhead names nobody who was asked")
    office.stray(media.pdf(letter_named("019")), "the letterhead names nobody who was asked", "2017-08-24")
    return sent


def _form(case: Case) -> str:
    """Let somebody cross two squares of the form on paper, and write down where they stand."""
    content, places = inquiry("developing").blank(case.recipient)
    picture = scan_of(content, 1)
    pen = ImageDraw.Draw(picture)
    marks: dict[str, Any] = {}
    answers: list[Answer] = []
    for question, option in (("facility-access", "yes"), ("release-notice", "not_applicable")):
        [box] = [one.box for one in places if (one.name, one.option, one.page) == (question, option, 1)]
        left, right = box[0] * 200 / 72, box[2] * 200 / 72
        top, bottom = picture.height - box[3] * 200 / 72, picture.height - box[1] * 200 / 72
        pen.line([left, top, right, bottom], fill=20, width=5)
        pen.line([left, bottom, right, top], fill=20, width=5)
        marks[question] = Passage("form.pdf", 1, 0, 0, "", (box,)).as_json()
        answers.append(Answer(question, option, "", (), (), None, None, "mark", "accepted", "", 0.99))
    sha256 = case.received(Made("form.pdf", saved(picture, "PDF")), "2017-08-17", method="qr")
    case.read(sha256, answers, marks=marks)
    return sha256


def _both(case: Case) -> None:
    """Let a letter say something else than the form that comes with it."""
    letter = letter_named("008")
    made = media.mail_with_pdf(letter)
    sha256 = case.received(made, "2017-08-18", "e-mail")
    answers = answers_of(letter, made, accepted=True)
    reason = "the form says no, and the letter says yes"
    answers[0] = replace(answers[0], status="needs-review", method="proposed", reason=reason, answer="unclear")
    case.read(sha256, answers, dated="2017-08-16")
