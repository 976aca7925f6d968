#!/usr/bin/env python3
"""Train the page model (cleaners/extract/page_model.npz) on gold pages, after cross-validation over their domains.

    pip install lightgbm                       # only here: the shipped model is arrays of numbers
    python benchmarks/train_verdict.py         # cross-validate; print the whole verdict's figures and what it mistakes
    python benchmarks/train_verdict.py --write # then train on everything and write the model

Each page is also shown without its address; articles further without all that their metadata say, cut to a few
blocks, and without the site around them, because these must not be refused either. A set of articles that has
forums and shops among them teaches too, without those that a model trained on the other sets takes for no article;
it is not judged. No page is in the training set of the fold that judges its domain.
"""

import argparse
import base64
import gzip
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.train_body import write  # noqa: E402
from cleaners.counting import count_words  # noqa: E402
from cleaners.extract import body, extract, page_model  # noqa: E402
from cleaners.extract.page_model import FILE, NAMES, numbers  # noqa: E402
from cleaners.extract.verdict import ARTICLE_ODDS, judge  # noqa: E402
from cleaners.model import Document, Metadata, Page, Rejected, Verdict  # noqa: E402

SETS = {"aeb": 1.0, "fundus": 1.0, "wcxb": 1.0, "traf": 0.5}
"""The sets, and what a page of each weighs."""
TEACHES_ONLY = "traf"
NOT_AN_ARTICLE = 0.3
"""A page of that set with lower odds is left out."""
FOLDS = 8
SEEDS = (1, 2, 3)
"""Each page is judged by so many models of different folds: with few pages one division says little."""
ROUNDS = 900
PARAMETERS = {
    "objective": "binary", "num_leaves": 7, "max_depth": 4, "learning_rate": 0.04, "min_data_in_leaf": 25,
    "feature_fraction": 0.15, "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5.0, "extra_trees": True,
    "verbose": -1, "deterministic": True, "num_threads": 1,
}  # fmt: skip
UNADDRESSED_WEIGHT, CUT_WEIGHT = 0.5, 0.25
BRIEF_BLOCKS = (2, 5)

Floats = npt.NDArray[np.float64]
# the shipped model may be of other numbers: it is not asked what is surely no article, nor for reasons
body.judge = lambda *_, **__: Verdict("article")  # type: ignore[attr-defined]
page_model.reasons = lambda _: ()  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Sample:
    """One page: its gold row without the page itself, what was extracted, its row of numbers, and the rows and weights
    of its disguises."""

    gold: Mapping[str, Any]
    document: Document
    page: Page
    row: Floats
    disguises: Floats
    weights: Floats

    @property
    def article(self) -> bool:
        return bool(self.gold["kind"] == "article")

    @property
    def judged(self) -> bool:
        return bool(self.gold["set"] != TEACHES_ONLY)


def read(folder: Path) -> Iterator[str]:
    """Every line of the sets."""
    for name in SETS:
        for path in sorted(folder.glob(f"{name}.*.jsonl.gz")):
            with gzip.open(path, "rt") as f:
                yield from f


def sample(line: str) -> Sample | None:
    """Extract and measure one page and its disguises; None where it has no text at all."""
    gold = json.loads(line)
    page = Page(base64.b64decode(gold.pop("html")), gold["url"])
    document = extract(page)
    if isinstance(document, Rejected):
        return None
    disguised = list(disguises(document, page, gold)) if document.story_ids else []
    weight = SETS[gold["set"]]
    return Sample(
        {k: gold[k] for k in ("id", "set", "url", "domain", "kind")}, document, page, row(document, page),
        np.array([row(d, p) for d, p, _ in disguised]).reshape(len(disguised), len(NAMES)),
        np.array([w * weight for _, _, w in disguised]),
    )  # fmt: skip


def disguises(document: Document, page: Page, gold: Mapping[str, Any]) -> Iterator[tuple[Document, Page, float]]:
    """The page as it would be elsewhere, with what each form weighs."""
    chance = random.Random(gold["id"])
    yield replace(document, url=None), page, UNADDRESSED_WEIGHT
    if gold["kind"] != "article":
        return
    silent = replace(document, url=None, metadata=Metadata(title=document.metadata.title))
    yield silent, page, CUT_WEIGHT
    story = frozenset(document.story_ids[: chance.randint(*BRIEF_BLOCKS)])
    if len(story) == len(document.story_ids):
        return
    yield _cut(document if chance.random() < 0.5 else silent, story, alone=False), page, CUT_WEIGHT
    if chance.random() < 0.5:
        yield _cut(silent, story, alone=True), Page(b""), CUT_WEIGHT


def _cut(document: Document, story: frozenset[int], alone: bool) -> Document:
    """The document with only these blocks of its story, and with nothing else where it stands alone."""
    kept = [
        b for b in document.blocks if b.id in story or b.id == document.title_block or (b.zone != "story" and not alone)
    ]
    places = {b.id: i for i, b in enumerate(kept)}
    blocks = tuple(b._replace(id=i) for i, b in enumerate(kept))
    title, deck = (places.get(i) if i is not None else None for i in (document.title_block, document.deck_block))
    return replace(document, blocks=blocks, title_block=title, deck_block=deck, notes={})


def row(document: Document, page: Page) -> Floats:
    """A page's numbers in the model's order."""
    found = numbers(document, page, [count_words(document.blocks[i].text) for i in document.story_ids])
    return np.array([float(found[name]) for name in NAMES])


def train(samples: Sequence[Sample], seed: int) -> Any:
    """A booster for these pages."""
    import lightgbm

    table = np.vstack([s.row for s in samples] + [s.disguises for s in samples])
    labels = np.concatenate([[s.article for s in samples], *([s.article] * len(s.weights) for s in samples)])
    weights = np.concatenate([[SETS[s.gold["set"]] for s in samples], *(s.weights for s in samples)])
    data = lightgbm.Dataset(table, labels.astype(float), weight=weights)
    return lightgbm.train({**PARAMETERS, "seed": seed}, data, ROUNDS)


def without_mistakes(samples: Sequence[Sample]) -> list[Sample]:
    """The samples without the pages of the teaching set that are no articles."""
    booster = train([s for s in samples if s.judged], 1)
    odds = booster.predict(np.vstack([s.row for s in samples]))
    return [s for s, p in zip(samples, odds, strict=True) if s.judged or p >= NOT_AN_ARTICLE]


def cross_validate(samples: Sequence[Sample]) -> Floats:
    """For each sample the odds by models that know nothing of its domain: one row for each seed."""
    odds = np.zeros((len(SEEDS), len(samples)))
    for n, seed in enumerate(SEEDS):
        domains = sorted({s.gold["domain"] for s in samples})
        random.Random(seed).shuffle(domains)
        fold = {domain: i % FOLDS for i, domain in enumerate(domains)}
        folds = [fold[s.gold["domain"]] for s in samples]
        for k in range(FOLDS):
            booster = train([s for s, f in zip(samples, folds, strict=True) if f != k], seed)
            own = [i for i, f in enumerate(folds) if f == k]
            odds[n, own] = booster.predict(np.vstack([samples[i].row for i in own]))
    return odds


def verdicts(samples: Sequence[Sample], odds: Floats) -> list[Verdict]:
    """The whole verdict on each sample, where the model gives it these odds."""

    def given(p: float) -> Callable[[Mapping[str, float]], float]:
        return lambda _: p

    return [judge(s.document, s.page, given(float(p))) for s, p in zip(samples, odds, strict=True)]


def report(samples: Sequence[Sample], found: Sequence[Verdict]) -> str:
    """Articles kept and other pages refused, and the latter by kind."""
    pairs = [(s.gold["kind"], v.kind != "article") for s, v in zip(samples, found, strict=True) if s.judged]
    refused, all_ = Counter(kind for kind, no in pairs if no), Counter(kind for kind, _ in pairs)
    others = sum(n for kind, n in all_.items() if kind != "article")
    shares = " ".join(f"{kind} {refused[kind] / n:.2f}" for kind, n in sorted(all_.items()) if kind != "article")
    right = (sum(refused.values()) - refused["article"]) / max(1, others)
    kept = 1 - refused["article"] / max(1, all_["article"])
    return f"refused {right:.3f}  kept {kept:.4f} ({refused['article']} lost)  {shares}"


def main() -> None:
    """Cross-validate; with --write train on all pages and write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder with corpus/")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with ProcessPoolExecutor(2) as pool:
        samples = [s for s in pool.map(sample, read(options.shared / "corpus"), chunksize=8) if s is not None]
    samples = without_mistakes(samples)
    odds = cross_validate(samples)
    for seed, found in zip(SEEDS, odds, strict=True):
        print(f"other domains, seed {seed}, below {ARTICLE_ODDS}: {report(samples, verdicts(samples, found))}")
    mean = verdicts(samples, odds.mean(axis=0))
    print(f"other domains, mean, below {ARTICLE_ODDS}: {report(samples, mean)}", flush=True)
    for s, v in zip(samples, mean, strict=True):
        if s.article and s.judged and v.kind != "article":
            print(f"  lost: {s.gold['id']} {s.gold['url']} {v.kind}: {'; '.join(v.evidence)}")
    if options.write:
        write(train(samples, 1), ROOT / "cleaners" / "extract" / FILE, NAMES)
        print(f"wrote cleaners/extract/{FILE}")


if __name__ == "__main__":
    main()
