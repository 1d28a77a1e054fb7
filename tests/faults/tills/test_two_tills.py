"""Two tills on one database, in every run: one polls, the other follows, presses and takes over."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.faults.tills.restaurant import Restaurant


def test_two_tills(restaurant: Restaurant) -> None:
    sim = restaurant.sim
    first = restaurant.start("Till 1")
    assert restaurant.leader() is first
    second = restaurant.start("Till 2")
    # An order is on both boards, though one till alone has polled.
    order = sim.add_order()
    second.until("shown", key=order, announced=True)
    assert not second.found("poll")
    # The till that follows accepts; the one that leads sends.
    second.do("accept", key=order)
    restaurant.accepted([order])
    assert first.wait(lambda: any(each["view"][2] == "Till 2" for each in first.found("shown", key=order)))
    # Both accept the same order: one command, one call.
    other = sim.add_order()
    for till in (first, second):
        till.until("shown", key=other)
    for till in (first, second):
        till.do("accept", key=other)
    restaurant.accepted([other])
    for till in (first, second):
        assert till.wait(lambda till=till: till.views(other)[-1][1] == "confirmed")  # type: ignore[misc]
    # The one that leads is killed while orders come: the other one polls, and nothing is lost or doubled.
    keys = sim.add_orders(5)
    first.kill()
    assert restaurant.leader() is second
    restaurant.all_acknowledged()
    for key in keys:
        second.do("accept", key=key)
    restaurant.accepted(keys)
    third = restaurant.start("Till 1")
    restaurant.promises()
    # One that ends in order is followed at once.
    second.quit()
    assert restaurant.leader() is third
    late = sim.add_order()
    third.until("shown", key=late)
    restaurant.promises()
