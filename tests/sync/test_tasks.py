"""Background tasks restart after an exception, are reported, and end in order."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from desktop.sync.tasks import BackgroundTasks


class Failures:
    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []

    def task_failed(self, name: str, error: BaseException) -> None:
        self.seen.append((name, str(error)))


@pytest.fixture
def failures() -> Failures:
    return Failures()


async def test_a_function_starts_again_after_an_exception(
    failures: Failures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.sync.tasks._FIRST_PAUSE", 0.0)
    runs: list[str] = []
    tasks = BackgroundTasks(failures)

    async def work(argument: str) -> None:
        runs.append(argument)
        if len(runs) < 3:
            message = f"run {len(runs)}"
            raise ValueError(message)

    tasks.keep_running("work", work, "given")
    await tasks.wait(20)
    assert runs == ["given"] * 3
    assert failures.seen == [("work", "run 1"), ("work", "run 2")]


async def test_a_coroutine_runs_once_and_its_exception_is_reported(failures: Failures) -> None:
    tasks = BackgroundTasks(failures)

    async def work() -> None:
        message = "no"
        raise ValueError(message)

    tasks.start(work(), "command")
    await tasks.wait(20)
    assert failures.seen == [("command", "no")]


async def test_a_group_can_be_used_again_after_its_end(failures: Failures) -> None:
    tasks = BackgroundTasks(failures)
    tasks.keep_running("first", asyncio.Event().wait)
    await tasks.close()
    done = asyncio.Event()

    async def work() -> None:
        done.set()

    tasks.start(work(), "second")
    await tasks.wait(20)
    assert done.is_set()
    assert failures.seen == []


async def test_a_second_caller_waits_for_the_end_of_the_tasks_too(failures: Failures) -> None:
    begun, may_end, ended = asyncio.Event(), asyncio.Event(), False

    async def work() -> None:
        nonlocal ended
        try:
            begun.set()
            await asyncio.Event().wait()
        finally:
            await may_end.wait()
            ended = True

    tasks = BackgroundTasks(failures)
    tasks.keep_running("work", work)
    await begun.wait()
    first = asyncio.ensure_future(tasks.close())
    second = asyncio.ensure_future(tasks.close())
    for _ in range(5):
        await asyncio.sleep(0)
    assert not first.done()
    assert not second.done(), "the task has not ended yet"
    may_end.set()
    await asyncio.gather(first, second)
    assert ended


async def test_a_task_ends_though_a_timeout_inside_it_expires_at_the_same_moment(failures: Failures) -> None:
    waiting = asyncio.Event()

    async def work() -> None:
        while True:
            waiting.set()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(3600) as limit:
                    limits.append(limit)
                    await asyncio.Event().wait()

    limits: list[asyncio.Timeout] = []
    tasks = BackgroundTasks(failures)
    tasks.keep_running("work", work)
    await waiting.wait()
    await asyncio.sleep(0)
    # The timeout cancels the task in the next turn of the loop, in which the group is closed too.
    limits[0].reschedule(asyncio.get_running_loop().time())
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await tasks.close()
