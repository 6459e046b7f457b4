"""Whether the address of a letter shows in its envelope's window, however the folded letter slides in it.

The letter is folded so that its upper part faces the window. In the envelope it slides from the left side to the right
and from the bottom to the top; what of the sheet the window shows at every moment is where the whole address must stand
(Domestic Mail Manual 601.6.3), and what it shows at some moment is where nothing else may.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from correspondence.rules.pages import SLACK, Box, Page
from correspondence.templates import Envelope

MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Window:
    """What of a sheet a window shows, in inches from the sheet's upper left corner.

    Attributes:
        always: What it shows wherever the letter lies, less the clearance.
        ever: All that it shows at one moment or another.
    """

    always: Box
    ever: Box

    @classmethod
    def of(cls, envelope: Envelope, sheet_width: float, fold: float | None = None) -> Window:
        """Compute it.

        Args:
            envelope: The envelope.
            sheet_width: Width of the letter, which is not folded lengthwise.
            fold: Height of the folded letter where it is not the envelope's own.

        Example:
            >>> number_10 = Envelope("window-10", "", "", 9.5, 4.125, 0.875, 0.5, 4.5, 1.125, 4.0)
            >>> Window.of(number_10, 8.5).always
            Box(left=0.875, top=2.5, right=4.375, bottom=3.5, what='')
        """
        panel = fold or envelope.fold
        sideways, upward = max(envelope.width - sheet_width, 0.0), max(envelope.height - panel, 0.0)
        right = envelope.left + envelope.window_width
        lower = panel - envelope.bottom
        upper = lower - envelope.window_height
        room = envelope.clearance
        always = Box(envelope.left + room, upper + upward + room, right - sideways - room, lower - room)
        return cls(
            always, Box(max(envelope.left - sideways, 0.0), max(upper, 0.0), min(right, sheet_width), lower + upward)
        )


@dataclass(frozen=True, slots=True)
class WindowFault:
    """What is wrong with what a window shows: the rule, what is wrong, and what to do."""

    rule: str
    message: str
    remedy: str


def window_faults(page: Page, address: Iterable[str], window: Window, envelope: str) -> tuple[WindowFault, ...]:
    """Return what is wrong with what a window shows of a letter's first page.

    Args:
        page: The page.
        address: The lines of the inside address, as the document has them.
        window: What the window shows.
        envelope: The envelope's id, for messages.
    """
    lines = [line for line in ("".join(line.split()) for line in address) if line]
    place = address_letters(page, lines)
    if place is None:
        message = "the address was not found on the first page"
        return (WindowFault("window-address", message, f"print it there, or do without the envelope {envelope}"),)
    first, last = place
    mine, others = page.letters[first:last], (*page.letters[:first], *page.letters[last:], *page.pictures)
    found = []
    astray = [box for box in mine if not box.is_inside(window.always)]
    if astray:
        sides = ", ".join(_sides(mine, window.always))
        message = f"the address does not stay in the window of the envelope {envelope}: it is {sides}"
        found.append(
            WindowFault(
                "window-address", message, "shorten the address, or move it by the style sheet; --overlay shows it"
            )
        )
    seen = [box for box in others if box.touches(window.ever)]
    if seen:
        words = "".join(box.what for box in seen)
        what = f'"{words[:MOST_SHOWN]}{"…" if len(words) > MOST_SHOWN else ""}"' if words else "a picture"
        message = f"{what} may show in the window of the envelope {envelope} beside the address"
        found.append(WindowFault("window-other", message, "move it by the style sheet; --overlay shows it"))
    return tuple(found)


def address_letters(page: Page, lines: list[str]) -> tuple[int, int] | None:
    """Return where the letters of an address begin and end among those of a page, None where they are not there.

    Args:
        page: The page.
        lines: The address without blanks.
    """
    text = "".join(box.what for box in page.letters)
    start = text.find("".join(lines)) if lines else -1
    return None if start < 0 else (start, start + len("".join(lines)))


def _sides(letters: Iterable[Box], area: Box) -> Iterable[str]:
    """Say over which sides of an area letters reach, and how far."""
    boxes = tuple(letters)
    for side, over in (
        ("left", area.left - min(box.left for box in boxes)),
        ("right", max(box.right for box in boxes) - area.right),
        ("high", area.top - min(box.top for box in boxes)),
        ("low", max(box.bottom for box in boxes) - area.bottom),
    ):
        if over > SLACK:
            yield f"{over:.2f} in too {'far ' if side in {'left', 'right'} else ''}{side}"
