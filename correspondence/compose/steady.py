"""Parts of a template that come out alike in many documents: they run once.

What a block prints is decided by the values of the names in it, and its tokens by how many values were printed before it.
Where all these are as they were in an earlier document, what the block left behind then is taken again.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import is_
from typing import TYPE_CHECKING, Any

from jinja2 import nodes

from correspondence.compose.composer import Composer
from correspondence.compose.filling import Filling, Shape, filling_of, shape_of
from correspondence.compose.running import RUN, spend
from correspondence.compose.sandbox import Closed, parsed
from correspondence.compose.slots import Capture, Slot
from correspondence.compose.tree import TreeBuilder
from correspondence.document import Block
from correspondence.errors import Problems

if TYPE_CHECKING:
    from jinja2.runtime import Context

    Printing = Callable[[Context], Iterator[str]]

OWN = "recipient"
"""The name of what is another in each document."""
MOST_KEPT, MOST_SHAPES = 8, 64
"""So many outcomes of a block are kept, one for each number of values before it; and so many shapes of a text."""
COMPARED = (str, datetime.date)
"""Values of just these kinds are the same where they are equal; others where they are the same object."""


class SteadyComposer(Composer):
    """A composer that runs those blocks of its layout and template once in which nothing differs.

    It makes the same documents as its base, and finds the same problems.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        template, layout = self.sources.template, self.sources.layout
        environment: Closed = self._template.environment
        for compiled, source in ((environment.get_template(layout.id), layout), (self._template, template)):
            tree = parsed(environment, source.body, source.file)
            for block in tree.find_all(nodes.Block):
                if (names := _names_in(block)) is not None:
                    compiled.blocks[block.name] = _Steady(compiled.blocks[block.name], names)
        self._fillings: dict[Shape, Filling | None] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """Be copied to another process as its base is."""
        _, (*given, draft) = super().__reduce__()
        return _again, (*given, draft)

    @property
    def kept(self) -> int:
        """How many shapes are known again."""
        return len(self._fillings)

    def _built(self, builder: TreeBuilder, text: str, problems: Problems) -> tuple[Block, ...]:
        shape, words = shape_of(text, builder.capture.slots)
        filling = self._fillings.get(shape)
        blocks = filling.blocks(words) if filling is not None else None
        if filling is not None and blocks is not None:
            builder.assets |= filling.assets
            builder.holes |= filling.holes
            return blocks
        before = len(problems)
        blocks = super()._built(builder, text, problems)
        if filling is None and len(problems) == before:
            met = shape in self._fillings  # what comes once only is not worth it
            if len(self._fillings) >= MOST_SHAPES:
                self._fillings.clear()
            self._fillings[shape] = filling_of(builder, shape, words) if met else None
        return blocks


def _again(sources: Any, recipients: Any, given: Mapping[str, Any], draft: bool) -> SteadyComposer:  # noqa: FBT001
    return SteadyComposer(sources, recipients, given, draft=draft)


def _names_in(block: nodes.Block) -> tuple[str, ...] | None:
    """Return every name in a block, None where it prints what differs or what other blocks decide."""
    names = {one.name for one in block.find_all(nodes.Name)} | {one.name for one in block.find_all(nodes.NSRef)}
    whole = next(block.find_all(nodes.Block), None) is None
    return tuple(sorted(names)) if whole and names.isdisjoint((OWN, "self", "super")) else None


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a block left behind.

    Attributes:
        run: The run in which it did; what that run made itself may have changed since.
        values: What its names stood for.
        text: What it printed.
        slots: The values in that.
        work: What it cost.
    """

    run: Capture
    values: tuple[Any, ...]
    text: str
    slots: tuple[Slot, ...]
    work: int

    def holds_for(self, run: Capture, values: tuple[Any, ...]) -> bool:
        """Tell whether the block would do the same in another run."""
        if self.run is run:
            return False
        return all(map(is_, self.values, values)) or all(map(_same, self.values, values))


class _Steady:
    """A compiled block that remembers what it left behind where all that it asked for was there.

    Args:
        block: The block.
        names: Every name in it.
    """

    def __init__(self, block: Printing, names: tuple[str, ...]) -> None:
        self._block, self._names = block, names
        self._kept: dict[int, _Outcome] = {}

    def __call__(self, context: Context) -> Iterator[str]:
        """Yield what the block prints."""
        run = RUN.get()
        first, work = len(run.slots), run.work
        values = tuple([context.resolve_or_missing(name) for name in self._names])
        kept = self._kept.get(first)
        if kept is not None and kept.holds_for(run, values):
            spend(kept.work)
            run.slots.extend(kept.slots)
            yield kept.text
            return
        text = "".join(list(self._block(context)))
        if not run.missing and not run.doubts:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[first] = _Outcome(run, values, text, tuple(run.slots[first:]), run.work - work)
        yield text


def _same(one: Any, other: Any) -> bool:
    return one is other or (type(one) is type(other) and type(one) in COMPARED and one == other)
