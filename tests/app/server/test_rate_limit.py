"""How often a sender may send, and how long a costly message makes it wait."""

from app.server.rate_limit import (
    ABUSE_BURSTS,
    PENALTY_FACTOR,
    PenaltyPause,
    TokenBucket,
)


def test_a_burst_is_taken_at_it_and_refused_one_past_it() -> None:
    bucket = TokenBucket(rate=20, burst=40, now=0)
    assert [bucket.take(now=0) for _ in range(41)] == [True] * 40 + [False]


def test_the_sustained_rate_is_taken() -> None:
    bucket = TokenBucket(rate=20, burst=40, now=0)
    assert all(bucket.take(now=k / 20) for k in range(1000))


def test_more_than_the_rate_is_refused_in_the_long_run() -> None:
    bucket = TokenBucket(rate=20, burst=40, now=0)
    taken = sum(bucket.take(now=k / 40) for k in range(4000))
    assert 2000 <= taken <= 2000 + 41


def test_abuse_is_ten_bursts_refused_without_a_rest() -> None:
    bucket = TokenBucket(rate=20, burst=40, now=0)
    for _ in range(40 + ABUSE_BURSTS * 40 - 1):
        bucket.take(now=0)
    assert not bucket.is_abused
    bucket.take(now=0)
    assert bucket.is_abused
    assert bucket.take(now=2)
    assert not bucket.is_abused


def test_a_costly_message_pauses_its_sender_for_a_multiple_of_its_time() -> None:
    penalty = PenaltyPause()
    assert penalty.add(0.5, now=10.0) == 10.0 + PENALTY_FACTOR * 0.5
    assert penalty.add(0.5, now=100.0) == 100.0 + PENALTY_FACTOR * 0.5


def test_senders_of_costly_messages_wait_one_after_the_other() -> None:
    penalty = PenaltyPause()
    ends = [penalty.add(0.1, now=0.0) for _ in range(10)]
    assert ends[-1] > 0.99 * 10 * PENALTY_FACTOR * 0.1
    assert ends == sorted(ends)
