"""What is committed under a transaction is committed once, whoever tries again."""

import pyarrow as pa
import pytest

from monitor.errors import StoreError
from monitor.store.schema import LINES
from monitor.store.store import Store, Transaction

ROWS = pa.Table.from_pylist([{"line": 1, "article_id": "a"}], LINES)


def append(store: Store, transaction: Transaction | None) -> None:
    with store.change("ingest", transaction=transaction) as change:
        if not change.is_done:
            change.append("lines", ROWS)


def rows(store: Store) -> int:
    return len(store.snapshot().read("lines"))


def test_the_same_transaction_is_committed_once(tmp_path):
    store = Store(tmp_path)
    for transaction in (
        Transaction("one", 1),
        Transaction("one", 1),
        Transaction("one", 2),
        Transaction("one", 1),
    ):
        append(store, transaction)
    assert rows(store) == 2
    assert [snapshot.number for snapshot in store.snapshots()] == [1, 2]


def test_writers_have_numbers_of_their_own(tmp_path):
    store = Store(tmp_path)
    for writer in ("one", "two", "one"):
        append(store, Transaction(writer, 1))
    append(store, None)
    append(store, None)
    assert rows(store) == 4


def test_a_change_that_failed_was_not_committed(tmp_path):
    store, transaction = Store(tmp_path), Transaction("one", 1)
    with pytest.raises(StoreError), store.change("ingest", transaction=transaction) as change:
        change.append("none", ROWS)
    append(store, transaction)
    assert rows(store) == 1


def test_transactions_outlast_the_folding_of_the_list(tmp_path):
    store = Store(tmp_path)
    for number in range(1, 40):
        append(store, Transaction("one", number))
    append(store, Transaction("one", 5))
    assert rows(store) == 39
