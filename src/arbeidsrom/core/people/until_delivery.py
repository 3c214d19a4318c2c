"""What an applied delivery of the HR system ends: positions that were made active, or ended, by hand (KP-HF-010)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from arbeidsrom.core.organisation.models import Position, Unit
from arbeidsrom.core.people.actions.activations import end_with, put_back
from arbeidsrom.core.people.models import Activation


class ByHand:
    """Positions made active or ended by hand, as ``organisation.changes`` asks for them."""

    def foresee(self, scope: Unit) -> int:
        return _lasting(scope).filter(activates=True).count()

    def lasting(self, scope: Unit) -> list[int]:
        return list(_lasting(scope).order_by("id").values_list("position", flat=True))

    def end(self, positions: Collection[int], *, run: UUID, now: datetime | None) -> list[int]:
        assert now is not None  # noqa: S101 -- a run that is applied says when
        found = Activation.objects.filter(LASTING, position__in=positions).order_by("id")
        held = found.select_related("position__person", "position__unit").select_for_update(of=("self",))
        return put_back(list(held), now=now, run=run)

    def ended_in(self, run: UUID) -> list[int]:
        return list(Activation.objects.filter(ended_in=run).order_by("id").values_list("position", flat=True))

    def take_back(self, run: UUID) -> None:
        """What somebody has made active, or ended, by hand anew since stands instead."""
        anew = Activation.objects.filter(position=OuterRef("position"), ended_at=None)
        for each in Activation.objects.filter(~Exists(anew), ended_in=run).order_by("id"):
            given = Position.objects.filter(
                pk=each.position_id, valid_from=each.before_from, valid_to=each.before_to
            ).update(valid_from=each.valid_from, valid_to=each.valid_to)
            each.ended_at = each.ended_in = None
            each.save(update_fields=["ended_at", "ended_in"])
            if given and not each.activates and each.valid_to is not None:
                end_with(each, on=each.valid_to)


LASTING = Q(ended_at=None, until_delivery=True)


def _lasting(scope: Unit) -> QuerySet[Activation]:
    """Those in the part of the organisation that the delivery was for."""
    there = (scope.lft, scope.rgt)
    return Activation.objects.filter(LASTING, position__unit__lft__range=there)
