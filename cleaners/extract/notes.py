"""Why blocks were not taken for the story, put into words when somebody asks: hardly anybody does."""

from collections.abc import Iterator, Mapping, Sequence

from cleaners.extract import body_model
from cleaners.extract.body_model import Model
from cleaners.extract.features import Floats


class Notes(Mapping[int, str]):
    """Block id → a sentence. `odds` are a body model's by block id, `rows` the features of these blocks in the same
    order."""

    __slots__ = ("_model", "_odds", "_rows", "_told")

    def __init__(self, odds: Mapping[int, float], rows: Floats | None = None, model: Model = "voted") -> None:
        self._odds, self._rows, self._model = odds, rows, model
        self._told: Mapping[int, str] | None = None

    def __getitem__(self, block: int) -> str:
        if self._told is None:
            reasons = body_model.reasons(self._model, self._rows) if self._rows is not None else ()
            why = dict(zip(self._odds, reasons, strict=True))
            self._told = {i: _sentence(odds, why[i]) for i, odds in self._odds.items()}
        return self._told[block]

    def __iter__(self) -> Iterator[int]:
        return iter(self._odds)

    def __len__(self) -> int:
        return len(self._odds)

    def __repr__(self) -> str:
        return repr(dict(self))


def _sentence(odds: float, why: Sequence[str]) -> str:
    return f"the body model gives it {odds:.2f}" + (f", mostly for {', '.join(why)}" if why else "")
