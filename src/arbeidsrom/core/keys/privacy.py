"""What the keys hold about people: nothing. They are random, and name nobody."""

from __future__ import annotations

from arbeidsrom.lib.personal_data import Activity, not_personal

ACTIVITIES: tuple[Activity, ...] = ()

MODELS = {
    "TenantKey": not_personal("id", "tenant", "purpose", "number", "master", "wrapped", "made_at"),
    "KeyHolder": not_personal(
        *("id", "public_id", "tenant", "kind", "tenant_key", "wrapped", "public_key", "wrapped_private"),
        *("made_at", "destroyed_at"),
    ),
}
