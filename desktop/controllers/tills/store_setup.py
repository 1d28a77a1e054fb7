"""Stands in until the branch with the real one is merged."""

from __future__ import annotations

from desktop.domain.tills import StoreProblem, StoreTrial


class SharedStoreSetup:
    """Answers nothing."""

    async def try_store(self, address: str, password: str) -> StoreTrial:
        return StoreTrial(StoreProblem.UNREACHABLE, address, password)

    async def save_password(self, address: str, password: str) -> None:
        del address, password
