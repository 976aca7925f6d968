"""What a fork of ready.py does."""

import atexit
import os
import runpy
import sys
from pathlib import Path


def run(script: str, words: list[str], cwd: str, env: dict[str, str], files: tuple[Path, Path, Path]) -> None:
    """Run a script or a module in this fork, with these words, streams, folder and environment."""
    for number, (path, mode) in enumerate(zip(files, (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY), strict=True)):
        os.dup2(os.open(path, mode | os.O_CREAT), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 (multiprocessing has closed the other)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = [script, *words]
    assert "twisted.internet.reactor" not in sys.modules, "each run installs its own"
    try:
        if script.endswith(".py"):
            runpy.run_path(script, run_name="__main__")
        else:
            runpy.run_module(script, run_name="__main__", alter_sys=True)
    finally:
        atexit._run_exitfuncs()
