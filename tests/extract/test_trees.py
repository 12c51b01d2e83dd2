"""Boosted trees, asked without the library that grew them."""

from __future__ import annotations

from newscrawl.extract.trees import Trees

ONE_SPLIT = Trees(splits=(((0, 2.5, ~0, ~1),),), values=((-4.0, 4.0),))


def odds(trees: Trees, *row: float) -> float:
    return trees.odds(row, -100, 100)


def test_a_row_goes_left_at_most_and_right_above_the_bound() -> None:
    assert odds(ONE_SPLIT, 2.5) < 0
    assert odds(ONE_SPLIT, 2.6) > 0


def test_the_trees_add_up() -> None:
    twice = Trees(splits=ONE_SPLIT.splits * 2, values=ONE_SPLIT.values * 2)
    assert odds(twice, 3.0) == 2 * odds(ONE_SPLIT, 3.0)
    assert odds(Trees(splits=(), values=())) == 0


def test_a_split_leads_to_another_one() -> None:
    trees = Trees(splits=(((0, 0.0, ~0, 1), (1, 0.0, ~1, ~2)),), values=((-1.0, 0.0, 1.0),))
    told = [odds(trees, *row) for row in ([0.0, 9.0], [1.0, 0.0], [1.0, 1.0])]
    assert told == sorted(told)
    assert told[1] == 0


def test_a_tree_of_one_leaf_has_one_answer() -> None:
    assert odds(Trees(splits=((),), values=((3.0,),)), 1.0) == 3


def test_no_more_trees_are_asked_than_are_needed_to_be_sure() -> None:
    small = Trees(splits=(((0, 0.0, ~0, ~1),),), values=((-0.5, 0.5),))
    trees = Trees(splits=ONE_SPLIT.splits + small.splits * 3, values=ONE_SPLIT.values + small.values * 3)
    assert odds(trees, 3.0) == 5.5
    assert trees.odds([3.0], 0, 2) == 4.0
    assert trees.odds([-1.0], -2, 0) == -4.0
    assert trees.odds([3.0], 0, 4.9) == 5.5
