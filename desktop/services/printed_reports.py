"""Sales reports for ticket printers. Nothing is imported before the first one is printed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from desktop.domain.sales.report import SalesReport
    from desktop.store import Store
    from desktop.system.settings.options import Options


class PrintedReports:
    """Counts the sales of a period when its ticket is drawn."""

    def __init__(self, store: Store, options: Callable[[], Options]) -> None:
        """Count in this store.

        Args:
            store: open.
            options: returns those in force: they tell when a day begins, and which wait is late.
        """
        self._store = store
        self._options = options

    async def report(self, period: str, now: datetime) -> tuple[SalesReport, Mapping[int, str]]:
        """Return a report, and the words for its cancel reasons.

        Args:
            period: see `period_text`.
            now: the wall clock.

        Raises:
            ValueError: that is no period.
            StoreError: the orders cannot be read.
        """
        from desktop.domain.sales.period import read_period
        from desktop.services.sales_reports import count_sales
        from desktop.system.settings.settings import day_begins

        settings = self._options().settings_file.peek()
        late_after = timedelta(minutes=settings.urgent_after)
        counted = await count_sales(self._store, read_period(period, day_begins(settings)), now, late_after)
        return counted.report, {reason.id: reason.reason for reason in counted.reasons}
