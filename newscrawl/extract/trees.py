"""Boosted trees, as `training/` wrote them, asked without the library that grew them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from attrs import frozen

Tree = tuple[tuple[int, float, int, int], ...]


@frozen
class Trees:
    """A classifier. Each split names a number of the row, a bound, and where to go at most and above it.

    A negative way to go is a leaf: ``~way`` is its place among the tree's values.
    """

    splits: tuple[Tree, ...]
    values: tuple[tuple[float, ...], ...]

    def probability(self, row: Sequence[float]) -> float:
        """How likely the row is of the kind that the trees were grown to tell."""
        total = 0.0
        for splits, values in zip(self.splits, self.values, strict=True):
            way = 0 if splits else ~0
            while way >= 0:
                number, bound, at_most, above = splits[way]
                way = at_most if row[number] <= bound else above
            total += values[~way]
        return 1 / (1 + math.exp(-total))
