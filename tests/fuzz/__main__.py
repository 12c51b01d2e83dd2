"""``python -m tests.fuzz TARGET CORPUS [option of libFuzzer ...]``: throw what a fuzzer thinks of at the readers."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["newscrawl"]):
    from tests.fuzz.harness import TARGETS
    from tests.fuzz.seeds import DICTIONARY, write_seeds


def main() -> None:
    """Write the seeds into the folder CORPUS, and go on from there until an option ends it."""
    target, corpus, *options = sys.argv[1:]
    folder = write_seeds(target, corpus)
    words = folder.with_suffix(".dict")
    words.write_text("".join(f'"{word}"\n' for word in DICTIONARY))
    atheris.Setup([sys.argv[0], str(folder), f"-dict={words}", "-timeout=10", *options], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
