"""Renders the pictures of the README: the real program with the simulator, without a display.

All people in the pictures are invented. Run it with `dev.py screenshots`; with a folder as argument it writes a picture
of every view there.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QLocale

import qasync  # isort: skip

from desktop.alerts.sound import NullSound
from desktop.app import Program
from desktop.domain.orders.lifecycle import Column
from desktop.domain.orders.order import Courier, OrderStatus
from desktop.simulator import Simulator
from desktop.system.machine.keep_awake import NullAwake
from desktop.system.settings.credentials import AccessToken
from desktop.system.settings.options import Options
from desktop.system.settings.settings import Settings
from desktop.ui.application import make_application
from desktop.ui.text.language import set_language

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from PySide6.QtWidgets import QApplication, QWidget

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "resources" / "screenshots"
POLL_SECONDS = 0.3
SMALL = (1366, 768)
DISHES = [
    {
        "name": "Beef Burrito",
        "quantity": 2,
        "price": 400,
        "total": 800,
        "options": [
            {
                "ilave_basligi": "Sos",
                "ekleme_cikarma": "ekleme",
                "ilave_opsiyonlari": [{"name": "Ballı Hardal", "price": 15}],
            },
            {
                "ilave_basligi": "Çıkar",
                "ekleme_cikarma": "cikarma",
                "ilave_opsiyonlari": [{"name": "Soğan", "price": 0}],
            },
        ],
    },
    {"name": "Ayran 300 ml", "quantity": 1, "price": 45, "total": 45},
]


@contextlib.asynccontextmanager
async def running(
    language: str, theme: str, scale: int, *, seed: int, branches: int = 1
) -> AsyncIterator[tuple[Program, Simulator]]:
    """Run the program with a new simulator and a temporary folder; yields both."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Simulator(cooldown=POLL_SECONDS, seed=seed, branches=branches) as simulator,
    ):
        options = Options(
            Path(folder), simulator.base_url, POLL_SECONDS, AccessToken(simulator.access_token), language
        )
        settings = Settings(theme="dark" if theme == "dark" else "light", text_scale=scale, setup="done")
        options.settings_file.save(settings)
        program = Program(
            options,
            options.settings_file,
            open_sound=lambda on_state, _heard, _post: NullSound(on_state),
            awake=NullAwake(),
        )
        ended = asyncio.ensure_future(program.main())
        await until(lambda: program.started)
        program.window.showNormal()
        yield program, simulator
        program.quit()
        await ended


async def picture(size: tuple[int, int], theme: str, target: Path) -> None:
    """Add orders, accept some, and save a picture of the window."""
    async with running("tr", theme, 100, seed=11) as (program, simulator):
        window = program.window
        window.resize(*size)
        accepted = simulator.add_orders(3)
        await until(lambda: all(simulator.orders[key].acknowledged for key in accepted))
        for key, minutes in zip(accepted, (15, 25, 30), strict=True):
            program.accept(key, minutes)
        await until(lambda: all(simulator.orders[key].accepts for key in accepted))
        await until(lambda: all(simulator.orders[key].acknowledged for key in accepted))
        simulator.set_status(accepted[0], OrderStatus.IN_DELIVERY)
        simulator.add_order(
            items=DISHES, total=845, discount="0", note="Zili çalmayın, bebek uyuyor", **pickup()
        )
        waiting = [simulator.add_order(note=note) for note in ("", "Fıstık alerjim var, dikkat!")]
        await until(lambda: all(simulator.orders[key].acknowledged for key in (*waiting, accepted[0])))
        await asyncio.sleep(1.2)
        window.grab().save(str(target))
    print(target.relative_to(ROOT))


async def views(language: str, theme: str, scale: int, folder: Path) -> None:
    """Save a picture of each view, with three branches and a dish off sale."""
    async with running(language, theme, scale, seed=5, branches=3) as (program, simulator):
        window = program.window
        window.resize(*SMALL)
        simulator.add_order(items=DISHES, total=845, discount="0", note="Zili çalmayın, bebek uyuyor")
        keys = simulator.add_orders(6)
        await until(lambda: all(simulator.orders[key].acknowledged for key in keys))
        for key in keys[:3]:
            program.accept(key, 25)
        await until(lambda: len(window.board.models[Column.PREPARING]) == 3)  # noqa: PLR2004 - as accepted
        await until(lambda: bool(window.dialogs.orders.menu.dishes) and window.branches.isVisible())

        async def save(name: str, widget: QWidget) -> None:
            await asyncio.sleep(0.6)
            widget.grab().save(str(folder / f"{name}-{language}-{theme}-{scale}.png"))

        dishes = window.dialogs.orders.menu.dishes
        window.dialogs.orders.dish_sold_out.emit(dishes[2])
        await save("board", window)
        window.branches.step()
        await save("board-one-branch", window)
        window.branches.choose("")
        for page in ("dishes", "shop", "history", "report", "settings"):
            window.pages.open(page)
            await asyncio.sleep(1.0 if page in {"history", "report"} else 0.2)
            await save(page, window)
        assert program.setup is not None
        for step in ("language", "connect", "sound", "time", "start"):
            program.setup.open(step)
            await save(f"setup-{step}", window)
        window.pages.close_page()
        for name, show in (
            ("sold-out", window.dialogs.orders.ask_sold_out),
            ("minutes", window.dialogs.orders.ask_minutes),
            ("keys", window.dialogs.show_shortcuts),
            ("about", window.dialogs.show_about),
            (
                "pin",
                lambda: window.dialogs.prompts.ask_pin(
                    "settings", lambda _typed: False, lambda: 0.0, lambda: None
                ),
            ),
            ("cancel", lambda: window.dialogs.orders.cancel_or_take_back(keys[0])),
        ):
            show()
            dialog = window.dialogs.dialog
            assert dialog is not None
            await save(name, dialog)
            dialog.reject()


def pickup() -> dict[str, object]:
    """Return the fields of a pickup order."""
    return {"shipping_method": "pickup", "courier_type": Courier.CUSTOMER, "address": {}, "courier_fee": 0}


async def until(condition: object) -> None:
    """Wait until a condition holds; TimeoutError after 20 seconds."""
    assert callable(condition)
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.02)


def main() -> int:
    """Write the pictures of the README, or of every view; returns the exit code."""
    app = make_application()
    set_language(app, "tr")
    QLocale.setDefault(QLocale("tr_TR"))
    PICTURES.mkdir(exist_ok=True)
    if sys.argv[1:]:
        return all_views(app, Path(sys.argv[1]))
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        runner.run(picture(SMALL, "light", PICTURES / "board-light.png"))
        runner.run(picture(SMALL, "dark", PICTURES / "board-dark.png"))
    return 0


def all_views(app: QApplication, folder: Path) -> int:
    """Write pictures of every view in both languages and themes and three text sizes; returns the exit code."""
    folder.mkdir(parents=True, exist_ok=True)
    for language in ("tr", "en"):
        set_language(app, language)
        for theme in ("light", "dark"):
            for scale in (100, 150, 200):
                with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
                    runner.run(views(language, theme, scale, folder))
    print(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
