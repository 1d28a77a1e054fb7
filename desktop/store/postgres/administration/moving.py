"""Moves all rows between a shared database and a file of the embedded store."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

import psycopg

from desktop.store.copying import CopyError, NotEmptyError
from desktop.store.errors import CannotSaveError
from desktop.store.postgres import moving
from desktop.store.postgres.administration.examination import running_tills
from desktop.store.postgres.connection import open_connection
from desktop.store.postgres.error_codes import translated
from desktop.store.postgres.pipeline import PipelinedConnection
from desktop.store.postgres.schema import check_version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.domain.store_address import StoreAddress
    from desktop.store.copying import Copied

_STEP_SECONDS: Final = 60.0


class TillsRunError(CannotSaveError):
    """Programs work on the shared database now."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(", ".join(names))
        self.names = names


def copy_in(address: StoreAddress, password: str, folder: Path, source: Path) -> Copied:
    """Copy a file into a shared database without rows and compare both; all of it or nothing.

    Raises:
        TillsRunError: a till works on the database.
        CannotSaveError: the database has rows already, the copy is not equal, or one of the two cannot be used.
    """
    with _opened(address, password, folder) as pipeline:
        return moving.copy_in(pipeline, source)


def copy_out(address: StoreAddress, password: str, folder: Path, target: Path) -> Copied:
    """Copy a shared database into a new file and compare both; the file is whole or not there.

    Raises:
        TillsRunError: a till works on the database.
        CannotSaveError: the copy is not equal, or one of the two cannot be used.
    """
    with _opened(address, password, folder) as pipeline:
        return moving.copy_out(pipeline, target)


class InUseError(CannotSaveError):
    """A till worked with the database already: only an empty one is copied into."""


@contextlib.contextmanager
def _opened(address: StoreAddress, password: str, folder: Path) -> Iterator[PipelinedConnection]:
    try:
        connection = open_connection(
            address, password, application_name="Tezgâh copy", root_file_folder=folder, autocommit=True
        )
        with contextlib.closing(connection):
            check_version(connection)
            if names := running_tills(connection):
                raise TillsRunError(names)
            pipeline = PipelinedConnection(connection, _STEP_SECONDS)
            # Else psycopg writes into the terminal that its pipeline was not ended.
            with contextlib.closing(pipeline):
                yield pipeline
    except psycopg.Error as error:
        raise translated(error) from None
    except NotEmptyError as error:
        raise InUseError(str(error)) from None
    except CopyError as error:
        raise CannotSaveError(str(error)) from None
    except OSError as error:
        raise CannotSaveError(error.strerror or type(error).__name__) from None
