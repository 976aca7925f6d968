"""An output file for each input, under the input's own name: a record then says which page it was made of."""

import os
from collections.abc import Sequence
from pathlib import Path

from cleaners.model import Cleaned, Rejected
from crawler.cli.inputs import File
from crawler.cli.output import Form, Refusals, renderer
from crawler.cli.say import Misconfigured, say

SUFFIXES: dict[Form, str] = {"text": ".txt", "json": ".json", "markdown": ".md"}
"""Added to the input's whole name: `story.html` and `story.txt` of one folder must not meet in one output."""


class Folder(Refusals):
    """Takes each outcome, and writes its document into a file below `folder`. Raises Misconfigured where two inputs
    would have the same one, an output would lie among the input, or the folder cannot be made."""

    def __init__(self, folder: Path, files: Sequence[File], form: Form) -> None:
        self._folder = folder
        self._render = renderer(form)
        self._targets: dict[str, Path] = {}
        self._written = 0
        if folder.exists() and not folder.is_dir():
            raise Misconfigured(f"{folder}: no folder (-o)")
        owners: dict[Path, str] = {}
        for file in files:
            inside = file.inside or Path(file.path.name if file.path else "stdin")
            target = folder / inside.with_name(inside.name + SUFFIXES[form])
            if file.inside and file.path and folder.resolve().is_relative_to(_root(file.path, file.inside)):
                raise Misconfigured(f"{folder}: lies in the input folder, and would be input itself next time (-o)")
            if target in owners:
                raise Misconfigured(f"{owners[target]} and {file.name} would both be written to {target}")
            owners[target] = file.name
            self._targets[file.name] = target
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as e:
            what = f"{folder}: cannot be made: {e.strerror}; name a folder where you may write (-o)"
            raise Misconfigured(what) from e

    def take(self, name: str, result: Cleaned | Rejected | None, reason: str = "", /, *, named: bool = True) -> None:
        """The end of the work on one input. Raises OSError where its document cannot be written."""
        if not isinstance(result, Cleaned):
            self.refuse(name, result, reason, named=named)
            return
        target = self._targets[name]
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{os.getpid()}.part")
        try:
            part.write_bytes(self._render(result.article))
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        self._written += 1

    def close(self) -> int:
        """Say how much was written; the exit status."""
        say(f"{self._written:,} file{'' if self._written == 1 else 's'} written to {self._folder}")
        return int(self.failed)


def _root(path: Path, inside: Path) -> Path:
    """The folder that a file was found in."""
    return path.resolve().parents[len(inside.parts) - 1]
