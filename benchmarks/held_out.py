"""The cleaners with body models that have not seen the page's domain: what the figures are on other people's pages.

python benchmarks/train_body.py --folds build/folds      # needs lightgbm: each model lacks some domains
make evaluate ARGS="--function benchmarks.held_out:evaluate --readme"
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from cleaners import pipeline
from cleaners.extract import body_model

FOLDS = Path(__file__).resolve().parent.parent / "build" / "folds"


@cache
def _domains() -> Mapping[str, int]:
    """Address of a gold page → the fold that its domain is held out of."""
    found: dict[str, int] = json.loads((FOLDS / "pages.json").read_text(encoding="utf-8"))
    return found


@cache
def _model(fold: int) -> body_model.Trees:
    return body_model.read(FOLDS / f"fold{fold}.npz")


def evaluate(html: bytes, url: str | None = None) -> Mapping[str, object]:
    """One page in the form that the scorer takes, by the model that knows nothing of its domain."""
    model = _model(_domains().get(url or "", 0))
    body_model.load = lambda: model  # type: ignore[assignment]
    return pipeline.evaluate(html, url)
