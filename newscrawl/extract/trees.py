"""Boosted trees, as `training/` wrote them, asked without the library that grew them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from attrs import field, frozen

Tree = tuple[tuple[int, float, int, int], ...]


@frozen
class Trees:
    """A classifier. Each split names a number of the row, a bound, and where to go at most and above it.

    A negative way to go is a leaf: ``~way`` is its place among the tree's values.
    """

    splits: tuple[Tree, ...]
    values: tuple[tuple[float, ...], ...]
    _rest: tuple[tuple[float, float], ...] = field(init=False)  # the least and the most that later trees can add

    @_rest.default
    def _sum_up(self) -> tuple[tuple[float, float], ...]:
        least = accumulate((min(values) for values in reversed(self.values)), initial=0.0)
        most = accumulate((max(values) for values in reversed(self.values)), initial=0.0)
        return tuple(zip(least, most, strict=True))[-2::-1]

    def odds(self, row: Sequence[float], low: float, high: float) -> float:
        """The logarithm of the odds that a row is of the kind that the trees were grown to tell.

        Beyond ``low`` and ``high`` it is not exact: the trees are asked until it is sure to be beyond.
        """
        total = 0.0
        for splits, values, (least, most) in zip(self.splits, self.values, self._rest, strict=True):
            way = 0 if splits else ~0
            while way >= 0:
                number, bound, at_most, above = splits[way]
                way = at_most if row[number] <= bound else above
            total += values[~way]
            if total + least > high or total + most < low:
                break
        return total
