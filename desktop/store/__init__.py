"""The store: saves and finds orders, events, the outbox and rejected payloads.

It speaks the domain's types and decides nothing. `queries` has the statements of all engines. `sqlite` is the only folder
that imports sqlite3, and `postgres` the only one that imports psycopg.
"""

from desktop.store.changes import EVERYTHING, Changes, Kind
from desktop.store.errors import (
    BrokenRuleError,
    CannotSaveError,
    DisplacedError,
    NewerDatabaseError,
    NotLeaderError,
    OlderProgramError,
    StoreError,
    StoreProblemError,
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
    "OlderProgramError",
    "OutboxRow",
    "SavedOrder",
    "SoldRow",
    "Store",
    "StoreError",
    "StoreProblemError",
    "StoredOrder",
    "Transaction",
    "UnindexedRow",
    "UnknownRowError",
]
