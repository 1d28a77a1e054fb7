"""The restaurant's part of a transaction: branches, dishes off sale, portions left. Plain SQL, no decisions."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from desktop.domain.restaurant.branch import Branch
from desktop.domain.restaurant.off_sale import OffSale
from desktop.domain.restaurant.portions import PortionCount, Taken
from desktop.store.changes import Kind
from desktop.store.queries.base import IN_GIVEN, Queries, as_list, without_nul
from desktop.store.rows import from_milliseconds, optional_milliseconds, optional_time, to_milliseconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime


class RestaurantQueries(Queries):
    """Branches, dishes off sale and portions left."""

    def branches(self) -> list[Branch]:
        """Return the branches in the vendor's order."""
        rows = self._connection.execute(
            "SELECT restaurant_id, name, is_open, closed_at, wanted_open, wanted_at, reopen_at, problem FROM branches"
            " ORDER BY position, restaurant_id"
        )
        return [
            Branch(
                ident,
                name,
                _optional_bool(is_open),
                optional_time(closed_at),
                _optional_bool(wanted),
                optional_time(wanted_at),
                optional_time(reopen_at),
                problem,
            )
            for ident, name, is_open, closed_at, wanted, wanted_at, reopen_at, problem in rows
        ]

    def set_branches(self, names: Iterable[tuple[str, str]]) -> None:
        """Save the branches, ids and names in the vendor's order.

        Other branches are deleted, unless a request for them is open: the list can be incomplete.
        """
        self.changed(Kind.RESTAURANT)
        known = [(without_nul(ident), without_nul(name)) for ident, name in names]
        self._connection.executemany(
            "INSERT INTO branches (restaurant_id, name, position) VALUES (:id, :name, :position) ON CONFLICT (restaurant_id)"
            " DO UPDATE SET name = excluded.name, position = excluded.position",
            [
                {"id": ident, "name": name, "position": position}
                for position, (ident, name) in enumerate(known)
            ],
        )
        kept = {ident for ident, _ in known}
        gone = [
            {"id": row.restaurant_id}
            for row in self.branches()
            if row.restaurant_id not in kept and row.wanted_open is None and row.reopen_at is None
        ]
        self._connection.executemany("DELETE FROM branches WHERE restaurant_id = :id", gone)

    def set_branch_open(self, restaurant_id: str, at: datetime, *, is_open: bool) -> None:
        """Save the state that the vendor reports for a branch, unless a request for it is open.

        An open branch has no time to reopen any more.
        """
        self.changed(Kind.RESTAURANT)
        self._connection.execute(
            "UPDATE branches SET is_open = :is_open, read_at = :at,"
            " closed_at = CASE WHEN :is_open THEN NULL ELSE coalesce(closed_at, :at) END,"
            " reopen_at = CASE WHEN :is_open THEN NULL ELSE reopen_at END,"
            " problem = CASE WHEN :is_open THEN '' ELSE problem END"
            " WHERE restaurant_id = :id AND wanted_open IS NULL",
            {"is_open": is_open, "at": to_milliseconds(at), "id": restaurant_id},
        )

    def request_branch(
        self, restaurant_id: str, at: datetime, *, is_open: bool, reopen_at: datetime | None
    ) -> None:
        """Save a request to open or close a branch."""
        self.changed(Kind.RESTAURANT)
        self._connection.execute(
            "UPDATE branches SET wanted_open = :is_open, wanted_at = :at, reopen_at = :reopen_at, problem = ''"
            " WHERE restaurant_id = :id",
            {
                "is_open": is_open,
                "at": to_milliseconds(at),
                "reopen_at": optional_milliseconds(reopen_at),
                "id": restaurant_id,
            },
        )

    def restart_break(self, restaurant_id: str, asked_at: datetime, reopen_at: datetime) -> None:
        """Save new times for a break, because the clock was set back since it was requested."""
        self.changed(Kind.RESTAURANT)
        self._connection.execute(
            "UPDATE branches SET wanted_at = :at, reopen_at = :reopen_at WHERE restaurant_id = :id",
            {
                "at": to_milliseconds(asked_at),
                "reopen_at": to_milliseconds(reopen_at),
                "id": restaurant_id,
            },
        )

    def confirm_branch(self, row: Branch, at: datetime) -> None:
        """Save that the vendor did as requested; a later request stays open."""
        self.changed(Kind.RESTAURANT)
        self._connection.execute(
            "UPDATE branches SET is_open = :is_open, read_at = :at,"
            " closed_at = CASE WHEN :is_open THEN NULL ELSE coalesce(closed_at, :at) END,"
            " wanted_open = NULL, problem = '', reopen_at = CASE WHEN :is_open THEN NULL ELSE reopen_at END"
            " WHERE restaurant_id = :id AND wanted_at = :wanted_at AND wanted_open = :is_open",
            {
                "is_open": row.wanted_open,
                "at": to_milliseconds(at),
                "id": row.restaurant_id,
                "wanted_at": optional_milliseconds(row.wanted_at),
            },
        )

    def fail_branch(self, row: Branch, problem: str, *, give_up: bool) -> None:
        """Save why the vendor refused, and with `give_up` close the request; a later request stays open."""
        self.changed(Kind.RESTAURANT)
        self._connection.execute(
            "UPDATE branches SET problem = :problem,"
            " wanted_open = CASE WHEN :give_up THEN NULL ELSE wanted_open END,"
            " reopen_at = CASE WHEN :give_up AND wanted_open = false THEN NULL ELSE reopen_at END"
            " WHERE restaurant_id = :id AND wanted_at = :wanted_at",
            {
                "problem": without_nul(problem),
                "give_up": give_up,
                "id": row.restaurant_id,
                "wanted_at": optional_milliseconds(row.wanted_at),
            },
        )

    def off_sale(self) -> list[OffSale]:
        """Return the dishes that are off sale, or have an open request, the latest first."""
        rows = self._connection.execute(
            "SELECT food_id, restaurant_id, name, since, until, until_closing, wanted_on, wanted_at, problem,"
            " by_count FROM off_sale ORDER BY since DESC, food_id"
        )
        return [
            OffSale(
                food_id,
                restaurant_id,
                name,
                from_milliseconds(since),
                optional_time(until),
                bool(until_closing),
                _optional_bool(wanted_on),
                from_milliseconds(wanted_at),
                problem,
                bool(by_count),
            )
            for (
                food_id,
                restaurant_id,
                name,
                since,
                until,
                until_closing,
                wanted_on,
                wanted_at,
                problem,
                by_count,
            ) in rows
        ]

    def take_off_sale(
        self,
        food_id: int,
        restaurant_id: str,
        name: str,
        at: datetime,
        *,
        until: datetime | None,
        until_closing: bool,
        by_count: bool = False,
    ) -> None:
        """Save a request to take a dish off sale; for one that is off sale already, only its end and cause change.

        `by_count` means that no portions are left.
        """
        self.changed(Kind.RESTAURANT)
        self._connection.execute(
            "INSERT INTO off_sale (food_id, restaurant_id, name, since, until, until_closing, by_count, wanted_on, wanted_at)"
            " VALUES (:food_id, :restaurant_id, :name, :at, :until, :until_closing, :by_count, false, :at)"
            " ON CONFLICT (food_id) DO UPDATE SET until = excluded.until, until_closing = excluded.until_closing,"
            " by_count = excluded.by_count, wanted_at = excluded.wanted_at, problem = '',"
            " wanted_on = CASE WHEN off_sale.wanted_on IS NULL THEN NULL ELSE false END",
            {
                "food_id": food_id,
                "restaurant_id": without_nul(restaurant_id),
                "name": without_nul(name),
                "at": to_milliseconds(at),
                "until": optional_milliseconds(until),
                "until_closing": until_closing,
                "by_count": by_count,
            },
        )

    def keep_off_sale(self, food_id: int, until: datetime | None) -> None:
        """Save that a dish stays off sale until another time, because no portions are left."""
        self.changed(Kind.RESTAURANT)
        self._connection.execute(
            "UPDATE off_sale SET until = :until, until_closing = false, by_count = true WHERE food_id = :food_id",
            {"until": optional_milliseconds(until), "food_id": food_id},
        )

    def put_on_sale(self, food_id: int, at: datetime) -> None:
        """Save a request to put a dish back on sale."""
        self.changed(Kind.RESTAURANT)
        self._connection.execute(
            "UPDATE off_sale SET wanted_on = true, wanted_at = :at, problem = '' WHERE food_id = :food_id",
            {"at": to_milliseconds(at), "food_id": food_id},
        )

    def confirm_sale(self, row: OffSale) -> None:
        """Save that the vendor did as requested; a later request stays open."""
        self.changed(Kind.RESTAURANT)
        same = {"food_id": row.food_id, "wanted_at": optional_milliseconds(row.wanted_at)}
        if row.wanted_on:
            self._connection.execute(
                "DELETE FROM off_sale WHERE food_id = :food_id AND wanted_at = :wanted_at AND wanted_on = true",
                same,
            )
        else:
            self._connection.execute(
                "UPDATE off_sale SET wanted_on = NULL, problem = ''"
                " WHERE food_id = :food_id AND wanted_at = :wanted_at AND wanted_on = false",
                same,
            )

    def fail_sale(self, row: OffSale, problem: str, *, give_up: bool) -> None:
        """Save why the vendor refused, and with `give_up` delete the dish; a later request stays open."""
        self.changed(Kind.RESTAURANT)
        same = {"food_id": row.food_id, "wanted_at": optional_milliseconds(row.wanted_at)}
        if give_up:
            self._connection.execute(
                "DELETE FROM off_sale WHERE food_id = :food_id AND wanted_at = :wanted_at", same
            )
        else:
            self._connection.execute(
                "UPDATE off_sale SET problem = :problem WHERE food_id = :food_id AND wanted_at = :wanted_at",
                {**same, "problem": without_nul(problem)},
            )

    def portion_counts(self) -> list[PortionCount]:
        """Return the counted dishes, the latest first."""
        taken: dict[int, Decimal] = defaultdict(Decimal)
        doubtful = set()
        for food_id, quantity, in_doubt in self._connection.execute(
            "SELECT food_id, quantity, doubtful FROM portions_taken"
        ):
            taken[food_id] += Decimal(quantity)
            if in_doubt:
                doubtful.add(food_id)
        rows = self._connection.execute(
            "SELECT food_id, restaurant_id, name, start, since, until FROM portions ORDER BY since DESC, food_id"
        )
        return [
            PortionCount(
                food_id,
                restaurant_id,
                name,
                start,
                from_milliseconds(since),
                optional_time(until),
                taken[food_id],
                food_id in doubtful,
            )
            for food_id, restaurant_id, name, start, since, until in rows
        ]

    def set_portion_count(self, count: PortionCount) -> None:
        """Save the number of a dish's portions; what orders took before is forgotten."""
        self.changed(Kind.RESTAURANT)
        self.delete_portion_count(count.food_id)
        self._connection.execute(
            "INSERT INTO portions (food_id, restaurant_id, name, start, since, until)"
            " VALUES (:food_id, :restaurant_id, :name, :start, :since, :until)",
            {
                "food_id": count.food_id,
                "restaurant_id": without_nul(count.restaurant_id),
                "name": without_nul(count.name),
                "start": count.start,
                "since": to_milliseconds(count.since),
                "until": optional_milliseconds(count.until),
            },
        )

    def delete_portion_count(self, food_id: int) -> None:
        """Delete the number of a dish's portions, and what orders took: it is counted no more."""
        self.changed(Kind.RESTAURANT)
        self._connection.execute("DELETE FROM portions WHERE food_id = :food_id", {"food_id": food_id})
        self._connection.execute("DELETE FROM portions_taken WHERE food_id = :food_id", {"food_id": food_id})

    def start_counting(self, payment_keys: Iterable[str], at: datetime) -> set[str]:
        """Save that the orders' dishes are counted; return the payment keys of those that were not counted yet."""
        rows = self._connection.execute(
            f"UPDATE orders SET counted_at = :at WHERE counted_at IS NULL AND payment_key {IN_GIVEN} RETURNING payment_key",  # noqa: S608 - constants
            {"at": to_milliseconds(at), "given": as_list(payment_keys)},
        )
        return {key for (key,) in rows}

    def stop_counting(self, payment_keys: Iterable[str]) -> set[str]:
        """Save that the orders' dishes are not counted; return the payment keys of those that were."""
        rows = self._connection.execute(
            f"UPDATE orders SET counted_at = NULL WHERE counted_at IS NOT NULL AND payment_key {IN_GIVEN}"  # noqa: S608 - constants
            " RETURNING payment_key",
            {"given": as_list(payment_keys)},
        )
        return {key for (key,) in rows}

    def portions_taken(self, payment_keys: Iterable[str]) -> dict[str, list[Taken]]:
        """Return what orders took of the counted dishes; an order that took nothing is left out."""
        found: dict[str, list[Taken]] = {}
        for key, food_id, quantity, doubtful in self._connection.execute(
            f"SELECT payment_key, food_id, quantity, doubtful FROM portions_taken WHERE payment_key {IN_GIVEN}"  # noqa: S608 - constants
            " ORDER BY food_id",
            {"given": as_list(payment_keys)},
        ):
            found.setdefault(key, []).append(Taken(food_id, Decimal(quantity), bool(doubtful)))
        return found

    def set_portions_taken(self, taken: Mapping[str, Iterable[Taken]]) -> None:
        """Save what orders take of the counted dishes, instead of what they took."""
        self.changed(Kind.RESTAURANT)
        self._connection.execute(
            f"DELETE FROM portions_taken WHERE payment_key {IN_GIVEN}",  # noqa: S608 - constants
            {"given": as_list(taken)},
        )
        self._connection.executemany(
            "INSERT INTO portions_taken (food_id, payment_key, quantity, doubtful)"
            " VALUES (:food_id, :payment_key, :quantity, :doubtful)",
            [
                {
                    "food_id": part.food_id,
                    "payment_key": key,
                    "quantity": format(part.quantity, "f"),
                    "doubtful": part.doubtful,
                }
                for key, parts in taken.items()
                for part in parts
            ],
        )


def _optional_bool(value: int | None) -> bool | None:
    return None if value is None else bool(value)
