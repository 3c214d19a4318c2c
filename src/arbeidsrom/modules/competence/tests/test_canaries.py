"""Comments and answers about what somebody can do are readable in no table and no mail."""

from __future__ import annotations

import json

import pytest

from arbeidsrom.core.notifications.models import OutgoingMessage
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.actions import relevance
from arbeidsrom.modules.competence.rules.settings import CheckPoint
from arbeidsrom.modules.competence.tests.errand import Errand
from tests.canaries import Canaries
from tests.house.test_canaries import tables

pytestmark = pytest.mark.django_db


def test_what_employees_and_signers_write_is_readable_nowhere(hospital: Hospital) -> None:
    birds, errand = Canaries(), Errand(hospital)
    point = CheckPoint(hospital.people["Nina"].positions.get().public_id, "Utstyr", mandatory=False)
    errand.begin("Blodtransfusjon", "HLR", requires_signing=True, has_comment=True, checklist=(point,))
    by = {"actor": hospital.actor(errand.nina), "now": hospital.now}
    ids = errand.mine.public_id, errand.link.public_id
    relevance.mark_point(*ids, point.id, comment=birds("point"), **by)
    errand.declines(errand.sends(comment=birds("comment")), comment=birds("answer"))
    relevance.mark_requirement(*ids, comment=birds("not relevant"), **by)
    models.Attachment.objects.create(
        person=errand.nina.person,
        requirement=errand.requirement,
        description=birds("attachment"),
        added_at=hospital.now,
        added_by="Nina",
    )

    kept = [
        models.PointNotRelevant.objects.get().comment,
        models.Performance.objects.get().comment,
        models.Performance.objects.get().answer,
        models.NotRelevant.objects.get().comment,
        models.Attachment.objects.get().description,
        *(one.comment for one in models.ProgressEvent.objects.order_by("id")),
    ]
    assert len(kept) == 8
    assert all(birds.found_in(str(one).encode()) for one in kept)
    assert birds.found_in_texts(tables()) == []
    mails = [json.dumps(one.content, ensure_ascii=False) for one in OutgoingMessage.objects.order_by("id")]
    assert mails
    assert birds.found_in_texts(mails) == []
