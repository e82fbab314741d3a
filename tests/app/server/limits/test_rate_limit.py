"""How often a sender may send."""

from app.server.limits.rate_limit import ABUSE_BURSTS, TokenBucket


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
