"""What was fetched and how it ended: one database, SQLite unless told otherwise."""

from crawler.store.database import StoreError
from crawler.store.settling import Ending
from crawler.store.store import Store, open_store

__all__ = ["Ending", "Store", "StoreError", "open_store"]
