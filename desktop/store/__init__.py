"""The store: saves and finds orders, events, the outbox and rejected payloads.

It speaks the domain's types and decides nothing. `queries` has the statements of all engines; `sqlite` is the only
folder that imports sqlite3.
"""

from desktop.store.changes import EVERYTHING, Changes, Kind
from desktop.store.errors import (
    BrokenRuleError,
    CannotSaveError,
    DisplacedError,
    NewerDatabaseError,
    NotLeaderError,
    StoreError,
    UnknownRowError,
)
from desktop.store.lease import Lease
from desktop.store.queries.transaction import Transaction
from desktop.store.rows import (
    FIRST_PAGE,
    BoardRow,
    KitchenRow,
    OutboxRow,
    SavedOrder,
    SoldRow,
    StoredOrder,
    UnindexedRow,
)
from desktop.store.store import Store

__all__ = [
    "EVERYTHING",
    "FIRST_PAGE",
    "BoardRow",
    "BrokenRuleError",
    "CannotSaveError",
    "Changes",
    "DisplacedError",
    "Kind",
    "KitchenRow",
    "Lease",
    "NewerDatabaseError",
    "NotLeaderError",
    "OutboxRow",
    "SavedOrder",
    "SoldRow",
    "Store",
    "StoreError",
    "StoredOrder",
    "Transaction",
    "UnindexedRow",
    "UnknownRowError",
]
