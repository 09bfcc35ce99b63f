"""Tasks in line: what is urgent goes first, nobody waits for ever, and no more is handed over than has room."""

import threading
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.pipeline.line import Line

PATIENCE = 60


class ByHand(Executor):
    """Works when it is told to, one task at a time."""

    def __init__(self) -> None:
        self.given: list[tuple[Future[bytes], bytes]] = []

    def submit(self, _: object, data: bytes) -> Future[bytes]:  # type: ignore[override]
        self.given.append((answer := Future(), data))
        return answer

    def work(self) -> bytes:
        answer, data = self.given.pop(0)
        answer.set_result(data)
        return data


@given(st.lists(st.booleans(), max_size=30), st.integers(1, 5))
def test_the_urgent_go_before_the_others_and_all_in_their_order(urgent: list[bool], at_once: int) -> None:
    executor = ByHand()
    line: Line[bytes] = Line(executor, at_once)
    names = [b"%d" % n for n in range(len(urgent))]
    answers = [
        line.submit(bytes, name, urgent=is_urgent) for name, is_urgent in zip(names, urgent, strict=True)
    ]
    worked_on = []
    while executor.given:
        assert len(executor.given) <= at_once
        worked_on.append(executor.work())
    assert [answer.result(0) for answer in answers] == names
    # Those that found room went at once, whatever they were.
    waited = list(zip(names, urgent, strict=True))[at_once:]
    assert worked_on[:at_once] == names[:at_once]
    assert worked_on[at_once:] == [name for name, is_urgent in sorted(waited, key=lambda one: not one[1])]


def test_an_error_is_the_answer_of_its_task_alone() -> None:
    line: Line[int] = Line(ThreadPoolExecutor(1), 2)
    answers = [line.submit(int, data) for data in (b"1", b"no number", b"3")]
    assert answers[0].result(PATIENCE) == 1
    with pytest.raises(ValueError, match="no number"):
        answers[1].result(PATIENCE)
    assert answers[2].result(PATIENCE) == 3
    line.close()


def test_who_waits_in_a_line_that_is_closed_is_told() -> None:
    gate = threading.Event()

    def wait(data: bytes) -> bytes:
        gate.wait(PATIENCE)
        return data

    line: Line[bytes] = Line(ThreadPoolExecutor(1), 1)
    answers = [line.submit(wait, data) for data in (b"1", b"2", b"3")]
    line.close()
    gate.set()
    assert answers[0].result(PATIENCE) == b"1"
    for answer in answers[1:]:
        with pytest.raises(RuntimeError, match="shutdown"):
            answer.result(PATIENCE)


class Broken(ByHand):
    """Dies over its first task, and takes no other."""

    def submit(self, _: object, data: bytes) -> Future[bytes]:  # type: ignore[override]
        if self.given:
            raise BrokenProcessPool("it is no more")
        return super().submit(_, data)


def test_who_waits_for_a_process_that_died_is_told() -> None:
    executor = Broken()
    line: Line[bytes] = Line(executor, 1)
    answers = [line.submit(bytes, b"1", urgent=n == 2) for n in range(4)]
    executor.given[0][0].set_exception(BrokenProcessPool("it died"))
    for answer in answers:
        with pytest.raises(BrokenProcessPool):
            answer.result(0)
