import pytest
from hypothesis import given
from hypothesis import strategies as st

from arbeidsrom.lib.byte_ranges import ByteRange, NotSatisfiable, asked_range


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-99", ByteRange(0, 100)),
        ("bytes=100-", ByteRange(100, 1000)),
        ("bytes=-100", ByteRange(900, 1000)),
        ("bytes=-5000", ByteRange(0, 1000)),
        ("bytes=990-5000", ByteRange(990, 1000)),
        ("", None),
        ("bytes=-", None),
        ("bytes=9-5", None),
        ("bytes=0-1,5-6", None),
        ("chapters=1-2", None),
        ("bytes=٣-٤", None),
    ],
)
def test_one_range_is_read_and_anything_else_is_the_whole(header, expected):
    assert asked_range(header, 1000) == expected


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
def test_a_range_outside_the_file_cannot_be_satisfied(header):
    with pytest.raises(NotSatisfiable):
        asked_range(header, 1000)


def test_a_range_of_an_older_file_gives_the_whole():
    assert asked_range("bytes=5-", 10, if_range='"old"', etag='"new"') is None
    assert asked_range("bytes=5-", 10, if_range='"new"', etag='"new"') == ByteRange(5, 10)


@given(st.text(max_size=40), st.integers(0, 2**40))
def test_any_header_gives_a_range_inside_the_file_or_none(header, size):
    try:
        found = asked_range(header, size)
    except NotSatisfiable:
        return
    assert found is None or 0 <= found.start < found.end <= size
