"""SQLite: orders, events, the outbox and the journal of rejected payloads.

The only package that imports sqlite3. It keeps and finds; what a row means is decided in `orders`, and carried
here by `sync`.
"""

from desktop.store.database import (
    CannotSaveError,
    NewerDatabaseError,
    Store,
    StoreError,
)
from desktop.store.outbox_queries import UnknownRowError
from desktop.store.report_queries import SoldRow
from desktop.store.rows import BoardRow, EventRow, ExportRow, GapRow, OutboxRow, SavedOrder
from desktop.store.shop_queries import BranchRow, OffSaleRow
from desktop.store.transaction import Transaction

__all__ = [
    "BoardRow",
    "BranchRow",
    "CannotSaveError",
    "EventRow",
    "ExportRow",
    "GapRow",
    "NewerDatabaseError",
    "OffSaleRow",
    "OutboxRow",
    "SavedOrder",
    "SoldRow",
    "Store",
    "StoreError",
    "Transaction",
    "UnknownRowError",
]
