"""The memory of one site."""

from __future__ import annotations

from attrs import frozen

from newscrawl.state.addresses import Addresses
from newscrawl.state.articles import Articles
from newscrawl.state.database import Database


@frozen
class SiteState:
    """What is known of a site's addresses and of its articles, in one database."""

    addresses: Addresses
    articles: Articles

    @classmethod
    def open(cls, url: str, site: str) -> SiteState:
        """Open the state at a SQLAlchemy address.

        Raises:
            StateError: it cannot be reached or read, or a newer version of this program wrote it.
        """
        database = Database.open(url)
        return cls(Addresses(database, site), Articles(database, site))

    def close(self) -> None:
        """Give the connections back."""
        self.addresses.database.engine.dispose()
