"""Those whose e-mails are written together: what an e-mail is written and sealed by."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, OuterRef, Subquery

from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.core.organisation.models import Person, Position


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody whose e-mails are written together with those of many others."""

    person_id: int
    name: str
    email: str
    language: str
    tenant: UUID


def addressees(people: Collection[int]) -> dict[int, Addressee]:
    """Those of them who have an address, with what an e-mail is written and sealed by. One query."""
    held = Position.objects.filter(person_id=OuterRef("pk")).order_by("-valid_from", "id")
    found = Person.objects.filter(pk__in=people).exclude(email="")
    rows = found.annotate(tenant=Subquery(held.values("unit__tenant")[:1]), language=F("account__language"))
    return {
        row.pk: Addressee(row.pk, row.name, row.email, row.language or "nb", row.tenant or INSTALLATION)
        for row in rows.order_by("pk")
    }
