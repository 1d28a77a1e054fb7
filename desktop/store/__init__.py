"""SQLite: orders, events, the outbox and the journal of rejected payloads.

The only package that imports sqlite3. It keeps and finds; what a row means is decided in `orders`, and carried
here by `sync`.
"""

from desktop.store.errors import CannotSaveError, DisplacedError, NewerDatabaseError, StoreError
from desktop.store.rows import BoardRow, EventRow, ExportRow, GapRow, OutboxRow, SavedOrder
from desktop.store.sqlite.history_queries import BEGINNING, FactsRow, FoundRow, UnindexedRow, Wanted
from desktop.store.sqlite.outbox_queries import UnknownRowError
from desktop.store.sqlite.restaurant_queries import BranchRow, OffSaleRow
from desktop.store.sqlite.sales_queries import SoldRow
from desktop.store.sqlite.store import Store
from desktop.store.sqlite.transaction import Transaction

__all__ = [
    "BEGINNING",
    "BoardRow",
    "BranchRow",
    "CannotSaveError",
    "DisplacedError",
    "EventRow",
    "ExportRow",
    "FactsRow",
    "FoundRow",
    "GapRow",
    "NewerDatabaseError",
    "OffSaleRow",
    "OutboxRow",
    "SavedOrder",
    "SoldRow",
    "Store",
    "StoreError",
    "Transaction",
    "UnindexedRow",
    "UnknownRowError",
    "Wanted",
]
