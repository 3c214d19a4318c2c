"""What is done with check points stands in the history of the requirement and in the log."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.actions import relevance
from arbeidsrom.modules.competence.rules.settings import CheckPoint
from arbeidsrom.modules.competence.rules.statuses import Shown
from arbeidsrom.modules.competence.tests.errand import Errand

pytestmark = pytest.mark.django_db
POINTS = (CheckPoint(UUID(int=1), "Finn utstyret"), CheckPoint(UUID(int=2), "Vask hendene", mandatory=False))


@pytest.fixture
def errand(hospital: Hospital) -> Iterator[Errand]:
    with override("nb"):
        errand = Errand(hospital)
        errand.begin("Sårstell", checklist=POINTS)
        yield errand


def lines(errand: Errand) -> list[tuple[str, str | None]]:
    """What the history says, and of what."""
    events = models.ProgressEvent.objects.filter(person=errand.nina.person, requirement=errand.requirement)
    return [(one.kind, one.comment) for one in events.order_by("id")]


def logged(errand: Errand) -> list[str]:
    entries = Entry.objects.filter(thing=errand.requirement.public_id, event__startswith="competence.progress.")
    return list(entries.order_by("id").values_list("event", flat=True))


def test_what_is_ticked_and_unticked_stands_in_the_history_and_the_log(errand: Errand) -> None:
    errand.drafts(ticked=frozenset({UUID(int=1)}))
    errand.drafts(ticked=frozenset({UUID(int=1)}))
    errand.drafts(ticked=frozenset({UUID(int=2)}))
    errand.fulfils(ticked=frozenset({UUID(int=1), UUID(int=2)}))
    assert [one for one in lines(errand) if "ticked" in one[0]] == [
        ("ticked", "Finn utstyret"),
        ("ticked", "Vask hendene"),
        ("unticked", "Finn utstyret"),
        ("ticked", "Finn utstyret"),
    ]
    assert logged(errand).count("competence.progress.ticked") == 3
    assert errand.shown() is Shown.FULFILLED
    place = reverse("own_requirement", args=[errand.mine.public_id, errand.link.public_id])
    page = errand.hospital.browser("Nina").get(place, headers={"accept-language": "nb"}).content.decode()
    assert "Sjekkpunkter krysset av" in page


def test_marking_a_point_as_not_relevant_and_relevant_again_stands_there_too(errand: Errand) -> None:
    by = {"actor": errand.hospital.actor(errand.nina), "now": errand.hospital.now}
    point = errand.mine.public_id, errand.link.public_id, UUID(int=2)
    relevance.mark_point(*point, comment="Bruker hansker", **by)
    relevance.mark_point(*point, comment="En gang til", **by)
    relevance.unmark_point(*point, **by)
    assert lines(errand) == [("point_off", "Vask hendene: Bruker hansker"), ("point_on", "Vask hendene")]
    assert logged(errand) == ["competence.progress.point_not_relevant", "competence.progress.point_relevant"]
    assert errand.shown() is Shown.NOT_STARTED
