"""What travels between the readers: a named stream, a record found in it, a piece that can't be read."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from monitor.article import DateFrom
from monitor.ingest.limits import TEXT_CHARS

HEAD_BYTES = 1 << 20
"""How far a reader may look ahead to see what it has before it."""


class UnreadableError(Exception):
    """This piece can't be read; the message is the reason that the quarantine keeps."""


def bounded(text: str) -> str:
    """The text of an article, unless it is beyond all measure.

    Raises:
        UnreadableError: more than ``TEXT_CHARS``.
    """
    if len(text) > TEXT_CHARS:
        raise UnreadableError(f"The text has {len(text):,} characters; articles are read up to {TEXT_CHARS:,}.")
    return text


@dataclass(frozen=True, slots=True)
class Record:
    """One row, line or element, its fields not yet recognised. ``raw`` is what a quarantine excerpt is cut
    from."""

    fields: Mapping[str, Any]
    line: int | None = None
    raw: str | bytes = ""
    date_from: DateFrom = "file"


class Payload:
    """A named stream of bytes on its way through the layers.

    ``name`` is shown to analysts (``archive.zip!inner.jsonl``); ``shape`` is the innermost name without the
    endings of compression, whose suffix hints at the kind. ``depth`` counts the archives around it. ``folder``
    is the name of the folder that it lies in, where that may name the source.
    """

    def __init__(
        self,
        name: str,
        stream: io.BufferedReader[Any] | Layer,
        *,
        depth: int = 0,
        folder: str = "",
        shape: str | None = None,
    ) -> None:
        self._layer = stream if isinstance(stream, Layer) else None
        self.stream = io.BufferedReader(stream, HEAD_BYTES) if isinstance(stream, Layer) else stream
        self.name, self.depth, self.folder = name, depth, folder
        self.shape = name.rpartition("!")[2] if shape is None else shape

    @property
    def suffix(self) -> str:
        """The lower-case ending with its dot."""
        return PurePath(self.shape).suffix.lower()

    @property
    def failure(self) -> UnreadableError | None:
        """Why the stream ends before its end, as far as reading has come."""
        return self._layer.failure if self._layer else None

    def is_cut(self, line: bytes) -> bool:
        """True for a last line that lost its end with the stream's."""
        return self.failure is not None and not line.endswith(b"\n")

    def head(self) -> bytes:
        """Up to ``HEAD_BYTES`` from here on, without taking them."""
        return self.stream.peek(1)

    def read_all(self, limit: int, what: str) -> bytes:
        """All bytes that are left.

        Raises:
            UnreadableError: there are more than ``limit``, or the stream broke off.
        """
        data = self.stream.read(limit + 1)
        if self.failure is not None:
            raise self.failure
        if len(data) > limit:
            raise UnreadableError(f"The {what} is larger than {limit >> 20} MB, which no article is.")
        return data


class Layer(io.RawIOBase):
    """One layer of unpacking. Where the input breaks it ends, as if the file ended there, and keeps the reason
    in ``failure``: readers see all that came before, and whoever reads to the end asks for the reason.

    ``read`` gives at most n bytes and may give fewer; ``explain`` turns its exceptions into sentences, or gives
    None for those that are no fault of the input. ``account`` hears the size of each piece and may refuse it.
    """

    def __init__(
        self,
        read: Callable[[int], bytes],
        explain: Callable[[Exception], str | None],
        account: Callable[[int], None] | None = None,
    ) -> None:
        super().__init__()
        self._read, self._explain, self._account = read, explain, account
        self.failure: UnreadableError | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer)
        filled = 0
        while filled < len(view) and (piece := self._next(len(view) - filled)):
            view[filled : filled + len(piece)] = piece
            filled += len(piece)
        return filled

    def _next(self, size: int) -> bytes:
        if self.failure is not None:
            return b""
        try:
            piece = self._read(size)
            if self._account:
                self._account(len(piece))
        except UnreadableError as error:
            self.failure = error
        except Exception as error:  # each archive library has its own family; explain() knows them
            reason = self._explain(error)
            if reason is None:
                raise
            self.failure = UnreadableError(reason)
        else:
            return piece
        return b""


def reader_of(stream: Any) -> Callable[[int], bytes]:
    """The stream's one-step read, which hands out what it has before it meets an error."""
    read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
    return read
