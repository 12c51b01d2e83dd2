"""The addresses of one site: each has one state.

``pending`` (found, not fetched yet), ``failed`` (to be tried again), ``refused`` (fetched, and not to be stored),
``alias`` (leads to an article that is stored under another address), ``spooled`` (its line is safe, but in no finished
file yet) or ``stored``. Later runs fetch only what is pending, failed and due, or unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import evolve, frozen
from sqlalchemy import Connection, RowMapping, Select, and_, insert, or_, select, tuple_, update

from newscrawl.records import Candidate
from newscrawl.state.database import Database
from newscrawl.state.schema import NOT_ASKED, found_in, is_reserved, properties, urls, utc_text, waits

RETRY_HOURS = (1, 6, 24, 24, 24)
_JUDGED = [urls.c[name] for name in ("key", "state", "article", "retry_at", "extraction_version", "published")]
_FOUND = [urls.c.url, urls.c.published, found_in.c.kind, found_in.c.url.label("source_url")]
BATCH = 500  # keys in one look-up, and rows in one page: below the limit that databases set for one statement


@frozen
class Addresses:
    """All that is remembered of a site's addresses, by their 16-byte keys."""

    database: Database
    site: int

    def admit(
        self, candidates: Mapping[bytes, Candidate], extraction_version: str, *, again: bool = False
    ) -> dict[bytes, Candidate]:
        """Note unknown candidates as pending; return those that are to be fetched now, in the given order.

        A refused address comes back, pending again, once a newer extraction can judge it anew. A date that an earlier
        look at the page has brought is filled in where the source tells none. With ``again`` known ones come back too,
        but for aliases: their article is looked at under its own address.
        """
        admitted: dict[bytes, Candidate] = {}
        keys = sorted(candidates)
        for start in range(0, len(keys), BATCH):  # in transactions of their own: other runs want their turn
            batch = {key: candidates[key] for key in keys[start : start + BATCH]}
            admitted |= self._admit(batch, extraction_version, again=again)
        return {key: admitted[key] for key in candidates if key in admitted}

    def _admit(
        self, batch: Mapping[bytes, Candidate], extraction_version: str, *, again: bool
    ) -> dict[bytes, Candidate]:
        bounds = _retry_bounds()
        now, _ = bounds
        with self.database.begin() as connection:
            rows = {row["key"]: row for row in self._rows(connection, list(batch))}
            wanted = {
                key: _dated(candidate, rows.get(key))
                for key, candidate in batch.items()
                if key not in rows
                or _is_due(rows[key], bounds, extraction_version)
                or (again and rows[key]["state"] != "alias")
            }
            anew = {key: one for key, one in wanted.items() if key not in rows or rows[key]["state"] == "refused"}
            numbers = self._sources(connection, anew.values())
            pending = [
                _pending(self.site, key, one, now) | {"found_in": numbers[one.source_url, one.kind]}
                for key, one in anew.items()
            ]
            self.database.upsert(connection, urls, pending, keep=("first_seen_at",))
        return wanted

    def waiting(self) -> Iterator[Candidate]:
        """What earlier runs left: pending addresses, and failed ones whose time has come, the oldest first.

        They are read in pages of ``BATCH``, each in a transaction of its own, and no further than to the youngest that
        waits at the beginning.
        """
        now, latest = _retry_bounds()
        time_has_come = or_(urls.c.retry_at <= now, urls.c.retry_at > latest)
        due = or_(urls.c.state == "pending", and_(urls.c.state == "failed", time_has_come))
        place = (urls.c.first_seen_at, urls.c.key)
        sourced = urls.join(found_in, urls.c.found_in == found_in.c.number)
        mine = select(*_FOUND, *place).select_from(sourced).where(urls.c.site == self.site, waits)
        found = mine.where(due, urls.c.url.is_not(None)).order_by(*place).limit(BATCH)
        for youngest in self._read(mine.order_by(*(column.desc() for column in place)).limit(1)):
            page = found.where(tuple_(*place) <= _place(youngest))
            rows = self._read(page)
            while rows:
                yield from map(_candidate, rows)
                rows = self._read(page.where(tuple_(*place) > _place(rows[-1])))

    def _read(self, query: Select[Any]) -> Sequence[RowMapping]:
        with self.database.begin() as connection:
            return connection.execute(query).mappings().all()

    def refuse(self, key: bytes, reason: str, extraction_version: str, *, reserved: bool = False) -> None:
        """Do not fetch this address again until a newer extraction can judge it.

        Of one that is ``reserved`` the address is kept: for another purpose it may be fetched again.
        """
        asked_again = {} if reserved else NOT_ASKED
        self._decide(key, state="refused", reason=reason, extraction_version=extraction_version, **asked_again)

    def judge_for(self, purpose: str) -> None:
        """From now on pages are judged for this purpose: what was reserved against another one waits to be judged anew.

        To be called under the site's lock.
        """
        name = f"purpose of site {self.site}"
        noted = select(properties.c.value).where(properties.c.name == name)
        with self.database.begin() as connection:
            if connection.scalar(noted) != purpose:
                self.database.upsert(connection, properties, [{"name": name, "value": purpose}])
                connection.execute(update(urls).where(urls.c.site == self.site, is_reserved).values(state="pending"))

    def fail(self, key: bytes, reason: str, extraction_version: str) -> None:
        """Try this address again later; after the last try it is refused."""
        with self.database.begin() as connection:
            attempts = connection.scalar(select(urls.c.attempts).where(urls.c.key == key)) or 0
        if attempts >= len(RETRY_HOURS):
            self.refuse(key, reason, extraction_version)
        else:
            retry_at = utc_text(datetime.now(UTC) + timedelta(hours=RETRY_HOURS[attempts]))
            self._decide(key, state="failed", reason=reason, attempts=attempts + 1, retry_at=retry_at)

    def postpone(self, key: bytes, published: str | None) -> None:
        """Leave this address for a later run; where its date is known, that run can judge it without fetching it."""
        when = utc_text(datetime.fromisoformat(published)) if published else None
        self._update(key, state="pending", published=when)

    def alias(self, keys: Iterable[bytes], article_id: str) -> None:
        """These addresses lead to an article that is stored under another one."""
        wanted, now = list(keys), utc_text(datetime.now(UTC))
        with self.database.begin() as connection:
            leading = {row["key"] for row in self._rows(connection, wanted) if row["article"]}
            rows = [
                {
                    "key": key,
                    "site": self.site,
                    "state": "alias",
                    "article": bytes.fromhex(article_id),
                    "url": None,
                    "first_seen_at": now,
                    "decided_at": now,
                }
                for key in wanted
                if key not in leading
            ]
            self.database.upsert(connection, urls, rows, keep=("first_seen_at",))

    def _decide(self, key: bytes, **values: str | int | None) -> None:
        self._update(key, decided_at=utc_text(datetime.now(UTC)), **values)

    def _update(self, key: bytes, **values: str | int | None) -> None:
        # An address that leads to an article already keeps doing so, whatever a later look at it says.
        mine = and_(urls.c.key == key, urls.c.article.is_(None))
        with self.database.begin() as connection:
            connection.execute(update(urls).where(mine).values(**values))

    @staticmethod
    def _sources(connection: Connection, candidates: Iterable[Candidate]) -> dict[tuple[str, str], int]:
        """The numbers that stand for the candidates' sources in all rows; given at their first use."""
        numbers: dict[tuple[str, str], int] = {}
        for url, kind in dict.fromkeys((one.source_url, one.kind) for one in candidates):
            wanted = select(found_in.c.number).where(found_in.c.url == url, found_in.c.kind == kind)
            if (number := connection.scalar(wanted)) is None:
                connection.execute(insert(found_in).values(url=url, kind=kind))
                number = connection.execute(wanted).scalar_one()
            numbers[url, kind] = int(number)
        return numbers

    @staticmethod
    def _rows(connection: Connection, keys: Sequence[bytes]) -> Iterator[RowMapping]:
        for start in range(0, len(keys), BATCH):
            query = select(*_JUDGED).where(urls.c.key.in_(keys[start : start + BATCH]))
            yield from connection.execute(query).mappings()


def _pending(site: int, key: bytes, candidate: Candidate, now: str) -> dict[str, Any]:
    return {
        "key": key,
        "site": site,
        "state": "pending",
        "url": candidate.url,
        "published": utc_text(candidate.published) if candidate.published else None,
        "first_seen_at": now,
    }


def _candidate(row: RowMapping) -> Candidate:
    published = datetime.fromisoformat(row["published"]) if row["published"] else None
    return Candidate(url=row["url"], kind=row["kind"], source_url=row["source_url"], published=published)


def _place(row: RowMapping) -> tuple[str, bytes]:
    return row["first_seen_at"], row["key"]


def _dated(candidate: Candidate, row: RowMapping | None) -> Candidate:
    if candidate.published or row is None or not row["published"]:
        return candidate
    return evolve(candidate, published=datetime.fromisoformat(row["published"]))


def _retry_bounds() -> tuple[str, str]:
    """A retry is due up to the first moment, and beyond the second: there our clock was wrong when it was noted."""
    now = datetime.now(UTC)
    return utc_text(now), utc_text(now + timedelta(hours=max(RETRY_HOURS)))


def _is_due(row: RowMapping, bounds: tuple[str, str], extraction_version: str) -> bool:
    match row["state"]:
        case "pending":
            return True
        case "failed":
            now, latest = bounds
            return not now < row["retry_at"] <= latest
        case "refused":
            return bool(row["extraction_version"] != extraction_version)
        case _:
            return False
