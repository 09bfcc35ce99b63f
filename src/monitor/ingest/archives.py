"""Compressed files and archives become the files inside, layer by layer, within limits."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Any, BinaryIO

import pyarrow as pa

from monitor.article import Quarantined
from monitor.ingest.limits import (
    ARCHIVE_DEPTH,
    ARCHIVE_ENTRIES,
    EXPANSION_RATIO,
    FREE_EXPANSION,
    MB,
)
from monitor.ingest.payload import Layer, Payload, UnreadableError, reader_of

PACKED = frozenset({".gz", ".gzip", ".bz2", ".xz", ".zst"})


class SpentError(UnreadableError):
    """The archive has unpacked to more than it may; nothing further of it is read."""


class Budget:
    """How much one file on disk may unpack to, over all layers."""

    def __init__(self, packed: int) -> None:
        self._left = FREE_EXPANSION + EXPANSION_RATIO * packed
        self._allowed = self._left

    def spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise SpentError(
                f"The archive unpacks to more than {self._allowed // MB:,} MB, {EXPANSION_RATIO} times "
                "its size: a zip bomb, or a mistake. The rest of it was not read."
            )


def explain(error: Exception) -> str | None:
    """Say in a sentence what broke in an archive; None where the error is of another kind."""
    if isinstance(error, EOFError | tarfile.ReadError):
        return "The compressed file ends in the middle: it is cut off. What came before was read."
    if isinstance(
        error, gzip.BadGzipFile | zipfile.BadZipFile | zlib.error | lzma.LZMAError | tarfile.TarError
    ):
        return f"The compressed data is damaged here ({error}). What came before was read."
    if isinstance(error, RuntimeError) and "password" in str(error):
        return "The file inside the archive is encrypted. Unpack it with its password and load it then."
    if isinstance(error, NotImplementedError | pa.ArrowException):
        return f"The compressed data can't be read ({error})."
    if isinstance(error, OSError):
        return f"Reading failed: {error.strerror or error}."
    return None


def unpack_stream(payload: Payload, kind: str, budget: Budget) -> Payload:
    """Look through a compression of one file: gzip, bzip2, xz or zstandard."""
    _check_depth(payload)
    layer = Layer(reader_of(_opened(payload.stream, kind)), explain, budget.spend)
    shape = PurePath(payload.shape).stem if payload.suffix in PACKED else payload.shape
    return Payload(payload.name, layer, depth=payload.depth + 1, folder=payload.folder, shape=shape)


def _opened(stream: BinaryIO, kind: str) -> Any:
    match kind:
        case "gzip":
            return gzip.GzipFile(fileobj=stream, mode="rb")
        case "bzip2":
            return bz2.BZ2File(stream, "rb")
        case "xz":
            return lzma.LZMAFile(stream, "rb")
        case _:
            return pa.CompressedInputStream(pa.PythonFile(stream, mode="r"), "zstd")


def read_zip(payload: Payload, budget: Budget) -> Iterator[Payload | Quarantined]:
    """Give the files of a zip archive in the order of its directory.

    Raises:
        UnreadableError: no zip archive, too many entries, or archives in archives beyond ``ARCHIVE_DEPTH``.
    """
    _check_depth(payload)
    try:
        archive = zipfile.ZipFile(seekable(payload))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableError(
            f"The zip archive is broken or cut off ({error}). Nothing of it was read."
        ) from error
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > ARCHIVE_ENTRIES:
            raise UnreadableError(
                f"The zip archive has {len(entries):,} files; {ARCHIVE_ENTRIES:,} is the most."
            )
        if any(entry.filename == "[Content_Types].xml" for entry in entries):
            raise UnreadableError("This is an Office document. Save it as CSV or plain text and load that.")
        for entry in entries:
            if _is_litter(entry.filename):
                continue
            name = f"{payload.name}!{entry.filename}"
            try:
                opened = archive.open(entry)
            except (
                Exception
            ) as error:  # a damaged directory makes zipfile fail in many ways; explain() knows them
                yield Quarantined(name, None, explain(error) or f"The entry can't be opened ({error}).")
                continue
            with opened:
                account = _entry_account(entry.compress_size, budget)
                yield Payload(name, Layer(reader_of(opened), explain, account), depth=payload.depth + 1)


def _entry_account(packed: int, budget: Budget) -> Callable[[int], None]:
    """An entry may not blow up beyond its own size either: one bomb in a large archive costs itself only."""
    left = FREE_EXPANSION + EXPANSION_RATIO * packed

    def spend(size: int) -> None:
        nonlocal left
        left -= size
        if left < 0:
            raise UnreadableError(
                f"The file unpacks to more than {EXPANSION_RATIO} times its size: a zip bomb, or a mistake."
            )
        budget.spend(size)

    return spend


def read_tar(payload: Payload) -> Iterator[Payload | Quarantined]:
    """Give the files of a tar archive in their order.

    Raises:
        UnreadableError: the archive is damaged or ends in the middle.
    """
    _check_depth(payload)
    try:
        archive = tarfile.open(fileobj=payload.stream, mode="r|", bufsize=1 << 18)  # noqa: SIM115
        for count, entry in enumerate(archive, 1):
            if count > ARCHIVE_ENTRIES:
                raise UnreadableError(f"The tar archive has more than {ARCHIVE_ENTRIES:,} files.")
            if not entry.isfile() or _is_litter(entry.name):
                continue
            opened = archive.extractfile(entry)
            if opened is not None:
                name = f"{payload.name}!{entry.name}"
                yield Payload(name, Layer(opened.read, explain), depth=payload.depth + 1)
            archive.members.clear()  # type: ignore[attr-defined]  # a stream needs none of them again
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise UnreadableError(explain(error) or f"The tar archive is damaged ({error}).") from error


def seekable(payload: Payload) -> BinaryIO:
    """The payload as a file that can be read from any place; what comes out of an archive goes to a temporary
    one."""
    if payload.stream.seekable():
        return payload.stream
    spool = tempfile.SpooledTemporaryFile(max_size=16 * MB)  # noqa: SIM115  # the caller holds it
    while piece := payload.stream.read(MB):
        spool.write(piece)
    spool.seek(0)
    return spool  # type: ignore[return-value]  # it has all that BinaryIO asks for


def _is_litter(name: str) -> bool:
    """What macOS and editors leave in archives."""
    parts = name.replace("\\", "/").split("/")
    return "__MACOSX" in parts or parts[-1].startswith(".")


def _check_depth(payload: Payload) -> None:
    if payload.depth >= ARCHIVE_DEPTH:
        raise UnreadableError(
            f"Archives lie more than {ARCHIVE_DEPTH} deep in each other. Unpack the outer ones."
        )
