"""Stories of the counter with the whole program: orders arrive, ring, are accepted, refused, cancelled, delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListView, QPushButton, QWidget

from desktop.domain.alarm import Ring
from desktop.sync.settings import EngineSettings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from desktop.simulator import Simulator
    from tests.stories.conftest import Story

    Play = Callable[..., int]
    Tell = Callable[[Story], Awaitable[None]]


def says(story: Story, words: str) -> bool:
    """Whether the window shows these words, or a screen reader reads them."""
    return any(
        words in child.accessibleName() or (isinstance(child, QLabel) and words in child.text())
        for child in story.window.findChildren(QWidget)
        if child.isVisible()
    )


def test_an_order_rings_until_enter_accepts_it(play: Play, sim: Simulator) -> None:
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


def test_another_preparation_time_is_two_presses(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        key = sim.add_order()
        await story.shown("newColumn", 1)
        story.button("preparingTime45").click()
        story.button("acceptButton").click()
        await story.until(lambda: sim.orders[key].accepts == [45], "45 minutes at the vendor")

    play(tell)


def test_a_new_order_rings_before_its_card_is_on_the_board(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        rang: list[bool] = []

        def on_board_changed() -> None:
            if story.window.board.waiting():
                rang.append(story.speaker.rings)

        story.window.board.changed.connect(on_board_changed)
        sim.add_order()
        await story.shown("newColumn", 1)
        assert rang[0]

    play(tell)


def test_mute_stops_the_bell_until_another_order_arrives(play: Play, sim: Simulator) -> None:
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


def test_an_order_from_an_offline_time_rings_once_after_the_next_poll(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        await story.until(lambda: len(sim.calls("get-current")) > 1, "polls")
        sim.refuse_connections(refused=True)
        sim.add_order()
        await story.until(lambda: says(story, "Sipariş alınamıyor"), "the window reports it")
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


def test_an_order_cancelled_elsewhere_is_reported_and_stays_until_somebody_removes_it(
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
        await story.until(
            lambda: story.button("putAwayButton").isVisible(), "it can be removed from the board"
        )
        assert len(sim.calls("accept")) == 1
        story.click("putAwayButton")
        await story.shown("newColumn", 0)

    play(tell)


def test_a_lost_connection_rings_with_a_sound_of_its_own(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        await story.until(lambda: len(sim.calls("get-current")) > 1, "polls")
        sim.expire_token()
        await story.until(lambda: story.speaker.signals == (Ring.LOST,), "it rings")
        await story.until(lambda: says(story, "Sipariş alınamıyor"), "the window reports it")
        story.press_key(Qt.Key.Key_F8)
        await story.until(lambda: not story.speaker.rings, "it can be silenced")

    play(tell)


def test_a_change_on_the_board_is_heard_once(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        key = sim.add_order()
        await story.until(lambda: sim.orders[key].acknowledged and story.speaker.rings, "it rings")
        await story.shown("newColumn", 1)
        polls = len(sim.calls("get-current"))
        await story.until(lambda: len(sim.calls("get-current")) > polls + 1, "the acknowledgement is saved")
        sim.accept_elsewhere(key)
        await story.shown("preparingColumn", 1)
        assert story.speaker.said == [Ring.CHANGED]
        assert not story.speaker.rings

    play(tell)


def test_an_order_that_arrives_accepted_is_heard_once(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        sim.add_order(status_id=2)
        await story.shown("preparingColumn", 1)
        assert story.speaker.said == [Ring.NEW], "the kitchen hears of it"
        assert not story.speaker.rings, "nobody has to accept it"

    async def next_morning(story: Story) -> None:
        await story.shown("preparingColumn", 2)
        await story.until(
            lambda: story.speaker.said == [Ring.NEW], "an order from the first poll is heard too"
        )

    async def again(story: Story) -> None:
        await story.shown("preparingColumn", 2)
        polls = len(sim.calls("get-current"))
        await story.until(lambda: len(sim.calls("get-current")) > polls + 1, "the program polls again")
        assert story.speaker.said == []

    play(tell)
    sim.add_order(status_id=2)
    play(next_morning)
    play(again)


def test_the_detail_pane_lists_each_step_of_an_order(play: Play, sim: Simulator) -> None:
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
        await story.until(lambda: "onaylandı" in text(), "all steps are listed")
        assert [word in text() for word in ("geldi", "çaldı", "susturuldu", "basıldı")] == [True] * 4

    play(tell)


def test_without_a_token_stored_orders_are_shown_and_the_missing_key_is_reported(
    play: Play, sim: Simulator
) -> None:
    async def first(story: Story) -> None:
        sim.add_order()
        await story.shown("newColumn", 1)

    async def without(story: Story) -> None:
        await story.shown("newColumn", 1)
        await story.until(lambda: story.speaker.rings, "waiting orders ring without a key too")
        # The setup guide asks for the key; on the board the banner reports that there is none.
        story.press_key(Qt.Key.Key_Escape)
        await story.until(lambda: says(story, "Erişim anahtarı"), "the window reports it")
        story.window.header.poll_pressed.emit()
        assert "Erişim anahtarı" in story.window.dialogs.toast.text, "no poll is promised without a key"

    play(first)
    play(without, token=None)


def test_missing_sound_is_reported_until_it_works_again(play: Play, sim: Simulator) -> None:
    from desktop.alerts.sound import SoundHealth, SoundState

    async def tell(story: Story) -> None:
        story.speaker.on_state(SoundState(SoundHealth.NO_SOUND, "no device"))
        await story.until(lambda: says(story, "Ses yok"), "the window reports it")
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


def test_a_broken_settings_file_is_moved_aside_and_reported(
    play: Play, sim: Simulator, tmp_path: object
) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "settings.json").write_text("{ broken")

    async def tell(story: Story) -> None:
        await story.until(lambda: says(story, "Ayarlar okunamadı"), "the window reports it")
        assert says(story, "settings.broken-")

    play(tell)
    assert list(folder.glob("settings.broken-*.json"))


def test_the_usual_time_is_saved(play: Play, sim: Simulator) -> None:
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


def test_quitting_during_calls_loses_nothing(play: Play, sim: Simulator) -> None:
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


def test_a_muted_order_rings_again_after_a_refused_accept_or_when_it_waits_again(
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
        await story.until(lambda: story.speaker.rings, "an order that waits again rings again")

    play(tell)


def test_an_order_is_delivered_by_keyboard_alone(play: Play, sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        # How long an action waits has a story of its own, with a cancel.
        story.program.backend.engine.follow(EngineSettings(undo_for=0.5))
        key = sim.add_order(courier_type="restaurant", shipping_method="delivery")
        await story.shown("newColumn", 1)
        story.press_key(Qt.Key.Key_Return)
        await story.shown("preparingColumn", 1)
        await story.until(lambda: sim.orders[key].status_id == 2, "accepted")
        await story.until(lambda: story.button("onTheWayButton").isVisible(), "it can be sent off")
        await story.keys_count()
        story.press_key(Qt.Key.Key_F2)
        await story.shown("onTheWayColumn", 1)
        await story.until(lambda: sim.orders[key].status_id == 16, "on the way")
        await story.until(
            lambda: (
                story.button("completeButton").isVisible() and not story.button("onTheWayButton").isVisible()
            ),
            "the next step",
        )
        await story.keys_count()
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


def test_a_cancel_stops_the_bell_can_be_undone_and_is_sent_after_its_delay(
    play: Play, sim: Simulator
) -> None:
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
