"""Libraries that only some exports need, and that come with an extra."""

from importlib import import_module
from typing import Any

from crawler.export.records import ExportError


def optional(module: str, extra: str, purpose: str) -> Any:
    """The module, where it is installed. Raises ExportError with what to install, and for what."""
    try:
        return import_module(module)
    except ImportError as e:
        package = module.partition(".")[0]
        raise ExportError(f"{purpose} needs {package}, which is not installed: pip install 'copydesk[{extra}]'") from e
