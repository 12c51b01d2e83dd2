"""How fast and how large the state is: ``python benchmarks/state.py --urls 1000000 10000000``.

It takes the product's own path: a sitemap's addresses are admitted, their articles spooled, their segments sealed.
The table is Markdown and goes to the standard output, the progress to the standard error.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from newscrawl.records import Candidate
from newscrawl.state import Known, Sealed, SiteState
from newscrawl.storage.store import COMMIT_ARTICLES

SITE = "harbour"
SITEMAP = 50_000  # addresses, the most that a sitemap may name; one look at it admits them all
FEED = 500  # addresses that are looked up at once
SEGMENT = 5_000  # articles
SAMPLE = 20_000  # addresses and articles that are timed at each size
NEW = 1_000_000_000  # addresses from here on are in no state yet
SEEN = "2026-11-20T08:00:00+00:00"

Row = dict[str, str]  # what was measured, and how much it is


def key(number: int) -> bytes:
    """The key of an address. Its spelling does not matter here, and making it plain would be what is measured."""
    return hashlib.sha256(b"%d" % number).digest()[:16]


def candidates(numbers: Iterable[int]) -> dict[bytes, Candidate]:
    """Addresses of common length, as a sitemap names them."""
    source = "https://www.harbour-gazette.example/sitemaps/news-2026-11.xml"
    start = "https://www.harbour-gazette.example/news/local/2026/11/20/the-council-votes-on-the-pier-again"
    return {
        key(number): Candidate(url=f"{start}-{number}.html", kind="sitemap", source_url=source) for number in numbers
    }


def known(number: int) -> Known:
    """The article at that address."""
    words = hashlib.sha256(b"words %d" % number).hexdigest()
    return Known(
        id=key(number).hex(),
        version=1,
        content_hash=words,
        title_hash=words[:16],
        first_seen_at=SEEN,
        keys=(key(number),),
    )


def store(state: SiteState, numbers: Sequence[int], commit: int) -> None:
    """Spool articles, so many in a commit, and seal their segments."""
    segment = max(SEGMENT, commit)
    for start in range(0, len(numbers), segment):
        inside = numbers[start : start + segment]
        name = f"site={SITE}/date=2026-11-20/run-{inside[0]}.jsonl"
        for first in range(0, len(inside), commit):
            state.articles.spool(name, [known(number) for number in inside[first : first + commit]])
        times = {"first_fetched_at": SEEN, "last_fetched_at": SEEN, "sealed_at": SEEN}
        state.segments.seal(name, Sealed(name=name, site=SITE, rows=len(inside), bytes=1, sha256="0" * 64, **times))


def fill(file: Path, numbers: range) -> float:
    """Admit addresses and store their articles in large commits; return addresses a second.

    What is new at once is a sitemap, or a twentieth of what is there already: what is stored takes less than what
    waits, so that more would leave the pages emptier than a crawl does.
    """
    started = time.monotonic()
    start = numbers.start
    with opened(file) as state:
        while start < numbers.stop:
            here = range(start, min(start + max(SITEMAP, start // 20), numbers.stop))
            state.addresses.admit(candidates(here), "1")
            store(state, here, len(here))
            start = here.stop
            print(f"\r{start:,} URLs, {time.monotonic() - started:.0f} s", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return len(numbers) / (time.monotonic() - started)


def admit(state: SiteState, numbers: Sequence[int]) -> float:
    """Look addresses up, and note the unknown ones; return microseconds an address."""
    spent = 0.0
    for first in range(0, len(numbers), FEED):
        batch = candidates(numbers[first : first + FEED])
        started = time.perf_counter()
        state.addresses.admit(batch, "1")
        spent += time.perf_counter() - started
    return spent / len(numbers) * 1e6


def microseconds(ask: Callable[[int], object], numbers: Sequence[int]) -> float:
    """The time that an answer takes, asked about one after the other."""
    started = time.perf_counter()
    for number in numbers:
        ask(number)
    return (time.perf_counter() - started) / len(numbers) * 1e6


def memory() -> float:
    """What this process holds in memory, in MiB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def drop_cached(file: Path) -> None:
    """Have the operating system drop what it keeps of a file in memory."""
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
        os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def bytes_a_row(file: Path, *names: str) -> float:
    """How much of the file the first of these tables and its indexes take, by its rows."""
    with closing(sqlite3.connect(file)) as connection:
        marks = ", ".join("?" * len(names))
        taken = f"SELECT sum(pgsize) FROM dbstat WHERE aggregate = TRUE AND name IN ({marks})"  # noqa: S608 - ours
        (pages,) = connection.execute(taken, names).fetchone()
    return float(pages / row_count(file, names[0]))


def row_count(file: Path, table: str) -> int:
    """How many rows a table has."""
    with closing(sqlite3.connect(file)) as connection:
        (number,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - ours
    return int(number)


def measure(folder: Path, numbers: range) -> Row:
    """Add these addresses and their articles to the state in a folder, and measure it at that size."""
    file = folder / "state.db"
    size = numbers.stop
    # In a process of its own, so that this one holds nothing of it in memory.
    with ProcessPoolExecutor(1, get_context("spawn")) as other:
        filled = other.submit(fill, file, numbers).result()
    row = {"URLs": f"{size:,}", "filled, URLs/s": f"{filled:,.0f}"}
    with opened(file) as state:
        row |= look_up(state, size)
        row |= add(state, size)
    drop_cached(file)
    with opened(file) as state:
        row |= {"known, file not in memory, µs/URL": f"{admit(state, some(size)):.1f}"}
    return row | space(file)


def look_up(state: SiteState, size: int) -> Row:
    """What it takes to find what is known, first after the state was opened and then once more."""
    reopened = admit(state, some(size))
    before = memory()
    warm = admit(state, some(size))
    by_words = microseconds(lambda number: state.articles.find_by_words(known(number).content_hash), some(size))
    return {
        "known, after opening, µs/URL": f"{reopened:.1f}",
        "known, µs/URL": f"{warm:.1f}",
        "by words, µs/article": f"{by_words:.0f}",
        "memory before, MiB": f"{before:.0f}",
        "grown by looking up, MiB": f"{memory() - before:.1f}",
    }


def add(state: SiteState, size: int) -> Row:
    """What it takes to take in what is new, in the batches and commits of a crawl."""
    new = range(NEW + size, NEW + size + 2 * SAMPLE)
    before = memory()
    half = admit(state, [number for pair in zip(some(size), new[SAMPLE:], strict=True) for number in pair])
    admitted = admit(state, new[:SAMPLE])
    started = time.perf_counter()
    store(state, new[:SAMPLE], COMMIT_ARTICLES)
    return {
        "half of them new, µs/URL": f"{half:.1f}",
        "admitted, URLs/s": f"{1e6 / admitted:,.0f}",
        "stored, articles/s": f"{SAMPLE / (time.perf_counter() - started):,.0f}",
        "grown by adding, MiB": f"{memory() - before:.1f}",
    }


def space(file: Path) -> Row:
    """What the state takes on the disk."""
    return {
        "bytes/URL": f"{bytes_a_row(file, 'urls', 'urls_waiting', 'urls_spooled', 'urls_aliases'):.0f}",
        "bytes/article": f"{bytes_a_row(file, 'articles', 'articles_by_words'):.0f}",
        "bytes of the whole file/URL": f"{file.stat().st_size / row_count(file, 'urls'):.0f}",
        "file, MiB": f"{file.stat().st_size / 2**20:,.0f}",
    }


def some(size: int) -> list[int]:
    """Addresses that are known, drawn evenly, other ones each time."""
    return random.choices(range(size), k=SAMPLE)  # noqa: S311 - no secret


@contextmanager
def opened(file: Path) -> Iterator[SiteState]:
    """The site's state, for a block."""
    state = SiteState.open(f"sqlite:///{file}", SITE)
    try:
        yield state
    finally:
        state.close()


def main() -> None:
    """Measure each size, the smallest first, in one state that grows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--urls", type=int, nargs="+", default=[1_000_000], help="the sizes to measure")
    parser.add_argument("--folder", type=Path, help="where the state is made; a temporary folder by default")
    options = parser.parse_args()
    random.seed(1)
    with TemporaryDirectory(prefix="newscrawl-", dir=options.folder) as folder:
        rows, done = [], 0
        for size in sorted(options.urls):
            rows.append(measure(Path(folder), range(done, size)))
            print(rows[-1], file=sys.stderr)
            done = size
    for name in rows[0]:
        print("|", name, "|", " | ".join(row[name] for row in rows), "|")
        if name == "URLs":
            print("|---" * (1 + len(rows)) + "|")


if __name__ == "__main__":
    main()
