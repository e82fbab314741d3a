"""The memory of all sessions: asked before it is taken, and given back."""

import gc

import pytest

from app.protocol.errors import ProtocolError
from app.session.memory_budget import (
    MEGABYTE,
    SESSION_LIMIT_BYTES,
    Account,
    MemoryBudget,
)
from engine import UploadedData


def table(value: float = 1.0) -> UploadedData:
    return UploadedData.parse({"x": [[value], [2.0]], "y": [0, 1]})


def test_what_a_session_holds_is_counted_and_given_back() -> None:
    budget = MemoryBudget(100)
    one, other = Account(budget), Account(budget)
    one.hold(30, {})
    other.hold(40, {})
    one.hold(10, {})
    assert (budget.n_bytes, one.n_bytes, one.share) == (50, 10, 0.1)
    other.close()
    assert (budget.n_bytes, other.n_bytes) == (10, 0)


def test_a_table_of_several_sessions_is_counted_once() -> None:
    budget = MemoryBudget(100)
    one, other = Account(budget), Account(budget)
    one.hold(1, {7: 20})
    other.hold(1, {7: 20, 8: 5})
    assert (budget.n_bytes, one.n_bytes, other.n_bytes) == (27, 21, 26)
    one.close()
    assert budget.n_bytes == 26
    other.hold(1, {8: 5})
    assert budget.n_bytes == 6


def test_too_much_is_refused_and_takes_nothing() -> None:
    budget = MemoryBudget(3 * MEGABYTE)
    account = Account(budget)
    account.hold(2 * MEGABYTE, {})
    account.check(MEGABYTE)
    with pytest.raises(ProtocolError) as caught:
        account.check(MEGABYTE + 1)
    assert (caught.value.code, caught.value.limit) == ("session_limit", 3)
    assert budget.n_bytes == 2 * MEGABYTE


def test_one_session_may_not_have_all() -> None:
    account = Account(MemoryBudget(10 * SESSION_LIMIT_BYTES))
    account.check(SESSION_LIMIT_BYTES)
    with pytest.raises(ProtocolError, match="more memory than a session may have"):
        account.check(SESSION_LIMIT_BYTES + 1)


def test_others_make_room_before_anything_is_refused() -> None:
    budget = MemoryBudget(100)
    others = [Account(budget) for _ in range(3)]
    for other in others:
        other.hold(30, {})
    asked: list[Account] = []

    def make_room(account: Account) -> bool:
        asked.append(account)
        if len(others) > 1:
            others.pop().close()
            return True
        return False

    budget.make_room = make_room
    account = Account(budget, "192.0.2.1")
    account.check(40)
    assert (len(asked), budget.n_bytes) == (1, 60)
    with pytest.raises(ProtocolError):
        account.check(80)
    assert (len(asked), budget.n_bytes) == (3, 30)
    assert asked[0] is account


def test_equal_tables_are_one_and_the_same() -> None:
    budget = MemoryBudget(100)
    first = table()
    assert budget.shared("name", first) is first
    assert budget.shared("name", table()) is first
    other = table(3.0)
    assert budget.shared("name", other) is other  # names can collide, contents decide


def test_a_table_that_nobody_holds_is_forgotten() -> None:
    budget = MemoryBudget(100)
    budget.shared("name", table())
    gc.collect()
    again = table()
    assert budget.shared("name", again) is again
