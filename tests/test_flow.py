"""The line is what its one page says."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import pytest
from scrapy.utils.misc import load_object

from newscrawl import settings
from newscrawl.flow import ITEM_PIPELINES, LINE, Stage


def test_six_stages_in_order_each_takes_what_the_one_before_gives() -> None:
    assert [stage.name for stage in LINE] == ["discover", "fetch", "extract", "normalise", "deduplicate", "store"]
    assert [stage.takes for stage in LINE[1:]] == [stage.gives for stage in LINE[:-1]]


@pytest.mark.parametrize("stage", LINE, ids=lambda stage: stage.name)
def test_each_stage_has_its_package_and_says_what_it_does(stage: Stage) -> None:
    spec = find_spec(stage.package)
    assert spec is not None
    assert spec.submodule_search_locations, "a package, not a module"
    assert import_module(stage.package).__doc__.lower().startswith(f"{stage.name}:")
    assert stage.does


def test_the_pipelines_are_the_last_three_stages_in_their_order() -> None:
    assert settings.ITEM_PIPELINES == ITEM_PIPELINES
    in_order = sorted(ITEM_PIPELINES, key=ITEM_PIPELINES.__getitem__)
    assert in_order == [stage.pipeline for stage in LINE[3:]]
    for stage in LINE[3:]:
        pipeline = load_object(stage.pipeline)
        assert pipeline.__module__ == f"pipelines.{stage.name}"
        assert callable(pipeline.process_item)
    assert {stage.pipeline for stage in LINE[:3]} == {None}
