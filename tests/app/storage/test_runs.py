"""The table of saved runs: owners, limits, lists."""

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from app.storage.database import FILE_NAME, StorageError
from app.storage.records import Limits, Save, hash_of
from app.storage.runs import DELETED_SECONDS, MAX_LISTED, Runs, packed, unpacked

ME, OTHER = hash_of("owner"), hash_of("somebody else")
Make = Callable[..., Save]


def test_a_saved_run_is_found_by_its_session(runs: Runs, make_save: Make) -> None:
    document = {"format": "x", "numbers": [0.1, 1e300, None], "text": "ü"}
    saved = runs.save(make_save(document=document), now=5.0)
    found = runs.of_session(hash_of("session"))
    assert found is not None
    assert (found.id, found.document) == (saved.id, document)
    assert found.playing == {"running": True, "steps_per_second": 500.0}
    assert (found.owner, found.observer_key, found.name) == (ME, "key", None)


def test_a_list_shows_what_a_run_is_about(runs: Runs, make_save: Make) -> None:
    save = make_save()
    runs.save(save, now=1.0)
    (head,) = runs.of_owner(ME)
    assert head.summary == save.summary.model_copy(update={"test_loss": None})


def test_a_summary_of_another_version_hides_no_run(runs: Runs, make_save: Make) -> None:
    runs.save(make_save(), now=1.0)
    runs._execute("UPDATE runs SET summary = '{\"words\": 3}'")
    (head,) = runs.of_owner(ME)
    assert (head.summary, head.step) == (None, 10)


def test_a_run_that_is_saved_again_is_replaced(runs: Runs, make_save: Make) -> None:
    first = runs.save(make_save(), now=1.0)
    again = runs.save(make_save(id=first.id, step=20), now=2.0)
    assert again.id == first.id
    (head,) = runs.of_owner(ME)
    assert (head.step, head.created, head.changed) == (20, 1.0, 2.0)


def test_a_run_that_was_deleted_stays_so_and_another_one_is_saved(
    runs: Runs, make_save: Make
) -> None:
    first = runs.save(make_save(), now=1.0)
    assert not first.is_new
    runs.delete(ME, first.id, now=2.0)
    again = runs.save(make_save(id=first.id, step=20), now=3.0)
    assert again.is_new
    assert again.id != first.id
    assert [head.id for head in runs.of_owner(ME)] == [again.id]
    assert not runs.save(make_save(id=again.id, step=30), now=4.0).is_new
    runs.undelete(ME, first.id)
    assert {head.id: head.step for head in runs.of_owner(ME)} == {
        first.id: 10,
        again.id: 30,
    }
    found = runs.of_session(hash_of("session"))
    assert found is not None
    assert found.id == again.id


def test_an_observer_key_is_that_of_a_run_that_can_be_resumed(
    runs: Runs, make_save: Make
) -> None:
    saved = runs.save(make_save(), now=1.0)
    assert runs.is_observed("key")
    assert not runs.is_observed("another")
    runs.delete(ME, saved.id, now=2.0)
    assert not runs.is_observed("key")


def test_a_session_resumes_from_the_run_saved_last(runs: Runs, make_save: Make) -> None:
    runs.save(make_save(step=1), now=1.0)
    other = runs.save(make_save(step=2), now=2.0)
    found = runs.of_session(hash_of("session"))
    assert found is not None
    assert found.id == other.id
    assert len(runs.of_owner(ME)) == 2


def test_nobody_sees_or_changes_the_runs_of_others(runs: Runs, make_save: Make) -> None:
    mine = runs.save(make_save(), now=1.0).id
    assert runs.of_owner(OTHER) == []
    for attempt in (
        lambda: runs.open(OTHER, mine),
        lambda: runs.rename(OTHER, mine, "taken"),
        lambda: runs.delete(OTHER, mine, now=2.0),
        lambda: runs.undelete(OTHER, mine),
        lambda: runs.duplicate(OTHER, mine, "copy", now=2.0),
    ):
        with pytest.raises(StorageError, match="unknown"):
            attempt()
    copy = runs.save(make_save(id=mine, owner=OTHER, session=b"2", step=9), now=2.0)
    assert copy.id != mine
    (head,) = runs.of_owner(ME)
    assert (head.name, head.step) == (None, 10)


def test_a_list_has_the_newest_first_and_no_more_than_it_may(
    runs: Runs, make_save: Make
) -> None:
    for k in range(5):
        runs.save(make_save(session=bytes([k]), step=k), now=float(k))
    assert [head.step for head in runs.of_owner(ME)] == [4, 3, 2, 1, 0]
    assert MAX_LISTED >= Limits().max_runs


def test_a_name_is_kept_when_the_run_is_saved_again(
    runs: Runs, make_save: Make
) -> None:
    id_ = runs.save(make_save(), now=1.0).id
    runs.rename(ME, id_, "deep")
    assert runs.save(make_save(id=id_), now=2.0).name == "deep"
    runs.rename(ME, id_, None)
    assert runs.of_owner(ME)[0].name is None


def test_what_is_deleted_can_be_brought_back_for_a_day(
    runs: Runs, make_save: Make
) -> None:
    id_ = runs.save(make_save(), now=1.0).id
    runs.delete(ME, id_, now=2.0)
    assert runs.of_owner(ME) == []
    assert runs.of_session(hash_of("session")) is None
    with pytest.raises(StorageError, match="unknown"):
        runs.open(ME, id_)
    runs.undelete(ME, id_)
    assert [head.id for head in runs.of_owner(ME)] == [id_]
    runs.delete(ME, id_, now=2.0)
    runs.save(make_save(session=b"2"), now=3.0 + DELETED_SECONDS)
    with pytest.raises(StorageError, match="unknown"):
        runs.undelete(ME, id_)


def test_a_copy_is_a_run_of_its_own(runs: Runs, make_save: Make) -> None:
    id_ = runs.save(make_save(), now=1.0).id
    copy = runs.duplicate(ME, id_, "copy", now=2.0)
    assert [(head.id, head.name) for head in runs.of_owner(ME)] == [
        (copy, "copy"),
        (id_, None),
    ]
    session = runs.of_session(hash_of("session"))
    assert session is not None
    assert session.id == id_
    assert runs.open(ME, copy).document == runs.open(ME, id_).document


def test_the_oldest_runs_without_a_name_give_way(
    make_runs: Callable[..., Runs], make_save: Make
) -> None:
    runs = make_runs(Limits(max_runs=3))
    ids = [runs.save(make_save(session=bytes([k])), now=k).id for k in range(3)]
    runs.rename(ME, ids[0], "kept")
    saved = runs.save(make_save(session=b"new"), now=4.0)
    assert saved.n_removed == 1
    assert {head.id for head in runs.of_owner(ME)} == {ids[0], ids[2], saved.id}


def test_deleted_runs_give_way_first(
    make_runs: Callable[..., Runs], make_save: Make
) -> None:
    runs = make_runs(Limits(max_runs=3))
    ids = [runs.save(make_save(session=bytes([k])), now=k).id for k in range(3)]
    runs.delete(ME, ids[2], now=3.0)
    assert runs.save(make_save(session=b"new"), now=4.0).n_removed == 0
    assert [head.id for head in runs.of_owner(ME)][1:] == [ids[1], ids[0]]


def test_runs_with_a_name_never_give_way(
    make_runs: Callable[..., Runs], make_save: Make
) -> None:
    runs = make_runs(Limits(max_runs=2))
    ids = [runs.save(make_save(session=bytes([k])), now=k).id for k in range(2)]
    for id_ in ids:
        runs.rename(ME, id_, "kept")
    with pytest.raises(StorageError, match="limit"):
        runs.save(make_save(session=b"new"), now=4.0)
    with pytest.raises(StorageError, match="limit"):
        runs.duplicate(ME, ids[0], "copy", now=4.0)
    assert len(runs.of_owner(ME)) == 2


def noise(n_bytes: int, seed: int = 0) -> dict[str, str]:
    return {"noise": random.Random(seed).randbytes(n_bytes).hex()}


def test_bytes_of_an_owner_are_limited(
    make_runs: Callable[..., Runs], make_save: Make
) -> None:
    runs = make_runs(Limits(max_owner_bytes=3000))
    first = runs.save(make_save(document=noise(1500)), now=1.0)
    save = make_save(session=b"2", document=noise(1500, 1))
    assert runs.save(save, now=2.0).n_removed == 1
    with pytest.raises(StorageError, match="unknown"):
        runs.open(ME, first.id)
    with pytest.raises(StorageError, match="limit"):
        runs.save(make_save(session=b"3", document=noise(9000)), now=3.0)
    assert len(runs.of_owner(ME)) == 1


def test_bytes_of_all_are_limited_and_own_runs_give_way_first(
    make_runs: Callable[..., Runs], make_save: Make
) -> None:
    runs = make_runs(Limits(max_bytes=6000))
    others = make_save(owner=OTHER, session=b"o", document=noise(1500))
    runs.save(others, now=0.0)
    runs.save(make_save(session=b"1", document=noise(1500, 1)), now=1.0)
    runs.save(make_save(session=b"2", document=noise(1500, 2)), now=2.0)
    saved = runs.save(make_save(session=b"3", document=noise(1500, 3)), now=3.0)
    assert saved.n_removed >= 1
    assert len(runs.of_owner(OTHER)) == 1


def test_five_hundred_hostile_ids_change_nothing(
    runs: Runs, make_save: Make, tmp_path: Path
) -> None:
    outside = tmp_path / "secret.txt"
    outside.write_text("untouched")
    mine = runs.save(make_save(), now=1.0).id
    rng = random.Random(7)
    parts = ["..", "/", "\\", "%2e", "\0", "'", '"', ";--", " OR 1=1", "secret.txt",
             FILE_NAME, "C:", "~", "\ud800", "${HOME}", mine[:5], "%", "_"]  # fmt: skip
    hostile = ["".join(rng.choices(parts, k=rng.randrange(1, 9))) for _ in range(500)]
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    for id_ in hostile:
        for attempt in (
            lambda id_=id_: runs.open(ME, id_),
            lambda id_=id_: runs.delete(ME, id_, now=2.0),
            lambda id_=id_: runs.rename(ME, id_, id_),
            lambda id_=id_: runs.duplicate(ME, id_, id_, now=2.0),
        ):
            with pytest.raises((StorageError, UnicodeEncodeError)):
                attempt()
    after = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert after == before
    assert {path.name for path in tmp_path.iterdir()} == {"data", "secret.txt"}
    assert [head.id for head in runs.of_owner(ME)] == [mine]


@pytest.mark.parametrize("content", [b"", b"x", packed({})[:-1], b"\0" * 50])
def test_a_damaged_document_is_an_error(content: bytes) -> None:
    with pytest.raises(StorageError, match="corrupt"):
        unpacked(content)


def test_a_document_that_is_no_object_is_an_error(runs: Runs, make_save: Make) -> None:
    runs.save(make_save(document=[]), now=1.0)
    with pytest.raises(StorageError, match="corrupt"):
        runs.of_session(hash_of("session"))


def test_secrets_are_not_in_the_file(
    runs: Runs, make_save: Make, tmp_path: Path
) -> None:
    save = make_save(owner=hash_of("owner-secret"), session=hash_of("session-secret"))
    runs.save(save, now=1.0)
    for path in (tmp_path / "data").iterdir():
        assert b"-secret" not in path.read_bytes()


def test_a_save_that_fails_changes_nothing(
    runs: Runs, make_save: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = runs.save(make_save(), now=1.0).id

    def fail(*_: object) -> int:
        raise sqlite3.OperationalError

    monkeypatch.setattr(runs, "_make_room", fail)
    with pytest.raises(sqlite3.OperationalError):
        runs.save(make_save(id=id_, step=99), now=2.0)
    assert runs.of_owner(ME)[0].step == 10
