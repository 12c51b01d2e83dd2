"""Learn which leaves of a page are its story, and print what that is worth on pages that were not learned from.

    python training/train_main_text.py PAGES [--segments FOLDER] [--write newscrawl/extract/main_text.json]

training/README.md says what the folders hold.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import re
import statistics
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import trafilatura
from attrs import define

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from newscrawl.extract import read_page
from newscrawl.extract.evidence import NAMES, evidence
from newscrawl.extract.leaves import Leaf, walk_page
from newscrawl.extract.live_blog import is_live
from newscrawl.extract.main_text import told_of
from newscrawl.extract.one_story import one_story
from newscrawl.normalise.boilerplate import is_boilerplate

ROUNDS = 45
FOLDS = 5
SEEDS = (0, 1, 2)
SHINGLE = 4
ENOUGH = 0.5
WEAK = 2.0  # how much a known string of a page weighs beside a leaf of a page that is known whole
TAUGHT = 0.4  # the same for a leaf of which nothing is known, but on which the trees and the teacher agree
SURELY, HARDLY = 0.8, 0.2  # shares of a leaf's words in the teacher's text
PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.18,
    "num_leaves": 16,
    "min_child_samples": 20,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "max_bin": 63,
    "num_threads": 1,
    "verbose": -1,
}
_WORD = re.compile(r"\w+")
_CJK = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\ufeff"))

Row = list[float]


@define
class Example:
    """A saved page: its leaves, their numbers where they are plausible, and what is known of each."""

    folder: str
    group: str
    truth: dict[str, Any]
    leaves: list[Leaf]
    is_live: bool
    rows: dict[int, Row]
    labels: list[float | None]
    taught: list[float | None]


def words(text: str) -> list[str]:
    """The words that are compared: each Chinese or Japanese character is one."""
    plain = unicodedata.normalize("NFC", text.translate(_INVISIBLE))
    return _WORD.findall(_CJK.sub(r" \1 ", plain))


def label_by_text(leaves: Sequence[str], text: str) -> list[float | None]:
    """For each leaf: the share of its words that stand, in the order of the page, in the known text."""
    parts = [words(leaf) for leaf in leaves]
    owners = [place for place, part in enumerate(parts) for _ in part]
    hits: Counter[int] = Counter()
    longest: Counter[int] = Counter()
    matcher = SequenceMatcher(None, [word for part in parts for word in part], words(text), autojunk=False)
    for start, _, length in matcher.get_matching_blocks():
        for place, count in Counter(owners[start : start + length]).items():
            hits[place] += count
            longest[place] = max(longest[place], count)
    return [
        (hits[place] / len(part) if longest[place] >= min(3, len(part)) else 0.0) if part else None
        for place, part in enumerate(parts)
    ]


def label_by_strings(leaves: Sequence[str], truth: dict[str, Any]) -> list[float | None]:
    """For each leaf: 1 and 0 where it holds a string that must and must not be in the text; else None."""
    wanted, unwanted = ([fold(one) for one in truth[kind]] for kind in ("with", "without"))
    labels: list[float | None] = []
    for leaf in map(fold, leaves):
        known = 0.0 if any(one in leaf for one in unwanted) else None
        labels.append(1.0 if any(one in leaf for one in wanted) else known)
    return labels


def fold(text: str) -> str:
    """White space folded, as the strings are looked for."""
    return " ".join(unicodedata.normalize("NFC", text.translate(_INVISIBLE)).split())


def read_examples(folder: Path) -> Iterator[Example]:
    """Read the pages of one folder."""
    for line in (folder / "truth.jsonl").open(encoding="utf-8"):
        truth = json.loads(line)
        with gzip.open(folder / f"{truth['id']}.html.gz") as file:
            page = read_page(file.read(), truth["url"])
        if page.tree.body is None:
            continue
        walked = walk_page(page.tree.body)
        leaves = walked.leaves
        texts = [leaf.text for leaf in leaves]
        labels = label_by_text(texts, truth["text"]) if "text" in truth else label_by_strings(texts, truth)
        group = truth.get("publisher") or truth["url"].split("/")[2].removeprefix("www.")
        rows = evidence(walked, told_of(page, leaves))
        taught = [None] * len(texts) if "text" in truth else ask_teacher(page.html.decode(), truth["url"], texts)
        yield Example(folder.name, group, truth, leaves, is_live(page), rows, labels, taught)


def ask_teacher(html: str, url: str, leaves: Sequence[str]) -> list[float | None]:
    """For each leaf: the share of its words, three by three, that another reader takes for the story."""
    known = set(threes(trafilatura.extract(html, url=url, include_comments=False) or ""))
    return [sum(three in known for three in leaf) / len(leaf) if leaf else None for leaf in map(threes, leaves)]


def threes(text: str) -> list[tuple[str, ...]]:
    """The runs of three words."""
    part = words(text)
    return list(zip(part, part[1:], part[2:], strict=False))


def table(examples: Sequence[Example], first: lightgbm.Booster | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows, answers and weights of the leaves that are known, or that ``first`` and the teacher agree on."""
    rows, answers, weights = [], [], []
    for example in examples:
        agreed = agree(example, first) if first and "text" not in example.truth else {}
        for place, row in example.rows.items():
            label = example.labels[place]
            worth = 1.0 if "text" in example.truth else WEAK
            if label is None and place in agreed:
                label, worth = agreed[place], TAUGHT
            if label is not None:
                rows.append(row)
                answers.append(label >= ENOUGH)
                weights.append(worth * (0.15 + len(words(example.leaves[place].text)) ** 0.5 / 10))
    return np.array(rows, dtype=np.float32), np.array(answers), np.array(weights)


def agree(example: Example, first: lightgbm.Booster) -> dict[int, float]:
    """The leaves of which the first trees and the teacher think the same; a short one goes by the trees alone."""
    agreed: dict[int, float] = {}
    for place, chance in chances(example, first).items():
        share = example.taught[place]
        if share is None:
            share, sure = chance, abs(chance - ENOUGH) > 0.4  # noqa: PLR2004
        else:
            sure = (share > SURELY and chance > ENOUGH) or (share < HARDLY and chance < ENOUGH)
        if sure:
            agreed[place] = share
    return agreed


def grow(examples: Sequence[Example], seed: int) -> lightgbm.Booster:
    """Grow trees from what is known, then others from that and from what those agree on with the teacher."""
    trees = None
    for _ in range(2):
        rows, answers, weights = table(examples, trees)
        known = lightgbm.Dataset(rows, answers, weight=weights, feature_name=list(NAMES))
        trees = lightgbm.train({**PARAMETERS, "seed": seed}, known, ROUNDS)
    return trees


def chances(example: Example, trees: lightgbm.Booster) -> dict[int, float]:
    """How likely each plausible leaf is the story's."""
    places = list(example.rows)
    if not places:
        return {}
    found = trees.predict(np.array([example.rows[place] for place in places], dtype=np.float32), num_threads=1)
    return dict(zip(places, map(float, found), strict=True))


def choose(example: Example, trees: lightgbm.Booster) -> str:
    """The text that these trees find on a page."""
    odds = {place: math.log(chance / (1 - chance)) for place, chance in chances(example, trees).items()}
    story = one_story(example.leaves, odds, is_live=example.is_live)
    return "\n\n".join(leaf.text for leaf in story if not is_boilerplate(leaf.text))


def overlap(truth: str, found: str) -> tuple[float, float]:
    """Precision and recall over runs of four words."""
    want, have = (
        Counter(tuple(part[place : place + SHINGLE]) for place in range(max(1, len(part) - SHINGLE + 1)) if part)
        for part in (words(truth), words(found))
    )
    hit = (want & have).total()
    return hit / have.total() if have else float(not want), hit / want.total() if want else 1.0


def harmonic(precision: float, recall: float) -> float:
    """F1."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def score(examples: Sequence[Example], texts: Sequence[str]) -> tuple[float, float]:
    """F1 and the share of exact texts; of pages with known strings F1 only."""
    if "text" not in examples[0].truth:
        counts: Counter[str] = Counter()
        for example, text in zip(examples, map(fold, texts), strict=True):
            for kind in ("with", "without"):
                counts.update((kind, fold(one) in text) for one in example.truth[kind])
        hit = counts["with", True]
        return harmonic(hit / (hit + counts["without", True]), hit / (hit + counts["with", False])), float("nan")
    pairs = [overlap(example.truth["text"], text) for example, text in zip(examples, texts, strict=True)]
    precision, recall = (statistics.mean(column) for column in zip(*pairs, strict=True))
    exact = [words(example.truth["text"]) == words(text) for example, text in zip(examples, texts, strict=True)]
    return harmonic(precision, recall), statistics.mean(exact)


def cross_validate(examples: Sequence[Example], seed: int) -> list[str]:
    """Each page's text, found by trees that know no page of its publisher."""
    groups = sorted({example.group for example in examples})
    random.Random(seed).shuffle(groups)  # noqa: S311 - folds are no secret
    fold_of = {group: place % FOLDS for place, group in enumerate(groups)}
    found = [""] * len(examples)
    for number in range(FOLDS):
        trees = grow([example for example in examples if fold_of[example.group] != number], seed)
        for place, example in enumerate(examples):
            if fold_of[example.group] == number:
                found[place] = choose(example, trees)
    return found


def dump(trees: lightgbm.Booster) -> dict[str, Any]:
    """The trees in the form that newscrawl/extract/trees.py asks."""
    model = trees.dump_model()
    used: list[str] = []
    grown = []
    for info in model["tree_info"]:
        splits: list[list[float]] = []
        values: list[float] = []

        def add(node: dict[str, Any], splits: list[list[float]] = splits, values: list[float] = values) -> int:
            if "leaf_value" in node:
                values.append(round(node["leaf_value"], 4))
                return -len(values)
            name = NAMES[node["split_feature"]]
            if name not in used:
                used.append(name)
            place = len(splits)
            splits.append([used.index(name), float(f"{node['threshold']:.5g}"), 0, 0])
            splits[place][2:] = add(node["left_child"]), add(node["right_child"])
            return place

        add(info["tree_structure"])
        grown.append({"splits": splits, "values": values})
    return {"numbers": used, "trees": grown}


def main() -> None:
    """Print the table; write the weights where that is asked for."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("pages", type=Path, help="holds one folder a set, each with truth.jsonl")
    options.add_argument("--segments", type=Path, help="pages of which some strings are known")
    options.add_argument("--write", type=Path, help="the file of weights")
    arguments = options.parse_args()
    folders = sorted(path.parent for path in arguments.pages.glob("*/truth.jsonl"))
    folders += [arguments.segments] if arguments.segments else []
    examples = [example for folder in folders for example in read_examples(folder)]
    for seed in SEEDS:
        found = cross_validate(examples, seed)
        for folder in folders:
            part = [place for place, example in enumerate(examples) if example.folder == folder.name]
            f1, exact = score([examples[place] for place in part], [found[place] for place in part])
            print(f"seed {seed}  {folder.name:12}  pages {len(part):4}  F1 {f1:.4f}  exact {exact:.3f}", flush=True)
    if arguments.write:
        arguments.write.write_text(json.dumps(dump(grow(examples, 0)), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
