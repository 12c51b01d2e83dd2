"""The state's database: opened, made where there is none, refused where it is newer than this program."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import frozen
from sqlalchemy import Connection, Engine, Table, create_engine, event, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from newscrawl.errors import StateError, UsageError
from newscrawl.state.schema import SCHEMA_VERSION, metadata, properties

BUSY_SECONDS = 30  # how long one run waits for another one's transaction
_INSERTS: dict[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


@frozen
class Database:
    """An open state. All access goes through :meth:`begin`, so that every failure is a StateError."""

    engine: Engine

    @classmethod
    def open(cls, url: str) -> Database:
        """Open the state at a SQLAlchemy address and make its tables where there are none.

        Raises:
            UsageError: this is no address of a kind of database that is supported.
            StateError: it cannot be reached or read, or a newer version of this program wrote it.
        """
        try:
            address = make_url(url)
            if address.get_backend_name() not in _INSERTS:
                raise UsageError(f"NEWSCRAWL_STATE must be a SQLite or PostgreSQL address, not {address}")
            if address.database and address.get_backend_name() == "sqlite":
                Path(address.database).parent.mkdir(parents=True, exist_ok=True)
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
            database._prepare()
        except StateError:
            engine.dispose()
            raise
        return database

    def _prepare(self) -> None:
        with self.begin() as connection:
            metadata.create_all(connection)
            version = connection.scalar(select(properties.c.value).where(properties.c.name == "schema_version"))
            if version is None:
                connection.execute(insert(properties).values(name="schema_version", value=str(SCHEMA_VERSION)))
            elif not version.isdecimal() or int(version) > SCHEMA_VERSION:
                raise StateError(
                    f"the state {self.engine.url} was written by a newer newscrawl: its schema is {version}, "
                    f"this one knows {SCHEMA_VERSION}"
                )

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
            raise StateError(f"the state {self.engine.url} cannot be used: {error.orig}") from error

    def upsert(
        self, connection: Connection, table: Table, rows: Sequence[dict[str, Any]], keep: Sequence[str] = ()
    ) -> None:
        """Insert rows that all have the same keys; where one is there already, overwrite all of it but ``keep``."""
        if not rows:
            return
        insertion = _INSERTS[self.engine.dialect.name](table)
        key = [column.name for column in table.primary_key]
        changes = {name: insertion.excluded[name] for name in rows[0] if name not in key and name not in keep}
        connection.execute(insertion.on_conflict_do_update(index_elements=key, set_=changes), rows)


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
