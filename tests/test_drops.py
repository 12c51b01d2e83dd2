"""Each reason to leave the line says where it does and what becomes of the address."""

from __future__ import annotations

import pytest
from scrapy.exceptions import DropItem

from newscrawl.drops import Drop
from newscrawl.flow import LINE
from tests.state.samples import draft

EXPECTED = {
    "rights_reserved": ("normalise", "refused"),
    "no_title": ("normalise", "refused"),
    "no_text": ("normalise", "refused"),
    "outside_window": ("normalise", "pending"),
    "limit_reached": ("deduplicate", "pending"),
    "already_stored": ("deduplicate", "alias"),
    "unchanged": ("deduplicate", "alias"),
    "same_words": ("deduplicate", "alias"),
}


def test_these_are_all_reasons_with_their_stage_and_what_becomes_of_the_address() -> None:
    assert {drop.reason(): (drop.stage, drop.url_state) for drop in Drop.__subclasses__()} == EXPECTED
    assert {drop.stage for drop in Drop.__subclasses__()} <= {stage.name for stage in LINE}


@pytest.mark.parametrize("kind", Drop.__subclasses__(), ids=lambda kind: kind.__name__)
def test_a_drop_is_scrapys_own_kind_and_carries_the_article(kind: type[Drop]) -> None:
    drop = kind(draft(1), "the id of another", "noai")
    assert isinstance(drop, DropItem)
    assert str(drop) == kind.reason()
    assert (drop.article, drop.stored_as, drop.signal) == (draft(1), "the id of another", "noai")
    assert kind.__doc__
