"""Every page that opens what lies sealed about people says so in the log (PL-AUD-001)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse

from arbeidsrom.core.audit import events
from arbeidsrom.core.audit.events import Kind
from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.keys.fields import SealedField
from tests.cast import NOW
from tests.house.test_access import addresses
from tests.house.test_query_counts import LOOKERS, fill
from tests.house.world import World, make_world

pytestmark = pytest.mark.django_db

NOT_LOGGED = {"Draft", "SavedView", "Export", "OutgoingMessage", "NotRelevant"}
"""What is nobody's but the one's who looks (here also why something in one's own plan is not relevant), and what
messages say, which the demonstration alone shows."""

Looks = dict[tuple[str, str], tuple[set[str], int]]


@pytest.fixture(scope="module")
def looks(django_db_setup: None, django_db_blocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looks]:
    """For each page and person: the tables of which something was opened, and how many entries the log got."""
    with (
        django_db_blocker.unblock(),
        time_machine.travel(NOW),
        transaction.atomic(),
        pytest.MonkeyPatch.context() as patch,
    ):
        world = make_world(tmp_path_factory.mktemp("files"))
        fill(world, 1)
        opened: list[str] = []
        real = SealedField.open
        patch.setattr(
            SealedField, "open", lambda self, row, value: opened.append(type(row).__name__) or real(self, row, value)
        )
        yield {(name, who): look(world, name, who, opened) for name in sorted(addresses()) for who in LOOKERS}
        transaction.set_rollback(True)


def look(world: World, name: str, who: str, opened: list[str]) -> tuple[set[str], int]:
    """One look at a page."""
    opened.clear()
    given = {parameter: world.things[parameter] for parameter in addresses()[name]}
    seen = Entry.objects.filter(event__in=events.keys_of(Kind.VIEW, Kind.EXPORT))
    with transaction.atomic():
        before = seen.count()
        answer = world.browser(who).get(reverse(name, kwargs=given))
        written = seen.count() - before
        transaction.set_rollback(True)
    return (set(opened) - NOT_LOGGED if answer.status_code == 200 else set()), written


@pytest.mark.req("PL-AUD-001")
def test_every_page_that_opens_what_is_sealed_says_so_in_the_log(looks: Looks) -> None:
    silent = [
        f"{name} as {who}: {', '.join(sorted(models))}"
        for (name, who), (models, written) in looks.items()
        if models and not written
    ]
    assert not silent, "\n".join(silent)
    assert sum(bool(tables) for tables, _written in looks.values()) > 30
