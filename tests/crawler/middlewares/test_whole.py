"""A compressed body is whole, or it is no page."""

import gzip
import os
import zlib

import brotli
import pytest
from scrapy import Request
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Response

from crawler.middlewares.whole import WholeBodyMiddleware, zstd

URL = "https://courier.test/"
PLAIN = os.urandom(3 << 20)
BODY = gzip.compress(PLAIN, mtime=0)
RAW = zlib.compressobj(wbits=-zlib.MAX_WBITS)
BODIES = {
    "gzip": BODY, "X-GZIP": BODY, "deflate": zlib.compress(PLAIN), "Deflate": RAW.compress(PLAIN) + RAW.flush(),
    "br": brotli.compress(PLAIN, quality=1), "zstd": zstd.compress(PLAIN), "identity, gzip": BODY,
}  # fmt: skip


def passes(body: bytes, encoding: str = "gzip", limit: int = 20 << 20) -> bool:
    response = Response(URL, body=body, headers={"Content-Encoding": encoding})
    try:
        return WholeBodyMiddleware(limit).process_response(Request(URL), response) is response
    except ResponseDataLossError:
        return False


@pytest.mark.parametrize("encoding", BODIES)
@pytest.mark.parametrize("cut", [1, 8, 100, 1 << 20], ids="{} bytes short".format)
def test_a_body_without_its_end_is_refused(cut: int, encoding: str) -> None:
    assert not passes(BODIES[encoding][:-cut], encoding)


@pytest.mark.parametrize("encoding", BODIES)
def test_all_else_is_left_to_those_who_unpack_it(encoding: str) -> None:
    body = BODIES[encoding]

    assert passes(body, encoding)
    assert passes(b"", encoding)
    assert passes(body[:-1], encoding, limit=1 << 20), "too large is too large, cut or not"


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_what_is_not_packed_at_all_is_not_cut(encoding: str) -> None:
    assert passes(b"<!doctype html><p>not packed at all", encoding)


def test_a_packed_body_may_be_padded_and_one_of_an_unknown_kind_is_not_looked_into() -> None:
    assert passes(BODY + b"padding")
    assert passes(BODY[:-1], "lzma")
