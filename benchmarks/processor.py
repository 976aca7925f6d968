"""What a benchmark ran on."""

import platform
from pathlib import Path


def processor() -> str:
    """The processor's name; its kind where the system does not tell (Linux does)."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
