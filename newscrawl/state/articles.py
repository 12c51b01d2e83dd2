"""The articles of one site: which are stored, under which addresses, with which words, in which file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from attrs import field, frozen
from sqlalchemy import ColumnElement, and_, select

from newscrawl.identity import content_hash, url_key
from newscrawl.records import Article
from newscrawl.state.database import Database
from newscrawl.state.schema import WORDS_PREFIX, articles, first_words, urls, utc_text
from newscrawl.state.segments import Segments


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
            title_hash=title_hash(article.title),
            first_seen_at=article.first_seen_at,
            keys=address_keys(article.site, article),
        )


def address_keys(site: str, article: Article) -> tuple[bytes, ...]:
    """The keys of all addresses under which an article was met."""
    return tuple(dict.fromkeys(url_key(site, address) for address in article.addresses))


def title_hash(title: str | None) -> str:
    """16 hex digits that change where the words of the headline do."""
    return content_hash(title, None)[:16]


@frozen
class Articles:
    """All that is remembered of a site's articles; claimed ones, whose lines are not durable yet, included."""

    database: Database
    site: int
    segments: Segments
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
        wanted = bytes.fromhex(content_hash)
        near = first_words == wanted[:WORDS_PREFIX]
        return self._find(and_(near, articles.c.content_hash == wanted, articles.c.site == self.site))

    def claim(self, article: Known) -> None:
        """From now on whoever asks is told of this article, though its line is not durable yet."""
        self._claims[article.id] = article

    def release(self, article_id: str) -> None:
        """The claimed article was not stored after all."""
        self._claims.pop(article_id, None)

    def spool(self, segment: str, written: Sequence[Known]) -> None:
        """In one transaction: the lines of these articles are durable in a segment that will be finished and kept."""
        now = utc_text(datetime.now(UTC))
        with self.database.begin() as connection:
            number = self.segments.number(connection, segment)
            address_rows = [
                {
                    "key": key,
                    "site": self.site,
                    "state": "spooled",
                    "reason": None,
                    "article": bytes.fromhex(one.id),
                    "segment": number,
                    "first_seen_at": now,
                }
                for one in written
                for key in one.keys
            ]
            article_rows = [
                {
                    "id": bytes.fromhex(one.id),
                    "version": one.version,
                    "site": self.site,
                    "segment": number,
                    "content_hash": bytes.fromhex(one.content_hash),
                    "title_hash": bytes.fromhex(one.title_hash),
                    "first_seen_at": one.first_seen_at,
                }
                for one in written
            ]
            self.database.upsert(connection, urls, address_rows, keep=("first_seen_at",))
            self.database.upsert(connection, articles, article_rows)
        for one in written:
            self.release(one.id)

    def _find(self, condition: ColumnElement[bool]) -> Known | None:
        query = select(articles).where(condition).order_by(articles.c.version.desc()).limit(1)
        with self.database.begin() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            return None
        return Known(
            id=row["id"].hex(),
            version=row["version"],
            content_hash=row["content_hash"].hex(),
            title_hash=row["title_hash"].hex(),
            first_seen_at=row["first_seen_at"],
        )
