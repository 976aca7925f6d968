"""A file of sources, cut up: of thousands of entries those of a few are a file that is read at once."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import accumulate, pairwise

from crawler.sources.lines import headers

Span = tuple[int, int]


class Parts:
    """The parts of a text that was read as sources.toml without a fault: each table of it with what stands under it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._of_all: list[Span] = []
        self._of_one: dict[str, list[Span]] = defaultdict(list)
        starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        tables = headers(text)
        edges = [*(starts[line - 1] for line, _ in tables), len(text)]
        self._of_all.append((0, edges[0]))
        for (_, path), span in zip(tables, pairwise(edges), strict=True):
            if len(path) > 1 and path[0] == "sources":
                self._of_one[str(path[1])].append(span)
            else:
                self._of_all.append(span)

    def of(self, names: Iterable[str]) -> str:
        """A file that says of these sources what the whole one says. Sources that have no table of their own are in it
        as well; names that are in no table are left out."""
        spans = [*self._of_all, *(span for name in dict.fromkeys(names) for span in self._of_one.get(name, ()))]
        return "".join(self._text[start:end] for start, end in sorted(spans))
