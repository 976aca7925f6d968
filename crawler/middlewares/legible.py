"""A page that names a codec of Python's that is no encoding (`rot13`, `undefined`) is read in UTF-8: Scrapy, which
looks into it for a redirect, fails at it."""

from scrapy import Request
from scrapy.http import Response, TextResponse


class LegibleMiddleware:
    """Answers that have a text have one in an encoding that can be read. Stands where bodies are unpacked."""

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002
        if isinstance(response, TextResponse):
            try:
                b"text".decode(response.encoding, "replace")
            except (LookupError, UnicodeError):
                return response.replace(encoding="utf-8")
        return response
