"""The state's database: opened, made where there is none, refused where it is newer than this program."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any

from attrs import define, field
from sqlalchemy import Connection, Engine, Table, create_engine, event, insert, inspect, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from newscrawl.errors import StateError, UsageError
from newscrawl.folders import make_folder
from newscrawl.state.migrate import migrate
from newscrawl.state.schema import SCHEMA_VERSION, metadata, properties, segments, sites

BUSY_SECONDS = 4.0  # how long one run waits for another one's transaction
LOOK_SECONDS = 0.005  # between two looks whether that is over
CACHE_KIB = 32 * 1024  # of a state's pages in memory: all but the leaves of ten million addresses
LOG_PAGES = 8 * 1024  # of 4 KiB, after which the log is brought into the file: keys are scattered, so pages come again
REBUILD = "`newscrawl state rebuild` makes it anew from the stored articles"
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_INSERTS: dict[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


@define(eq=False)
class Database:
    """An open state. All access goes through :meth:`begin`, so that every failure is a StateError.

    After the first one it is not asked any more: each step of a run that ends would wait for it anew.
    """

    engine: Engine
    _refusal: str | None = field(default=None, init=False)

    @classmethod
    def open(cls, url: str, *, new: bool = True) -> Database:
        """Open the state at a SQLAlchemy address and bring its tables up to date.

        ``new`` allows it to be made where there is none; False where there is proof that there was one.

        Raises:
            UsageError: this is no address of a kind of database that is supported.
            StateError: it is missing, cannot be reached or read, or a newer version of this program wrote it.
        """
        try:
            address = make_url(url)
            if address.get_backend_name() not in _INSERTS:
                raise UsageError(f"NEWSCRAWL_STATE must be a SQLite or PostgreSQL address, not {address}")
            if address.database and address.get_backend_name() == "sqlite":
                file = Path(address.database)
                if not new and not file.exists():
                    raise StateError(f"the state {file} is missing: {REBUILD}")
                make_folder(file.parent)
            engine = create_engine(address)
        except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as error:
            # The address itself is not told: it may hold a password.
            raise UsageError(f"NEWSCRAWL_STATE is no address of a usable database: {error}") from error
        except OSError as error:
            raise StateError(f"the folder of the state cannot be made: {error}") from error
        if engine.dialect.name == "sqlite":
            _tune_sqlite(engine)
        database = cls(engine)
        try:
            database._prepare(new=new)
        except StateError:
            engine.dispose()
            raise
        return database

    def _prepare(self, *, new: bool) -> None:
        with self.begin() as connection:
            if not inspect(connection).has_table(properties.name):
                if not new:
                    raise StateError(f"the state {self.engine.url} is empty: {REBUILD}")
                metadata.create_all(connection)
                connection.execute(insert(properties).values(name="schema_version", value=str(SCHEMA_VERSION)))
                return
            mine = properties.c.name == "schema_version"
            version = connection.scalar(select(properties.c.value).where(mine)) or ""
            if not version.isdecimal() or int(version) < 1:
                raise StateError(f"the state {self.engine.url} is not one of newscrawl's: its schema is {version!r}")
            if int(version) > SCHEMA_VERSION:
                raise StateError(
                    f"the state {self.engine.url} was written by a newer newscrawl: its schema is {version}, "
                    f"this one knows {SCHEMA_VERSION}"
                )
            if int(version) < SCHEMA_VERSION:
                migrate(connection, int(version))
                connection.execute(update(properties).where(mine).values(value=str(SCHEMA_VERSION)))

    def note_store(self, address: str) -> str:
        """Where the segments are that the state knows of: at this address from now on, where it knows of none."""
        noted = select(properties.c.value).where(properties.c.name == "store")
        with self.begin() as connection:
            found = connection.scalar(noted)
            if found is None or connection.scalar(select(segments.c.number).limit(1)) is None:
                self.upsert(connection, properties, [{"name": "store", "value": address}])
                return address
        return str(found)

    def site_number(self, name: str) -> int:
        """The number that stands for a site in all rows; given at its first use."""
        wanted = select(sites.c.number).where(sites.c.name == name)
        with self.begin() as connection:
            if (number := connection.scalar(wanted)) is None:
                connection.execute(insert(sites).values(name=name))
                number = connection.execute(wanted).scalar_one()
        return int(number)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction: committed at the end of the block, rolled back where the block raises.

        Raises:
            StateError: the database refuses something, or has refused before.
        """
        if self._refusal:
            raise StateError(self._refusal)
        try:
            with self.engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            hint = f"; {REBUILD}" if _code(error) in _DAMAGED else ""
            self._refusal = f"the state {self.engine.url} cannot be used: {error.orig}{hint}"
            raise StateError(self._refusal) from error

    def upsert(
        self, connection: Connection, table: Table, rows: Sequence[dict[str, Any]], keep: Sequence[str] = ()
    ) -> None:
        """Insert rows that all have the same columns; where one is there already, overwrite all of it but ``keep``."""
        if not rows:
            return
        insertion = _INSERTS[self.engine.dialect.name](table)
        key = [column.name for column in table.primary_key]
        changes = {name: insertion.excluded[name] for name in rows[0] if name not in key and name not in keep}
        # In the order in which the table keeps them, each of its pages is changed once.
        ordered = sorted(rows, key=itemgetter(*key))
        connection.execute(insertion.on_conflict_do_update(index_elements=key, set_=changes), ordered)


def _tune_sqlite(engine: Engine) -> None:
    """Write-ahead log, full synchronisation, and transactions that take the write lock when they begin.

    Without BEGIN IMMEDIATE, a transaction that reads before it writes fails at once when another writer came between.
    """

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _: object) -> None:  # noqa: ANN401 - whatever the driver calls a connection
        connection.isolation_level = None  # SQLAlchemy's events below begin the transactions, not the driver
        cursor = connection.cursor()
        for setting in (
            "busy_timeout = 0",
            "journal_mode = WAL",
            "synchronous = FULL",
            f"cache_size = -{CACHE_KIB}",
            f"wal_autocheckpoint = {LOG_PAGES}",
        ):
            _when_free(partial(cursor.execute, f"PRAGMA {setting}"))
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        _when_free(partial(connection.exec_driver_sql, "BEGIN IMMEDIATE"))


def _when_free(step: Callable[[], object]) -> None:
    """Do something as soon as no other process is in the way.

    SQLite's own waiting looks ten times a second, and would not get its turn beside runs that write all the time; it is
    deaf to signals; and it does not wait at all for who switches to the log.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            step()
        except (sqlite3.OperationalError, OperationalError) as error:
            if _code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(LOOK_SECONDS)
        else:
            return


def _code(error: sqlite3.Error | DBAPIError) -> int:
    """SQLite's primary code of an error; 0 where another database made it."""
    return getattr(error.orig if isinstance(error, DBAPIError) else error, "sqlite_errorcode", 0) & 0xFF
