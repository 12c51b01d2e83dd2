"""What is logged, and how: one clear line for what happened, a traceback only for our own mistakes."""

from __future__ import annotations

import logging
from typing import Any

from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

from newscrawl.errors import NewscrawlError


class LineFormatter(LogFormatter):
    """Scrapy's messages, without those that we say ourselves: an item would be printed with its whole text."""

    def dropped(self, *_: object) -> None:  # type: ignore[override]
        """Nothing: newscrawl/run/site_run.py has said it in one line."""

    def scraped(self, *_: object) -> None:  # type: ignore[override]
        """Nothing: it is counted."""

    def item_error(self, item: object, exception: BaseException, *_: object) -> LogFormatterResult:
        """An error of ours has been told in one line already; another one is a mistake in the code."""
        return {
            "level": _level(exception),
            "msg": "Error processing %(url)s",
            "args": {"url": getattr(item, "url", "an item")},
        }

    def spider_error(self, failure: Failure, *of: Any) -> LogFormatterResult:  # noqa: ANN401 - Scrapy's
        """The same of an error in a callback."""
        return super().spider_error(failure, *of) | {"level": _level(failure.value)}

    def download_error(self, failure: Failure, *of: Any) -> LogFormatterResult:  # noqa: ANN401 - Scrapy's
        """The same of an error before a download."""
        return super().download_error(failure, *of) | {"level": _level(failure.value)}


def _level(error: BaseException | None) -> int:
    return logging.DEBUG if isinstance(error, NewscrawlError) else logging.ERROR


class CalmFilter(logging.Filter):
    """Ours from INFO on, everybody else's from WARNING on."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is shown."""
        return record.levelno >= (logging.INFO if record.name.startswith("newscrawl") else logging.WARNING)
