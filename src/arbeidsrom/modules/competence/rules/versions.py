"""Numbers of published versions: small steps and large ones (KP-ADM-237 to 242, 266)."""

from __future__ import annotations

from typing import NamedTuple


class Version(NamedTuple):
    """A version's two numbers; 1.10 comes after 1.9."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


FIRST = Version(1, 0)


def following(latest: Version | None, *, items: int) -> Version:
    """The version after an operation that activated or published so many items of a plan.

    The first is always 1.0; one item makes a small step, two or more a large one. Items are counted, not operations:
    one that is both published and activated is one.
    """
    if items < 1:
        raise ValueError("nothing was activated or published")
    if latest is None:
        return FIRST
    if items == 1:
        return Version(latest.major, latest.minor + 1)
    return Version(latest.major + 1, 0)
