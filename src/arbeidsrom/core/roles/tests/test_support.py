"""Support access needs a yes from the person, or from a second administrator (PL-AUTH-005)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from arbeidsrom.core.roles import support
from arbeidsrom.core.roles.models import SupportAccess
from arbeidsrom.lib.refusals import WrongState
from tests.cast import Cast

pytestmark = pytest.mark.req("PL-AUTH-005")


def test_without_the_person_a_second_administrator_must_say_yes(cast: Cast) -> None:
    cast.elect("berit", "Bakvakt", "administrator", cast.union)
    now, kari = timezone.now(), cast.positions["kari"]
    asked = support.ask_support_access(kari.public_id, reason="Syk", actor=cast.admin, now=now, today=cast.today)
    with pytest.raises(WrongState):
        support.begin_support_view(asked.public_id, actor=cast.admin, now=now)
    for nobody in ("ola", "per", "admin"):
        answer = cast.browser(nobody).post(
            reverse("answer_support_access", args=[asked.public_id]), {"answer": "allow"}
        )
        assert answer.status_code in (403, 404), nobody

    support.answer_support_access(asked.public_id, allow=True, actor=cast.actor("berit"), now=now)

    support.begin_support_view(asked.public_id, actor=cast.admin, now=now)
    assert "Berit Bakvakt" in cast.browser("kari").get(reverse("support")).content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportAccess.objects.filter(pk=asked.pk).update(answered_by=cast.people["admin"])


def test_a_refusal_and_a_late_answer_open_nothing(cast: Cast) -> None:
    now, kari = timezone.now(), cast.positions["kari"]
    refused, late = (
        support.ask_support_access(kari.public_id, reason="Hjelp", actor=cast.admin, now=now, today=cast.today)
        for _ in range(2)
    )
    support.answer_support_access(refused.public_id, allow=False, actor=cast.kari, now=now)
    with pytest.raises(WrongState):
        support.answer_support_access(late.public_id, allow=True, actor=cast.kari, now=now + timedelta(days=3))
    for asked in (refused, late):
        with pytest.raises(WrongState):
            support.begin_support_view(asked.public_id, actor=cast.admin, now=now)
