"""Comments and answers about what somebody can do are readable in no table and no mail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import LazySettings

from arbeidsrom.core.notifications.models import OutgoingMessage
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.core.vault.models import DocumentVersion
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.actions import relevance
from arbeidsrom.modules.competence.actions.attachments import add_attachment
from arbeidsrom.modules.competence.actions.incoming import Incoming
from arbeidsrom.modules.competence.rules.settings import CheckPoint
from arbeidsrom.modules.competence.tests.errand import Errand
from tests.canaries import Canaries
from tests.house.test_canaries import tables

pytestmark = pytest.mark.django_db


def attach(errand: Errand, birds: Canaries) -> None:
    """She adds a file with a name and a content of its own."""
    content = birds("content").encode()
    add_attachment(
        errand.mine.public_id,
        errand.link.public_id,
        errand.entry(),
        Incoming(f"{birds('file name')}.txt", [content], len(content)),
        description=birds("attachment"),
        actor=errand.hospital.actor(errand.nina),
        now=errand.hospital.now,
        today=errand.today,
    )


def test_what_employees_and_signers_write_is_readable_nowhere(
    hospital: Hospital, settings: LazySettings, tmp_path: Path
) -> None:
    settings.VAULT_FOLDER, settings.VAULT_UPLOADS = tmp_path / "files", tmp_path / "uploads"
    birds, errand = Canaries(), Errand(hospital)
    point = CheckPoint(hospital.people["Nina"].positions.get().public_id, "Utstyr", mandatory=False)
    errand.begin(
        "Blodtransfusjon", "HLR", requires_signing=True, has_comment=True, allows_attachments=True, checklist=(point,)
    )
    by = {"actor": hospital.actor(errand.nina), "now": hospital.now}
    ids = errand.mine.public_id, errand.link.public_id
    relevance.mark_point(*ids, point.id, comment=birds("point"), **by)
    attach(errand, birds)
    errand.declines(errand.sends(comment=birds("comment")), comment=birds("answer"))
    relevance.mark_requirement(*ids, comment=birds("not relevant"), **by)

    kept = [
        models.PointNotRelevant.objects.get().comment,
        models.Performance.objects.get().comment,
        models.Performance.objects.get().answer,
        models.NotRelevant.objects.get().comment,
        models.Attachment.objects.get().description,
        DocumentVersion.objects.get().file_name,
        *(one.comment for one in models.ProgressEvent.objects.order_by("id")),
    ]
    assert len(kept) == 11
    assert all(birds.found_in(str(one).encode()) for one in kept)
    assert birds.found_in_texts(tables()) == []
    stored = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert stored
    assert birds.found_in_folders(tmp_path) == []
    mails = [json.dumps(one.content, ensure_ascii=False) for one in OutgoingMessage.objects.order_by("id")]
    assert mails
    assert birds.found_in_texts(mails) == []
