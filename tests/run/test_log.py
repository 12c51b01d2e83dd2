"""What is shown, and what is said once only."""

from __future__ import annotations

import logging

import pytest

from newscrawl.errors import StorageError
from newscrawl.run.log import CalmFilter, LineFormatter
from tests.state.samples import address, story


@pytest.mark.parametrize(
    ("name", "level", "shown"),
    [
        ("newscrawl.run", logging.INFO, True),
        ("newscrawl", logging.DEBUG, False),
        ("scrapy.core.engine", logging.INFO, False),
        ("scrapy.core.engine", logging.WARNING, True),
        ("py.warnings", logging.ERROR, True),
    ],
)
def test_ours_is_shown_from_info_on_and_the_rest_from_warning_on(name: str, level: int, *, shown: bool) -> None:
    record = logging.LogRecord(name, level, "file", 1, "message", (), None)
    assert CalmFilter().filter(record) is shown


@pytest.mark.parametrize(("error", "level"), [(StorageError("full"), logging.DEBUG), (KeyError("x"), logging.ERROR)])
def test_a_mistake_of_ours_is_shown_without_the_articles_text(error: Exception, level: int) -> None:
    said = LineFormatter().item_error(story(1), error, None, None)
    assert said["level"] == level
    text = said["msg"] % said["args"]
    assert address(1) in text
    assert (story(1).text or "") not in text


def test_items_that_are_stored_or_dropped_are_not_printed() -> None:
    assert LineFormatter().scraped(story(1), None, None) is None
    assert LineFormatter().dropped(story(1), KeyError(), None, None) is None
