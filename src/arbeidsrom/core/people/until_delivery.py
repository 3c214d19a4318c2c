"""What an applied delivery of the HR system ends: positions that were made active, or ended, by hand (KP-HF-010)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from arbeidsrom.core.organisation.models import Position, Unit
from arbeidsrom.core.people.actions.activations import end_with, put_back
from arbeidsrom.core.people.models import Activation


class ByHand:
    """Positions made active or ended by hand, as ``organisation.changes`` asks for them."""

    def foresee(self, scope: Unit) -> int:
        return _lasting(scope).filter(activates=True).count()

    def end(self, scope: Unit, *, run: UUID, now: datetime | None) -> list[int]:
        found = _lasting(scope).select_related("position__person", "position__unit").order_by("id")
        assert now is not None  # noqa: S101 -- a run that is applied says when
        ended = [each for each in found.select_for_update(of=("self",)) if put_back(each, now=now, run=run)]
        return [each.position_id for each in ended]

    def take_back(self, run: UUID) -> None:
        for each in Activation.objects.filter(ended_in=run).order_by("id"):
            given = Position.objects.filter(
                pk=each.position_id, valid_from=each.before_from, valid_to=each.before_to
            ).update(valid_from=each.valid_from, valid_to=each.valid_to)
            each.ended_at = each.ended_in = None
            each.save(update_fields=["ended_at", "ended_in"])
            if given and not each.activates and each.valid_to is not None:
                end_with(each, on=each.valid_to)


def _lasting(scope: Unit) -> QuerySet[Activation]:
    """Those in the part of the organisation that the delivery was for."""
    there = (scope.lft, scope.rgt)
    return Activation.objects.filter(ended_at=None, until_delivery=True, position__unit__lft__range=there)
