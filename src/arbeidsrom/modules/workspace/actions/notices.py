"""What the club's room tells people in their inbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.modules.workspace.models import Case


def notify_positions(
    positions: Iterable[Position | None], type_key: str, case: Case, *, now: datetime, **words: str
) -> None:
    """Tell the holders of the positions about a case, by its number only."""
