"""What a change of settings is told as: what stood there before, and what stands there after (KP-ADM-284)."""

from __future__ import annotations

from typing import Any

from arbeidsrom.modules.competence.rules.settings import NAMES, CheckPoint, Course, Link, Settings, changed

Told = dict[str, str]


def told(before: Settings | None, after: Settings) -> Told:
    """For the log: which settings changed, and what each said and says.

    Texts too: drafts are written over, so that no revision has what a draft said in between.
    """
    names = [name for name in NAMES if name in changed(before, after)]
    return {
        "changed": ", ".join(names),
        "before": "; ".join(f"{name}={_said(before, name)}" for name in names) if before else "",
        "after": "; ".join(f"{name}={_said(after, name)}" for name in names),
    }


def _said(settings: Settings | None, name: str) -> str:
    value = getattr(settings, name) if settings else None
    if isinstance(value, tuple):
        return ", ".join(_one(each) for each in value)
    return "" if value is None else str(value)


def _one(value: Any) -> str:
    if isinstance(value, Link):
        return f"{value.title} {value.url}"
    if isinstance(value, Course):
        return f"{value.key} {value.name}"
    if isinstance(value, CheckPoint):
        must = "mandatory" if value.mandatory else "optional"
        return " ".join(filter(None, (value.name, value.url, f"({must})")))
    return str(value)
