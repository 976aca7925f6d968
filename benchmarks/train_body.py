#!/usr/bin/env python3
"""Train the body models (cleaners/extract/*_model.npz) on gold pages, after cross-validation over their domains.

    pip install lightgbm                       # only here: the shipped models are arrays of numbers
    python benchmarks/train_body.py            # cross-validate, print the figures beside trafilatura's votes
    python benchmarks/train_body.py --write    # then train on everything and write the models
    python benchmarks/train_body.py --folds build/folds   # and keep the models of the folds, for held_out.py

A page's blocks are labelled by aligning their letters with the gold text; pages that have only annotated passages
label the blocks that hold these. Some paragraphs of the story are shown again inside a wrapper with an unlucky name
and without trafilatura's vote, because that is what must not cost a paragraph. No page is in the training set of the
fold that judges its domain, and the second model learns from what the first says of domains that it has not seen.
"""

import argparse
import base64
import gzip
import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import numpy as np
from lxml.html import HtmlElement

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cleaners.extract.blocks import RawBlock, segment  # noqa: E402
from cleaners.extract.body_model import FEATURES, FILES, Model, around  # noqa: E402
from cleaners.extract.elements import letters  # noqa: E402
from cleaners.extract.features import NAMES, Floats, Known, Table, candidates  # noqa: E402
from cleaners.extract.first_guess import first_guess  # noqa: E402
from cleaners.extract.metadata import read_metadata  # noqa: E402
from cleaners.extract.opinion import STORY, Opinion, settled  # noqa: E402
from cleaners.extract.parsing import parse  # noqa: E402
from cleaners.extract.votes import align, is_prose, vote  # noqa: E402
from cleaners.model import Page, Rejected  # noqa: E402

SETS = {"aeb": 1.5, "fundus": 1.2, "wcxb": 1.0, "traf": 0.4}
"""The sets, and what a page of each weighs: a page with few labels teaches less."""
FOLDS = 5
ROUNDS = 240
PARAMETERS = {
    "objective": "binary", "num_leaves": 15, "max_depth": 7, "learning_rate": 0.06, "min_data_in_leaf": 60,
    "feature_fraction": 0.4, "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5.0, "verbose": -1, "seed": 1,
    "deterministic": True, "num_threads": 2,
}  # fmt: skip
WRAPPED_SHARE, WRAPPED_WEIGHT = 0.5, 0.12
UNLUCKY = (
    "toolbar-text metamorphosis shareholders-table embedded-story author-note slideshow-text elementor-widget "
    "menu-wrap premium-content mol-factbox message note-box social-rel bellowheadercontainer MsoHeader conModal "
    "content_print teaser-content comment-text promo-block highlight-box subscribe-wall tag-section newsletter-body "
    "widget-x"
).split()
"""Class words that wrapped real paragraphs somewhere."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One page: its gold row; each block's text, label and weight; trafilatura's votes with the rows of the candidates
    by them, and of paragraphs in unlucky wrappers; the candidates by the first guess and their rows."""

    gold: Mapping[str, Any]
    texts: tuple[str, ...]
    labels: Floats
    weights: Floats
    voted: Floats
    wanted: tuple[int, ...]
    rows: Floats
    wrapped: Floats
    guessed: tuple[int, ...]
    guess_rows: Floats
    table: Table

    def seconded(self, first: Floats) -> Floats:
        """The rows of the second model, where the first gives each block these odds."""
        voted = (first >= 0.5).tolist()
        return np.hstack((self.table.rows(voted, self.guessed), around(first, self.guessed)))


def read(folder: Path) -> Iterator[tuple[str, str]]:
    """Every line of the sets, with its set's name."""
    for name in SETS:
        for path in sorted(folder.glob(f"{name}.*.jsonl.gz")):
            with gzip.open(path, "rt") as f:
                yield from ((name, line) for line in f)


def sample(item: tuple[str, str]) -> Sample | None:
    """Segment, vote, label and measure one page; None for pages that are no articles."""
    name, line = item
    gold = json.loads(line)
    html = base64.b64decode(gold.pop("html"))
    parsed = parse(Page(html, gold["url"])) if gold["kind"] == "article" else None
    if parsed is None or isinstance(parsed, Rejected):
        return None
    meta = read_metadata(parsed.tree, gold["url"], {}, Page("").hints)
    raws = segment(parsed.tree)
    voted, guess = vote(parsed.tree, raws).voted, first_guess(raws)
    known = Known(letters(meta.title or ""), letters(meta.description or ""), tuple(map(letters, meta.authors)))
    table = Table(raws, known)
    wanted, guessed = candidates(raws, voted), candidates(raws, guess)
    labels, weights = label(gold, raws)
    size = [(1 + min(200, len(r.text.split())) ** 0.5) for r in raws]
    total = sum(w * s for i, (w, s) in enumerate(zip(weights, size, strict=True)) if labels[i] or voted[i])
    scale = np.array(weights) * np.array(size) * 100 * SETS[name] / max(1.0, total)
    found = Sample(
        gold, tuple(r.text for r in raws), np.array(labels, dtype=float), scale, np.array(voted, dtype=float),
        tuple(wanted), table.rows(voted, wanted), wrapped(gold, raws, voted, labels, known),
        tuple(guessed), table.rows(guess, guessed), table,
    )  # fmt: skip
    # lxml's elements do not go from one process to another
    table.raws = [replace(raw, element=cast("HtmlElement", None)) for raw in raws]
    return found


def label(gold: Mapping[str, Any], raws: Sequence[RawBlock]) -> tuple[list[bool], list[float]]:
    """Whether each block is the story's, and whether the gold page tells (weight 0: it does not)."""
    keys = [r.key for r in raws]
    if gold["text"]:
        return align(keys, gold["text"].split("\n")), [1.0] * len(raws)
    wanted, unwanted = ([k for k in map(letters, gold[side]) if k] for side in ("with", "without"))
    labels, weights = [], []
    for key in keys:
        yes = bool(key) and any(w in key or (len(key) > 20 and key in w) for w in wanted)
        no = not yes and len(key) < 400 and any(w in key for w in unwanted)
        labels.append(yes)
        weights.append(1.0 if yes or no else 0.0)
    return labels, weights


def wrapped(
    gold: Mapping[str, Any], raws: Sequence[RawBlock], voted: Sequence[bool], labels: Sequence[bool], known: Known
) -> Floats:
    """Rows of paragraphs of the story as they would be in a wrapper with an unlucky name."""
    chance = random.Random(gold["id"])
    prose = [i for i, r in enumerate(raws) if labels[i] and voted[i] and r.kind == "paragraph" and is_prose(r)]
    if not gold["text"] or len(prose) < 6 or chance.random() > WRAPPED_SHARE:
        return np.zeros((0, len(NAMES)))
    picked = chance.sample(prose[1:], max(1, len(prose) // 8))
    changed, votes = list(raws), list(voted)
    for i in picked:
        step = chance.choice(("div", "div", "section", "aside")) + chance.choice("..#") + chance.choice(UNLUCKY)
        element = type(raws[i].element)(raws[i].element.tag)  # of its own: its parent holds nothing else
        path = (*raws[i].path[:-1], step, *raws[i].path[-1:])
        changed[i] = replace(raws[i], path=path, element=element)
        votes[i] = chance.random() < 0.15
    wanted = frozenset(candidates(changed, votes))
    return Table(changed, known).rows(votes, [i for i in picked if i in wanted])


def train(samples: Sequence[Sample], views: Sequence[tuple[Sequence[int], Floats]], *, wrapped: bool) -> Any:
    """A booster for these pages, each seen as some of its blocks and their rows; `wrapped`: and as the paragraphs in
    unlucky wrappers."""
    import lightgbm

    more = [s.wrapped for s in samples] if wrapped else []
    count = sum(map(len, more))
    table = np.vstack([*(rows for _, rows in views), *more])
    seen = [(s, list(wanted)) for s, (wanted, _) in zip(samples, views, strict=True)]
    labels = np.concatenate([*(s.labels[at] for s, at in seen), np.ones(count)])
    weights = np.concatenate([*(s.weights[at] for s, at in seen), np.full(count, WRAPPED_WEIGHT)])
    used = weights > 0
    return lightgbm.train(PARAMETERS, lightgbm.Dataset(table[used], labels[used], weight=weights[used]), ROUNDS)


class Folds:
    """Cross-validation: for each model one booster a fold, and the odds that it gives to the pages of its domains."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self.samples = samples
        domains = sorted({s.gold["domain"] for s in samples})
        random.Random(1).shuffle(domains)
        fold = {domain: n % FOLDS for n, domain in enumerate(domains)}
        self.fold = [fold[s.gold["domain"]] for s in samples]
        self.boosters: dict[Model, list[Any]] = {}
        self.views: dict[Model, list[tuple[Sequence[int], Floats]]] = {}
        self.odds: dict[Model, list[Floats]] = {}
        self.run("voted", [(s.wanted, s.rows) for s in samples])
        self.run("first", [(s.guessed, s.guess_rows) for s in samples])
        self.run(
            "second", [(s.guessed, s.seconded(first)) for s, first in zip(samples, self.odds["first"], strict=True)]
        )

    def run(self, model: Model, views: list[tuple[Sequence[int], Floats]]) -> None:
        """Train a model for each fold, and ask it about the others' pages."""
        self.views[model] = views
        self.boosters[model] = [self.train(model, k) for k in range(FOLDS)]
        self.odds[model] = found = []
        for s, fold, (wanted, rows) in zip(self.samples, self.fold, views, strict=True):
            odds = np.zeros(len(s.texts))
            if len(rows):
                odds[list(wanted)] = self.boosters[model][fold].predict(rows)
            found.append(odds)

    def train(self, model: Model, left_out: int | None = None) -> Any:
        """The model for all pages but a fold's."""
        used = [i for i, fold in enumerate(self.fold) if fold != left_out]
        views = [self.views[model][i] for i in used]
        return train([self.samples[i] for i in used], views, wrapped=model == "voted")

    def asked(self) -> list[Floats]:
        """The odds by which `cleaners.extract.body` decides: the page's own, or by the votes where these leave a
        doubt."""
        found = []
        for i, s in enumerate(self.samples):
            at = list(s.guessed)
            own = (self.odds["first"][i][at] + self.odds["second"][i][at]) / 2
            sure = settled(s.table, Opinion((), at, own, s.guess_rows, "second")) is not None
            odds = np.zeros(len(s.texts))
            odds[at] = own
            found.append(odds if sure else self.odds["voted"][i])
        return found


def write(booster: Any, path: Path, names: Sequence[str] = NAMES) -> None:
    """Write a booster's trees as the flat arrays that cleaners.extract.trees reads."""
    feature: list[int] = []
    threshold: list[float] = []
    children: list[int] = []
    value: list[float] = []

    def add(node: Mapping[str, Any]) -> tuple[int, int]:
        i = len(feature)
        feature.append(node.get("split_feature", 0))
        threshold.append(node.get("threshold", 0.0))
        children.extend((i, i))
        value.append(node["leaf_value"] if "split_feature" not in node else node["internal_value"])
        if "split_feature" not in node:
            return i, 0
        (left, a), (right, b) = add(node["left_child"]), add(node["right_child"])
        children[2 * i : 2 * i + 2] = left, right
        return i, 1 + max(a, b)

    roots, depths = zip(*(add(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]), strict=True)
    np.savez_compressed(
        path, names=np.array(names), depth=max(depths), roots=np.array(roots, "i4"), feature=np.array(feature, "i2"),
        threshold=np.array(threshold, "f8"), children=np.array(children, "i4"), value=np.array(value, "f4"),
    )  # fmt: skip


def judge(samples: Sequence[Sample], odds: Sequence[Floats], limit: float, scorer: Any) -> Iterator[str]:
    """The figures of each set when the blocks with at least these odds are the text."""
    for name in SETS:
        own = [(s, o) for s, o in zip(samples, odds, strict=True) if s.gold["set"] == name]
        texts = {s.gold["id"]: "\n".join(t for t, p in zip(s.texts, o, strict=True) if p >= limit) for s, o in own}
        found = scorer.report([s.gold for s, _ in own], texts)
        shown = ("f4", "f4p", "f4r", "exact", "w", "wr", "with", "leak")
        yield f"{name}: " + " ".join(f"{k} {found[k]:.4f}" for k in shown if k in found)


def main() -> None:
    """Cross-validate; with --write train on all pages and write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder with corpus/ and bench/")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--folds", type=Path, help="write each fold's model, and which pages it has not seen, here")
    options = parser.parse_args()
    sys.path.insert(0, str(options.shared / "bench"))
    import score

    with ProcessPoolExecutor(2) as pool:
        samples = [s for s in pool.map(sample, read(options.shared / "corpus"), chunksize=8) if s is not None]
    print("\n".join(f"trafilatura's votes  {line}" for line in judge(samples, [s.voted for s in samples], 0.5, score)))
    folds = Folds(samples)
    for name, odds in (*folds.odds.items(), ("asked", folds.asked())):
        for limit in (0.4, STORY, 0.5):
            print("\n".join(f"{name}, {limit}  {line}" for line in judge(samples, odds, limit, score)), flush=True)
    if options.folds:
        for model, boosters in folds.boosters.items():
            for k, booster in enumerate(boosters):
                (options.folds / str(k)).mkdir(parents=True, exist_ok=True)
                write(booster, options.folds / str(k) / FILES[model], FEATURES[model])
        pages = {s.gold["url"]: fold for s, fold in zip(samples, folds.fold, strict=True)}
        (options.folds / "pages.json").write_text(json.dumps(pages), encoding="utf-8")
    if options.write:
        for model, file in FILES.items():
            write(folds.train(model), ROOT / "cleaners" / "extract" / file, FEATURES[model])
            print(f"wrote cleaners/extract/{file}")


if __name__ == "__main__":
    main()
