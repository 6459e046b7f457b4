"""Clues are weighed: logistic regression, whose weights were learned from replies that people had read.

``weights.json`` is written by ``python -m tests.replies.learn``; nothing here learns, and the same clues always weigh the same.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

SCALE = 1000
"""Weights are kept as whole numbers, of which so many make 1."""


@dataclass(frozen=True, slots=True)
class Scales:
    """What one kind of question about a text is weighed by.

    Attributes:
        names: What it may be found to be.
        weights: By clue: how much it speaks for each of the names, in thousandths.
        bias: How much speaks for each before there is any clue.
    """

    names: tuple[str, ...]
    weights: Mapping[str, tuple[int, ...]]
    bias: tuple[int, ...]

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Scales:
        """Return what the file of weights keeps."""
        weights = {clue: tuple(found) for clue, found in kept["weights"].items()}
        return cls(tuple(kept["names"]), weights, tuple(kept["bias"]))

    def chances(self, clues: Mapping[str, float]) -> dict[str, float]:
        """Return how likely each name is; together 1.

        Args:
            clues: What was found, with a number for each; unknown ones do not count.
        """
        sums = [float(one) for one in self.bias]
        for clue, amount in clues.items():
            found = self.weights.get(clue)
            if found is not None:
                for place, weight in enumerate(found):
                    sums[place] += weight * amount
        most = max(sums)
        parts = [math.exp((one - most) / SCALE) for one in sums]
        whole = math.fsum(parts)
        return {name: part / whole for name, part in zip(self.names, parts, strict=True)}


@cache
def scales_of(what: str) -> Scales:
    """Return the scales for ``sentence``, ``question`` or ``kind``."""
    kept: dict[str, Any] = json.loads(files("correspondence.answers").joinpath("weights.json").read_text("utf-8"))
    return Scales.of(kept[what])
