"""`tezgah status` and `tezgah database status`: where the orders are, who polls, and which tills there are."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from desktop.domain.store_problems import happened, to_do
from desktop.domain.text.escapes import escaped_json, escaped_line
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.text.translation import Message, tr
from desktop.services.database.inspection import inspect_store
from desktop.services.database.setup import examine_store
from desktop.store.errors import StoreProblemError
from desktop.system.user_errors import EXIT_OK, EXIT_STORE, UserError

if TYPE_CHECKING:
    from desktop.domain.store_address import StoreAddress
    from desktop.store.postgres.administration.examination import Examination
    from desktop.system.settings.options import Options


def status(options: Options, *, as_json: bool) -> int:
    """Print the state of the store; returns 4 where it cannot be used.

    Raises:
        UserError: the file of this computer cannot be read.
    """
    if options.store_address is None:
        return _embedded(options, as_json=as_json)
    address = options.store_address
    try:
        found = examine_store(options, str(address), None)
    except StoreProblemError as error:
        if as_json:
            _print_json({"engine": "postgres", "place": address.place, "problem": error.problem.value})
        else:
            print(escaped_line(str(happened(error.problem, address.place))))
            print(escaped_line(str(to_do(error.problem, address.place))))
        return EXIT_STORE
    if as_json:
        _print_json(_fields(found, address))
    else:
        _print_shared(found, address)
    return EXIT_OK


def _embedded(options: Options, *, as_json: bool) -> int:
    from desktop.store.sqlite.store import DATABASE_NAME

    path = options.data_dir / DATABASE_NAME
    version, orders = 0, 0
    if path.exists():
        try:
            found = asyncio.run(inspect_store(options))
        except Exception as error:
            raise UserError(
                Message("The database of orders cannot be read: check disk and permissions"), code=EXIT_STORE
            ) from error
        version, orders = found.version, found.counts.get("orders", 0)
    if as_json:
        _print_json(
            {
                "engine": "sqlite",
                "version": version,
                "orders": orders,
                "leader": None,
                "tills": [],
                "file": str(path),
            }
        )
    else:
        print(escaped_line(tr("The orders are in a file of this computer: {file}").format(file=path)))
        print(tr("{orders} orders; tables of version {version}").format(orders=orders, version=version))
    return EXIT_OK


def _fields(found: Examination, address: StoreAddress) -> dict[str, Any]:
    return {
        "engine": "postgres",
        "version": found.version,
        "server": found.server,
        "place": address.place,
        "schema": address.schema,
        "orders": found.orders,
        "polled_at": None if found.polled_at is None else found.polled_at.isoformat(),
        "leader": found.leader or None,
        "tills": [
            {
                "name": till.name,
                "leads": till.leads,
                "seen_at": till.seen_at.isoformat(),
                "version": till.version,
            }
            for till in found.tills
        ],
    }


def _print_shared(found: Examination, address: StoreAddress) -> None:
    place = tr("The orders are in the database on {place}: PostgreSQL {server}, tables of version {version}")
    print(escaped_line(place.format(place=address.place, server=found.server, version=found.version)))
    print(tr("{orders} orders").format(orders=found.orders))
    for till in found.tills:
        at = f"{till.seen_at.astimezone(ISTANBUL):%d.%m.%Y %H:%M:%S}"
        state = (
            tr("polls for all")
            if till.leads
            else tr("runs")
            if till.runs
            else tr("last seen {at}").format(at=at)
        )
        print(f"    {escaped_line(till.name)}   {till.version}   {state}")
    if not found.leader:
        print(tr("No till polls now."))


def _print_json(fields: dict[str, Any]) -> None:
    print(escaped_json(json.dumps(fields, ensure_ascii=False, indent=2)))
