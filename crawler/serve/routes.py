"""What the routes have in common: the errors that each may answer, as OpenAPI has them."""

from collections.abc import Mapping
from typing import Any

from crawler.serve.answers import Problem

WORDS: Mapping[int, str] = {
    400: "The request cannot be read",
    401: "The token is missing or wrong",
    403: "Asked for from another site's page; or, of a fetch: robots.txt asks not to (`robots`), or the address is of "
    "a private network (`private_address`)",
    404: "There is no such thing; or there is no store (`no_store`)",
    405: "The address takes other methods",
    408: "The body did not come in time",
    413: "The body is too large",
    415: "The body is of a type that is not taken",
    421: "The service is not asked under this name",
    422: "A value is not as it should be; or, of a page: it could not be fetched (`not_fetched`), or the process that "
    "cleaned it used up its time or memory (`not_cleaned`)",
    500: "A fault of the service's own",
    503: "As many requests are in work as may be (`busy`: Retry-After says when to ask again); or the store cannot be "
    "read at the moment (`store`)",
    504: "It took longer than a request may",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """These errors, for `responses` of a route."""
    return {status: {"model": Problem, "description": WORDS[status]} for status in statuses}


COMMON = problems(401, 403, 421, 500, 503, 504)
"""What may be answered by every route of the API."""
