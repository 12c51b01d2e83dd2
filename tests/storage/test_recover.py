"""Whatever a killed run leaves, the next one puts right: nothing is lost, and nothing is there twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.deduplicate.verdict import judge
from newscrawl.errors import StorageError
from newscrawl.records import Article
from newscrawl.state import Known, SiteState
from newscrawl.state.articles import Articles
from newscrawl.storage.lines import encode
from newscrawl.storage.reader import read_articles, sealed_files
from newscrawl.storage.recover import Recovered, recover
from newscrawl.storage.segment import Segment
from newscrawl.storage.store import ArticleStore
from tests.state.samples import SITE, address, candidate, draft, key, remember, story

DAY = f"site={SITE}/date=2026-11-20"
STORIES = [story(number) for number in range(4)]
LINES = [encode(one) for one in STORIES]
WHOLE = b"".join(LINES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    (made / DAY).mkdir(parents=True)
    return made


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def found(state: SiteState, article: Article) -> bool:
    return state.articles.find_by_id(article.id or "") is not None


@settings(deadline=None, max_examples=60)  # a disk takes its time
@given(
    cut=st.integers(0, len(WHOLE)) | st.sampled_from([sum(map(len, LINES[:n])) + d for n in range(4) for d in (0, 1)]),
    rest=st.binary(max_size=30) | st.sampled_from([b"\n", b"\0" * 512, b"{}\n", LINES[0][:-1], b'{"url": "\xff"}\n']),
    spooled=st.integers(0, 4),
)
def test_of_whatever_is_left_of_a_growing_file_exactly_its_whole_lines_are_kept(
    cut: int, rest: bytes, spooled: int
) -> None:
    whole = WHOLE[:cut].count(b"\n")
    state = SiteState.open("sqlite://", SITE)
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / DAY).mkdir(parents=True)
        (folder / DAY / "run-0.jsonl.part").write_bytes(WHOLE[:cut] + rest)
        state.addresses.admit({key(number): candidate(number) for number in range(4)}, "1")
        if spooled:
            remember(state, *range(spooled), sealed=False)
        recovered = recover(folder, SITE, state.articles)
        assert recovered == Recovered(saved=whole, lost=max(0, spooled - whole))
        assert files(folder) == ({"run-0.jsonl": b"".join(LINES[:whole])} if whole else {})
        assert [found(state, one) for one in STORIES] == [number < whole for number in range(4)]
        assert {one.url for one in state.addresses.waiting()} == {address(number) for number in range(whole, 4)}
        assert recover(folder, SITE, state.articles) == Recovered()
    state.close()


BAD_LINES = pytest.mark.parametrize(
    "bad",
    [
        b"not JSON\n",
        b"\n",
        LINES[1][:-1],
        LINES[1].replace(b'"version":1', b'"version":"one"'),
        LINES[1].replace(b"Headline", b"Head\xffline"),
        encode(evolve(STORIES[1], id=None)),
        encode(evolve(STORIES[1], url="not an address")),
        b"\0" * 100 + b"\n",
    ],
    ids=["not JSON", "empty", "no end", "another type", "not UTF-8", "incomplete", "no address", "zeros"],
)


@BAD_LINES
def test_a_bad_line_cuts_a_growing_file_there_and_what_came_after_it_is_fetched_again(
    state: SiteState, folder: Path, bad: bytes
) -> None:
    state.addresses.admit({key(number): candidate(number) for number in range(4)}, "1")
    remember(state, 0, 1, 2, sealed=False)
    (folder / DAY / "run-0.jsonl.part").write_bytes(LINES[0] + bad + LINES[2])
    assert recover(folder, SITE, state.articles) == Recovered(saved=1, lost=2)
    assert files(folder) == {"run-0.jsonl": LINES[0]}
    assert {one.url for one in state.addresses.waiting()} == {address(1), address(2), address(3)}


@BAD_LINES
def test_a_bad_line_in_a_finished_file_of_which_nothing_is_known_is_told_with_the_files_name(
    state: SiteState, folder: Path, bad: bytes
) -> None:
    file = folder / DAY / "run-0.jsonl"
    file.write_bytes(LINES[0] + bad + (b"" if bad.endswith(b"\n") else LINES[2]))
    with pytest.raises(StorageError, match=r"run-0\.jsonl"):
        recover(folder, SITE, state.articles)
    file.unlink()


def test_a_finished_file_wins_over_a_growing_one_of_its_name(state: SiteState, folder: Path) -> None:
    (folder / DAY / "run-1.jsonl").write_bytes(LINES[0])
    (folder / DAY / "run-1.jsonl.part").write_bytes(LINES[1])
    assert recover(folder, SITE, state.articles) == Recovered(saved=1)
    assert files(folder) == {"run-1.jsonl": LINES[0]}
    assert (found(state, STORIES[0]), found(state, STORIES[1])) == (True, False)


def test_a_lost_state_is_made_anew_from_the_files_the_newest_version_last(state: SiteState, folder: Path) -> None:
    newer = story(0, text="Other words.", version=2, fetched_at="2026-11-21T08:00:00+00:00")
    (folder / f"site={SITE}/date=2026-11-21").mkdir()
    (folder / f"site={SITE}/date=2026-11-21" / "0-1.jsonl").write_bytes(encode(newer))
    (folder / DAY / "9-1.jsonl").write_bytes(WHOLE)
    assert recover(folder, SITE, state.articles) == Recovered(saved=4)
    known = state.articles.find_by_id(newer.id or "")
    assert known is not None
    assert (known.version, known.content_hash) == (2, newer.content_hash)
    assert state.articles.sealed_names() == {f"{DAY}/9-1.jsonl", f"site={SITE}/date=2026-11-21/0-1.jsonl"}
    assert recover(folder, SITE, state.articles) == Recovered()


def test_an_article_whose_file_has_vanished_is_fetched_again_as_if_never_met(state: SiteState, folder: Path) -> None:
    remember(state, 0)
    assert recover(folder, SITE, state.articles) == Recovered(lost=1)
    assert state.articles.find_by_id(story(0).id or "") is None
    assert state.articles.sealed_names() == set()
    assert len(state.addresses.admit({key(0): candidate(0)}, "1")) == 1
    assert recover(folder, SITE, state.articles) == Recovered()
    (folder / DAY / "run-0.jsonl").write_bytes(LINES[0])
    assert recover(folder, SITE, state.articles) == Recovered(saved=1), "and when the file comes back, it counts again"
    assert found(state, STORIES[0])


def test_files_of_other_sites_are_none_of_its_business(state: SiteState, folder: Path) -> None:
    other = folder / "site=lighthouse" / "date=2026-11-20"
    other.mkdir(parents=True)
    for name in ("run-1.jsonl.part", "run-2.jsonl"):
        (other / name).write_bytes(encode(story(1, site="lighthouse")))
    before = files(folder)
    assert recover(folder, SITE, state.articles) == Recovered()
    assert files(folder) == before
    assert not found(state, STORIES[1])


def test_without_a_folder_there_is_nothing_to_do(state: SiteState, tmp_path: Path) -> None:
    assert recover(tmp_path / "articles", SITE, state.articles) == Recovered()


# -- killed at any moment


class Killed(BaseException):
    """What no code of ours catches."""


class Executioner:
    """Kills the run at a step: before or after whatever changes disk or state, or in the middle of a line."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = 0
        self.segments: list[Segment] = []
        create = Segment.create
        monkeypatch.setattr(Segment, "create", lambda *given: self.segments.append(create(*given)) or self.segments[-1])
        monkeypatch.setattr(Segment, "append", self.line(Segment.append))
        changes = {Segment: "sync append", Articles: "spool seal forget", Path: "rename unlink"}
        for owner, names in changes.items():
            for name in names.split():
                monkeypatch.setattr(owner, name, self.watched(getattr(owner, name)))

    def __enter__(self) -> None:
        """Begin a run."""

    def __exit__(self, *_: object) -> None:
        for segment in self.segments:  # as the end of its process would
            segment.close()

    def step(self) -> None:
        """Count one step."""
        self.left -= 1
        if self.left < 0:
            raise Killed

    def watched(self, real: Callable[..., object]) -> Callable[..., object]:
        """A change with a step before it and one after it."""

        def change(*given: object) -> object:
            self.step()
            result = real(*given)
            self.step()
            return result

        return change

    def line(self, real: Callable[[Segment, bytes], None]) -> Callable[[Segment, bytes], None]:
        """Writing a line, with a step when half of it is written."""

        def write(segment: Segment, line: bytes) -> None:
            try:
                self.step()
            except Killed:
                with segment.place.growing.open("ab") as file:
                    file.write(line[: len(line) // 2])
                raise
            real(segment, line)

        return write


def run(folder: Path, state: SiteState, name: str) -> None:
    """One run as the line does it: recover, fetch what waits, commit now and then, finish."""
    recover(folder, SITE, state.articles)
    store = ArticleStore(folder, SITE, name, state.articles)
    state.addresses.admit({key(number): candidate(number) for number in range(5)}, "1")
    for place, one in enumerate(state.addresses.waiting()):
        number = int(one.url[-6])
        fetched = f"2026-11-2{0 if number < 3 else 1}T08:00:00+00:00"
        verdict = judge(draft(number, fetched_at=fetched), state.articles)
        if verdict.kind == "new":
            state.articles.claim(Known.of(verdict.article))
            store.append(verdict.article)
        if place % 2:
            store.commit()
    store.finish_segment()


def test_however_often_and_wherever_it_is_killed_every_article_is_stored_exactly_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fsync", lambda _: None)  # no power is cut here, and it takes its time
    executioner = Executioner(monkeypatch)
    for steps in range(200):
        folder, state = tmp_path / str(steps) / "articles", SiteState.open("sqlite://", SITE)
        ended = []
        for number, limit in enumerate((steps, steps * 7 % 30, 10**9)):
            executioner.left = limit
            restarted = SiteState(state.addresses, Articles(state.articles.database, SITE))  # its claims are gone
            with suppress(Killed), executioner:
                run(folder, restarted, f"run{number}")
                ended.append(number)
        assert ended[-1] == 2
        stored = Counter(article.url for article in read_articles(folder))
        assert stored == {address(number): 1 for number in range(5)}, f"killed at step {steps}"
        assert len(files(folder)) == len(sealed_files(folder)), "nothing is left growing"
        assert (state.addresses.waiting(), state.articles.spooled()) == ([], {})
        state.close()
        if ended[0] == 0:
            break
    assert steps > 25
