"""What a change of settings is told as: codes and numbers before and after, of texts only that they changed."""

from __future__ import annotations

from arbeidsrom.modules.competence.rules.settings import NAMES, Settings, changed

TEXTS = frozenset({"name", "description", "links", "checklist"})
"""Told by the name of the setting alone: what they said stands in the revisions (rulings, Data)."""

Told = dict[str, str]


def told(before: Settings | None, after: Settings) -> Told:
    """For the log: which settings changed, and the codes they had and have (KP-ADM-284)."""
    names = [name for name in NAMES if name in changed(before, after)]
    coded = [name for name in names if name not in TEXTS]
    return {
        "changed": ", ".join(names),
        "before": "; ".join(f"{name}={_code(before, name)}" for name in coded),
        "after": "; ".join(f"{name}={_code(after, name)}" for name in coded),
    }


def _code(settings: Settings | None, name: str) -> str:
    value = getattr(settings, name) if settings else None
    if isinstance(value, tuple):
        return ",".join(str(one) for one in value)
    return "" if value is None else str(value)
