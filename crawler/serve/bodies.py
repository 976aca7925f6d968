"""The body of a request: of a bounded size, within a bounded time."""

import asyncio

from fastapi import Request

from crawler.serve.options import Limits
from crawler.serve.problems import Trouble


async def read(request: Request, limits: Limits) -> bytes:
    """All of it. Raises Trouble where it is too large, or does not come."""
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > limits.body:
        raise _too_large(limits)
    body = bytearray()
    try:
        async with asyncio.timeout(limits.body_seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limits.body:
                    raise _too_large(limits)
    except TimeoutError:
        raise Trouble("slow", f"the body did not come within {limits.body_seconds:g} s") from None
    return bytes(body)


def _too_large(limits: Limits) -> Trouble:
    return Trouble("too_large", f"the body is larger than {limits.body / (1 << 20):g} MiB", "body")
