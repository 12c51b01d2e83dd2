"""The memory of one site."""

from __future__ import annotations

from typing import Self

from attrs import frozen

from newscrawl.state.addresses import Addresses
from newscrawl.state.articles import Articles
from newscrawl.state.database import Database
from newscrawl.state.hosts import Hosts
from newscrawl.state.robots import Robots
from newscrawl.state.segments import Segments
from newscrawl.state.sources import Sources
from newscrawl.state.tdmrep import Tdmrep


@frozen
class SiteState:
    """What is known of a site's sources, addresses, articles and segments, and of all hosts, in one database."""

    database: Database
    sources: Sources
    addresses: Addresses
    articles: Articles
    segments: Segments
    robots: Robots
    tdmrep: Tdmrep
    hosts: Hosts

    @classmethod
    def open(cls, url: str, site: str, *, new: bool = True) -> Self:
        """Open the state at a SQLAlchemy address; ``new`` allows it to be made where there is none.

        Raises:
            StateError: it is missing, cannot be reached or read, or a newer version of this program wrote it.
        """
        return cls.of(Database.open(url, new=new), site)

    @classmethod
    def of(cls, database: Database, site: str) -> Self:
        """One site's part of an open state."""
        number = database.site_number(site)
        segments = Segments(database, number, site)
        return cls(
            database,
            Sources(database, number),
            Addresses(database, number),
            Articles(database, number, segments),
            segments,
            Robots(database),
            Tdmrep(database),
            Hosts(database),
        )

    def close(self) -> None:
        """Give the connections back."""
        self.database.engine.dispose()
