"""The database: opened, shared, refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Barrier, Event, Thread, Timer

import pytest
from sqlalchemy import insert, select

from newscrawl.errors import NewscrawlError, StateError, UsageError
from newscrawl.identity import article_id
from newscrawl.state import Database, Known, SiteState
from newscrawl.state.database import _when_free
from newscrawl.state.schema import SCHEMA_VERSION, properties, sources, urls
from tests.state.samples import address, candidate, key, story


def at_once(*works: Callable[[], None]) -> list[BaseException]:
    """Do all of these at the same moment, each in a thread; return what went wrong."""
    start, problems = Barrier(len(works)), []

    def run(work: Callable[[], None]) -> None:
        start.wait()
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test tells it
            problems.append(error)

    threads = [Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


def open_and_close(file: Path) -> None:
    Database.open(f"sqlite:///{file}").engine.dispose()


@contextmanager
def closing_of(url: str, *, new: bool = True) -> Iterator[SiteState]:
    """The site's memory, for a block."""
    state = SiteState.open(url, "harbour", new=new)
    try:
        yield state
    finally:
        state.close()


def a_database(file: Path) -> bytes:
    """The bytes of a state with something in it."""
    state = SiteState.open(f"sqlite:///{file}", "harbour")
    state.addresses.admit({key(number): candidate(number) for number in range(200)}, "1")
    state.close()
    return file.read_bytes()


@pytest.mark.parametrize(
    "url",
    [
        "mysql://reader:s3cret@db.example/state",
        "postgresql+nosuchdriver://reader:s3cret@db.example/state",
        "postgresql://reader:s3cret@db.example:port/state",
        "s3cret, not an address",
        "",
    ],
)
def test_an_address_of_no_usable_database_is_wrong_use_and_its_password_is_not_told(url: str) -> None:
    with pytest.raises(UsageError, match="NEWSCRAWL_STATE") as caught:
        Database.open(url)
    assert "s3cret" not in str(caught.value)


def test_the_folder_is_made_and_the_second_opening_finds_what_the_first_has_left(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'some' / 'where' / 'state.db'}"
    for found in ({}, {"note": "kept"}):
        database = Database.open(url)
        with database.begin() as connection:
            rows = connection.execute(select(properties)).all()
            assert {name: value for name, value in rows if name != "schema_version"} == found
            if not found:
                connection.execute(insert(properties).values(name="note", value="kept"))
        database.engine.dispose()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"These are the minutes of the harbour council, in plain words. " * 100,
        lambda good: good[:100] + b"\xa5" * (len(good) - 100),
        lambda good: good[:4096],
        lambda good: good[: len(good) // 2],
    ],
    ids=["another kind of file", "overwritten", "cut after its first page", "cut in half"],
)
def test_a_damaged_state_is_one_clear_line_and_left_as_it_is(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    file = tmp_path / "state.db"
    damaged = spoil(a_database(file))
    file.write_bytes(damaged)
    with pytest.raises(StateError, match="cannot be used") as caught, closing_of(f"sqlite:///{file}") as state:
        list(state.addresses.waiting())
    assert str(file) in str(caught.value)
    assert "`newscrawl state rebuild`" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert file.read_bytes() == damaged


@pytest.mark.parametrize(
    ("version", "told"),
    [
        (str(SCHEMA_VERSION + 1), f"written by a newer newscrawl: its schema is {SCHEMA_VERSION + 1}"),
        ("12345678901234567890", "written by a newer newscrawl"),
        *[(nonsense, "is not one of newscrawl's") for nonsense in ("", "0", "-1", "1.0", "two", "²", "2; DROP TABLE")],
        (None, "is not one of newscrawl's"),
    ],
)
def test_a_state_of_another_version_is_refused_and_left_as_it_is(
    tmp_path: Path, version: str | None, told: str
) -> None:
    file = tmp_path / "state.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE properties (name PRIMARY KEY, value)")
        if version is not None:
            connection.execute("INSERT INTO properties VALUES ('schema_version', ?)", (version,))
        connection.commit()
    before = file.read_bytes()
    with pytest.raises(StateError, match=told) as caught:
        Database.open(f"sqlite:///{file}")
    assert str(file) in str(caught.value)
    assert file.read_bytes() == before


def test_a_missing_state_is_refused_and_not_made_where_there_must_be_one(tmp_path: Path) -> None:
    file = tmp_path / "data" / "state.db"
    with pytest.raises(StateError, match=r"is missing: `newscrawl state rebuild`") as caught:
        SiteState.open(f"sqlite:///{file}", "harbour", new=False)
    assert str(file) in str(caught.value)
    assert list(tmp_path.iterdir()) == []
    open_and_close(file)
    with closing_of(f"sqlite:///{file}", new=False) as state:
        assert list(state.addresses.waiting()) == []


def test_an_empty_state_is_refused_and_left_empty_where_there_must_be_one(tmp_path: Path) -> None:
    file = tmp_path / "state.db"
    file.touch()
    with pytest.raises(StateError, match=r"is empty: `newscrawl state rebuild`"):
        Database.open(f"sqlite:///{file}", new=False)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT * FROM sqlite_master").fetchall() == []
    open_and_close(file)
    Database.open(f"sqlite:///{file}", new=False).engine.dispose()


def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StateError, match="folder of the state cannot be made"):
        Database.open(f"sqlite:///{tmp_path / 'file' / 'state.db'}")


@pytest.mark.parametrize("error", [RuntimeError("ours"), NewscrawlError("ours")])
def test_a_transaction_that_raises_changes_nothing_and_hides_nothing(state: SiteState, error: Exception) -> None:
    database = state.addresses.database

    def note_and_raise() -> None:
        with database.begin() as connection:
            database.upsert(connection, properties, [{"name": "note", "value": "lost"}])
            raise error

    with pytest.raises(type(error), match="ours"):
        note_and_raise()
    with database.begin() as connection:
        assert connection.scalar(select(properties.c.value).where(properties.c.name == "note")) is None


def test_what_is_there_is_overwritten_but_for_what_is_to_be_kept(state: SiteState) -> None:
    early, late = "2026-11-20T08:00:00+00:00", "2027-01-01T00:00:00+00:00"
    row = {"key": key(1), "site": 1, "state": "pending", "reason": None, "first_seen_at": early}
    database = state.addresses.database
    with database.begin() as connection:
        database.upsert(connection, urls, [row, row | {"key": key(2)}])
        database.upsert(connection, urls, [])
        later = row | {"state": "refused", "reason": "no_text", "first_seen_at": late}
        database.upsert(connection, urls, [later], keep=("reason", "first_seen_at"))
        told = select(urls.c.key, urls.c.state, urls.c.reason, urls.c.first_seen_at)
        found = {one: rest for one, *rest in connection.execute(told)}
    assert found == {key(1): ["refused", None, early], key(2): ["pending", None, early]}


def test_of_two_rows_with_one_key_the_later_one_stays(state: SiteState) -> None:
    database = state.addresses.database
    rows = [{"key": key(1), "site": 1, "extraction_version": str(number)} for number in range(9)]
    with database.begin() as connection:
        database.upsert(connection, sources, rows)
        assert connection.scalars(select(sources.c.extraction_version)).all() == ["8"]


class Step:
    """A step that fails in the way of the given SQLite codes, one after the other."""

    def __init__(self, *codes: int) -> None:
        self.codes = list(codes)

    def __call__(self) -> None:
        """Fail, or do nothing."""
        if self.codes:
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = self.codes.pop(0)
            raise error


def test_a_step_is_tried_again_while_another_program_is_in_the_way() -> None:
    step = Step(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_RECOVERY)
    _when_free(step)
    assert step.codes == []


@pytest.mark.parametrize(("code", "seconds"), [(sqlite3.SQLITE_BUSY, -1), (sqlite3.SQLITE_READONLY, 30)])
def test_a_step_is_not_tried_for_ever_nor_where_it_cannot_help(
    monkeypatch: pytest.MonkeyPatch, code: int, seconds: float
) -> None:
    monkeypatch.setattr("newscrawl.state.database.BUSY_SECONDS", seconds)
    step = Step(code, code)
    with pytest.raises(sqlite3.OperationalError):
        _when_free(step)
    assert step.codes == [code]


@contextmanager
def locked(state: SiteState) -> Iterator[None]:
    """Another program is writing to the state for as long as the block takes."""
    with closing(sqlite3.connect(str(state.database.engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def test_a_run_waits_for_another_ones_transaction(state: SiteState) -> None:
    held, free = Event(), Event()

    def hold() -> None:
        with locked(state):
            held.set()
            free.wait(10)

    def release() -> None:
        held.wait(10)
        Timer(0.1, free.set).start()
        state.addresses.admit({key(1): candidate(1)}, "1")

    assert at_once(hold, release) == []
    assert list(state.addresses.waiting()) == [candidate(1)]


def test_who_has_waited_in_vain_once_does_not_wait_again(state: SiteState, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newscrawl.state.database.BUSY_SECONDS", 0.05)
    waited: list[float] = []
    with locked(state), monkeypatch.context() as patch:
        patch.setattr("newscrawl.state.database.time.sleep", waited.append)
        for _ in range(3):
            with pytest.raises(StateError, match=r"cannot be used: database is locked$"):
                state.addresses.admit({key(1): candidate(1)}, "1")
            assert waited
            patch.setattr("newscrawl.state.database.time.sleep", lambda _: pytest.fail("it waits again"))
    with pytest.raises(StateError, match="locked"):
        state.segments.spooled()
    with closing_of(str(state.database.engine.url)) as anew:
        assert list(anew.addresses.waiting()) == []


def test_every_connection_writes_a_log_and_syncs_it_with_each_commit(state: SiteState) -> None:
    engine = state.database.engine
    for _ in range(2):
        with engine.connect() as connection:
            told = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
        assert told == ["wal", 2]
        engine.dispose()


def test_programs_that_make_the_state_at_the_same_moment_wait_for_each_other(tmp_path: Path) -> None:
    for attempt in range(10):
        assert at_once(*[lambda file=tmp_path / f"{attempt}.db": open_and_close(file)] * 6) == []


def test_two_runs_write_at_once_and_each_finds_all_of_its_own(tmp_path: Path) -> None:
    names = ("harbour", "lighthouse")
    states = [SiteState.open(f"sqlite:///{tmp_path / 'state.db'}", name) for name in names]

    def work(state: SiteState, site: str) -> None:
        for number in range(60):
            state.addresses.admit({key(number, site): candidate(number)}, "1")
            if number % 3 == 0:
                one = story(number, site=site, id=article_id(site, address(number)))
                state.articles.spool(f"{site}.jsonl", [Known.of(one)])
            elif number % 3 == 1:
                state.addresses.fail(key(number, site), "http_503", "1")

    try:
        works = [lambda state=state, name=name: work(state, name) for state, name in zip(states, names, strict=True)]
        assert at_once(*works) == []
        for state, name in zip(states, names, strict=True):
            assert len(list(state.addresses.waiting())) == 20
            assert len(state.segments.spooled()[f"{name}.jsonl"]) == 20
            keys = {key(number, name): candidate(number) for number in range(60)}
            assert len(state.addresses.admit(keys, "1")) == 20
    finally:
        for state in states:
            state.close()
