"""Calls people to the counter: bell, loudspeaker, the machine's volume, and keeping the machine awake. Never imports Qt."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from desktop.alerts.sound import SoundHealth
from desktop.domain.alarm import Alarm, Ring
from desktop.domain.orders.lifecycle import Column
from desktop.domain.printing.bell import PrinterBell
from desktop.domain.trouble import Link, TroubleKind
from desktop.services.alarm.ringer import Ringer, RingerListener, alarm_settings
from desktop.sync.events import (
    BoardReplaced,
    Cause,
    ConnectionChanged,
    EventBus,
    OrdersChanged,
    Resumed,
    SoundChanged,
    TroublesChanged,
)
from desktop.sync.tasks import BackgroundTasks, FailureReport
from desktop.system.files.paths import resources_dir
from desktop.system.machine.child_environment import child_environ

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from desktop.alerts.sound import SoundOutput, SoundState
    from desktop.alerts.volume import OutputVolume, VolumeWatch
    from desktop.domain.clock import Clock
    from desktop.domain.orders.board import BoardOrder
    from desktop.system.machine.keep_awake import Awake
    from desktop.system.settings.settings import Settings

    Post = Callable[[Callable[[], None]], object]
    OpenSound = Callable[[Callable[[SoundState], None], Callable[[], None], Post], SoundOutput]

_HEARD: Final = frozenset({TroubleKind.COOLDOWN, TroubleKind.WRONG_CLOCK})
"""Troubles in spite of which orders may arrive: a sound is played once, when they start."""

_TO_COOK: Final = frozenset({Column.PREPARING, Column.LATER})

_REFRESH_SECONDS: Final = 1.0
"""Seconds after which waiting orders are checked again."""


def open_speaker(
    on_state: Callable[[SoundState], None], on_heard: Callable[[], None], post: Post
) -> SoundOutput:
    """Open the machine's own sound output."""
    from desktop.alerts.speaker import Speaker

    return Speaker(resources_dir() / "sounds", on_state=on_state, on_heard=on_heard, post=post)


class AlarmListener(RingerListener, FailureReport, Protocol):
    """Learns of the changes of an `AlarmService`."""

    def on_sound_trouble(self, kind: TroubleKind, reason: str | None) -> None:
        """Take note of a trouble and its reason, or with None that it is over."""


class AlarmService:
    """Calls people: it follows the events of the engine. `start` it when the window is there."""

    def __init__(
        self,
        settings: Settings,
        *,
        mute_for: float,
        open_sound: OpenSound,
        awake: Awake,
        clock: Clock,
        listener: AlarmListener,
    ) -> None:
        """Prepare; nothing is heard before `start`.

        Args:
            settings: of the program.
            mute_for: seconds for which a command silences "no orders arrive", 0 for as long as that lasts.
            open_sound: builds the sound output from a handler of its state, a handler of "a sound was heard", and a
                function that calls something in the loop.
            awake: keeps the machine awake; closed with this service.
            clock: gives wall time and steady time.
            listener: learns of changes.
        """
        self._stays_awake = settings.keep_awake
        self._open_sound = open_sound
        self._listener = listener
        self._tasks = BackgroundTasks(listener)
        self._sound: SoundOutput | None = None
        self._volume: VolumeWatch | None = None
        self._sound_state = SoundChanged(working=None)
        self._events: EventBus | None = None
        self._awake = awake
        self._listens = False
        """Whether orders can arrive, or could except for a connection that is being retried."""
        self._own_sounds: Mapping[Ring, Path] = {}
        self._troubles: frozenset[TroubleKind] = frozenset()
        self._clock = clock
        self._printer_bell = PrinterBell()
        self._ringer = Ringer(alarm_settings(settings), mute_for=mute_for, clock=clock, listener=self)

    def start(self, post: Post) -> None:
        """Open the sound output; `post` calls a function in the loop."""
        from desktop.alerts.volume import VolumeReader, VolumeWatch

        self._sound = self._open_sound(self._on_sound_state, self._on_sound_heard, post)
        self._sound.set_custom_sounds(self._own_sounds)
        self._ringer.use(self._sound)
        reader = VolumeReader()  # remembers the stream between two sounds
        self._volume = VolumeWatch(self._on_volume, post, read=lambda: reader.read(child_environ()))
        self._tasks.keep_running("alarm", self._escalate)

    def follow(self, settings: Settings, *, mute_for: float, own_sounds: Mapping[Ring, Path]) -> None:
        """Use other settings from now on.

        Args:
            settings: of the program.
            mute_for: seconds for which a command silences "no orders arrive".
            own_sounds: files that are played instead of the built-in sounds.
        """
        self._stays_awake = settings.keep_awake
        self._awake.set(self._stays_awake and self._listens)
        self._own_sounds = own_sounds
        if self._sound is not None:
            self._sound.set_custom_sounds(own_sounds)
        self._ringer.follow(alarm_settings(settings), mute_for)

    def play(self, signal: Ring) -> None:
        """Play a sound once."""
        if self._sound is not None:
            self._sound.play(signal)

    def chime(self, signal: Ring) -> None:
        """Play a sound once after those that play now; an alarm goes on after it."""
        self._ringer.play_once(signal)

    def stop(self) -> None:
        """Stop ringing: the program ends."""
        self._tasks.cancel()
        if self._sound is not None:
            self._sound.ring(())

    def close(self) -> None:
        """Close sound output and volume, and let the machine sleep; bounded in time, whatever hangs."""
        if self._sound is not None:
            self._sound.close()
        if self._volume is not None:
            self._volume.close()
        self._awake.close()

    def test(self) -> None:
        """Ring once, and check the volume."""
        if self._sound is not None:
            self._sound.test()
        if self._volume is not None:
            self._volume.check_now()

    def silence(self, *, muted: bool) -> list[str]:
        """Silence everything, or let it ring again; return the payment keys of the orders concerned."""
        return self._ringer.silence(muted=muted)

    def subscribe(self, events: EventBus) -> None:
        """Follow the events of the engine from now on, and publish whether the bell can be heard."""
        self._events = events
        events.subscribe(BoardReplaced, self._on_board_replaced)
        events.subscribe(OrdersChanged, self._on_orders_changed)
        events.subscribe(ConnectionChanged, self._on_connection_changed)
        events.subscribe(TroublesChanged, self._on_troubles_changed)
        events.subscribe(Resumed, self._on_resumed)

    def _on_board_replaced(self, event: BoardReplaced) -> None:
        self._ringer.replace(event.orders)

    def _on_orders_changed(self, event: OrdersChanged) -> None:
        board = self._ringer.board
        is_command = event.cause in {Cause.ACCEPT, Cause.ACTION}
        # The kitchen has to hear of orders that ring for nobody: those that were accepted elsewhere before they came, and
        # those that the rule accepts.
        to_cook = any(
            (order.payment_key in event.new and not order.waits and order.column in _TO_COOK)
            or (is_command and _is_accepted_by_rule(order, board.get(order.payment_key)))
            for order in event.orders
        )
        gone = is_command and any(
            order.gone_at is not None
            and ((before := board.get(order.payment_key)) is None or before.gone_at is None)
            for order in event.orders
        )
        if to_cook:
            self._ringer.play_once(Ring.NEW)
        if gone:
            self._ringer.play_once(Ring.CHANGED)
        self._ringer.update(event.orders)
        if event.altered:
            self._ringer.play_once(Ring.CHANGED)
        if event.cause is Cause.REMINDER:
            self._ringer.play_once(Ring.NEW)

    def _on_connection_changed(self, event: ConnectionChanged) -> None:
        connection = event.connection
        self._ringer.set_lost(connection.silent_since is not None)
        # A lost connection too: a machine whose desktop sees nobody for hours sleeps the moment it may. After one answer
        # that failed it would hear neither the next orders nor the alarm about it.
        self._listens = connection.link is not Link.OFF or connection.silent_since is not None
        self._awake.set(self._stays_awake and self._listens)

    def _on_troubles_changed(self, event: TroublesChanged) -> None:
        kinds = frozenset(trouble.kind for trouble in event.troubles)
        if (kinds - self._troubles) & _HEARD:
            self._ringer.play_once(Ring.LOST)
        self._troubles = kinds
        if self._printer_bell.follow(event.troubles, self._clock.steady()):
            self._ringer.play_once(Ring.PRINTER)

    def printing_seen(self) -> None:
        """Repeat the sound of the present printing problems no more: somebody looks at them."""
        self._printer_bell.look()

    def _on_resumed(self, _event: Resumed) -> None:
        """Open the sound output again: after a sleep it may be another one, or none."""
        if self._sound is not None:
            self._sound.try_device()
        if self._volume is not None:
            self._volume.check_now()

    async def _escalate(self) -> None:
        """Let waiting orders grow louder: no event may come for minutes."""
        while True:
            await asyncio.sleep(_REFRESH_SECONDS)
            self._ringer.refresh()
            if self._printer_bell.is_due(self._clock.steady()):
                self._ringer.play_once(Ring.PRINTER)

    def on_escalated(self) -> None:
        """Pass it on, see `RingerListener`."""
        self._listener.on_escalated()

    def on_unheard(self) -> None:
        """Pass it on, see `RingerListener`."""
        self._listener.on_unheard()

    def on_orders_heard(self, payment_keys: list[str]) -> None:
        """Pass it on, see `RingerListener`."""
        self._listener.on_orders_heard(payment_keys)

    def on_alarm_changed(self, alarm: Alarm) -> None:
        """Check the machine's volume where something rings."""
        self._listener.on_alarm_changed(alarm)
        if alarm.signals and self._volume is not None:
            self._volume.check_now()

    def _on_sound_heard(self) -> None:
        """Check the volume again: only now the mixer has a stream of ours."""
        self._ringer.on_sound_heard()
        if self._volume is not None:
            self._volume.check_now()

    def _on_sound_state(self, state: SoundState) -> None:
        self._ringer.on_sound_state(state)
        if state.health is SoundHealth.WORKING and self._volume is not None:
            self._volume.check_now()
        if state.health is SoundHealth.NO_SOUND:
            self._listener.on_sound_trouble(TroubleKind.NO_SOUND, state.reason)
        elif state.health is SoundHealth.WORKING:
            self._listener.on_sound_trouble(TroubleKind.NO_SOUND, None)
        working = None if state.health is SoundHealth.UNKNOWN else state.health is SoundHealth.WORKING
        self._change_sound(msgspec.structs.replace(self._sound_state, working=working))

    def _on_volume(self, volume: OutputVolume) -> None:
        from desktop.alerts.volume import OutputVolume

        muted = volume is OutputVolume.SILENT
        self._listener.on_sound_trouble(TroubleKind.MUTED_OUTPUT, "" if muted else None)
        self._change_sound(msgspec.structs.replace(self._sound_state, muted=muted))

    def _change_sound(self, state: SoundChanged) -> None:
        self._sound_state = state
        self._ringer.set_inaudible(state.inaudible)
        if self._events is not None:
            self._events.emit(state)


def _is_accepted_by_rule(order: BoardOrder, before: BoardOrder | None) -> bool:
    automatic = order.accept is not None and order.accept.automatic
    return automatic and before is not None and before.waits
