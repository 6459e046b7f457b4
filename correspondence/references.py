"""Reference numbers: how a letter is called on paper, over the telephone and in the register.

A number such as ``REF-2017-222E-V`` names a series, a year, a serial and a check character. Serial
and check character are written with 32 signs, the digits and capital letters without ``0 O 1 I``,
which are taken for one another in print and handwriting; so is the series. The year has digits
alone, so that in it ``O`` can only be ``0``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from correspondence.errors import CorrespondenceError

SIGNS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""The 32 signs: neither 0 nor O, neither 1 nor I."""

SERIAL_WIDTH: Final = 4
LAST_SERIAL: Final = len(SIGNS) ** SERIAL_WIDTH - 1
"""The last serial of a year: more than a million letters."""

SERIES_PATTERN: Final = f"[A-HJ-NP-Z][{SIGNS}]{{0,7}}"
SERIES_REMEDY: Final = "use up to eight capital letters and digits, none of them 0, O, 1 or I, and begin with a letter"
_FORM = re.compile(
    rf"(?P<series>{SERIES_PATTERN})(?P<year>[0-9OI]{{4}})(?P<serial>[{SIGNS}]{{{SERIAL_WIDTH}}})(?P<check>[{SIGNS}])"
)
_VALUES: Final = {**{sign: number for number, sign in enumerate(SIGNS)}, "0": 30, "1": 31}
# x^5 + x^2 + 1 is irreducible over GF(2), and x is a generator of the field's 31 units.
_FIELD, _REDUCTION = 0b100000, 0b100101


class WrongReferenceError(CorrespondenceError):
    """What somebody wrote or typed is no reference number.

    Args:
        text: What was written.
        reason: Why it is none.
    """

    def __init__(self, text: str, reason: str) -> None:
        self.text, self.reason = text, reason
        super().__init__(text, reason)

    def __str__(self) -> str:
        """Name the text, the reason and the way on."""
        return f'"{self.text}" is no reference number: {self.reason}; compare it with the letter, sign by sign'


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """The number of one letter.

    Attributes:
        series: Whose numbers these are, such as ``REF``.
        year: The year of the letter's date.
        serial: Its place in the year, from 1.

    Example:
        >>> print(Reference("REF", 2017, 42))
        REF-2017-223C-M
        >>> Reference.parse("ref 2o17 223c m")
        Reference(series='REF', year=2017, serial=42)
    """

    series: str
    year: int
    serial: int

    def __post_init__(self) -> None:
        """Hold the parts to what can be written.

        Raises:
            WrongReferenceError: One of them cannot.
        """
        shown = f"{self.series}-{self.year}-{self.serial}"
        if not re.fullmatch(SERIES_PATTERN, self.series):
            raise WrongReferenceError(shown, f"the series {self.series} has signs that no number has")
        if not 1000 <= self.year <= 9999:  # noqa: PLR2004  (four digits)
            raise WrongReferenceError(shown, "its year does not have four digits")
        if not 1 <= self.serial <= LAST_SERIAL:
            raise WrongReferenceError(shown, f"its serial is not among 1 to {LAST_SERIAL:,}")

    def __str__(self) -> str:
        """Write the number as it is printed."""
        return f"{self.series}-{self.year}-{self.serial_signs}-{self.check_character}"

    @property
    def serial_signs(self) -> str:
        """The serial in the 32 signs, always of the same width."""
        rest, signs = self.serial, ""
        for _ in range(SERIAL_WIDTH):
            rest, digit = divmod(rest, len(SIGNS))
            signs = SIGNS[digit] + signs
        return signs

    @property
    def check_character(self) -> str:
        """The sign by which a slip of the pen is found; see :func:`check_character`."""
        return check_character(f"{self.series}{self.year}{self.serial_signs}")

    @classmethod
    def parse(cls, text: str) -> Reference:
        """Read a number that somebody wrote or typed.

        Small letters, blanks and other or missing hyphens do no harm, nor does a letter O or I in
        the year. Nothing else is guessed.

        Args:
            text: What was written.

        Returns:
            The number.

        Raises:
            WrongReferenceError: It has not the form of a number, or its check character is wrong.
        """
        signs = re.sub(r"[\s\u2010-\u2015\u2212-]", "", text).upper()
        found = _FORM.fullmatch(signs)
        if found is None:
            stray = sorted(set(signs) - set(SIGNS) - set("01OI"))
            reason = f"no number has the sign {stray[0]}" if stray else "it does not have the form REF-2017-223C-M"
            raise WrongReferenceError(text, reason)
        year = found["year"].replace("O", "0").replace("I", "1")
        if check_character(found["series"] + year + found["serial"]) != found["check"]:
            raise WrongReferenceError(text, "its last sign does not agree with the others, so one of them is wrong")
        serial = 0
        for sign in found["serial"]:
            serial = serial * len(SIGNS) + _VALUES[sign]
        try:
            return cls(found["series"], int(year), serial)
        except WrongReferenceError as error:
            raise WrongReferenceError(text, error.reason) from None


def check_character(signs: str) -> str:
    """Compute the check character of the signs before it.

    Each sign is an element of the field of 32 elements; the check character makes the sum of all,
    each multiplied with the power of a generator that belongs to its place, zero. As the factors of
    two neighbors differ and none is zero, every single wrong sign and every swap of two neighbors
    changes the sum.

    Args:
        signs: Series, year and serial, without hyphens.

    Returns:
        One of :data:`SIGNS`.
    """
    total, factor = 0, 2
    for sign in reversed(signs):
        total ^= _product(factor, _VALUES[sign])
        factor = _product(factor, 2)
    return SIGNS[total]


def _product(left: int, right: int) -> int:
    """Multiply two elements of the field."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & _FIELD:
            left ^= _REDUCTION
        right >>= 1
    return product
