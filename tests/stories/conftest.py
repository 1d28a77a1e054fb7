"""The whole program with its window, in this process: real store, HTTP and Qt; only the loudspeaker is a fake."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from typing import TYPE_CHECKING

import pytest
import qasync
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QPoint, Qt, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.alerts.sound import SoundHealth, SoundState
from desktop.app import Program
from desktop.simulator import Simulator
from desktop.system.machine.keep_awake import NullAwake
from desktop.system.settings.options import resolve
from desktop.ui.text.language import set_language

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from desktop.domain.alarm import Ring
    from desktop.system.settings.options import Options
    from desktop.ui.window.main_window import MainWindow


class Loudspeaker:
    """A loudspeaker that records what a person would hear."""

    def __init__(self) -> None:
        self.signals: tuple[Ring, ...] = ()
        self.times = 0
        """How often ringing started."""
        self.said: list[Ring] = []
        """Sounds that were played once."""
        self.volumes: dict[Ring, float] = {}
        self.trials = 0
        self.tests = 0
        self.own: dict[Ring, Path] = {}
        self.on_state: Callable[[SoundState], None] = lambda _: None
        self.on_heard: Callable[[], None] = lambda: None

    @property
    def rings(self) -> bool:
        """Whether anything rings."""
        return bool(self.signals)

    def ring(self, signals: Sequence[Ring]) -> None:
        began = bool(signals) and not self.signals
        self.times += began
        self.signals = tuple(signals)
        if began:
            self.on_heard()

    def play_once(self, signal: Ring) -> None:
        self.said.append(signal)

    def set_volumes(self, volumes: Mapping[Ring, float]) -> None:
        self.volumes = dict(volumes)

    def set_custom_sounds(self, files: Mapping[Ring, Path]) -> None:
        self.own = dict(files)

    def play(self, signal: Ring) -> None:
        self.said.append(signal)

    def test(self) -> None:
        self.tests += 1

    def try_device(self) -> None:
        self.trials += 1

    def close(self) -> None:
        self.signals = ()


class Story:
    """One run of the program, as a person at the counter sees, hears and operates it."""

    def __init__(self, program: Program, speaker: Loudspeaker) -> None:
        self.program = program
        self.speaker = speaker

    @property
    def window(self) -> MainWindow:
        return self.program.window

    async def until(self, condition: Callable[[], bool], what: str, seconds: float = 20.0) -> None:
        """Wait until a condition holds; no Qt event reports every visible change, so it is checked repeatedly."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not condition():
            assert loop.time() < end, f"never happened: {what}"
            await asyncio.sleep(0.01)

    def cards(self, column: str) -> int:
        """Return the number of cards in a column."""
        view = self.window.findChild(QWidget, column)
        return int(view.model().rowCount())  # type: ignore[union-attr]

    async def shown(self, column: str, count: int) -> None:
        await self.until(
            lambda: self.cards(column) == count, f"{count} cards in {column}, not {self.cards(column)}"
        )

    def press_key(self, key: Qt.Key) -> None:
        focus: QWidget | None = self.window.focusWidget()  # None before anything has the keyboard
        QTest.keyClick(self.window if focus is None else focus, key)

    async def keys_count(self) -> None:
        """Wait until nothing has just changed under the hand: a person looks, then presses."""
        pauses = (self.window.board.input_pause, self.window.order_actions.key_pause)
        await self.until(lambda: not any(pause.is_paused for pause in pauses), "keys count")

    def button(self, name: str) -> QPushButton:
        found = self.window.findChild(QPushButton, name)
        assert found is not None, f"no button {name}"
        return found

    def click(self, name: str) -> None:
        QTest.mouseClick(
            self.button(name), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint()
        )


Tell = "Callable[[Story], Awaitable[None]]"


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator(cooldown=0.1) as simulator:
        yield simulator


@pytest.fixture
def play(qapp: QApplication, sim: Simulator, tmp_path: Path) -> Iterator[Callable[..., int]]:
    """Run the program with a story. Call it again for a restart on the same folder."""
    hooks = sys.excepthook, threading.excepthook
    locale = QLocale()
    set_language(qapp, "tr")
    # As `desktop.app.run` does: else the end of the last window ends the loop before the program has ended.
    qapp.setQuitOnLastWindowClosed(False)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def play(
        tell: Callable[[Story], Awaitable[None]],
        *,
        token: str | None = "",
        minimised: bool = False,
        options: Options | None = None,
        holds: Callable[[], bool] | None = None,
    ) -> int:
        given = {"data_dir": str(tmp_path), "base_url": sim.base_url, "poll_seconds": "0.1", "lang": "tr"}
        environ = {} if token is None else {"TEZGAH_ACCESS_TOKEN": token or sim.access_token}
        if options is None:
            options = replace(resolve(given, environ), minimised=minimised)
        speaker = Loudspeaker()

        def open_sound(
            on_state: Callable[[SoundState], None], on_heard: Callable[[], None], post: object
        ) -> Loudspeaker:
            speaker.on_state, speaker.on_heard = on_state, on_heard
            on_state(SoundState(SoundHealth.WORKING))
            return speaker

        program = Program(
            options, options.settings_file, open_sound=open_sound, awake=NullAwake(), holds=holds
        )

        async def whole() -> int:
            running = asyncio.ensure_future(program.main())
            story = Story(program, speaker)
            try:
                await story.until(lambda: program.started or running.done(), "the program has started")
                if not running.done():
                    await tell(story)
            except BaseException:
                # A failed story must leave no window to other tests.
                program.quit()
                await asyncio.wait([running], timeout=10)
                raise
            program.quit()
            return await running

        with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(qapp)) as runner:
            code = runner.run(whole())
        # Delete windows as the end of a process would: the next run must not meet them.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        return code

    yield play
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()
    qapp.setProperty("translator", None)
    QLocale.setDefault(locale)
    sys.excepthook, threading.excepthook = hooks
    for number, handler in handlers.items():
        signal.signal(number, handler)
