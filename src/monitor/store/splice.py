"""A Parquet file with some of its columns anew: the bytes of the others are copied, they are not even read.

A file is a row of column chunks and a footer that says where each begins. The footer is a structure in Thrift's
compact protocol; it is read without knowing what all its fields mean, so those of later versions stay.

Source: Apache Parquet, parquet.thrift (https://github.com/apache/parquet-format); Apache Thrift, "Thrift
compact protocol encoding".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

Struct = dict[int, tuple[int, Any]]
"""The fields of a structure by their numbers: type and value."""

_MAGIC = b"PAR1"
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = (*range(1, 11), 12)
_INTEGERS = (_I16, _I32, _I64)
_BOOLEANS = (_TRUE, _FALSE)

# Numbers of fields: of the file, of a group of rows, of a column's chunk, and of what is said of it.
_GROUPS = 4
_CHUNKS, _BYTES, _OFFSET, _COMPRESSED = 1, 2, 5, 6
_SAID, _PAGE_INDEX = 3, (4, 5, 6, 7)
_PATH, _PLAIN_SIZE, _SIZE, _DATA, _INDEX, _DICTIONARY, _BLOOM, _BLOOM_SIZE = 3, 6, 7, 9, 10, 11, 14, 15


def splice(old: Path, fresh: BinaryIO, target: Path) -> None:
    """Write a file with the columns of ``fresh`` in the place of those of the same names in ``old``.

    Both are Parquet files that hold as many rows in as many groups, and their columns have the same types.

    Raises:
        OSError: the disk refused.
        ValueError: the two files have other numbers of groups.
    """
    with old.open("rb") as before, target.open("wb") as written:
        footer, other = _footer(before), _footer(fresh)
        written.write(_MAGIC)
        for group, anew in zip(_listed(footer, _GROUPS), _listed(other, _GROUPS), strict=True):
            replaced = {_path(chunk): chunk for chunk in _listed(anew, _CHUNKS)}
            chunks = [
                (replaced[_path(chunk)], fresh) if _path(chunk) in replaced else (chunk, before)
                for chunk in _listed(group, _CHUNKS)
            ]
            _write_group(written, group, chunks)
        told = b"".join(_struct(footer))
        written.write(told + len(told).to_bytes(4, "little") + _MAGIC)


def _write_group(written: BinaryIO, group: Struct, chunks: list[tuple[Struct, BinaryIO]]) -> None:
    """Copy the chunks, and say in the group where they are."""
    begin = written.tell()
    for chunk, source in chunks:
        said = chunk[_SAID][1]
        starts = [said[field][1] for field in (_DATA, _INDEX, _DICTIONARY) if field in said]
        moved = written.tell() - min(start for start in starts if start)
        _copy(source, written, written.tell() - moved, said[_SIZE][1])
        for field in (_DATA, _INDEX, _DICTIONARY):
            if field in said and said[field][1]:
                said[field] = (said[field][0], said[field][1] + moved)
        for field in _PAGE_INDEX:
            chunk.pop(field, None)
    for chunk, source in chunks:
        said = chunk[_SAID][1]
        if _BLOOM in said:
            start, said[_BLOOM] = said[_BLOOM][1], (said[_BLOOM][0], written.tell())
            _copy(source, written, start, said[_BLOOM_SIZE][1])
    group[_CHUNKS] = (_LIST, (_STRUCT, [chunk for chunk, _ in chunks]))
    sizes = {_BYTES: _PLAIN_SIZE, _COMPRESSED: _SIZE}
    for field, of_chunk in sizes.items():
        if field in group:
            group[field] = (_I64, sum(chunk[_SAID][1][of_chunk][1] for chunk, _ in chunks))
    if _OFFSET in group:
        group[_OFFSET] = (_I64, begin)


def _copy(source: BinaryIO, target: BinaryIO, start: int, size: int) -> None:
    source.seek(start)
    data = source.read(size)
    if len(data) != size:
        raise OSError(f"a column of {size:,} bytes ends after {len(data):,}")
    target.write(data)


def _footer(file: BinaryIO) -> Struct:
    file.seek(-8, 2)
    size = int.from_bytes(file.read(4), "little")
    file.seek(-8 - size, 2)
    return _Reader(file.read(size)).struct()


def _listed(struct: Struct, field: int) -> list[Struct]:
    _, (_, values) = struct[field]
    return list(values)


def _path(chunk: Struct) -> tuple[bytes, ...]:
    """The names that lead to a column, for one in a list or a structure has several."""
    _, (_, names) = chunk[_SAID][1][_PATH]
    return tuple(names)


class _Reader:
    """Reads the compact protocol."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def struct(self) -> Struct:
        fields: Struct = {}
        number = 0
        while header := self._byte():
            step, kind = header >> 4, header & 15
            number = number + step if step else self._integer()
            fields[number] = (kind, kind == _TRUE if kind in _BOOLEANS else self._value(kind))
        return fields

    def _value(self, kind: int) -> Any:
        if kind in _INTEGERS:
            return self._integer()
        if kind == _BINARY:
            return self._bytes(self._varint())
        if kind == _STRUCT:
            return self.struct()
        if kind in (_LIST, _SET):
            header = self._byte()
            number, of = header >> 4, header & 15
            number = self._varint() if number == 15 else number
            return of, [self._value(of) for _ in range(number)]
        if kind in (_BYTE, *_BOOLEANS):  # a truth value in a list is a byte
            return self._byte()
        if kind == _DOUBLE:
            return self._bytes(8)
        raise ValueError(f"The footer of a Parquet file holds a value of type {kind}, which none should have.")

    def _byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1]

    def _bytes(self, size: int) -> bytes:
        self._at += size
        return self._data[self._at - size : self._at]

    def _varint(self) -> int:
        number, shift = 0, 0
        while (byte := self._byte()) & 128:
            number |= (byte & 127) << shift
            shift += 7
        return number | byte << shift

    def _integer(self) -> int:
        folded = self._varint()
        return (folded >> 1) ^ -(folded & 1)


def _struct(fields: Struct) -> Iterator[bytes]:
    before = 0
    for number, (kind, value) in sorted(fields.items()):
        told = (_TRUE if value else _FALSE) if kind in _BOOLEANS else kind
        step = number - before
        yield bytes([step << 4 | told]) if 0 < step < 16 else bytes([told]) + _integer(number)
        if kind not in _BOOLEANS:
            yield from _value(kind, value)
        before = number
    yield b"\0"


def _value(kind: int, value: Any) -> Iterator[bytes]:
    if kind in (_LIST, _SET):
        of, values = value
        size = len(values)
        yield bytes([size << 4 | of]) if size < 15 else bytes([240 | of]) + _varint(size)
        for one in values:
            yield from _value(of, one)
    elif kind == _STRUCT:
        yield from _struct(value)
    else:
        yield _PLAIN[kind](value)


def _varint(number: int) -> bytes:
    parts = []
    while number > 127:
        parts.append(number & 127 | 128)
        number >>= 7
    return bytes([*parts, number])


def _integer(number: int) -> bytes:
    return _varint(number << 1 if number >= 0 else (-number << 1) - 1)


def _of_bytes(value: bytes) -> bytes:
    return _varint(len(value)) + value


def _of_byte(value: int) -> bytes:
    return bytes([value])


_PLAIN: dict[int, Callable[[Any], bytes]] = {
    **dict.fromkeys(_INTEGERS, _integer),
    **dict.fromkeys((_BYTE, *_BOOLEANS), _of_byte),
    _BINARY: _of_bytes,
    _DOUBLE: bytes,
}
