"""Pure rules: how grants become spans of the tree, and spans one sorted list."""

from __future__ import annotations

from collections.abc import Iterable

from arbeidsrom.lib.actor import Span


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Disjoint, sorted spans that cover the same places."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.first <= result[-1].last + 1:
            result[-1] = Span(result[-1].first, max(result[-1].last, span.last))
        else:
            result.append(span)
    return tuple(result)
