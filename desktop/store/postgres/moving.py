"""Copies between a shared database and files of the embedded store: moving in, moving out, the nightly backup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import psycopg

from desktop.store.copying import TABLES, Copied, CopyError, copy_rows
from desktop.store.errors import CannotSaveError
from desktop.store.postgres.error_codes import translated
from desktop.store.postgres.schema import WRITE_LOCK
from desktop.store.sqlite.maintenance import BACKUP_FOLDER, all_backups
from desktop.store.sqlite.moving import new_file, stored_file

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from desktop.store.postgres.pipeline import PipelinedConnection

_SNAPSHOT: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


def copy_in(pipeline: PipelinedConnection, source: Path) -> Copied:
    """Copy a file of the embedded store into a shared database without rows, all of it or nothing.

    The file must belong to nobody meanwhile; it is not changed.

    Raises:
        CopyError: the database has rows already, or the copy is not equal.
        StoreError: one of the two cannot be used.
    """
    with stored_file(source) as file:
        try:
            pipeline.execute("BEGIN")
            pipeline.execute(WRITE_LOCK)
            copied = copy_rows(file, pipeline)
            for table in TABLES:
                if table.number:
                    # Behind the highest number that was ever given.
                    column = "place" if table.number == "rowid" else table.number
                    pipeline.execute(
                        f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column}'), max({column}))"  # noqa: S608 - constants
                        f" FROM {table.name} HAVING max({column}) IS NOT NULL"
                    )
            pipeline.execute("COMMIT")
            pipeline.sync()
        except psycopg.Error as error:
            _roll_back(pipeline)
            raise translated(error) from None
        except BaseException:
            _roll_back(pipeline)
            raise
    return copied


def copy_out(pipeline: PipelinedConnection, target: Path) -> Copied:
    """Copy a shared database into a new file of the embedded store, whole or not at all.

    Raises:
        CopyError: the copy is not equal.
        CannotSaveError: it could not be read or written.
    """
    with new_file(target) as file:
        try:
            pipeline.execute(_SNAPSHOT)
            return copy_rows(pipeline, file)
        except psycopg.Error as error:
            raise translated(error) from None
        finally:
            _roll_back(pipeline)


def back_up(pipeline: PipelinedConnection, folder: Path, day: date, keep: int | None) -> Path | None:
    """Do what `Store.back_up` says: a file of the embedded store, which can be opened in an emergency.

    Raises:
        CannotSaveError: it could not be made; older backups are untouched.
    """
    backups = folder / BACKUP_FOLDER
    target = backups / f"tezgah-{day.isoformat()}.db"
    is_new = not target.exists()
    try:
        backups.mkdir(mode=0o700, parents=True, exist_ok=True)
        if is_new:
            copy_out(pipeline, target)
    except CopyError as error:
        raise CannotSaveError(str(error)) from None
    except OSError as error:
        raise CannotSaveError(str(error.strerror)) from None
    if keep is not None:
        for _, path in all_backups(folder)[:-keep]:
            path.unlink(missing_ok=True)
    return target if is_new else None


def _roll_back(pipeline: PipelinedConnection) -> None:
    if pipeline.connection.closed:
        return
    try:
        pipeline.execute("ROLLBACK")
        pipeline.sync()
    except psycopg.Error:
        pipeline.close()
