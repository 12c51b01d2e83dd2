"""Words told apart by the stems in them, which are found by their first letters: a hundred cost no more than one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

_FIRST = 3  # letters by which stems are found; none is shorter


class Stems:
    """Kinds of words, each one bit. Of each kind: ``stem`` (anywhere), ``^stem`` (at the start), ``=word`` (all)."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self.bit = {name: 1 << place for place, name in enumerate(kinds)}
        self._whole: defaultdict[str, int] = defaultdict(int)
        self._found: defaultdict[str, list[tuple[str, bool, int]]] = defaultdict(list)
        for name, stems in kinds.items():
            for stem in stems.split():
                bare = stem.lstrip("^=")
                if stem.startswith("="):
                    self._whole[bare] |= self.bit[name]
                else:
                    self._found[bare[:_FIRST]].append((bare, stem.startswith("^"), self.bit[name]))

    def bits(self, word: str) -> int:
        """The kinds of a word."""
        bits = self._whole.get(word, 0)
        found = self._found
        for start in range(len(word) - _FIRST + 1):
            for stem, begins, bit in found.get(word[start : start + _FIRST], ()):
                if word.startswith(stem, start) and not (begins and start):
                    bits |= bit
        return bits
