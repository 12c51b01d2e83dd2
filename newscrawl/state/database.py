"""The state's database: opened, made where there is none, refused where it is newer than this program."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import Any

from attrs import frozen
from sqlalchemy import Connection, Engine, Table, create_engine, event, insert, inspect, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from newscrawl.errors import StateError, UsageError
from newscrawl.folders import make_folder
from newscrawl.state.migrate import migrate
from newscrawl.state.schema import SCHEMA_VERSION, metadata, properties, sites

BUSY_SECONDS = 30  # how long one run waits for another one's transaction
CACHE_KIB = 32 * 1024  # of a state's pages in memory: all but the leaves of ten million addresses
LOG_PAGES = 8 * 1024  # of 4 KiB, after which the log is brought into the file: keys are scattered, so pages come again
REBUILD = "`newscrawl state rebuild` makes it anew from the stored articles"
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_INSERTS: dict[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


@frozen
class Database:
    """An open state. All access goes through :meth:`begin`, so that every failure is a StateError."""

    engine: Engine

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

    def note_once(self, name: str, value: str) -> str:
        """What is noted under a name; this value is from now on, where nothing was."""
        noted = select(properties.c.value).where(properties.c.name == name)
        with self.begin() as connection:
            if (found := connection.scalar(noted)) is None:
                connection.execute(insert(properties).values(name=name, value=value))
                return value
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
            StateError: the database refused something.
        """
        try:
            with self.engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            damaged = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _DAMAGED
            hint = f"; {REBUILD}" if damaged else ""
            raise StateError(f"the state {self.engine.url} cannot be used: {error.orig}{hint}") from error

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
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        _use_log(cursor)
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        cursor.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:  # noqa: ANN401 - a SQLAlchemy connection, whose type is generic here
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _use_log(cursor: sqlite3.Cursor) -> None:
    """Switch to the write-ahead log. Here alone SQLite does not wait for another process that does the same."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return
