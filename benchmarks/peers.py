#!/usr/bin/env python3
"""Score other extractors on the gold pages as our cleaners are scored, and print one table of all.

    python -m venv build/peers && build/peers/bin/pip install -e . newspaper4k readability-lxml goose3 justext \\
        boilerpy3 resiliparse                      # the peers stay out of our own environment
    build/peers/bin/python benchmarks/peers.py     # --sets aeb,fundus for a part; --only goose3,justext

Each runs with its default settings; trafilatura also fast, for precision and for recall. A peer that is not installed
is left out by name. Text alone is compared, but for titles and dates where a peer gives them.
"""

import argparse
import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
Found = Mapping[str, object]
FIGURES = {
    "aeb": ("f4", "f4r", "exact"),
    "fundus": ("f4", "f4r"),
    "wcxb": ("w", "wr", "with", "leak"),
    "traf": ("with", "leak"),
}


def _found(text: str | None, title: str | None = None, date: object = None) -> Found:
    day = str(date)[:10] if date else None
    return {"text": text or "", "title": title, "authors": [], "published_at": day, "rejected": None}


def _trafilatura(html: bytes, url: str | None, **options: Any) -> Found:
    from trafilatura import bare_extraction

    found = bare_extraction(html, url=url, with_metadata=True, include_comments=False, **options)
    return _found(getattr(found, "text", None), getattr(found, "title", None), getattr(found, "date", None))


def trafilatura(html: bytes, url: str | None) -> Found:
    return _trafilatura(html, url)


def trafilatura_fast(html: bytes, url: str | None) -> Found:
    return _trafilatura(html, url, fast=True)


def trafilatura_precision(html: bytes, url: str | None) -> Found:
    return _trafilatura(html, url, favor_precision=True)


def trafilatura_recall(html: bytes, url: str | None) -> Found:
    return _trafilatura(html, url, favor_recall=True)


def _decoded(html: bytes) -> str:
    from w3lib.encoding import html_to_unicode

    return str(html_to_unicode(None, html, default_encoding="utf-8")[1])


def newspaper4k(html: bytes, url: str | None) -> Found:
    import newspaper

    article = newspaper.Article(url or "https://example.org/", fetch_images=False)
    article.download(input_html=_decoded(html))
    article.parse()
    return _found(article.text, article.title, article.publish_date)


def readability_lxml(html: bytes, url: str | None) -> Found:  # noqa: ARG001
    from lxml.html import document_fromstring
    from readability import Document

    document = Document(_decoded(html))
    summary = document_fromstring(document.summary() or "<p></p>")
    blocks = [e.text_content() for e in summary.iter("p", "li", "h1", "h2", "h3", "h4", "pre", "td")]
    return _found("\n".join(blocks) or summary.text_content(), document.short_title())


def goose3(html: bytes, url: str | None) -> Found:
    from goose3 import Goose

    with Goose({"enable_image_fetching": False}) as goose:
        article = goose.extract(url=url, raw_html=_decoded(html))
    return _found(article.cleaned_text, article.title, article.publish_date)


def justext(html: bytes, url: str | None) -> Found:  # noqa: ARG001
    import justext as library

    words = frozenset().union(*map(library.get_stoplist, library.get_stoplists()))
    return _found("\n".join(p.text for p in library.justext(html, words) if not p.is_boilerplate))


def boilerpy3(html: bytes, url: str | None) -> Found:  # noqa: ARG001
    from boilerpy3.extractors import ArticleExtractor

    return _found(ArticleExtractor(raise_on_failure=False).get_content(_decoded(html)))


def resiliparse(html: bytes, url: str | None) -> Found:  # noqa: ARG001
    from resiliparse.extract.html2text import extract_plain_text

    return _found(extract_plain_text(_decoded(html), main_content=True, alt_texts=False, links=False))


PEERS: dict[str, tuple[str, Callable[[bytes, str | None], Found]]] = {
    "trafilatura": ("trafilatura", trafilatura),
    "trafilatura_fast": ("trafilatura", trafilatura_fast),
    "trafilatura_precision": ("trafilatura", trafilatura_precision),
    "trafilatura_recall": ("trafilatura", trafilatura_recall),
    "newspaper4k": ("newspaper", newspaper4k),
    "readability_lxml": ("readability", readability_lxml),
    "goose3": ("goose3", goose3),
    "justext": ("justext", justext),
    "boilerpy3": ("boilerpy3", boilerpy3),
    "resiliparse": ("resiliparse", resiliparse),
}
"""Name → the module that must be there, and the function that is scored."""


def scored(function: str, shared: Path, sets: str) -> dict[str, Mapping[str, float]]:
    """Set → the figures of one function."""
    command = [sys.executable, str(shared / "bench" / "evaluate.py"), function, "--sets", sets, "--no-baseline"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {row["set"]: row for row in rows}


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder with corpus/ and bench/")
    parser.add_argument("--sets", default="aeb,fundus,wcxb,traf")
    parser.add_argument("--only", help="comma-separated names of peers")
    parser.add_argument("--ours", default="cleaners.pipeline:evaluate", help="our function (%(default)s)")
    args = parser.parse_args()
    sets = args.sets.split(",")
    columns = [(s, f) for s in sets for f in FIGURES[s]]
    print("| extractor | " + " | ".join(f"{s} {f}" for s, f in columns) + " |")
    print("|---" * (len(columns) + 1) + "|")
    wanted = args.only.split(",") if args.only else list(PEERS)
    for name, function in {"Copydesk": args.ours, **{n: f"benchmarks.peers:{n}" for n in wanted}}.items():
        if name in PEERS and importlib.util.find_spec(PEERS[name][0]) is None:
            print(f"{name} is not installed: left out", file=sys.stderr)
            continue
        found = scored(function, args.shared, args.sets)
        cells = [f"{found[s][f]:.3f}" if f in found.get(s, {}) else "–" for s, f in columns]
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
