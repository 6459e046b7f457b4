"""Blocks in which nothing is wrong: letters of one mailing share most of theirs, and each is looked at once."""

from __future__ import annotations

from correspondence.document import (
    Block,
    ChoiceControl,
    Columns,
    Division,
    Document,
    Field,
    Quotation,
    Text,
    inlines_of,
)
from correspondence.render.fonts import Fonts
from correspondence.rules.texts import faults_of_text, text_of

MOST_KEPT = 4096
"""So many blocks are known again."""


class SoundBlocks:
    """Tells of documents that their words are sound, where it can be told fast.

    Args:
        fonts: The fonts.
    """

    def __init__(self, fonts: Fonts) -> None:
        every = [face.characters for face in fonts.faces.values()]
        self._common = every[0].intersection(*every[1:]) if every else frozenset[str]()
        self._known: dict[int, Block] = {}

    def has_all_of(self, document: Document) -> bool:
        """Tell whether each face has every character of a document, in capitals too, and no rule for texts is broken.

        Where it is not so, a document may still be sound: by the faces that it is set in.
        """
        return all(map(self._is_sound, document.blocks))

    @property
    def kept(self) -> int:
        """How many blocks are known again."""
        return len(self._known)

    def _is_sound(self, block: Block) -> bool:
        if self._known.get(id(block)) is block:
            return True
        match block:
            case Division(blocks=blocks) | Quotation(blocks=blocks) | Columns(columns=blocks):
                sound = all(map(self._is_sound, blocks))
            case ChoiceControl(options=options):
                sound = self._is_covered("".join([option.label for option in options]))
            case _:
                words = [inline.text for inline in inlines_of(block) if isinstance(inline, Text | Field)]
                sound = self._is_covered("".join(words)) and not faults_of_text(text_of(block))
        if sound:
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            self._known[id(block)] = block
        return sound

    def _is_covered(self, text: str) -> bool:
        return self._common.issuperset(text) and self._common.issuperset(text.upper())
