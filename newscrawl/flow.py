"""The line on one page: six stages, in order, one direction. Read this file first.

    discover  ->  fetch  ->  extract  ->  normalise  ->  deduplicate  ->  store
     Candidate     Page      Article      Article         Article        a line of JSON

The first three are the spider's (newscrawl/spider.py), the last three are Scrapy item pipelines. The stage's name is
also the package that does the work, the prefix of its counters and the word in the docs.
"""

from __future__ import annotations

from attrs import frozen


@frozen
class Stage:
    """One verb of the line: what goes in, what comes out, and where it is written."""

    name: str
    takes: str
    gives: str
    does: str
    pipeline: str | None = None

    @property
    def package(self) -> str:
        """The package of the engine that does this stage's work."""
        return {"store": "newscrawl.storage"}.get(self.name, f"newscrawl.{self.name}")


LINE = (
    Stage("discover", "a source's document", "Candidate", "reads feeds, sitemaps and section pages; keeps what is new"),
    Stage("fetch", "Candidate", "Page", "downloads politely: robots.txt, one request at a time a host, a delay"),
    Stage("extract", "Page", "Article", "asks a chain of extractors, field by field; the first that knows wins"),
    Stage(
        "normalise",
        "Article",
        "Article",
        "dates with a zone, clean text, language tags, one address",
        "pipelines.normalise.NormalisePipeline",
    ),
    Stage(
        "deduplicate",
        "Article",
        "Article",
        "tells new articles from known ones and the same words elsewhere",
        "pipelines.deduplicate.DeduplicatePipeline",
    ),
    Stage(
        "store",
        "Article",
        "a line of JSON",
        "appends the line, makes it durable, then remembers the URL",
        "pipelines.store.StorePipeline",
    ),
)

ITEM_PIPELINES = {stage.pipeline: 100 * place for place, stage in enumerate(LINE, 1) if stage.pipeline}
