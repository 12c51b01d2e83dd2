"""Lines of the website among those of the story."""

from __future__ import annotations

import time

import pytest

from newscrawl.normalise.boilerplate import is_boilerplate


@pytest.mark.parametrize(
    "line",
    ["Advertisement", "ANZEIGE", "Publicité", "Реклама", "広告", "Share this article", "Loading...", "Read more",
     "Read more: The council votes", "Lesen Sie auch: Der Rat stimmt ab", "À lire aussi : Le conseil vote",
     "Lee también: El consejo",
     "Читайте также: Совет проголосовал", "【関連記事】：市議会", "Related | The council votes",
     "Loading the next story…"],
)  # fmt: skip
def test_labels_and_calls_are_the_websites(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    ["", "Advertisement is a trade.", "The related case was closed.", "Related cases were closed: all of them.",
     "Share prices fell.",
     "Watch out for the storm: it is near.", "Read more books, he said.", "Adam", "Delta",
     f"Related: {'a word and ' * 30}"],
)  # fmt: skip
def test_a_sentence_that_begins_so_is_the_storys(line: str) -> None:
    assert not is_boilerplate(line)


def test_a_very_long_line_is_judged_at_once() -> None:
    started = time.perf_counter()
    assert not is_boilerplate("loading" + "!" * 200_000 + "x")
    assert time.perf_counter() - started < 1
