"""The articles of one site: which are stored, under which addresses, with which words, in which file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from attrs import asdict, field, frozen
from sqlalchemy import ColumnElement, and_, delete, func, select, update

from newscrawl.identity import content_hash, url_key
from newscrawl.records import Article
from newscrawl.state.addresses import utc_text
from newscrawl.state.database import Database
from newscrawl.state.schema import articles, segments, urls


@frozen(kw_only=True)
class Known:
    """An article that is stored or about to be: its identity, its newest version, and the addresses that lead to it."""

    id: str
    version: int
    content_hash: str
    title_hash: str
    first_seen_at: str
    keys: tuple[bytes, ...] = ()

    @classmethod
    def of(cls, article: Article) -> Known:
        """What will be known of an article once its line is durable.

        Raises:
            ValueError: it is not complete yet: the line's last stages give it id, version and hash.
        """
        if not (article.site and article.id and article.version and article.content_hash and article.first_seen_at):
            raise ValueError(f"{article.url}: not a complete record")
        return cls(
            id=article.id,
            version=article.version,
            content_hash=article.content_hash,
            title_hash=content_hash(article.title, None)[:32],
            first_seen_at=article.first_seen_at,
            keys=address_keys(article.site, article),
        )


def address_keys(site: str, article: Article) -> tuple[bytes, ...]:
    """The keys of all addresses under which an article was met."""
    return tuple(dict.fromkeys(url_key(site, address) for address in article.addresses))


@frozen(kw_only=True)
class Sealed:
    """A finished file, as the manifest tells of it. ``sha256`` is of the file's bytes."""

    name: str
    site: str
    rows: int
    bytes: int
    sha256: str
    first_fetched_at: str | None
    last_fetched_at: str | None
    sealed_at: str


@frozen
class Articles:
    """All that is remembered of a site's articles; claimed ones, whose lines are not durable yet, included."""

    database: Database
    site: str
    _claims: dict[str, Known] = field(factory=dict, init=False)

    def find_by_addresses(self, keys: Sequence[bytes]) -> Known | None:
        """The article to which any of these addresses leads."""
        if claimed := next((one for one in self._claims.values() if not set(keys).isdisjoint(one.keys)), None):
            return claimed
        leading = select(urls.c.article).where(urls.c.key.in_(keys), urls.c.article.is_not(None))
        return self._find(articles.c.id.in_(leading))

    def find_by_id(self, article_id: str) -> Known | None:
        """The article with this id."""
        return self._claims.get(article_id) or self._find(articles.c.id == bytes.fromhex(article_id))

    def find_by_words(self, content_hash: str) -> Known | None:
        """An article of this site with the same words."""
        if claimed := next((one for one in self._claims.values() if one.content_hash == content_hash), None):
            return claimed
        return self._find(and_(articles.c.site == self.site, articles.c.content_hash == bytes.fromhex(content_hash)))

    def claim(self, article: Known) -> None:
        """From now on whoever asks is told of this article, though its line is not durable yet."""
        self._claims[article.id] = article

    def release(self, article_id: str) -> None:
        """The claimed article was not stored after all."""
        self._claims.pop(article_id, None)

    def spool(self, segment: str, written: Sequence[Known]) -> None:
        """In one transaction: the lines of these articles are durable in a segment that will be finished and kept."""
        now = utc_text(datetime.now(UTC))
        address_rows = [
            {
                "key": key,
                "site": self.site,
                "state": "spooled",
                "reason": None,
                "article": bytes.fromhex(one.id),
                "segment": segment,
                "first_seen_at": now,
            }
            for one in written
            for key in one.keys
        ]
        with self.database.begin() as connection:
            self.database.upsert(connection, urls, address_rows, keep=("first_seen_at",))
            self.database.upsert(
                connection, articles, [_row(self.site, one) for one in written], keep=("first_seen_at",)
            )
        for one in written:
            self.release(one.id)

    def seal(self, sealed: Sealed) -> int:
        """In one transaction: the segment is a finished file. Returns how many articles became stored by that."""
        mine = and_(urls.c.segment == sealed.name, urls.c.state == "spooled")
        with self.database.begin() as connection:
            count = connection.scalar(select(func.count(urls.c.article.distinct())).where(mine)) or 0
            connection.execute(update(urls).where(mine).values(state="stored", url=None, kind=None, source_url=None))
            self.database.upsert(connection, segments, [asdict(sealed)])
        return count

    def spooled(self) -> dict[str, set[str]]:
        """The segments with lines that are in no finished file yet, and the ids of those articles."""
        query = select(urls.c.segment, urls.c.article).where(urls.c.site == self.site, urls.c.state == "spooled")
        found: dict[str, set[str]] = {}
        with self.database.begin() as connection:
            for segment, article in connection.execute(query):
                found.setdefault(segment, set()).add(article.hex())
        return found

    def sealed_names(self) -> set[str]:
        """The finished files of the site that the manifest knows."""
        with self.database.begin() as connection:
            return set(connection.scalars(select(segments.c.name).where(segments.c.site == self.site)))

    def lose(self, segment: str) -> int:
        """A finished file has vanished: its articles are fetched again as if never met. Returns how many."""
        with self.database.begin() as connection:
            gone = set(connection.scalars(select(urls.c.article).where(urls.c.segment == segment)))
            for article in gone:
                connection.execute(delete(urls).where(urls.c.article == article))
                connection.execute(delete(articles).where(articles.c.id == article))
            connection.execute(delete(segments).where(segments.c.name == segment))
        return len(gone)

    def forget(self, article_ids: Iterable[str]) -> None:
        """The spooled lines of these articles are lost: their addresses are fetched again as if never met."""
        with self.database.begin() as connection:
            for article in map(bytes.fromhex, article_ids):
                mine = and_(urls.c.article == article, urls.c.state == "spooled")
                again = update(urls).where(mine, urls.c.url.is_not(None))
                connection.execute(again.values(state="pending", article=None, segment=None))
                connection.execute(delete(urls).where(urls.c.article == article))
                connection.execute(delete(articles).where(articles.c.id == article))

    def _find(self, condition: ColumnElement[bool]) -> Known | None:
        with self.database.begin() as connection:
            row = connection.execute(select(articles).where(condition)).mappings().first()
        if row is None:
            return None
        return Known(
            id=row["id"].hex(),
            version=row["version"],
            content_hash=row["content_hash"].hex(),
            title_hash=row["title_hash"].hex(),
            first_seen_at=row["first_seen_at"],
        )


def _row(site: str, article: Known) -> dict[str, Any]:
    return {
        "id": bytes.fromhex(article.id),
        "site": site,
        "version": article.version,
        "content_hash": bytes.fromhex(article.content_hash),
        "title_hash": bytes.fromhex(article.title_hash),
        "first_seen_at": article.first_seen_at,
    }
