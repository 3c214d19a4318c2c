"""How somebody outside the union is found: by e-mail address and telephone number, without opening what lies sealed.

A row that says how somebody is reached keeps a keyed mark for each address and number beside its sealed fields, made
under the search key of the row's tenant.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.keys.bulk import blind_indexes
from arbeidsrom.lib.contact_points import contact_points

CONTACT = "privacy.contact"
"""The purpose of the marks."""


def marks(tenant: UUID, *texts: str) -> list[UUID]:
    """What a row of the tenant keeps so that those whom these texts reach are found."""
    return sorted(UUID(bytes=keys.blind_index(tenant, CONTACT, point)) for point in contact_points(" · ".join(texts)))


def marks_in(tenants: Iterable[UUID], *texts: str) -> list[UUID]:
    """The marks of somebody in each of these tenants. One query for each address and number."""
    tenants, points = list(tenants), sorted(contact_points(" · ".join(texts)))
    found = (blind_indexes(tenants, CONTACT, point).values() for point in points)
    return sorted(UUID(bytes=index) for indexes in found for index in indexes)
