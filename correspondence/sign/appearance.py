"""What is seen of a signature: put into its field from a page, and held against the words that it must say.

An appearance holds words and nothing else: no picture, no line, no layer that could lie over them. So another program can
tell, years later, that it says what the signature says. What a font's letters look like cannot be told this way; whoever
changed that has signed it with a name of his own.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from correspondence.sign.fields import Block, edges_of
from correspondence.sign.values import UnfitPdfError

IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
SHOWN = frozenset({"q", "Q", "cm", "rg", "BT", "ET", "Tm", "Tf", "TJ"})
"""The operators of an appearance."""
PASSED_OVER = frozenset({"gs"})
"""What a page says besides: that its words are not transparent."""
SMALLEST = 0.5
"""Of the size that the field asks for."""
CLOSE = 0.02
KERNING = 500
"""Thousandths of the size: no two letters are further apart, or lie further over one another."""
MAPPED = re.compile(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>")
FONT = {
    "/Subtype": "/Type0",
    "/Encoding": "/Identity-H",
}
FONT_PARTS = ("/DescendantFonts", "/FontDescriptor", "/FontFile2", "/ToUnicode", "/CIDSet")
Matrix = tuple[float, float, float, float, float, float]


class _UnfitAppearanceError(Exception):
    """It is not only words, or they are not to be seen."""


def appearance_of(page: bytes, block: Block, put: Callable[[bytes], int]) -> bytes:
    """Make the appearance of a field from a page of its size.

    Args:
        page: A PDF of one page, on which stand words alone.
        block: What was to be set on it.
        put: Adds an object to the file, and returns its number.

    Returns:
        The appearance, as an object of the file.

    Raises:
        UnfitPdfError: Something else stands on the page, or the words are others.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(page)) as pdf:
        shown = pdf.pages[0]
        kept = [one for one in pikepdf.parse_content_stream(shown) if str(one.operator) not in PASSED_OVER]
        content = pikepdf.unparse_content_stream(kept)
        fonts: Any = shown.Resources.get("/Font", {})
        try:
            said = _words(content, fonts, block)
        except _UnfitAppearanceError as error:
            raise UnfitPdfError(f"the block cannot be shown ({error})", "report it") from error
        if not _alike(said, block.lines):
            raise UnfitPdfError(f"the block would say “{said}”", "report it, with the name in the certificate")
        import zlib

        packed = zlib.compress(content, 9)
        entries = b"".join(b"%b %b " % (name.encode(), _copied(font, put, {})) for name, font in fonts.items())
        return (
            b"<< /Type /XObject /Subtype /Form /BBox [ 0 0 %b %b ] /Resources << /Font << %b>> >> /Filter /FlateDecode /Length %d >>\n"
            b"stream\n%b\nendstream"
        ) % (_number(block.width), _number(block.height), entries, len(packed), packed)


def _number(value: float) -> bytes:
    return f"{value:.3f}".rstrip("0").rstrip(".").encode()


def _copied(value: Any, put: Callable[[bytes], int], known: dict[tuple[int, int], int]) -> bytes:
    """Write an object of another file for this one; what it refers to is put into the file."""
    import pikepdf

    if not isinstance(value, pikepdf.Object):
        return str(value).encode() if not isinstance(value, bool) else str(value).lower().encode()
    if value.is_indirect:
        if value.objgen not in known:
            known[value.objgen] = put(_written(value, put, known))
        return b"%d 0 R" % known[value.objgen]
    return _written(value, put, known)


def _written(value: Any, put: Callable[[bytes], int], known: dict[tuple[int, int], int]) -> bytes:
    import pikepdf

    if isinstance(value, pikepdf.Stream):
        raw = value.read_raw_bytes()
        entries = b"".join(
            b"%b %b " % (key.encode(), _copied(one, put, known))
            for key, one in value.stream_dict.items()
            if key != "/Length"
        )
        return b"<< %b/Length %d >>\nstream\n%b\nendstream" % (entries, len(raw), raw)
    if isinstance(value, pikepdf.Dictionary):
        return b"<< %b>>" % b"".join(b"%b %b " % (key.encode(), _copied(one, put, known)) for key, one in value.items())
    if isinstance(value, pikepdf.Array):
        return b"[ %b ]" % b" ".join(_copied(one, put, known) for one in value)
    return bytes(value.unparse())


def says(field: Any, block: Block) -> bool:
    """Tell whether what is seen in a field are these words and nothing else.

    Args:
        field: The field, with its appearance.
        block: What is to be seen in it.
    """
    import pikepdf
    from pikepdf.models import PdfParsingError

    try:
        appearance = field.AP
        form = appearance.N
        left, bottom, right, top = edges_of(field)
        box = [float(one) for one in form.BBox]
        if set(appearance.keys()) != {"/N"} or not isinstance(form, pikepdf.Stream):
            return False
        if not set(form.stream_dict.keys()) <= {"/Type", "/Subtype", "/BBox", "/Resources", "/Filter", "/Length"}:
            return False
        if set(form.Resources.keys()) != {"/Font"} or form.Subtype != "/Form":
            return False
        size = (0.0, 0.0, right - left, top - bottom)
        if any(abs(one - other) > CLOSE for one, other in zip(box, size, strict=True)):
            return False
        return _alike(_words(form.read_bytes(), form.Resources.Font, block), block.lines)
    except (
        pikepdf.PdfError,
        PdfParsingError,
        _UnfitAppearanceError,
        ValueError,
        ArithmeticError,
        TypeError,
        KeyError,
        AttributeError,
        IndexError,
    ):
        return False


def parts_of(form: Any) -> Iterator[tuple[int, int]]:
    """Yield the numbers of the objects that an appearance is made of: itself, its fonts, and what a font has."""
    yield form.objgen
    parts = [form.Resources.Font[name] for name in form.Resources.Font.keys()]  # noqa: SIM118  (it is no mapping)
    for one in parts:
        yield one.objgen
        for key in FONT_PARTS:
            part = one.get(key)
            if part is not None:
                parts.extend(part if key == "/DescendantFonts" else [part])


def _alike(said: str, lines: tuple[str, ...]) -> bool:
    """Tell whether words are the same; where lines are broken does not matter."""
    one, other = (re.sub(r"\s", "", unicodedata.normalize("NFC", text)) for text in (said, "".join(lines)))
    if any(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in other):
        return sorted(one) == sorted(other)  # they stand in the order in which they are seen
    return one == other


def _words(content: bytes, fonts: Any, block: Block) -> str:
    """Read the words of an appearance.

    Raises:
        _UnfitAppearanceError: There is something else than words, or they are not to be seen.
    """
    import pikepdf

    read = {str(name): _letters(font) for name, font in fonts.items()}
    with pikepdf.new() as scratch:
        instructions = list(pikepdf.parse_content_stream(pikepdf.Stream(scratch, content)))
    above: list[Matrix] = []
    matrix = text = IDENTITY
    letters: dict[int, str] | None = None
    size, color, said = 0.0, (0.0, 0.0, 0.0), []
    for instruction in instructions:
        operator, operands = str(instruction.operator), list(instruction.operands)
        if operator not in SHOWN:
            raise _UnfitAppearanceError(f"the operator {operator} stands in it")
        match operator:
            case "q":
                above.append(matrix)
            case "Q":
                matrix = above.pop()
            case "cm":
                matrix = _times(_matrix(operands), matrix)
            case "rg":
                color = tuple(float(one) for one in operands)  # type: ignore[assignment]  # three
            case "BT":
                text = IDENTITY
            case "Tm":
                text = _matrix(operands)
            case "Tf":
                letters, size = read[str(operands[0])], float(operands[1])
            case "TJ":
                _see(_times(text, matrix), size, color, block)
                said.append("".join(_shown(operands[0], letters or {})))
    return "\n".join(said)


def _see(matrix: Matrix, size: float, color: tuple[float, ...], block: Block) -> None:
    """Make sure that words stand in the box, upright, and can be seen."""
    a, b, c, d, x, y = matrix
    if not (-CLOSE <= x <= block.width and -CLOSE <= y <= block.height) or b or c or abs(a - d) > CLOSE:
        raise _UnfitAppearanceError("its words stand outside the field")
    if size * d < SMALLEST * block.size or any(
        abs(one - other) > CLOSE for one, other in zip(color, block.color, strict=True)
    ):
        raise _UnfitAppearanceError("its words cannot be seen")


def _shown(items: Any, letters: dict[int, str]) -> Iterator[str]:
    import pikepdf

    moved = False
    for one in items:
        if isinstance(one, pikepdf.String):
            codes, moved = bytes(one), False
            if len(codes) % 2:
                raise _UnfitAppearanceError("its words cannot be read")
            yield from (letters[int.from_bytes(codes[place : place + 2])] for place in range(0, len(codes), 2))
        elif moved or abs(float(one)) > KERNING:
            raise _UnfitAppearanceError("its words are torn apart")
        else:
            moved = True


def _letters(font: Any) -> dict[int, str]:
    """Return the letters of a font that is embedded, by their codes."""
    if any(font.get(key) != value for key, value in FONT.items()) or len(font.DescendantFonts) != 1:
        raise _UnfitAppearanceError("its font is none of ours")
    if "/FontFile2" not in font.DescendantFonts[0].FontDescriptor:
        raise _UnfitAppearanceError("its font is not embedded")
    return {
        int(code, 16): bytes.fromhex(letter.decode()).decode("utf-16-be")
        for code, letter in MAPPED.findall(font.ToUnicode.read_bytes())
        if code != b"0000" or letter != b"ffff"
    }


def _matrix(operands: list[Any]) -> Matrix:
    a, b, c, d, e, f = (float(one) for one in operands)
    return (a, b, c, d, e, f)


def _times(one: Matrix, other: Matrix) -> Matrix:
    """Return the matrix that does first the one, then the other."""
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)
