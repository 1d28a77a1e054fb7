"""The About dialog in the whole program: the licences load while orders arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ui.help.about_dialog import AboutDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.simulator import Simulator
    from tests.stories.conftest import Story


def test_about_lists_the_licences_while_orders_arrive(play: Callable[..., int], sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        story.window.dialogs.show_about()
        dialog = story.window.dialogs.dialog
        assert isinstance(dialog, AboutDialog)
        await story.until(lambda: "LGPL-3.0" in dialog.licences.toPlainText(), "the licences are there")
        sim.add_order()
        await story.shown("newColumn", 1)
        dialog.reject()

    assert play(tell) == 0
