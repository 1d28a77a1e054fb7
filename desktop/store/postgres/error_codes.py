"""Errors of PostgreSQL by their codes: the machines', the line's, or a mistake of the program.

Reasons name rules and codes alone: the driver's texts quote values. Raise them `from None`.
"""

from __future__ import annotations

import re
from typing import Final

import psycopg

from desktop.domain.tills import StoreProblem
from desktop.store.errors import BrokenRuleError, StoreProblemError

_PROBLEMS: Final = {
    "08": StoreProblem.UNREACHABLE,
    "25006": StoreProblem.READ_ONLY,
    "25P03": StoreProblem.UNREACHABLE,  # ended by idle_in_transaction_session_timeout
    "28": StoreProblem.REFUSED,
    "3D000": StoreProblem.NO_DATABASE,
    "3F000": StoreProblem.NO_SCHEMA,
    "40": StoreProblem.BUSY,
    "42501": StoreProblem.NO_RIGHT,
    "42P01": StoreProblem.NO_SCHEMA,
    "53": StoreProblem.FAILED,
    "53100": StoreProblem.READ_ONLY,  # its disk is full
    "53300": StoreProblem.TOO_MANY_CONNECTIONS,
    "55": StoreProblem.BUSY,
    "57014": StoreProblem.BUSY,
    "57P": StoreProblem.UNREACHABLE,  # shut down, crashed, starting
    "58": StoreProblem.FAILED,
    "F0": StoreProblem.FAILED,
    "XX": StoreProblem.FAILED,
}
"""Beginnings of codes; the longest one counts. Others are mistakes of the program."""

_SAYINGS: Final = (
    # The driver's own words, always English
    (r"failed to resolve host", StoreProblem.UNKNOWN_NAME),
    (r"certificate verify failed|signature failure|root certificate file", StoreProblem.UNTRUSTED),
    (r"does not match host name", StoreProblem.WRONG_NAME),
    (r"does not support SSL|channel binding", StoreProblem.NO_ENCRYPTION),
    (r"authentication method requirement|no password supplied", StoreProblem.REFUSED),
    (r"session is read-only", StoreProblem.READ_ONLY),
    # A pooler's words
    (r"unsupported startup parameter", StoreProblem.POOLER),
    # Names that no language changes: a server before 12 does not know the setting
    (r"\W(tcp_user_timeout)\W", StoreProblem.OLD_SERVER),
    (r"pg_hba\.conf", StoreProblem.REFUSED),
    # The server's words, in English or in Turkish: at this time it sends no code that the driver hands on
    (r"too many (clients|connections)|connection slots are reserved|[çc]ok fazla|bağlantı (slot|sayısı)",
     StoreProblem.TOO_MANY_CONNECTIONS),
    (r"password authentication failed|doğrulaması başarısız|not permitted to log in", StoreProblem.REFUSED),
    (r"database .* does not exist|veritabanı mevcut değil|permission denied for database", StoreProblem.NO_DATABASE),
    (r"starting up|shutting down|in recovery mode|not yet accepting", StoreProblem.UNREACHABLE),
)  # fmt: skip
"""Words in the text of a refused connection."""


def translated(error: psycopg.Error, *, committing: bool = False) -> Exception:
    """Return the store's error for one of the driver.

    Args:
        error: raised on an open connection.
        committing: whether it came instead of the answer to a commit.
    """
    code = error.sqlstate or ""
    reason = " ".join(filter(None, (type(error).__name__, code, _rule_of(error))))
    if not code:
        if isinstance(error, (psycopg.DataError, psycopg.ProgrammingError, psycopg.NotSupportedError)):
            return BrokenRuleError(reason)
        return StoreProblemError(
            f"the line to the database was lost ({reason})", StoreProblem.UNREACHABLE, in_doubt=committing
        )
    beginnings = (code[:length] for length in range(len(code), 1, -1))
    problem = next((_PROBLEMS[each] for each in beginnings if each in _PROBLEMS), None)
    if problem is None:
        return BrokenRuleError(reason)
    # A server that is shut down ends sessions also after it has committed and before it has answered.
    doubtful = committing and problem is StoreProblem.UNREACHABLE
    return StoreProblemError(reason, problem, in_doubt=doubtful)


def _rule_of(error: psycopg.Error) -> str:
    told = error.diag
    return ", ".join(filter(None, (told.table_name, told.column_name, told.constraint_name)))


def refused(error: psycopg.Error, password: str) -> StoreProblemError:
    """Return the store's error for a connection that could not be opened.

    Args:
        error: quotes host, port, user and database.
        password: removed if anybody quoted it.
    """
    text = re.sub(r"\s+", " ", str(error)).strip()
    problem = next((each for said, each in _SAYINGS if re.search(said, text, re.IGNORECASE)), None)
    if problem is None and error.sqlstate:
        problem = next(
            (_PROBLEMS[error.sqlstate[:n]] for n in (5, 2) if error.sqlstate[:n] in _PROBLEMS), None
        )
    if password:
        text = text.replace(password, "…")
    return StoreProblemError(text[:300], problem or StoreProblem.UNREACHABLE)
