"""A user's own sink: the class that sinks.toml names, made with the options that stand there."""

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from crawler.deliver.contract import Delivery, Refusal, Sink, Unavailable


class Own:
    """Stands between the line and a class that we do not know: whatever it raises, the records wait."""

    def __init__(self, place: str, folder: Path, options: Mapping[str, Any] | None = None) -> None:
        module, _, name = place.partition(":")
        if str(folder.resolve()) not in sys.path:  # last, so that it hides nothing
            sys.path.append(str(folder.resolve()))
        self._sink = cast("Sink", getattr(import_module(module), name)(**(options or {})))

    def open(self) -> None:
        self._guarded(self._sink.open)

    def send(self, batch: Sequence[Delivery]) -> Sequence[Refusal]:
        return cast("Sequence[Refusal]", self._guarded(self._sink.send, batch) or ())

    def close(self) -> None:
        self._guarded(self._sink.close)

    def _guarded(self, call: Any, *arguments: object) -> Any:
        try:
            return call(*arguments)
        except Unavailable:
            raise
        except Exception as e:
            raise Unavailable(f"{type(self._sink).__name__} raised {type(e).__name__}: {e}") from e
