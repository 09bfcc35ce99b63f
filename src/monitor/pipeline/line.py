"""Tasks wait in line for whoever works on them; what somebody stands still for goes before the rest."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Line(Generic[T]):
    """An executor with two lines before it.

    An executor takes tasks in the order in which they come, and all at once: what is urgent would stand behind
    everything that was begun ahead. So it is given no more than it can work on.

    Args:
        executor: who works; :meth:`close` ends it.
        at_once: how many tasks it is given at a time: as many as it has workers, and what they find waiting
            when they are done.
    """

    def __init__(self, executor: Executor, at_once: int) -> None:
        self._executor = executor
        self._room = at_once
        self._lock = Lock()
        self._urgent: deque[_Task[T]] = deque()
        self._waiting: deque[_Task[T]] = deque()

    def submit(self, work: Callable[[bytes], T], data: bytes, *, urgent: bool = False) -> Future[T]:
        """Put a task into line; what keeps the executor from working on it is the error of its answer."""
        answer: Future[T] = Future()
        with self._lock:
            (self._urgent if urgent else self._waiting).append((answer, work, data))
        self._move_up()
        return answer

    def close(self) -> None:
        """Let the executor go without waiting for what nobody asks for any more."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _move_up(self) -> None:
        while task := self._next():
            answer, work, data = task
            try:
                running = self._executor.submit(work, data)
            except RuntimeError as error:  # it is broken, or closed
                self._make_room()
                answer.set_exception(error)
            else:
                running.add_done_callback(partial(self._done, answer))

    def _next(self) -> _Task[T] | None:
        with self._lock:
            line = self._urgent or self._waiting
            if not (line and self._room):
                return None
            self._room -= 1
            return line.popleft()

    def _make_room(self) -> None:
        with self._lock:
            self._room += 1

    def _done(self, answer: Future[T], running: Future[T]) -> None:
        self._make_room()
        if running.cancelled():
            answer.cancel()
        elif error := running.exception():
            answer.set_exception(error)
        else:
            answer.set_result(running.result())
        self._move_up()


_Task = tuple[Future[T], Callable[[bytes], T], bytes]
