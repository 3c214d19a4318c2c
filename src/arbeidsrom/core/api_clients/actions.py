"""Everything that changes API clients, and what a request of theirs leaves behind."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from arbeidsrom.core.api_clients import access, queries, roles, rules
from arbeidsrom.core.api_clients.models import ApiClient, ClientGrant, ClientToken, StoredAnswer
from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.audit.rules import Value
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import Refused


class GivenAlready(Refused):
    """The client has the role there from that day already."""


@transaction.atomic
def make_client(
    *,
    name: str,
    purpose: str,
    owner: Unit,
    contact_name: str,
    contact_email: str,
    per_minute: int,
    actor: Actor,
    now: datetime,
) -> ApiClient:
    """A client that can do nothing yet: roles and a token come after."""
    access.may_grant(actor, owner, with_subunits=False).or_refuse()
    client = ApiClient.objects.create(
        name=name,
        purpose=purpose,
        owner=owner,
        contact_name=contact_name,
        contact_email=contact_email,
        per_minute=per_minute,
        made_at=now,
        made_by=actor.label,
    )
    _record("api_clients.client.made", client, actor, now)
    return client


@transaction.atomic
def give_role(
    client_id: UUID,
    *,
    role: str,
    unit: Unit,
    with_subunits: bool,
    valid_from: date,
    valid_to: date | None,
    actor: Actor,
    now: datetime,
) -> ClientGrant:
    """The client may do what the role says in the unit, never beyond what the giver administers."""
    client = _to_change(client_id, actor)
    access.may_grant(actor, unit, with_subunits=with_subunits).or_refuse()
    if role not in roles.roles():
        raise Refused(_("There is no such role for clients."))
    try:
        with transaction.atomic():
            grant = ClientGrant.objects.create(
                client=client,
                role=role,
                unit=unit,
                with_subunits=with_subunits,
                valid_from=valid_from,
                valid_to=valid_to,
            )
    except IntegrityError as error:
        raise GivenAlready(_("The client has this role there from that day already.")) from error
    _record("api_clients.role.given", client, actor, now, role=role, unit=unit.name)
    return grant


@transaction.atomic
def take_role(client_id: UUID, grant_id: UUID, *, actor: Actor, now: datetime, today: date) -> None:
    """The role ends at the client's next request; that it was held stays to be seen."""
    client = _to_change(client_id, actor)
    grant = client.grants.select_for_update(of=("self",)).select_related("unit").get(public_id=grant_id)
    if grant.valid_from >= today:
        grant.delete()
    else:
        grant.valid_to = today
        grant.save(update_fields=["valid_to"])
    _record("api_clients.role.taken", client, actor, now, role=grant.role, unit=grant.unit.name)


@transaction.atomic
def make_token(client_id: UUID, *, days: int, actor: Actor, now: datetime) -> str:
    """A new token, told now and never again. Those before it go on for a week at most, so that it can be exchanged."""
    client = _to_change(client_id, actor)
    token = rules.new_token()
    overlapping = now + rules.OVERLAP
    earlier = client.tokens.filter(queries.valid_tokens(now), expires_at__gt=overlapping)
    earlier.update(expires_at=overlapping)
    ClientToken.objects.create(
        client=client,
        hash=queries.hash_of(token),
        ending=token[-4:],
        made_at=now,
        made_by=actor.label,
        expires_at=now + min(timedelta(days=days), rules.LONGEST),
    )
    _record("api_clients.token.made", client, actor, now, ending=token[-4:])
    return token


@transaction.atomic
def revoke_token(client_id: UUID, token_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The token opens nothing from now on."""
    client = _to_change(client_id, actor)
    token = client.tokens.select_for_update().get(public_id=token_id)
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        _record("api_clients.token.revoked", client, actor, now, ending=token.ending)


@transaction.atomic
def revoke_client(client_id: UUID, *, actor: Actor, now: datetime) -> ApiClient:
    """The client is shut out for good, from its next request on."""
    client = _to_change(client_id, actor)
    client.revoked_at, client.revoked_by = now, actor.label
    client.save(update_fields=["revoked_at", "revoked_by"])
    client.tokens.filter(revoked_at__isnull=True).update(revoked_at=now)
    _record("api_clients.client.revoked", client, actor, now)
    return client


def _to_change(client_id: UUID, actor: Actor) -> ApiClient:
    client = queries.get_client(client_id, actor=actor, lock=True)
    access.may_change(actor, client).or_refuse()
    return client


def _record(event: str, client: ApiClient, actor: Actor, now: datetime, **details: Value) -> None:
    audit.record(
        event,
        client.public_id,
        actor=actor,
        at=now,
        tenant=client.owner.tenant,
        unit=client.owner_id,
        details={"client": client.name, **details},
    )


def count_request(client: ApiClient, *, now: datetime) -> rules.Use:
    """One more request in this minute, counted over all processes. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO api_clients_clientuse AS used (client_id, minute, count) VALUES (%s, %s, 1)
            ON CONFLICT (client_id) DO UPDATE
            SET count = CASE WHEN used.minute = EXCLUDED.minute THEN used.count + 1 ELSE 1 END, minute = EXCLUDED.minute
            RETURNING count
            """,
            [client.pk, rules.minute_of(now)],
        )
        (count,) = cursor.fetchone()
    return rules.use(client.per_minute, count, now)


def note_use(token: ClientToken, *, origin: str, now: datetime) -> None:
    """When a token was last used and from where, to within five minutes."""
    if token.last_used_at is None or now - token.last_used_at >= rules.USE_NOTED_EVERY:
        ClientToken.objects.filter(pk=token.pk).update(last_used_at=now, last_used_from=origin[:45])


def forget_answers(*, now: datetime) -> int:
    """Answers kept for requests that come twice are forgotten after a day."""
    count, _by_model = StoredAnswer.objects.filter(answered_at__lte=now - rules.ANSWERS_KEPT).delete()
    return count
