"""Copydesk over HTTP: for other systems an API with its OpenAPI description, for a person a few pages.

What the service may cost is bounded everywhere: who comes when all hands are full is told when to come again.
"""

from crawler.serve.options import Limits, ServeOptions

__all__ = ["Limits", "ServeOptions"]
