"""A short run without a fuzzer's insight, always the same; ``make fuzz`` goes on for as long as one likes, with it."""

from __future__ import annotations

import random

import pytest

from tests.fuzz.harness import TARGETS
from tests.fuzz.seeds import DICTIONARY, seeds

RUNS = {"page": 100, "charset": 3_000, "json_ld": 2_000}
LENGTH = 1_000  # bytes


def changed(chance: random.Random, known: list[bytes]) -> bytes:
    """A piece of a seed, with some of its bytes changed, left out, repeated, or words put between them."""
    seed = chance.choice(known)
    start = chance.randrange(len(seed))
    data = bytearray(seed[start : start + chance.randrange(LENGTH)])
    for _ in range(chance.randrange(1, 8)):
        place = chance.randrange(len(data) + 1)
        end = place + chance.randrange(20)
        word = chance.choice(DICTIONARY).encode().decode("unicode_escape").encode("latin-1")
        data[place:end] = chance.choice((b"", word, data[place:end] * 3, chance.randbytes(3), b"\x00"))
    return bytes(data)


@pytest.mark.parametrize("target", TARGETS)
def test_what_seeds_become_by_chance_breaks_no_reader(target: str) -> None:
    chance = random.Random(1)  # noqa: S311 - it is to be the same each time
    known = seeds(target)
    for seed in known[:5]:
        TARGETS[target](seed)
    for _ in range(RUNS[target]):
        data = changed(chance, known)
        TARGETS[target](b"<html>" + data if target == "page" else data)
