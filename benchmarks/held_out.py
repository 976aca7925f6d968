"""The cleaners with body models that have not seen the page's domain: what the figures are on other people's pages.

python benchmarks/train_body.py --folds build/folds      # needs lightgbm: each model lacks some domains
make evaluate ARGS="--function benchmarks.held_out:evaluate --readme"
"""

import json
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path

from cleaners import pipeline
from cleaners.extract import body_model
from cleaners.extract.trees import Trees

FOLDS = Path(__file__).resolve().parent.parent / "build" / "folds"


@cache
def _domains() -> Mapping[str, int]:
    """Address of a gold page → the fold that its domain is held out of."""
    found: dict[str, int] = json.loads((FOLDS / "pages.json").read_text(encoding="utf-8"))
    return found


@cache
def _model(fold: int, model: body_model.Model) -> Trees:
    return body_model.read(model, FOLDS / str(fold) / body_model.FILES[model])


def evaluate(html: bytes, url: str | None = None) -> Mapping[str, object]:
    """One page in the form that the scorer takes, by the model that knows nothing of its domain."""
    body_model.load = partial(_model, _domains().get(url or "", 0))  # type: ignore[assignment]
    return pipeline.evaluate(html, url)
