from datetime import UTC, datetime, timedelta

import pytest

from arbeidsrom.modules.sharing.rules import tries

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.req("KL-SHARE-009")
def test_the_fourth_try_waits_and_each_later_one_at_least_as_long():
    waits = [tries.wait_after(count) for count in range(tries.TRIES_PER_GENERATION + 3)]
    assert waits[:3] == [timedelta(0)] * 3
    assert waits[3] > timedelta(0)
    assert waits == sorted(waits)
    assert waits[9] > 10 * waits[3]


def test_the_next_try_is_allowed_when_the_wait_is_over():
    assert tries.may_try_at(2, NOW) is None
    assert tries.may_try_at(3, None) is None
    assert tries.may_try_at(3, NOW) == NOW + timedelta(seconds=10)


@pytest.mark.parametrize(
    ("count", "age", "limited"),
    [
        (29, timedelta(0), False),
        (30, timedelta(0), True),
        (30, timedelta(minutes=59), True),
        (99, timedelta(hours=1), False),
    ],
)
def test_an_address_is_limited_within_the_hour(count, age, limited):
    assert tries.address_is_limited(count, NOW - age, NOW) is limited
