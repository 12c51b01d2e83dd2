"""Our extraction and its peers on the same saved pages, in one run: `make score`.

Prints one table a set, with what trafilatura costs as the measure of CPU time. Pages, answers and judge are not part
of the project; without them there is nothing to measure.
"""

from __future__ import annotations

import argparse
import importlib.util
import logging
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import newspaper
import readability
import trafilatura
from lxml.html import document_fromstring
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.encoding import bytes_to_str, detect_encoding

from newscrawl import extract_article
from newscrawl.extract import read_page

Tool = Callable[[bytes, str], object]
MEASURES = ("text_f1", "exact", "title", "authors", "date", "language")


def read_trafilatura(html: bytes, url: str) -> dict[str, Any]:
    """Text and metadata, as its users get them."""
    found = trafilatura.bare_extraction(html, url=url, include_comments=False, with_metadata=True, as_dict=False)
    if found is None:
        return {}
    names = [{"name": name} for name in (found.author or "").split("; ") if name]
    return {"text": found.text, "title": found.title, "authors": names, "date_published": found.date, "language": None}


def read_newspaper4k(html: bytes, url: str) -> dict[str, Any]:
    """Text and fields of an article object. It does not decode well: it gets text, as the next one does."""
    found = newspaper.Article(url, fetch_images=False)
    found.download(input_html=read_page(html, url).html.decode())
    found.parse()
    names = [{"name": name} for name in found.authors]
    return {
        "text": found.text,
        "title": found.title,
        "authors": names,
        "date_published": found.publish_date,
        "language": found.meta_lang,
    }


def read_readability(html: bytes, url: str) -> dict[str, Any]:
    """Text of its summary, and its short title."""
    found = readability.Document(read_page(html, url).html.decode(), url=url)
    summary = document_fromstring(found.summary() or "<p></p>")
    return {"text": "\n".join(summary.itertext()), "title": found.short_title()}


def read_resiliparse(html: bytes, _: str) -> dict[str, Any]:
    """Its main content, nothing else."""
    return {"text": extract_plain_text(bytes_to_str(html, detect_encoding(html)), main_content=True, alt_texts=False)}


TOOLS: dict[str, Tool] = {
    "newscrawl": extract_article,
    "trafilatura": read_trafilatura,
    "newspaper4k": read_newspaper4k,
    "readability-lxml": read_readability,
    "resiliparse": read_resiliparse,
}


def load_judge(file: Path) -> ModuleType:
    """The judge of extraction, a program that stands beside the pages."""
    spec = importlib.util.spec_from_file_location("judge", file)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{file} is no program")
    judge = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(judge)
    return judge


def main() -> None:
    """Measure, and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("shared", type=Path, help="folder that holds tools, pages and segments")
    options.add_argument("--tool", action="append", choices=TOOLS, help="only this tool; may be repeated")
    chosen = options.parse_args()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    judge = load_judge(chosen.shared / "tools" / "score_extraction.py")
    tools = {name: TOOLS[name] for name in chosen.tool or TOOLS}
    for folder in sorted(file.parent for file in (chosen.shared / "pages").glob("*/truth.jsonl")):
        found = {name: judge.score_set(folder, tool)[0] for name, tool in tools.items()}
        _print_table(f"{folder.name} ({found[next(iter(found))]['pages']} pages)", found, MEASURES)
    found = {name: judge.score_segments(chosen.shared / "segments", tool) for name, tool in tools.items()}
    _print_table("segments", found, ("f1", "precision", "recall"))


def _print_table(title: str, found: dict[str, dict[str, float]], measures: tuple[str, ...]) -> None:
    unit = found.get("trafilatura", {}).get("cpu_ms_mean")
    sys.stdout.write(f"\n{title}\n\n| tool | {' | '.join(measures)} | CPU ms a page | of trafilatura's |\n")
    sys.stdout.write("|---" * (len(measures) + 3) + "|\n")
    for name, summary in found.items():
        figures = [f"{summary[measure]:.3f}" if measure in summary else "" for measure in measures]
        cpu = summary["cpu_ms_mean"]
        figures += [f"{cpu:.1f}", f"{cpu / unit:.2f}" if unit else ""]
        sys.stdout.write(f"| {name} | {' | '.join(figures)} |\n")


if __name__ == "__main__":
    main()
