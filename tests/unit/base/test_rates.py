import pytest

from vidstudio.base.errors import TooManyRequests
from vidstudio.base.rates import Rates


def test_the_limit_is_allowed_and_the_next_is_told_to_wait() -> None:
    rates = Rates()
    for _ in range(3):
        rates.hit("create", "3/minute", "ada")
    with pytest.raises(TooManyRequests) as refusal:
        rates.hit("create", "3/minute", "ada")
    assert 1 <= refusal.value.retry_after_seconds <= 60
    assert str(refusal.value.retry_after_seconds) in str(refusal.value)


def test_each_person_and_each_bucket_counts_alone() -> None:
    rates = Rates()
    rates.hit("create", "1/minute", "ada")
    rates.hit("create", "1/minute", "bob")
    rates.hit("login", "1/minute", "ada")
    with pytest.raises(TooManyRequests):
        rates.hit("login", "1/minute", "ada")


def test_four_takes_count_as_four() -> None:
    rates = Rates()
    rates.hit("create", "5/minute", "ada", cost=4)
    with pytest.raises(TooManyRequests):
        rates.hit("create", "5/minute", "ada", cost=2)
    rates.hit("create", "5/minute", "ada", cost=1)
