"""A look at what would become of the store."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from crawler.store.store import Store


class _Undo(Exception):
    pass


@contextmanager
def undone(store: Store) -> Iterator[None]:
    """What is written in here can be read in here, and was never written for anybody else. Raises StoreError."""
    with suppress(_Undo), store.together():
        yield
        raise _Undo
