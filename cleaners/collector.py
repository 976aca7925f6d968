"""Python's cycle collector, held back while one page is cleaned.

A page makes a hundred thousand objects, nearly all without cycles and gone when the record is made; looking through
them again and again for cycles costs an eighth of the time, and finds nothing.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def held_back() -> Iterator[None]:
    """No collection inside; whoever had switched it off finds it off. Threads may overlap: it is on again when each
    that switched it off is done."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
