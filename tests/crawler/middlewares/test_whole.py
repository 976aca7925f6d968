"""A gzip body is whole, or it is no page."""

import gzip
import os

import pytest
from scrapy import Request
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Response

from crawler.middlewares.whole import WholeBodyMiddleware

URL = "https://courier.test/"
BODY = gzip.compress(os.urandom(3 << 20))


def passes(body: bytes, encoding: str = "gzip", limit: int = 20 << 20) -> bool:
    response = Response(URL, body=body, headers={"Content-Encoding": encoding})
    try:
        return WholeBodyMiddleware(limit).process_response(Request(URL), response) is response
    except ResponseDataLossError:
        return False


@pytest.mark.parametrize("cut", [1, 8, 100, 1 << 20])
def test_a_body_without_its_end_is_refused(cut: int) -> None:
    assert not passes(BODY[:-cut])
    assert not passes(BODY[:-cut], "X-GZIP")


def test_all_else_is_left_to_those_who_unpack_it() -> None:
    assert passes(BODY)
    assert passes(BODY + b"padding")
    assert passes(b"")
    assert passes(b"not packed at all")
    assert passes(BODY[:-1], "br")
    assert passes(BODY[:-1], limit=1 << 20), "too large is too large, cut or not"
