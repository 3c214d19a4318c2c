"""What signing in leaves behind is forgotten when it has ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.accounts import actions
from arbeidsrom.core.accounts.models import FailedSignIns
from arbeidsrom.core.accounts.rules import PASSWORD
from tests.cast import Cast


@pytest.mark.req("PL-AUD-004")
def test_ended_sessions_and_old_wrong_tries_are_forgotten_and_a_living_session_goes_on(cast: Cast) -> None:
    for name in ("kari", "ola"):
        session = cast.browser(name).session
        UserSession.objects.create(user=cast.accounts[name], ip="127.0.0.1", session_key=session.session_key)
    living = cast.browser("kari")
    ended = Session.objects.order_by("pk").exclude(pk=living.session.session_key)
    ended.update(expire_date=cast.now - timedelta(seconds=1))
    Session.objects.filter(pk=living.session.session_key).update(expire_date=cast.now + timedelta(days=3650))
    UserSession.objects.create(user=cast.accounts["kari"], ip="127.0.0.1", session_key=living.session.session_key)
    actions.count_failure("old@example.no", limit=PASSWORD, origin="", now=cast.now - timedelta(days=1))
    actions.count_failure("new@example.no", limit=PASSWORD, origin="", now=cast.now - timedelta(hours=1))

    actions.forget_ended(now=cast.now)

    assert [session.pk for session in Session.objects.all()] == [living.session.session_key]
    assert [session.session_key for session in UserSession.objects.all()] == [living.session.session_key]
    assert FailedSignIns.objects.count() == 1
    assert living.get(reverse("my_data")).status_code == 200
    assert Client().get(reverse("my_data")).status_code == 302
