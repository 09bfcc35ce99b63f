"""A store in a bucket is the same store on every machine, whoever writes, dies or loses the net."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.errors import InputError, StoreBrokenError, StoreBusyError, StoreError
from monitor.place import bucket_of, copy_of
from monitor.settings import load_settings
from monitor.store import lease, mirror
from monitor.store.bucket import Bucket
from monitor.store.lease import Lease
from monitor.store.lock import commit_lock
from monitor.store.maintain import compact, pin, pins, vacuum
from monitor.store.mirror import address_of, mirror_of
from monitor.store.schema import TABLES
from monitor.store.store import Store
from monitor.store.verify import verify
from tests.bucket_server import STRANGER

Loads = Callable[..., int]
Ids = Callable[..., list[str]]
Machine = Callable[[str], Store]

LOADER = Path(__file__).with_name("load_from_afar.py")
BATCH = 10
OBJECTS_OF_A_COMMIT = 19
"""A file and an entry for each of nine tables, the list of commits among them; occurrences have two files."""


@pytest.fixture
def machine(bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """The store as a machine of that name sees it, which looks for news each time."""
    monkeypatch.setattr(mirror, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(lease, "PAUSE_SECONDS", 0.05)
    return lambda name: Store(copy_of(bucket, tmp_path / name))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here, who holds a lease and says nothing for a second counts as dead."""
    monkeypatch.setattr(lease, "LEASE_SECONDS", 1.0)


def parquet_here(store: Store) -> list[str]:
    found = store.path.glob("*/*.parquet")
    return sorted(str(path.relative_to(store.path)) for path in found if path.parent.name != "snapshots")


def contents(store: Store, number: int | None = None) -> dict[str, list[str]]:
    """All rows of all tables, in words that can be compared."""
    snapshot = store.snapshot(number)
    return {table: sorted(map(str, snapshot.read(table).to_pylist())) for table in TABLES}


class Down(Bucket):
    """A bucket whose server goes away when so many more objects were written."""

    left = 10**9

    def _spend(self) -> None:
        Down.left -= 1
        if Down.left < 0:
            raise StoreError("The bucket can't be used: the server can't be reached.")

    def send(self, path: str, content: Path | bytes) -> None:
        if not path.endswith("/.lock"):
            self._spend()
        super().send(path, content)

    def create(self, path: str, content: bytes) -> str | None:
        if not path.endswith(".lock"):
            self._spend()
        return super().create(path, content)


def test_what_one_machine_loads_another_reads(machine: Machine, load: Loads, ids: Ids, tmp_path: Path) -> None:
    here, there, plain = machine("here"), machine("there"), Store(tmp_path / "plain")
    assert not there.exists()
    for store in (here, plain):
        load(store, "a1", "a2")
        load(store, "b1", day=None)
    assert ids(there) == ["a1", "a2", "b1"]
    assert contents(there) == contents(plain)
    assert contents(there, 1) == contents(plain, 1)
    assert [(one.number, one.at) for one in there.snapshots()] == [
        (one.number, one.at) for one in here.snapshots()
    ]
    assert [one.number for one in there.snapshots()] == [1, 2]
    assert verify(there) == []
    assert verify(here) == []


def test_only_files_that_are_asked_for_are_brought(machine: Machine, load: Loads) -> None:
    load(machine("here"), "a1")
    there = machine("there")
    snapshot = there.snapshot()
    assert parquet_here(there) == []
    assert snapshot.paths("articles")
    assert parquet_here(there) == []
    snapshot.read("mentions")
    assert {path.partition("/")[0] for path in parquet_here(there)} == {"mentions"}


def test_machines_write_in_turns(machine: Machine, load: Loads, ids: Ids) -> None:
    stores = [machine(name) for name in ("left", "middle", "right")]
    for turn in range(12):
        assert load(stores[turn % 3], f"a{turn:02}") == turn + 1
    for store in stores:
        assert ids(store) == [f"a{turn:02}" for turn in range(12)]
        assert verify(store) == []


def test_a_store_is_tidied_for_all_machines(machine: Machine, load: Loads, ids: Ids, bucket: str) -> None:
    here, there = machine("here"), machine("there")
    for turn in range(4):
        load(here, f"a{turn}")
    kept = pin(there, "kept", 2)
    assert pins(there) == {"kept": 2}
    held = {entry.path for entry in Bucket(bucket).listed("articles") if entry.path.endswith(".parquet")}
    compact(there, everything=True)
    gone = vacuum(here, keep_days=0, keep_last=1, grace_seconds=0)
    assert (gone.snapshots, gone.files > 0, gone.bytes > 0) == (3, True, True)
    assert len(held - {entry.path for entry in Bucket(bucket).listed("articles")}) == 2, "of a2 and a3 alone"
    third = machine("third")
    assert ids(third) == ["a0", "a1", "a2", "a3"]
    assert ids(third, kept.number) == ["a0", "a1"]
    assert pins(third) == {"kept": 2}
    with pytest.raises(StoreError, match="is no longer kept"):
        third.snapshot(3)
    assert verify(third) == []


def test_a_log_with_checkpoints_is_read(machine: Machine, load: Loads, ids: Ids, bucket: str) -> None:
    here, there = machine("here"), machine("there")
    load(there, "first")
    for turn in range(22):
        load(here, f"a{turn:02}")
    assert any("checkpoint" in entry.path for entry in Bucket(bucket).listed("articles/_delta_log"))
    assert len(ids(there)) == len(ids(machine("third"))) == 23
    assert load(there, "last") == 24
    assert len(ids(here)) == 24


@pytest.mark.parametrize("unsent", [1, 2, 3, 4, 9, 14, OBJECTS_OF_A_COMMIT])
def test_a_net_that_breaks_stores_nothing_or_all(
    machine: Machine, load: Loads, ids: Ids, monkeypatch: pytest.MonkeyPatch, unsent: int
) -> None:
    here, there = machine("here"), machine("there")
    load(here, "a1")
    broken = mirror_of(here.path)
    assert broken is not None
    monkeypatch.setattr(broken, "bucket", Down(broken.bucket.address))
    monkeypatch.setattr(Down, "left", OBJECTS_OF_A_COMMIT - unsent)
    with pytest.raises(StoreError, match="can't be reached"):
        load(here, "a2")
    monkeypatch.setattr(Down, "left", OBJECTS_OF_A_COMMIT)
    assert ids(here) == ids(there) == ["a1"]
    load(there, "b1")
    load(here, "a2")
    assert Down.left == 0
    assert ids(here) == ids(there) == ["a1", "a2", "b1"]
    assert verify(here) == verify(there) == []
    assert [snapshot.number for snapshot in here.snapshots()] == [1, 2, 3]


@pytest.mark.parametrize("step", [1, 6, 12, OBJECTS_OF_A_COMMIT - 1, OBJECTS_OF_A_COMMIT])
@pytest.mark.usefixtures("impatient")
def test_a_writer_that_dies_is_followed_by_others(machine: Machine, load: Loads, ids: Ids, step: int) -> None:
    """It is killed when it has written so many objects of its second commit; others go on, then its machine."""
    here, there = machine("here"), machine("there")
    command = [sys.executable, str(LOADER), str(here.path), "x", str(step)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == -9, answer.stderr
    promised = {name for line in answer.stdout.splitlines() for name in line.split()[1:]}
    assert len(promised) == BATCH
    assert set(ids(there)) == set(ids(here)) == promised
    load(there, "theirs")
    load(here, "ours")
    assert set(ids(there)) == set(ids(here)) == promised | {"theirs", "ours"}
    assert verify(here) == verify(there) == []


def test_two_machines_load_at_the_same_time(machine: Machine, ids: Ids) -> None:
    stores = {name: machine(name) for name in ("left", "right")}
    loaders = {
        name: subprocess.Popen(
            [sys.executable, str(LOADER), str(store.path), name], stdout=subprocess.PIPE, text=True
        )
        for name, store in stores.items()
    }
    promised: set[str] = set()
    watching = machine("watching")
    try:
        for process in loaders.values():
            assert process.stdout is not None
            promised |= set(process.stdout.readline().split()[1:])
        until = watching.snapshot().number + 4
        while watching.snapshot().number < until:
            snapshot = watching.snapshot()
            articles = snapshot.read("articles", ["article_id"]).num_rows
            assert articles % BATCH == 0
            assert snapshot.read("raw", ["article_id"]).num_rows == articles
    finally:
        for process in loaders.values():
            process.kill()
    for process in loaders.values():
        assert process.stdout is not None
        whole = [line for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
        promised |= {name for line in whole for name in line.split()[1:]}
        process.wait()
    assert len(promised) >= 2 * BATCH
    assert promised <= set(ids(watching))
    numbers = [snapshot.number for snapshot in watching.snapshots()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert verify(watching) == []


def test_a_folder_moves_into_a_bucket_and_back_as_it_is(
    machine: Machine, load: Loads, ids: Ids, bucket: str, tmp_path: Path
) -> None:
    """With any tool that copies files."""
    before, after, objects = Store(tmp_path / "before"), Store(tmp_path / "after"), Bucket(bucket)
    for turn in range(3):
        load(before, f"a{turn}")
    kept = pin(before, "kept", 2)
    for file in [path for path in before.path.rglob("*") if path.is_file()]:
        objects.send(file.relative_to(before.path).as_posix(), file)
    assert load(machine("here"), "a3") == 4
    assert ids(machine("there")) == ["a0", "a1", "a2", "a3"]
    assert pins(machine("there")) == {"kept": kept.number}
    for folder in (*TABLES, "snapshots"):
        for entry in objects.listed(folder):
            objects.fetch(entry.path, after.path / entry.path)
    assert contents(after) == contents(machine("there"))
    assert load(after, "a4") == 5
    assert verify(after) == []


def test_a_copy_that_is_removed_is_made_again(machine: Machine, load: Loads, ids: Ids) -> None:
    here = machine("here")
    load(here, "a1", "a2")
    shutil.rmtree(here.path)
    assert ids(here) == ["a1", "a2"]
    shutil.rmtree(here.path)
    assert load(here, "a3") == 2


def test_a_copy_may_be_a_link_to_another_disk(machine: Machine, load: Loads, ids: Ids, tmp_path: Path) -> None:
    here = machine("here")
    here.path.parent.mkdir(parents=True)
    (tmp_path / "disk").mkdir()
    here.path.symlink_to(tmp_path / "disk")
    load(Store(here.path), "a1")
    assert ids(machine("there")) == ["a1"]


def test_a_commit_on_its_way_is_shown_to_nobody(
    machine: Machine, load: Loads, ids: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, seen = machine("here"), []
    create = Bucket.create

    def watched(self: Bucket, path: str, content: bytes) -> str | None:
        if path.startswith("snapshots/_delta_log/"):
            seen.append((Store(here.path).exists() and ids(here), [one.number for one in here.snapshots()]))
        return create(self, path, content)

    monkeypatch.setattr(Bucket, "create", watched)
    load(here, "a1")
    load(here, "a2")
    assert seen == [(False, []), (False, []), (["a1"], [1])], "the first makes the list and then the commit"


def test_a_disk_that_is_full_is_told(
    machine: Machine, load: Loads, ids: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = machine("here"), machine("there")
    load(here, "a1")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(mirror, "TemporaryDirectory", full)
        with pytest.raises(StoreError, match="No space left on device"):
            there.exists()
        with pytest.raises(StoreError, match="No space left on device"):
            load(there, "a2")
    assert ids(there) == ["a1"]
    with monkeypatch.context() as patch:
        patch.setattr(mirror.Mirror, "_note", full)
        with pytest.raises(StoreError, match="No space left on device"):
            load(there, "a2")
    assert ids(here) == ids(there) == ["a1"]


def test_a_note_that_was_cut_short_is_no_obstacle(machine: Machine, load: Loads, ids: Ids) -> None:
    here = machine("here")
    load(here, "a1")
    (here.path / ".unsent").write_text("")
    assert ids(here) == ["a1"]
    assert load(here, "a2") == 2


def test_a_vacuum_that_slept_removes_nothing(
    machine: Machine, load: Loads, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others may have committed meanwhile what it does not know."""
    here, strange = machine("here"), "articles/part-strange.parquet"
    load(here, "a1")
    Bucket(bucket).send(strange, b"of a commit that it did not see")

    def taken(self: Lease) -> None:
        Bucket(bucket).send(".lock", b'{"holder": "another"}')
        confirm(self)

    confirm = Lease.confirm
    monkeypatch.setattr(Lease, "confirm", taken)
    with pytest.raises(StoreError, match="was lost"):
        vacuum(here, grace_seconds=-5)
    assert Bucket(bucket).read(strange) is not None


def test_another_store_in_the_place_of_one_is_read_and_written_as_it_is(
    machine: Machine, load: Loads, ids: Ids, bucket: str
) -> None:
    here, there = machine("here"), machine("there")
    for turn in range(4):
        load(here, f"old{turn}")
    assert len(ids(there)) == 4
    objects = Bucket(bucket)
    for folder in (*TABLES, "snapshots", "dictionary"):
        objects.remove([entry.path for entry in objects.listed(folder)])
    assert not there.exists()
    load(machine("third"), "new0")
    assert ids(there) == ["new0"]
    assert load(here, "new1") == 2
    assert ids(here) == ids(there) == ids(machine("fourth")) == ["new0", "new1"]
    assert verify(here) == []


def test_a_file_that_the_bucket_lost_is_told(machine: Machine, load: Loads, bucket: str) -> None:
    load(machine("here"), "a1")
    lost = [entry.path for entry in Bucket(bucket).listed("mentions") if entry.path.endswith(".parquet")]
    Bucket(bucket).remove(lost)
    with pytest.raises(StoreBrokenError, match="monitor verify"):
        machine("there").snapshot().read("mentions")


@pytest.mark.parametrize("table", ["articles", "snapshots"])
def test_an_entry_of_another_writer_is_never_overwritten(
    machine: Machine, load: Loads, ids: Ids, bucket: str, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    """Two hold the lease, say; the other one has been faster."""
    here, there, send = machine("here"), machine("there"), Bucket.send
    load(here, "a1")
    entry = f"{table}/_delta_log/{2:020}.json"

    def overtaken(self: Bucket, path: str, content: Path | bytes) -> None:
        send(self, path, content)
        send(self, entry, b"{}\n")

    with monkeypatch.context() as patch:
        patch.setattr(Bucket, "send", overtaken)
        with pytest.raises(StoreError, match="Another machine has written"):
            load(here, "a2")
    found = Bucket(bucket).read(entry)
    assert found is not None
    assert found.content == b"{}\n"
    Bucket(bucket).remove([entry])
    assert ids(here) == ids(there) == ["a1"]


def test_a_reader_looks_seldom(machine: Machine, load: Loads, monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = machine("here"), machine("there")
    load(here, "a1")
    assert there.snapshot().number == 1
    monkeypatch.setattr(mirror, "LOOK_SECONDS", 3600.0)
    load(here, "a2")
    assert there.snapshot().number == 1
    monkeypatch.setattr(mirror, "LOOK_SECONDS", 0.0)
    assert there.snapshot().number == 2


def test_a_lease_is_held_by_one(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "PAUSE_SECONDS", 0.01)
    objects = Bucket(bucket)
    inside: list[str] = []

    def hold(name: str) -> None:
        with Lease(objects, ".lock").held(30):
            inside.append(name)
            time.sleep(0.05)
            inside.append(name)

    threads = [threading.Thread(target=hold, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(inside) == 8
    assert inside[::2] == inside[1::2], "nobody came in between"


def test_who_waits_too_long_for_a_lease_is_told_who_holds_it(bucket: str) -> None:
    with (
        Lease(Bucket(bucket), ".lock").held(1),
        pytest.raises(StoreBusyError, match="Another machine"),
        Lease(Bucket(bucket), ".lock").held(0.1),
    ):
        raise AssertionError("two hold it")


def test_who_can_not_wait_takes_over_a_lease_that_is_old(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose patience is shorter than a lease would never see one run out."""
    Bucket(bucket).send(".lock", b'{"holder": "one that died"}')
    with pytest.raises(StoreBusyError), Lease(Bucket(bucket), ".lock").held(0.1):
        raise AssertionError("it may be alive")
    monkeypatch.setattr(lease, "OLD_SECONDS", -1.0)
    with Lease(Bucket(bucket), ".lock").held(0.1) as held:
        assert held is None


def test_a_lease_that_is_held_is_kept_alive(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "LEASE_SECONDS", 0.6)
    monkeypatch.setattr(lease, "PAUSE_SECONDS", 0.02)
    mine = Lease(Bucket(bucket), ".lock")
    with mine.held(1):
        with pytest.raises(StoreBusyError), Lease(Bucket(bucket), ".lock").held(2):
            raise AssertionError("two hold it")
        mine.confirm()


def test_a_lease_that_was_taken_over_is_lost(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "LEASE_SECONDS", 0.3)
    objects = Bucket(bucket)
    mine = Lease(objects, ".lock")
    with mine.held(1):
        objects.send(".lock", b'{"holder": "another"}')
        time.sleep(0.3)
        with pytest.raises(StoreError, match="took it over"):
            mine.confirm()
    found = objects.read(".lock")
    assert found is not None
    assert found.content == b'{"holder": "another"}', "it is not let go for another"


def test_nothing_is_stored_without_the_lease(
    machine: Machine,
    load: Loads,
    put: Callable[..., None],
    ids: Ids,
    bucket: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = machine("here")
    load(here, "a1")
    monkeypatch.setattr(lease, "LEASE_SECONDS", 0.3)

    def load_slowly() -> None:
        with here.change("ingest") as change:
            put(change, [{"id": "a2"}])
            Bucket(bucket).send(".lock", b'{"holder": ""}')
            time.sleep(0.3)

    with pytest.raises(StoreError, match="was lost"):
        load_slowly()
    assert ids(here) == ids(machine("there")) == ["a1"]


def test_writers_of_one_machine_wait_for_each_other_too(machine: Machine, load: Loads) -> None:
    here = machine("here")
    load(here, "a1")
    with commit_lock(here.path, 1), pytest.raises(StoreBusyError, match="Another process"):
        load(Store(here.path, lock_seconds=0.1), "a2")


def test_a_setting_names_a_bucket(bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_CACHE", str(tmp_path))
    monkeypatch.setenv("MONITOR_STORE", f"{bucket}/")
    folder = load_settings().store
    assert folder.is_relative_to(tmp_path)
    assert bucket_of(folder) == bucket
    assert load_settings(bucket).store == folder
    assert load_settings(f"{bucket}/other").store != folder
    assert load_settings(tmp_path / "plain").store == tmp_path / "plain"


@pytest.mark.parametrize(
    "address", ["s3://", "s3://news/100%", "s3:///folder", "s3://News Room", "s3://news/a+b"]
)
def test_an_address_that_is_none_is_told(address: str) -> None:
    with pytest.raises(InputError, match="names no place in a bucket"):
        load_settings(address)


@pytest.mark.parametrize("address", ["s3://newsroom", "s3://news.room/a/b-c/d_e.f", "s3://n0/1"])
def test_a_working_copy_knows_its_address(address: str, tmp_path: Path) -> None:
    assert bucket_of(copy_of(address, tmp_path)) == address
    assert bucket_of(tmp_path / "store") is None


def test_a_working_copy_needs_a_folder() -> None:
    with pytest.raises(InputError, match="MONITOR_CACHE"):
        copy_of("s3://newsroom/a", None)


def test_a_bucket_that_is_not_there_is_told(bucket: str, tmp_path: Path) -> None:
    missing = bucket.replace("newsroom", "nowhere")
    with pytest.raises(StoreError, match=r"can't be used: the server has no bucket of that name"):
        Store(copy_of(missing, tmp_path)).exists()


def test_a_server_that_denies_access_is_told(
    bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", STRANGER)
    with pytest.raises(StoreError, match=r"the server denies access.*AWS_ACCESS_KEY_ID"):
        Store(copy_of(bucket, tmp_path)).exists()


@pytest.mark.usefixtures("bucket")
def test_a_server_that_is_down_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To many readers at once, too: each of them does not knock again."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    store = Store(copy_of("s3://newsroom/down", tmp_path))
    with pytest.raises(StoreError, match="the server can't be reached"):
        store.exists()
    down = mirror_of(store.path)
    assert down is not None
    monkeypatch.setattr(down, "_look", lambda: pytest.fail("it was looked at a moment ago"))
    with pytest.raises(StoreError, match="the server can't be reached"):
        store.exists()


def test_a_cluster_reads_in_the_bucket(machine: Machine, load: Loads, bucket: str, tmp_path: Path) -> None:
    here, plain = machine("here"), Store(tmp_path / "plain")
    for store in (here, plain):
        load(store, "a1")
    (file,) = here.snapshot().paths("articles")
    assert address_of(file) == f"s3a{bucket.removeprefix('s3')}/articles/{Path(file).name}"
    (file,) = plain.snapshot().paths("articles")
    assert address_of(file) == file
