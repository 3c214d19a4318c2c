"""Two who sign, or sign and withdraw, at the same moment on connections of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from arbeidsrom.core.roles.tests.hospital import make_hospital
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.tests.errand import Errand

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], object]) -> list[object]:
    start = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        start.wait(timeout=30)
        try:
            return work()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@pytest.mark.req("KP-SIGN-029")
def test_signing_in_two_windows_is_one_signature() -> None:
    errand = Errand(make_hospital())
    errand.begin("Blodtransfusjon", requires_signing=True)
    request = errand.sends()
    answers = at_once(*4 * [lambda: errand.signs(request)])

    assert sum(isinstance(answer, Refused) for answer in answers) == 3
    assert errand.history() == ["sent", "signed"]


def test_what_is_signed_and_withdrawn_at_once_is_one_of_them() -> None:
    errand = Errand(make_hospital())
    errand.begin("Blodtransfusjon", requires_signing=True)
    request = errand.sends()
    answers = at_once(lambda: errand.signs(request), lambda: errand.withdraws(request))

    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    state = models.Performance.objects.get(pk=request.pk).state
    assert errand.history() == ["sent", {"done": "signed", "withdrawn": "withdrawn"}[state]]
