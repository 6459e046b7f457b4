"""The report's charts as places and sizes; the page draws them, and says the same in a table beside each."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from correspondence.questionnaire import Question
from correspondence.replying.tallying import MailingTally, state_of
from correspondence.standing import Response

WIDTH = 720
"""Units of a chart's width; the page scales it."""
_BAR_LEFT, _BAR_TOP, _BAR_STEP, _BAR_HEIGHT, _BAR_FOOT = 16, 8, 58, 28, 8
_NARROW = 26
"""Units of a bar's part below which no number fits into it."""
CATEGORIES: Mapping[str, str] = MappingProxyType(
    {
        "yes": "Yes",
        "no": "No",
        "partial": "In part",
        "not_applicable": "Not applicable",
        "answered": "Answered",
        "unclear": "Unclear",
        "waits": "Waits for a person",
        "open": "No answer",
    }
)
"""What the parts of the bars are called, in their order."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar.

    Attributes:
        category: Key of :data:`CATEGORIES`.
        count: How many letters it stands for.
        x: Its left edge.
        width: Its width.
    """

    category: str
    count: int
    x: float
    width: float

    @property
    def is_numbered(self) -> bool:
        """Whether its number fits into it."""
        return self.width >= _NARROW


@dataclass(frozen=True, slots=True)
class Bar:
    """The answers to one question.

    Attributes:
        number: The question's number, counted from 1.
        question: Its id.
        y: The bar's upper edge.
        segments: Its parts, those alone for which there are letters.
        counts: How many letters there are in each category.
    """

    number: int
    question: str
    y: float
    segments: tuple[Segment, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class AnswersChart:
    """The answers by question.

    Attributes:
        bars: A bar for each question.
        categories: The categories that there are, in their order.
        total: How many letters asked.
        height: The chart's height.
    """

    bars: tuple[Bar, ...]
    categories: tuple[str, ...]
    total: int
    height: int
    bar_height: int = _BAR_HEIGHT
    left: int = _BAR_LEFT
    width: int = WIDTH


def category_of(response: Response) -> str:
    """Return the category of a question's answer."""
    state = state_of(response)
    if state != "on-record" or response.current is None:
        return state
    answer = response.current.answer.answer
    return answer if answer in CATEGORIES else "answered"


@dataclass(frozen=True, slots=True)
class Choices:
    """How often each option of a choice was chosen, as far as it is on record.

    Attributes:
        number: The question's number, counted from 1.
        question: Its id.
        counts: How many letters chose each option, in the order in which they were offered.
    """

    number: int
    question: str
    counts: Mapping[str, int]


def choices_of(tally: MailingTally, questions: Mapping[str, Question]) -> Iterator[Choices]:
    """Yield how often each option was chosen, for each question that offers some."""
    for number, name in enumerate(tally.questions, start=1):
        options = questions[name].options if name in questions else ()
        if options:
            chosen = Counter(
                response.current.answer.value
                for letter in tally.letters
                for response in letter.standing.responses
                if response.question == name and state_of(response) == "on-record" and response.current is not None
            )
            yield Choices(number, name, MappingProxyType({option: chosen[option] for option in options}))


def answers_chart(tally: MailingTally) -> AnswersChart:
    """Lay out the answers by question."""
    counts: dict[str, Counter[str]] = {question: Counter() for question in tally.questions}
    for letter in tally.letters:
        for response in letter.standing.responses:
            counts[response.question][category_of(response)] += 1
    present = tuple(name for name in CATEGORIES if any(one[name] for one in counts.values()))
    total = len(tally.letters)
    bars = tuple(
        Bar(
            number,
            question,
            _BAR_TOP + (number - 1) * _BAR_STEP + _BAR_STEP - _BAR_HEIGHT - _BAR_FOOT,
            tuple(_segments(found, total)),
            MappingProxyType({name: found[name] for name in present}),
        )
        for number, (question, found) in enumerate(counts.items(), start=1)
    )
    return AnswersChart(bars, present, total, _BAR_TOP + _BAR_STEP * len(bars) + _BAR_FOOT)


def _segments(counts: Mapping[str, int], total: int) -> Iterator[Segment]:
    room, x = WIDTH - 2 * _BAR_LEFT, float(_BAR_LEFT)
    for category in CATEGORIES:
        if count := counts[category]:
            width = round(room * count / max(1, total), 2)
            yield Segment(category, count, round(x, 2), width)
            x += width


_LEFT, _RIGHT, _TOP, _BOTTOM, _HEIGHT = 44, 16, 34, 28, 260
_STEPS = (1, 2, 7, 14, 28, 56, 91, 182, 365, 730, 1461)
_YEAR = 330
"""Days from which on the marks below name years."""
_MOST_TICKS = 9
_MOST_ROWS = 24
_WEEK = 7
_LABEL_ROOM = 110
"""Units that the words at a line take."""


@dataclass(frozen=True, slots=True)
class Line:
    """A day at which a line stands across the chart.

    Attributes:
        day: The day.
        x: Where it is.
        label: What stands at it.
        anchor: On which side of it: ``start`` or ``end``, as SVG calls them.
        y: Where its words stand.
        kind: ``due`` or ``as-of``.
    """

    day: datetime.date
    x: float
    label: str
    anchor: str
    y: float
    kind: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where it is, and what stands at it."""

    place: float
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table beside the chart.

    Attributes:
        label: The day, or the first and last day of a week.
        came: From how many addressees the first reply came then.
        total: From how many it had come until then.
    """

    label: str
    came: int
    total: int


@dataclass(frozen=True, slots=True)
class TimeChart:
    """From how many addressees a reply had come, day by day.

    Attributes:
        path: The steps, as SVG's path has them.
        area: The same, closed at the foot.
        days: Marks below.
        numbers: Marks on the left.
        lines: The days by which answers are due, and the day of the report.
        rows: The same as a table.
        total: How many letters asked.
        came: From how many a reply came.
    """

    path: str
    area: str
    days: tuple[Tick, ...]
    numbers: tuple[Tick, ...]
    lines: tuple[Line, ...]
    rows: tuple[Row, ...]
    total: int
    came: int
    width: int = WIDTH
    height: int = _HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    top: int = _TOP
    foot: int = _HEIGHT - _BOTTOM


def time_chart(tally: MailingTally, as_of: datetime.date) -> TimeChart:
    """Lay out when replies came, against the days on which they were due."""
    came = sorted(day for one in tally.letters if (day := one.answered_on))
    dues = Counter(one.due for one in tally.letters if one.due)
    posted = [one.posted for one in tally.letters if one.posted]
    known = [*came, *dues, *posted, as_of]
    scale = _Scale(min([*posted, *came] or known), max(known), len(tally.letters))
    steps = [f"M{scale.x(scale.first):g} {scale.y(0):g}"]
    for number, day in enumerate(came, start=1):
        steps.append(f"H{scale.x(day):g}V{scale.y(number):g}")
    end = max([as_of, *came[-1:]])
    path = "".join((*steps, f"H{scale.x(end):g}"))
    return TimeChart(
        path,
        f"{path}V{scale.y(0):g}Z",
        tuple(scale.days()),
        tuple(scale.numbers()),
        tuple(_lines(scale, sorted(dues), as_of)),
        tuple(_rows(came)),
        len(tally.letters),
        len(came),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """From days and numbers to places."""

    first: datetime.date
    last: datetime.date
    most: int

    def x(self, day: datetime.date) -> float:
        whole = max(1, (self.last - self.first).days)
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * (day - self.first).days / whole, 1)

    def y(self, number: int) -> float:
        return round(_HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * number / max(1, self.most), 1)

    def days(self) -> Iterator[Tick]:
        whole = (self.last - self.first).days
        step = next((one for one in _STEPS if whole / one < _MOST_TICKS), _STEPS[-1])
        for number in range(0, whole + 1, step):
            day = self.first + datetime.timedelta(number)
            yield Tick(self.x(day), f"{day:%b} {day.day}" if whole < _YEAR else f"{day:%b} {day.year}")

    def numbers(self) -> Iterator[Tick]:
        step = next((one for one in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500) if self.most / one <= 5), 1000)  # noqa: PLR2004  (lines across the chart)
        for number in range(0, self.most + 1, step):
            if number == 0 or self.most - number >= step / 2 or number == self.most:
                yield Tick(self.y(number), f"{number:,}")
        if self.most % step:
            yield Tick(self.y(self.most), f"{self.most:,}")


def _lines(scale: _Scale, dues: Sequence[datetime.date], as_of: datetime.date) -> Iterator[Line]:
    """Yield the days that matter; the words of two that lie close to one another stand at two heights."""
    days = [(day, f"due {day}", "due") for day in dues] + [(as_of, f"as of {as_of}", "as-of")]
    before, height = None, 0
    for day, label, kind in sorted(days):
        x = scale.x(day)
        near = before is not None and x - before < _LABEL_ROOM
        height = 1 - height if near else 0
        before = x
        anchor = "end" if x > WIDTH - _LABEL_ROOM else "start"
        yield Line(day, x, label, anchor, 12 + 13 * height, kind)


def _rows(came: Sequence[datetime.date]) -> Iterator[Row]:
    """Yield a row for each day on which something came; for each week where those are many."""
    days = Counter(came)
    total = 0
    if len(days) <= _MOST_ROWS:
        for day, number in sorted(days.items()):
            total += number
            yield Row(str(day), number, total)
        return
    weeks: Counter[datetime.date] = Counter()
    for day, number in days.items():
        weeks[day - datetime.timedelta(day.weekday())] += number
    for monday, number in sorted(weeks.items()):
        total += number
        yield Row(f"{monday} to {monday + datetime.timedelta(_WEEK - 1)}", number, total)
