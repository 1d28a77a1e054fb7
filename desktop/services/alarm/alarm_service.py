"""All that calls people to the counter, put together: what rings, the loudspeaker, the machine's volume, and staying awake.

Follows the engine's reports. What the window shows of it is told by callbacks; never imports Qt.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.alerts.sound import SoundHealth
from desktop.domain.alarm import Alarm, Ring
from desktop.domain.orders.lifecycle import Column
from desktop.domain.trouble import Link, TroubleKind
from desktop.services.alarm.ringer import Ringer, alarm_settings
from desktop.sync.events import (
    AcceptChanged,
    ActionChanged,
    BeginNow,
    BoardChanged,
    BoardReplaced,
    ConnectionChanged,
    Event,
    Resumed,
    Saved,
    TroublesChanged,
)
from desktop.system.files.paths import resources_dir
from desktop.system.machine.clock import now, steady

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from desktop.alerts.sound import SoundOutput, SoundState
    from desktop.alerts.volume import OutputVolume, VolumeWatch
    from desktop.domain.orders.board import BoardOrder
    from desktop.system.machine.keep_awake import Awake
    from desktop.system.settings.settings import Settings

    Post = Callable[[Callable[[], None]], object]
    OpenSound = Callable[[Callable[[SoundState], None], Callable[[], None], Post], SoundOutput]

_TOLD_BY_SOUND: Final = frozenset({TroubleKind.COOLDOWN, TroubleKind.WRONG_CLOCK})
"""Troubles in spite of which orders may arrive: they are heard once, when they begin."""

_TO_COOK: Final = frozenset({Column.PREPARING, Column.LATER})

_LOOK_SECONDS: Final = 1.0
"""Seconds between looks at what has grown old by itself."""


def open_speaker(
    on_state: Callable[[SoundState], None], on_heard: Callable[[], None], post: Post
) -> SoundOutput:
    """Open the bell on the machine's own sound output."""
    from desktop.alerts.speaker import Speaker

    return Speaker(resources_dir() / "sounds", on_state=on_state, on_heard=on_heard, post=post)


@dataclass(frozen=True)
class Callers:
    """Whom the station tells what."""

    escalated: Callable[[], None]
    """An order has waited for another while, or none arrive any more: call for a person."""
    heard: Callable[[list[str]], None]
    """The bell was heard for orders with these payment keys, for the first time."""
    lost_rings: Callable[[bool], None]
    """Whether it rings because no orders arrive."""
    sound: Callable[[bool | None], None]
    """Whether anything can be heard, None while that is not known."""
    trouble: Callable[[TroubleKind, str | None], None]
    """A trouble with its reason, or that it is over (None)."""


class AlarmService:
    """Calls people. Give it each report; `start` it when the window is there."""

    def __init__(
        self,
        settings: Settings,
        *,
        mute_for: float,
        open_sound: OpenSound,
        awake: Awake,
        callers: Callers,
    ) -> None:
        """Take what is needed; nothing is heard before `start`.

        Args:
            settings: what people chose.
            mute_for: seconds for which a press silences "no orders arrive", 0 for as long as that lasts.
            open_sound: builds the sound output from what it tells its state to, what it tells that it was heard, and
                what runs a callable in the loop.
            awake: keeps the machine awake; closed with the station.
            callers: whom it tells what.
        """
        self._stays_awake = settings.keep_awake
        self._open_sound = open_sound
        self._callers = callers
        self._sound: SoundOutput | None = None
        self._volume: VolumeWatch | None = None
        self._awake = awake
        self._listens = False
        """Whether orders can arrive, or could but for a connection that is being tried again."""
        self._own_sounds: Mapping[Ring, Path] = {}
        self._troubles: frozenset[TroubleKind] = frozenset()
        self._growing_old: asyncio.Task[None] | None = None
        self._ringer = Ringer(
            alarm_settings(settings),
            mute_for=mute_for,
            now=now,
            steady=steady,
            on_escalated=callers.escalated,
            on_heard=callers.heard,
            on_changed=self._on_alarm_changed,
        )

    def start(self, post: Post) -> None:
        """Begin to be heard; `post` runs a callable in the loop."""
        from desktop.alerts.volume import VolumeWatch

        self._sound = self._open_sound(self._on_sound_state, self._ringer.on_sound_heard, post)
        self._sound.set_custom_sounds(self._own_sounds)
        self._ringer.use(self._sound)
        self._volume = VolumeWatch(self._on_volume, post)
        self._growing_old = asyncio.ensure_future(self._grow_old())

    def follow(self, settings: Settings, *, mute_for: float, own_sounds: Mapping[Ring, Path]) -> None:
        """Go by other settings from now on.

        Args:
            settings: what people chose.
            mute_for: seconds for which a press silences "no orders arrive".
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

    def hush(self) -> None:
        """Be silent: the program ends."""
        if self._growing_old is not None:
            self._growing_old.cancel()
        if self._sound is not None:
            self._sound.ring(())

    def close(self) -> None:
        """Give back sound, volume and wakefulness; bounded, whatever hangs."""
        if self._sound is not None:
            self._sound.close()
        if self._volume is not None:
            self._volume.close()
        self._awake.close()

    def test(self) -> None:
        """Sound the bell once, and look at the volume."""
        if self._sound is not None:
            self._sound.test()
        if self._volume is not None:
            self._volume.check_now()

    def silence(self, *, muted: bool) -> list[str]:
        """Silence all that rings, or let it ring again; returns the payment keys of the orders that are meant."""
        return self._ringer.silence(muted=muted)

    def on_event(self, report: Event) -> None:
        """Take what the engine tells."""
        if isinstance(report, BoardReplaced):
            self._ringer.replace(report.orders)
        elif isinstance(report, Saved):
            self._on_saved(report)
        elif isinstance(report, BoardChanged):
            self._ringer.update(report.orders)
        elif isinstance(report, (AcceptChanged, ActionChanged)):
            self._on_command_changed(report.order)
        elif isinstance(report, ConnectionChanged):
            connection = report.connection
            self._ringer.set_lost(connection.silent_since is not None)
            # A lost connection too: a machine whose desktop sees nobody for hours sleeps the moment it may, and after one
            # answer that failed it would hear neither the next orders nor the alarm about it.
            self._listens = connection.link is not Link.OFF or connection.silent_since is not None
            self._awake.set(self._stays_awake and self._listens)
        elif isinstance(report, TroublesChanged):
            self._on_troubles(report)
        elif isinstance(report, BeginNow):
            self._ringer.say(Ring.NEW)
        elif isinstance(report, Resumed):
            self._on_resumed()

    def _on_saved(self, report: Saved) -> None:
        if any(
            order.payment_key in report.new and not order.waits and order.column in _TO_COOK
            for order in report.orders
        ):
            # Somebody accepted it elsewhere before it came: it waits for nobody, and the kitchen has to hear of it.
            self._ringer.say(Ring.NEW)
        self._ringer.update(report.orders)
        if report.altered:
            self._ringer.say(Ring.CHANGED)

    def _on_command_changed(self, order: BoardOrder) -> None:
        before = self._ringer.board.get(order.payment_key)
        if order.accept is not None and order.accept.automatic and before is not None and before.waits:
            # The kitchen has to hear of it too: what waits for nobody rings for nobody.
            self._ringer.say(Ring.NEW)
        if order.gone_at is not None and (before is None or before.gone_at is None):
            self._ringer.say(Ring.CHANGED)
        self._ringer.update((order,))

    def _on_troubles(self, report: TroublesChanged) -> None:
        kinds = frozenset(trouble.kind for trouble in report.troubles)
        if (kinds - self._troubles) & _TOLD_BY_SOUND:
            self._ringer.say(Ring.LOST)
        self._troubles = kinds

    def _on_resumed(self) -> None:
        """The machine woke up: its sound may be another one now, or none."""
        if self._sound is not None:
            self._sound.try_device()
        if self._volume is not None:
            self._volume.check_now()

    async def _grow_old(self) -> None:
        """Let waiting orders grow louder: nothing else may happen for minutes."""
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            self._ringer.refresh()

    def _on_alarm_changed(self, alarm: Alarm) -> None:
        self._callers.lost_rings(Ring.LOST in alarm.signals)
        if alarm.signals and self._volume is not None:
            self._volume.check_now()

    def _on_sound_state(self, state: SoundState) -> None:
        self._ringer.on_sound_state(state)
        if state.health is SoundHealth.NO_SOUND:
            self._callers.trouble(TroubleKind.NO_SOUND, state.reason)
        elif state.health is SoundHealth.WORKING:
            self._callers.trouble(TroubleKind.NO_SOUND, None)
        self._callers.sound(
            None if state.health is SoundHealth.UNKNOWN else state.health is SoundHealth.WORKING
        )

    def _on_volume(self, volume: OutputVolume) -> None:
        from desktop.alerts.volume import OutputVolume

        self._callers.trouble(TroubleKind.MUTED_OUTPUT, "" if volume is OutputVolume.SILENT else None)
