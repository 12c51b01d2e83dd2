"""Boosted trees, asked without the library that grew them."""

from __future__ import annotations

import pytest

from newscrawl.extract.trees import Trees

ONE_SPLIT = Trees(splits=(((0, 2.5, ~0, ~1),),), values=((-4.0, 4.0),))


def test_a_row_goes_left_at_most_and_right_above_the_bound() -> None:
    assert ONE_SPLIT.probability([2.5]) < 0.1
    assert ONE_SPLIT.probability([2.6]) > 0.9


def test_the_trees_add_up() -> None:
    twice = Trees(splits=ONE_SPLIT.splits * 2, values=ONE_SPLIT.values * 2)
    assert twice.probability([3.0]) > ONE_SPLIT.probability([3.0])
    assert Trees(splits=(), values=()).probability([]) == pytest.approx(0.5)


def test_a_split_leads_to_another_one() -> None:
    trees = Trees(splits=(((0, 0.0, ~0, 1), (1, 0.0, ~1, ~2)),), values=((-1.0, 0.0, 1.0),))
    told = [trees.probability(row) for row in ([0.0, 9.0], [1.0, 0.0], [1.0, 1.0])]
    assert told == sorted(told)
    assert told[1] == pytest.approx(0.5)


def test_a_tree_of_one_leaf_has_one_answer() -> None:
    assert Trees(splits=((),), values=((3.0,),)).probability([1.0]) > 0.9
