"""What happens at the counter, told with the whole program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListView, QPushButton, QWidget

from desktop.domain.alarm import Ring

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from desktop.simulator import Simulator
    from tests.stories.conftest import Story

    Play = Callable[..., int]
    Tell = Callable[[Story], Awaitable[None]]


def says(story: Story, words: str) -> bool:
    """Whether these words are in sight, or read out."""
    return any(
        words in child.accessibleName() or (isinstance(child, QLabel) and words in child.text())
        for child in story.window.findChildren(QWidget)
        if child.isVisible()
    )


def test_an_order_comes_rings_and_is_accepted_with_enter(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        assert not story.speaker.rings
        assert story.window.windowTitle().startswith("Tezgâh")
        key = sim.add_order()
        await story.shown("newColumn", 1)
        await story.until(lambda: story.speaker.rings, "it rings")
        assert "1" in story.window.windowTitle()
        story.press_key(Qt.Key.Key_Return)
        await story.until(lambda: not story.speaker.rings, "it is silent")
        await story.until(lambda: sim.orders[key].accepts == [30], "the vendor knows")
        await story.shown("preparingColumn", 1)
        await story.shown("newColumn", 0)
        await story.until(lambda: sim.orders[key].acknowledged, "the echo is acknowledged")
        assert story.speaker.times == 1

    assert play(tell) == 0


def test_another_time_is_two_presses(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        key = sim.add_order()
        await story.shown("newColumn", 1)
        story.button("preparingTime45").click()
        story.button("acceptButton").click()
        await story.until(lambda: sim.orders[key].accepts == [45], "45 minutes at the vendor")

    play(tell)


def test_mute_silences_these_orders_and_a_new_one_rings_again(play: Play, sim: Simulator) -> None:
    async def first(story: Story) -> None:
        sim.add_orders(2)
        await story.until(lambda: story.speaker.rings, "it rings")
        await story.shown("newColumn", 2)
        story.press_key(Qt.Key.Key_F8)
        await story.until(lambda: not story.speaker.rings, "muted")
        await story.until(lambda: all(order.acknowledged for order in sim.orders.values()), "acknowledged")

    async def after_the_restart(story: Story) -> None:
        await story.shown("newColumn", 2)
        assert not story.speaker.rings
        sim.add_order()
        await story.until(lambda: story.speaker.rings, "the new one rings")

    play(first)
    play(after_the_restart)


def test_waiting_orders_ring_again_after_a_restart(play: Play, sim: Simulator) -> None:
    async def first(story: Story) -> None:
        sim.add_order()
        await story.until(lambda: all(order.acknowledged for order in sim.orders.values()), "acknowledged")
        await story.shown("newColumn", 1)

    async def again(story: Story) -> None:
        await story.until(lambda: story.speaker.rings, "it rings again")
        assert story.cards("newColumn") == 1
        assert sim.calls("success")[-1].took_effect

    play(first)
    play(again)
    assert len(sim.calls("success")) == 1


def test_accepted_elsewhere_stops_the_ringing_and_moves_the_card(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        key = sim.add_order()
        await story.until(lambda: story.speaker.rings and sim.orders[key].acknowledged, "it rings")
        sim.accept_elsewhere(key)
        await story.shown("preparingColumn", 1)
        assert not story.speaker.rings
        await story.until(lambda: sim.orders[key].acknowledged, "acknowledged")
        sim.set_status(key, 16)
        await story.shown("onTheWayColumn", 1)

    play(tell)


def test_an_order_that_came_while_offline_rings_once_when_back(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        await story.until(lambda: len(sim.calls("get-current")) > 1, "polls")
        sim.refuse_connections(refused=True)
        sim.add_order()
        await story.until(lambda: says(story, "Sipariş alınamıyor"), "it says so")
        sim.refuse_connections(refused=False)
        story.press_key(Qt.Key.Key_F5)
        await story.until(lambda: story.speaker.rings, "it rings")
        await story.shown("newColumn", 1)
        assert story.speaker.times == 1

    play(tell)


def test_a_refused_accept_rings_again_and_shows_the_vendors_sentence(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        key = sim.add_order()
        await story.until(lambda: sim.orders[key].acknowledged and story.speaker.rings, "it rings")
        await story.shown("newColumn", 1)
        sim.faults.add("accept", "envelope-false")
        story.press_key(Qt.Key.Key_Return)
        await story.until(lambda: story.speaker.times == 2 and story.speaker.rings, "it rings again")
        await story.shown("newColumn", 1)
        view = story.window.findChild(QListView, "newColumn")
        assert view is not None
        spoken = view.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert "Teknik bir sorun" in spoken

    play(tell)


def test_an_order_that_is_gone_is_said_heard_and_stays_until_somebody_has_seen_it(
    play: Play, sim: Simulator
) -> None:
    async def tell(story: Story) -> None:
        key = sim.add_order()
        await story.until(lambda: sim.orders[key].acknowledged and story.speaker.rings, "it rings")
        await story.shown("newColumn", 1)
        sim.cancel_elsewhere(key)
        story.press_key(Qt.Key.Key_Return)
        await story.until(lambda: Ring.CHANGED in story.speaker.said, "it is heard")
        await story.shown("newColumn", 1)
        assert not story.speaker.rings
        view = story.window.findChild(QListView, "newColumn")
        assert view is not None
        spoken = view.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert "pişirmeden önce" in spoken
        story.press_key(Qt.Key.Key_Return)
        await story.until(lambda: story.button("putAwayButton").isVisible(), "it can be put away")
        assert len(sim.calls("accept")) == 1
        story.click("putAwayButton")
        await story.shown("newColumn", 0)

    play(tell)


def test_when_no_orders_can_arrive_it_rings_otherwise_until_they_do(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        await story.until(lambda: len(sim.calls("get-current")) > 1, "polls")
        sim.expire_token()
        await story.until(lambda: story.speaker.signals == (Ring.LOST,), "it rings")
        await story.until(lambda: says(story, "Sipariş alınamıyor"), "it says so")
        story.press_key(Qt.Key.Key_F8)
        await story.until(lambda: not story.speaker.rings, "it can be silenced")

    play(tell)


def test_what_changes_on_the_board_is_heard_once(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        key = sim.add_order()
        await story.until(lambda: sim.orders[key].acknowledged and story.speaker.rings, "it rings")
        await story.shown("newColumn", 1)
        polls = len(sim.calls("get-current"))
        await story.until(lambda: len(sim.calls("get-current")) > polls + 1, "its receipt is settled")
        sim.accept_elsewhere(key)
        await story.shown("preparingColumn", 1)
        assert story.speaker.said == [Ring.CHANGED]
        assert not story.speaker.rings

    play(tell)


def test_an_order_that_comes_accepted_already_is_heard_once(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        sim.add_order(status_id=2)
        await story.shown("preparingColumn", 1)
        assert story.speaker.said == [Ring.NEW], "the kitchen hears of it"
        assert not story.speaker.rings, "nobody has to accept it"

    async def next_morning(story: Story) -> None:
        await story.shown("preparingColumn", 2)
        await story.until(
            lambda: story.speaker.said == [Ring.NEW], "what came with the first poll is heard too"
        )

    async def again(story: Story) -> None:
        await story.shown("preparingColumn", 2)
        polls = len(sim.calls("get-current"))
        await story.until(lambda: len(sim.calls("get-current")) > polls + 1, "it is asked again")
        assert story.speaker.said == []

    play(tell)
    sim.add_order(status_id=2)
    play(next_morning)
    play(again)


def test_the_answer_to_an_order_is_told_to_the_second(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        key = sim.add_order()
        await story.until(lambda: sim.orders[key].acknowledged and story.speaker.rings, "it rings")
        await story.shown("newColumn", 1)
        story.click("muteButton")
        await story.until(lambda: not story.speaker.rings, "muted")
        story.press_key(Qt.Key.Key_Return)
        await story.until(lambda: sim.orders[key].status_id == 2, "accepted")
        await story.shown("preparingColumn", 1)
        text = story.window.detail.sheet.accessibleDescription
        await story.until(lambda: "onaylandı" in text(), "all steps are told")
        assert [word in text() for word in ("geldi", "çaldı", "susturuldu", "basıldı")] == [True] * 4

    play(tell)


def test_without_a_token_it_says_what_is_missing_and_shows_what_is_stored(play: Play, sim: Simulator) -> None:
    async def first(story: Story) -> None:
        sim.add_order()
        await story.shown("newColumn", 1)

    async def without(story: Story) -> None:
        await story.shown("newColumn", 1)
        await story.until(lambda: story.speaker.rings, "what waits rings all the same")
        # The guide is in view, where the key is asked for; on the board the banner says that there is none.
        story.press_key(Qt.Key.Key_Escape)
        await story.until(lambda: says(story, "Erişim anahtarı"), "it says so")
        story.window.header.poll_pressed.emit()
        assert "Erişim anahtarı" in story.window.dialogs.toast.text, "nothing is promised that cannot be"

    play(first)
    play(without, token=None)


def test_a_dead_sound_is_said_loudly_and_its_return_ends_that(play: Play, sim: Simulator) -> None:
    from desktop.alerts.sound import SoundHealth, SoundState

    async def tell(story: Story) -> None:
        story.speaker.on_state(SoundState(SoundHealth.NO_SOUND, "no device"))
        await story.until(lambda: says(story, "Ses yok"), "it says so")
        await story.until(lambda: "SES YOK" in story.window.windowTitle(), "the title flashes")
        story.speaker.on_state(SoundState(SoundHealth.WORKING))
        await story.until(lambda: not says(story, "Ses yok"), "it is over")

    play(tell)


def test_a_rush_of_500_is_shown_and_acknowledged(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        sim.add_orders(500)
        await story.until(lambda: story.cards("newColumn") == 500, "500 cards", 20)
        await story.until(
            lambda: all(order.acknowledged for order in sim.orders.values()), "acknowledged", 20
        )
        assert story.speaker.times == 1

    play(tell)


def test_a_settings_file_that_is_broken_is_moved_aside_and_said(
    play: Play, sim: Simulator, tmp_path: object
) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "settings.json").write_text("{ broken")

    async def tell(story: Story) -> None:
        await story.until(lambda: says(story, "Ayarlar okunamadı"), "it says so")
        assert says(story, "settings.broken-")

    play(tell)
    assert list(folder.glob("settings.broken-*.json"))


def test_the_usual_time_is_kept(play: Play, sim: Simulator) -> None:
    async def choose(story: Story) -> None:
        sim.add_order()
        await story.shown("newColumn", 1)
        story.button("preparingTime20").click()
        await story.until(
            lambda: story.button("makeDefaultTime").isVisible(), "it can be made the usual time"
        )
        story.button("makeDefaultTime").click()

    async def later(story: Story) -> None:
        key = next(iter(sim.orders))
        await story.shown("newColumn", 1)
        story.press_key(Qt.Key.Key_Return)
        await story.until(lambda: sim.orders[key].accepts == [20], "20 minutes")

    play(choose)
    play(later)


def test_quitting_in_the_middle_of_everything_loses_nothing(play: Play, sim: Simulator) -> None:
    async def hang(story: Story) -> None:
        key = sim.add_order()
        await story.until(lambda: sim.orders[key].acknowledged, "acknowledged")
        await story.shown("newColumn", 1)
        sim.faults.add("accept", "hang")
        sim.add_orders(40)
        story.press_key(Qt.Key.Key_Return)
        await story.until(lambda: bool(sim.calls("accept")), "under way")

    async def after(story: Story) -> None:
        key = next(iter(sim.orders))
        await story.until(lambda: sim.orders[key].accepts == [30], "accepted after all")
        await story.until(
            lambda: all(order.acknowledged for order in sim.orders.values()), "all acknowledged"
        )
        await story.shown("newColumn", 40)

    play(hang)
    play(after)


def test_a_muted_order_rings_again_when_its_accept_is_refused_or_it_comes_back(
    play: Play, sim: Simulator
) -> None:
    async def tell(story: Story) -> None:
        refused, back = sim.add_orders(2)
        await story.until(lambda: all(order.acknowledged for order in sim.orders.values()), "acknowledged")
        await story.shown("newColumn", 2)
        story.press_key(Qt.Key.Key_F8)
        await story.until(lambda: not story.speaker.rings, "muted")
        sim.faults.add("accept", "envelope-false", payment_key=refused)
        story.program.accept(refused, 30)
        await story.until(lambda: story.speaker.rings, "the refused one rings")
        sim.accept_elsewhere(back)
        await story.shown("preparingColumn", 1)
        await story.until(lambda: sim.orders[back].acknowledged, "acknowledged")
        story.window.findChild(QWidget, "muteButton").click()  # type: ignore[union-attr]
        await story.until(lambda: not story.speaker.rings, "muted again")
        sim.set_status(back, 1)
        await story.until(lambda: story.speaker.rings, "what waits again rings again")

    play(tell)


def test_an_order_lives_on_until_it_is_delivered_by_keyboard_alone(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        key = sim.add_order(courier_type="restaurant", shipping_method="delivery")
        await story.shown("newColumn", 1)
        story.press_key(Qt.Key.Key_Return)
        await story.shown("preparingColumn", 1)
        await story.until(lambda: sim.orders[key].status_id == 2, "accepted")
        await story.until(lambda: story.button("onTheWayButton").isVisible(), "it can be sent off")
        story.press_key(Qt.Key.Key_F2)
        await story.shown("onTheWayColumn", 1)
        await story.until(lambda: sim.orders[key].status_id == 16, "on the way")
        await story.until(
            lambda: (
                story.button("completeButton").isVisible() and not story.button("onTheWayButton").isVisible()
            ),
            "the next step",
        )
        story.press_key(Qt.Key.Key_F3)
        await story.until(lambda: sim.orders[key].status_id == 5, "delivered")
        await story.shown("onTheWayColumn", 0)
        assert not story.speaker.rings

    async def later(story: Story) -> None:
        await story.until(lambda: len(sim.calls("get-current")) > 1, "polls")
        assert [story.cards(column) for column in ("newColumn", "preparingColumn", "onTheWayColumn")] == [
            0,
            0,
            0,
        ]

    play(tell)
    play(later)


def test_a_cancel_is_silent_taken_back_in_time_and_sent_when_it_is_meant(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        key = sim.add_order()
        await story.until(lambda: story.speaker.rings, "it rings")
        await story.shown("newColumn", 1)
        story.click("cancelOrderButton")
        dialog = story.window.dialogs.dialog
        assert dialog is not None
        dialog.findChild(QPushButton, "cancelReason1").click()  # type: ignore[union-attr]
        await story.until(lambda: not story.speaker.rings, "silent")
        await story.until(lambda: story.button("takeBackButton").isVisible(), "it can be taken back")
        story.click("takeBackButton")
        await story.until(lambda: story.speaker.rings, "it rings again")
        assert not sim.calls("cancel")
        await story.until(lambda: story.button("cancelOrderButton").isVisible(), "it can be cancelled again")
        story.click("cancelOrderButton")
        dialog = story.window.dialogs.dialog
        assert dialog is not None
        dialog.findChild(QPushButton, "cancelReason4").click()  # type: ignore[union-attr]
        await story.until(lambda: sim.orders[key].status_id == 6, "cancelled at the vendor", 12)
        await story.shown("newColumn", 0)
        assert [call.body for call in sim.calls("cancel")] == [{"reason_id": 4}]

    play(tell)
