"""A signer who has left: the employee sees it, withdraws, and asks somebody else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.tests.errand import Errand

pytestmark = pytest.mark.django_db


@pytest.fixture
def errand(hospital: Hospital) -> Iterator[Errand]:
    with override("nb"):
        yield Errand(hospital)


@pytest.mark.req("KP-EIMP-018")
def test_a_request_to_somebody_who_has_left_is_seen_withdrawn_and_sent_to_another(errand: Errand) -> None:
    errand.begin("Blodtransfusjon", requires_signing=True)
    request = errand.sends()
    client = errand.hospital.browser("Nina")
    url = reverse("own_requirement", args=[errand.mine.public_id, errand.link.public_id])
    message = "Den som skulle signere, har sluttet."
    assert message not in client.get(url, headers={"accept-language": "nb"}).content.decode()

    errand.sven.valid_to = errand.today
    errand.sven.save()
    page = client.get(url, headers={"accept-language": "nb"}).content.decode()
    assert message in page
    assert "Sven Berg" in page
    withdraw = reverse("withdraw_request", args=[errand.mine.public_id, errand.link.public_id, request.public_id])
    assert withdraw in page
    client.post(withdraw, {"lock_version": errand.progress.lock_version})
    request.refresh_from_db()
    assert request.state == "withdrawn"
    again = errand.sends(to=errand.astrid)
    assert (again.signer, again.state) == (errand.astrid, "waiting")
    assert message not in client.get(url, headers={"accept-language": "nb"}).content.decode()
    assert models.Performance.objects.filter(state="waiting").count() == 1
