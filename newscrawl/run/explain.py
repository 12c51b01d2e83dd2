"""What became of an address, and why: answered from the state alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from attrs import frozen

from newscrawl.config import Config
from newscrawl.errors import UsageError
from newscrawl.fetch.robots_rules import explain, origin_of
from newscrawl.rights import PRODUCT
from newscrawl.state import Database
from newscrawl.state.robots import Robots
from newscrawl.state.story import Story, stories


@frozen(kw_only=True, slots=False)
class RobotsLine:
    """What robots.txt says about an address as it was read last; ``allowed`` is null where nothing is known.

    ``line`` counts from 1 and is null, as is ``text``, where no line is about the address.
    """

    allowed: bool | None = None
    line: int | None = None
    text: str | None = None
    read_at: str | None = None
    problem: str | None = None


@frozen(kw_only=True, slots=False)
class Explained:
    """An address: its story in each site that knows it, and what robots.txt says."""

    url: str
    stories: tuple[Story, ...]
    robots: RobotsLine


def explain_address(config: Config, url: str) -> Explained:
    """All that the state knows about an address.

    Raises:
        UsageError: this is no web address.
        StateError: there is no state, or it cannot be used.
    """
    database = Database.open(config.state_url, new=False)
    try:
        return Explained(url=url, stories=tuple(stories(database, url)), robots=_robots(database, url))
    except ValueError as error:
        raise UsageError(str(error)) from error
    finally:
        database.engine.dispose()


def _robots(database: Database, url: str) -> RobotsLine:
    known = Robots(database).read(origin_of(url))
    read_at = known.read_at.isoformat() if known.read_at else None
    body = known.rules(datetime.now(UTC))
    if body is None:
        return RobotsLine(read_at=read_at, problem=known.problem)
    verdict = explain(body, url, PRODUCT)
    return RobotsLine(
        allowed=verdict.allowed, line=verdict.line, text=verdict.text, read_at=read_at, problem=known.problem
    )


def told(explained: Explained) -> Iterator[str]:
    """The same in words, line by line."""
    yield explained.url
    for story in explained.stories:
        yield f"  site        {story.site}"
        source = f"{story.found_in_kind} {story.found_in}" if story.found_in else "not known"
        yield f"  found in    {source}"
        yield f"  first seen  {story.first_seen_at}"
        yield f"  state       {_state(story)}"
    if not explained.stories:
        yield "  unknown: no source has named it, or it was skipped before it was noted (other_site, outside_window"
        yield "  ...): the records in DATA/runs count such reasons"
    yield f"  robots.txt  {_robots_line(explained.robots)}"


def _state(story: Story) -> str:
    article = f"version {story.version} of article {story.article}, in {story.segment}"
    match story.state:
        case "stored":
            return f"stored: {article}, finished {story.sealed_at}"
        case "spooled":
            return f"spooled: {article}, which is not finished or not delivered yet"
        case "alias":
            return f"alias: since {story.decided_at} it leads to {article}"
        case "refused":
            return f"refused: {story.reason}, {story.decided_at}"
        case "failed":
            tries = f"{story.attempts} {'try' if story.attempts == 1 else 'tries'}"
            return f"failed: {story.reason}, {story.decided_at}, after {tries}; the next one from {story.retry_at} on"
        case _:
            dated = f", published {story.published}" if story.published else ""
            return f"pending: found and not fetched yet{dated}"


def _robots_line(robots: RobotsLine) -> str:
    trouble = f"; since then it could not be read ({robots.problem})" if robots.problem else ""
    if robots.allowed is None:
        return f"cannot be read ({robots.problem}): nothing may be fetched" if robots.problem else "was not read yet"
    verb = "allows" if robots.allowed else "forbids"
    line = f"line {robots.line} {verb} it: {robots.text}" if robots.line else "no line is about it: it is allowed"
    return f"{line} (read {robots.read_at}{trouble})"
