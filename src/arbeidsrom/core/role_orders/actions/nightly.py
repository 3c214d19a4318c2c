"""What the night does: roles end with their positions and without a review, and people are told before (PL-ORG-003).

How long a role holds stands on the grant, so that nothing is given a day too long when a night is missed; the night
after tells what it would have told. Run twice it changes nothing.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.role_orders import notices, queries, rules, telling
from arbeidsrom.core.role_orders.actions.answering import finish
from arbeidsrom.core.role_orders.actions.recording import record
from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.core.role_orders.states import EndReason, OrderState
from arbeidsrom.core.roles import registry
from arbeidsrom.lib.actor import job

KEPT_UNANSWERED = timedelta(days=365)
"""Orders that gave no role are kept for a year after they were refused, withdrawn or lapsed."""

KEPT_ENDED = timedelta(days=5 * 365)
"""Roles that have ended are kept for five years, as the log is."""

BATCH = 500


def end_what_is_over(*, now: datetime, today: date) -> int:
    """Orders whose position has ended, and roles whose last day or grace is over. One transaction for each."""
    ended = 0
    for order_id in list(queries.whose_time_is_over(today=today).values_list("pk", flat=True)):
        with transaction.atomic():
            ended += _end(order_id, now=now, today=today)
    return ended


def _end(order_id: int, *, now: datetime, today: date) -> bool:
    order = _locked(queries.whose_time_is_over(today=today).filter(pk=order_id))
    if order is None:
        return False
    if order.state == OrderState.WAITING:
        lapse(order, on=today, now=now)
        if order.position.valid_to is None or order.position.valid_to > today:
            telling.tell_both(order, notices.UNANSWERED, now=now)
        return True
    because, on = _why(order, today=today)
    finish(order, because, on=on, actor=job("role_orders.night"), now=now)
    return True


def tell_of_ended(*, now: datetime) -> int:
    """Whoever ordered and whoever had a role is told that the position ended, and that it is ordered again."""
    told = 0
    for order_id in list(queries.ended_and_untold().values_list("pk", flat=True)):
        with transaction.atomic():
            order = _locked(queries.ended_and_untold().filter(pk=order_id))
            if order is None:
                continue
            told += _tell_of_position(order, now=now)
    return told


def _tell_of_position(order: RoleOrder, *, now: datetime) -> int:
    """One message for the same role in several units; of one with words of its own for all positions (KP-KPA-030)."""
    same = queries.ended_and_untold().filter(role=order.role, state=order.state)
    declared = registry.orderable().get(order.role)
    if declared and declared.left:
        same = same.filter(position__person=order.position.person_id)
    else:
        same = same.filter(position=order.position)
    together = list(same.select_for_update(of=("self",)).select_related("position__person", "unit"))
    for one in together:
        _record_end_in_import(one, now=now)
        telling.forget(one.public_id, *telling.OWNERS_KINDS, notices.ENDS_SOON)
    if order.state == OrderState.ENDED:
        telling.tell_of_position(together, now=now)
    return RoleOrder.objects.filter(pk__in=[one.pk for one in together]).update(told_of_end_at=now)


def _record_end_in_import(order: RoleOrder, *, now: datetime) -> None:
    """An import ends many at once and writes of itself; the log of each body gets its own by the night."""
    if order.ended_in is None:
        return
    actor = job("role_orders.night")
    if order.state == OrderState.ENDED:
        record("role_orders.ended", order, actor=actor, now=now, because=order.ended_because)
    else:
        record("role_orders.lapsed", order, actor=actor, now=now)


def lapse(order: RoleOrder, *, on: date, now: datetime) -> None:
    """An order that nobody has answered goes with its position, or when its time to be answered is over."""
    order.move_to(OrderState.LAPSED)
    order.ended_on = on
    order.lock_version += 1
    order.save(update_fields=["state", "ended_on", "lock_version"])
    record("role_orders.lapsed", order, actor=job("role_orders.night"), now=now)
    telling.forget(order.public_id, *telling.OWNERS_KINDS)


def _why(order: RoleOrder, *, today: date) -> tuple[EndReason, date]:
    """What ended the role, and from which day on it holds no longer."""
    position_ended = order.position.valid_to
    role_ended = order.grant.valid_to if order.grant and order.grant.valid_to else today
    if position_ended is not None and position_ended <= min(role_ended, today):
        return EndReason.POSITION, position_ended
    if order.valid_to is not None and order.valid_to <= role_ended:
        return EndReason.LAST_DAY, order.valid_to
    return EndReason.NOT_REVIEWED, role_ended


def ask_for_reviews(*, now: datetime, today: date) -> int:
    """The owners are asked thirty days before the day of the review, each of a role once."""
    asked = 0
    for order_id in list(queries.to_ask_about(today=today).values_list("pk", flat=True)):
        with transaction.atomic():
            order = _locked(queries.to_ask_about(today=today).filter(pk=order_id))
            if order is None or order.review_due is None:
                continue
            telling.tell_owners(order, notices.REVIEW, day=order.review_due, now=now, today=today)
            order.asked_for_review_at = now
            order.save(update_fields=["asked_for_review_at"])
            asked += 1
    return asked


def tell_new_owners(*, now: datetime, today: date) -> None:
    """Whoever has come to own a role since is told what stands with its owners; the others have been told before."""
    for order in queries.with_owners_to_tell(today=today).iterator(chunk_size=BATCH):
        if order.state == OrderState.WAITING:
            telling.tell_owners(order, notices.WAITING, now=now, today=today)
        else:
            telling.tell_owners(order, notices.REVIEW, day=order.review_due, now=now, today=today)


def warn_of_ends(*, now: datetime, today: date) -> int:
    """On the day of the review, owners and holder are told on which day the role ends if nobody reviews it."""
    warned = 0
    for order_id in list(queries.to_warn_of(today=today).values_list("pk", flat=True)):
        with transaction.atomic():
            order = _locked(queries.to_warn_of(today=today).filter(pk=order_id))
            if order is None or order.review_due is None:
                continue
            day = rules.ends_unreviewed(order.review_due)
            telling.tell_owners(order, notices.OVERDUE, day=day, now=now, today=today)
            telling.tell_holder(order, notices.ENDS_SOON, day=day, now=now)
            order.warned_at = now
            order.save(update_fields=["warned_at"])
            warned += 1
    return warned


def _locked(found: QuerySet[RoleOrder]) -> RoleOrder | None:
    """The order, unless somebody is at it this very moment: the next night looks again."""
    free = found.select_for_update(of=("self",), skip_locked=True).first()
    return queries.with_all(free.pk) if free else None


@transaction.atomic
def erase_old(*, now: datetime) -> int:
    """What is said of how long orders are kept is carried out."""
    over = (OrderState.REFUSED, OrderState.WITHDRAWN, OrderState.LAPSED)
    long_ago = now - KEPT_UNANSWERED
    closed = Q(decided_at__lt=long_ago) | Q(ended_on__lt=long_ago.date())
    unanswered = RoleOrder.objects.filter(closed, state__in=over)
    ended = RoleOrder.objects.filter(state=OrderState.ENDED, ended_on__lt=(now - KEPT_ENDED).date())
    gone = list((unanswered | ended).order_by("id").values_list("pk", flat=True)[:BATCH])
    RoleOrder.objects.filter(pk__in=gone).delete()
    if gone:
        audit.record(
            "role_orders.erased", None, actor=job("role_orders.erase_old"), at=now, details={"count": len(gone)}
        )
    return len(gone)
