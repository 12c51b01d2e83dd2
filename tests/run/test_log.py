"""What is shown, and what is said once only."""

from __future__ import annotations

import logging

import pytest
from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawl.errors import StateError, StorageError
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


@pytest.mark.parametrize(("error", "level"), [(StateError("locked"), logging.DEBUG), (KeyError("x"), logging.ERROR)])
def test_an_error_in_a_callback_is_shown_with_its_traceback_only_where_it_is_a_mistake_of_ours(
    error: Exception, level: int
) -> None:
    said = LineFormatter().spider_error(Failure(error), Request(address(1)), Response(address(1)), None)
    assert said["level"] == level
    assert address(1) in said["msg"] % said["args"]


@pytest.mark.parametrize(("error", "level"), [(StateError("locked"), logging.DEBUG), (OSError("x"), logging.ERROR)])
def test_an_error_before_a_download_is_shown_only_where_it_is_none_of_ours(error: Exception, level: int) -> None:
    said = LineFormatter().download_error(Failure(error), Request(address(1)), None)
    assert said["level"] == level
    assert address(1) in said["msg"] % said["args"]


def test_items_that_are_stored_or_dropped_are_not_printed() -> None:
    assert LineFormatter().scraped(story(1), None, None) is None
    assert LineFormatter().dropped(story(1), KeyError(), None, None) is None
