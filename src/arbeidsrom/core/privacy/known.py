"""What the core itself knows about somebody: who they are, what they hold, how they sign in, what they were told."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.audit import queries as audit
from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.exports.models import Export
from arbeidsrom.core.notifications import types
from arbeidsrom.core.notifications.models import Choice, DigestReceipt, Notification, WithoutMail
from arbeidsrom.core.organisation.models import Person, Position, PositionKind
from arbeidsrom.core.preferences.models import ChosenColumns, Draft, KeptForm, Preferences, SavedView
from arbeidsrom.core.privacy.collectors import DataSection, DataSubject, Fact, Record, fact
from arbeidsrom.core.privacy.known_of_loans import loans
from arbeidsrom.core.privacy.known_of_role_orders import role_orders
from arbeidsrom.core.privacy.known_of_standing_in import standing_in
from arbeidsrom.core.roles.models import RoleGrant, SupportAccess
from arbeidsrom.core.roles.queries import position_label
from arbeidsrom.core.roles.registry import roles
from arbeidsrom.core.roles.standing import EMPLOYED
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, denied
from arbeidsrom.web.components.formats import moment, plain_date
from arbeidsrom.web.lists import long

LINES = 1000
SECOND_STEPS = {
    Authenticator.Type.TOTP: gettext_lazy("App with codes"),
    Authenticator.Type.WEBAUTHN: gettext_lazy("Passkey"),
    Authenticator.Type.RECOVERY_CODES: gettext_lazy("Recovery codes"),
}


def of_person(subject: DataSubject, actor: Actor) -> Iterable[DataSection]:
    """Somebody who holds offices or has an account."""
    person = Person.objects.filter(public_id=subject.person).first() if subject.person else None
    if person is None:
        return []
    return [
        identity(person),
        positions(person),
        support(person),
        standing_in(person),
        loans(person),
        role_orders(person),
        account(person),
        notifications(person),
        choices(person),
        digests(person),
        preferences(person),
        exports(person),
    ]


def corrected_by(person: Person) -> str:
    """Where names and positions come from, and so who puts them right: the HR system, or the local union."""
    kinds = set(Position.objects.filter(person=person).values_list("kind", flat=True))
    said = []
    if kinds & set(EMPLOYED):
        said.append(_("Your employer's HR system corrects this; it comes with the next file from it."))
    if kinds & {PositionKind.OFFICE, PositionKind.DESK}:
        said.append(_("The leader of your local union corrects this."))
    return " ".join(said) or _("An administrator corrects this.")


def identity(person: Person) -> DataSection:
    """Name and contact."""
    return DataSection(
        key="organisation.person",
        title=_("Name and contact information"),
        records=(
            Record(
                person.name,
                (
                    fact("given_name", _("Given name"), person.given_name),
                    fact("family_name", _("Family name"), person.family_name),
                    fact("email", _("E-mail"), person.email),
                    fact("mobile", _("Mobile"), person.mobile),
                    fact("identity_number", _("National identity number"), person.identity_number),
                ),
            ),
        ),
        correction=corrected_by(person),
        erasure=denied(_("Kept as long as what you have done in your offices must be accounted for.")),
    )


def positions(person: Person) -> DataSection:
    """Offices, and the roles that follow."""
    held = list(Position.objects.filter(person=person).select_related("unit").order_by("valid_from", "id"))
    grants = list(RoleGrant.objects.filter(position__person=person).select_related("unit").order_by("valid_from", "id"))
    return DataSection(
        key="organisation.positions",
        title=_("Offices, positions and access"),
        records=tuple(
            Record(
                position_label(position),
                (
                    fact("valid_from", _("From"), plain_date(position.valid_from)),
                    fact("valid_to", _("To, not included"), plain_date(position.valid_to)),
                    fact("main_agreement", _("Main agreement"), position.main_agreement),
                    *(role_fact(grant) for grant in grants if grant.position_id == position.pk),
                ),
            )
            for position in held
        ),
        correction=corrected_by(person),
        erasure=denied(_("Who held which office when is part of the history of the organisation.")),
    )


def role_fact(grant: RoleGrant) -> Fact:
    """A role and where it holds."""
    role = roles().get(grant.role)
    return fact(f"role.{grant.role}.{grant.pk}", role.label if role else grant.role, grant.unit.name)


def support(person: Person) -> DataSection:
    """Who has asked to see what the person sees, and what was answered."""
    asked = SupportAccess.objects.filter(position__person=person).select_related("asked_by", "answered_by")
    return DataSection(
        key="roles.support",
        title=_("Support that has asked to see what you see"),
        records=tuple(
            Record(
                moment(one.asked_at),
                (
                    fact("asked_by", _("Asked by"), one.asked_by.name),
                    fact("reason", _("Why"), one.reason),
                    fact("answered_by", _("Answered by"), one.answered_by.name if one.answered_by else ""),
                    fact("allowed_at", _("Allowed"), moment(one.allowed_at)),
                    fact("refused_at", _("Refused"), moment(one.refused_at)),
                    fact("valid_until", _("Could look until"), moment(one.valid_until)),
                ),
            )
            for one in asked.order_by("asked_at", "id")
        ),
        erasure=denied(_("Kept so that what support has seen can be accounted for, for your sake too.")),
    )


def account(person: Person) -> DataSection:
    """The account, how it signs in and where it is signed in."""
    found = Account.objects.filter(person=person).first()
    sessions = UserSession.objects.filter(user=found).order_by("created_at", "pk") if found else []
    signed_in = tuple(
        Record(
            _("Signed in %(when)s") % {"when": moment(session.created_at)},
            (
                fact("ip", _("Network address"), session.ip),
                fact("user_agent", _("Browser"), session.user_agent),
                fact("last_seen_at", _("Last active"), moment(session.last_seen_at)),
            ),
        )
        for session in sessions
    )
    own = (
        (
            Record(
                found.email or _("Account"),
                (
                    fact("email", _("E-mail"), found.email or ""),
                    fact("language", _("Language"), found.language),
                    fact("created_at", _("Created"), moment(found.created_at)),
                    fact("last_login", _("Last signed in"), moment(found.last_login)),
                ),
            ),
        )
        if found
        else ()
    )
    return DataSection(
        key="accounts.account",
        title=_("Account"),
        records=own + second_steps(found) + known_elsewhere(found) + signed_in,
        correction=_("You change e-mail, password and language yourself under your own menu."),
        erasure=denied(_("The account is needed as long as you hold an office; sessions can be ended by yourself.")),
    )


def known_elsewhere(found: Account | None) -> tuple[Record, ...]:
    """The providers that the account signs in with, and what they call its holder."""
    kept = found.subjects.order_by("linked_at", "pk") if found else []
    return tuple(
        Record(
            one.issuer,
            (
                fact("subject", _("The provider's own identifier for you"), one.subject),
                fact("linked_at", _("First used"), moment(one.linked_at)),
            ),
        )
        for one in kept
    )


def second_steps(found: Account | None) -> tuple[Record, ...]:
    """The app with codes, the passkeys and the recovery codes that the account signs in with; never their secrets."""
    kept = Authenticator.objects.filter(user=found).order_by("created_at", "pk") if found else []
    return tuple(
        Record(
            str(SECOND_STEPS.get(one.type, one.type)),
            (
                fact("created_at", _("Created"), moment(one.created_at)),
                fact("last_used_at", _("Last used"), moment(one.last_used_at)),
            ),
        )
        for one in kept
    )


def notifications(person: Person) -> DataSection:
    """What the person has been told."""
    rows = Notification.objects.filter(person=person).order_by("-created_at", "-id")
    return DataSection(
        key="notifications.inbox",
        title=_("Notifications"),
        records=tuple(Record(moment(row.created_at), (fact("text", _("Text"), told(row)),)) for row in rows),
        erasure=ALLOWED,
    )


def told(row: Notification) -> str:
    """The notification in words."""
    kind = types.known_type(row.type)
    return kind.tell(row.params) if kind else row.type


def erase_notifications(subject: DataSubject, actor: Actor) -> int:
    """Empty the inbox."""
    if subject.person is None:
        return 0
    return Notification.objects.filter(person__public_id=subject.person).delete()[0]


def choices(person: Person) -> DataSection:
    """By which ways the person wants to be told what."""
    chosen = Choice.objects.filter(person=person).order_by("group", "way", "id")
    groups = {group.key: str(group.label) for group in types.all_groups()}
    without = (
        (Record(_("E-mail notifications"), (fact("without_mail", _("No e-mail"), _("Yes")),)),)
        if WithoutMail.objects.filter(person=person).exists()
        else ()
    )
    return DataSection(
        key="notifications.choices",
        title=_("Choices of notifications"),
        records=without
        + tuple(
            Record(
                groups.get(choice.group, choice.group),
                (fact("wanted", choice.get_way_display(), _("Yes") if choice.wanted else _("No")),),
            )
            for choice in chosen
        ),
        correction=_("You change these yourself; nothing is kept where you choose what is proposed."),
    )


def digests(person: Person) -> DataSection:
    """Which weeks the person has got the weekly digest."""
    receipts = DigestReceipt.objects.filter(person=person).select_related("digest").order_by("digest__wednesday", "id")
    return DataSection(
        key="notifications.digests",
        title=_("Weekly digests sent to you"),
        records=tuple(
            Record(plain_date(one.digest.wednesday), (fact("sent", _("Weekly digest"), _("Yes")),)) for one in receipts
        ),
        erasure=denied(_("Kept for sixty days, so that nobody gets the same digest twice.")),
    )


def preferences(person: Person) -> DataSection:
    """The look, saved views and forms begun: only that these are there, for they are the person's work in progress."""
    owned = {"account__person": person}
    looks = Preferences.objects.filter(**owned).order_by("id")
    columns = ChosenColumns.objects.filter(**owned).order_by("listing", "id")
    views = SavedView.objects.filter(**owned).order_by("created_at", "id")
    drafts = Draft.objects.filter(**owned).order_by("saved_at", "id")
    kept = KeptForm.objects.filter(**owned).order_by("kept_at", "id")
    records = [
        *(Record(_("Light or dark"), (fact("look", _("Chosen"), one.get_look_display()),)) for one in looks),
        *(Record(_("Columns of a list"), (fact(one.listing, one.listing, ", ".join(one.columns)),)) for one in columns),
        *(
            Record(view.name or _("How a list opens"), (fact("saved", _("Saved"), moment(view.created_at)),))
            for view in views
        ),
        *(Record(_("Draft"), (fact("saved", _("Saved"), moment(draft.saved_at)),)) for draft in drafts),
        *(
            Record(_("Form sent after the session ended"), (fact("saved", _("Saved"), moment(one.kept_at)),))
            for one in kept
        ),
    ]
    return DataSection(
        key="preferences.own",
        title=_("Look, saved views and drafts"),
        records=tuple(records),
        correction=_("You change and delete these yourself where they are used."),
        erasure=ALLOWED,
    )


def erase_preferences(subject: DataSubject, actor: Actor) -> int:
    """Forget the look, the columns, saved views and forms begun."""
    of_subject = {"account__person__public_id": subject.person}
    owned = (Preferences, ChosenColumns, SavedView, Draft, KeptForm)
    return sum(model._default_manager.filter(**of_subject).delete()[0] for model in owned)


def exports(person: Person) -> DataSection:
    """The long lists that the person has asked for as files; the file itself is theirs to fetch."""
    asked = Export.objects.filter(account__person=person).select_related("position__unit")
    return DataSection(
        key="exports.own",
        title=_("Long lists asked for as Excel files"),
        records=tuple(
            Record(
                moment(one.asked_at),
                (
                    fact("listing", _("List"), long.title_of(one.listing)),
                    fact("position", _("Office"), position_label(one.position)),
                    fact("state", _("State"), one.get_state_display()),
                    fact("reason", _("Why it was refused"), one.reason),
                    fact("made_at", _("The file was made"), moment(one.made_at)),
                ),
            )
            for one in asked.order_by("asked_at", "id")
        ),
        erasure=denied(_("The file is erased a day after it was made, and the rest after thirty days.")),
    )


def looked_at(subject: DataSubject, actor: Actor) -> Iterable[DataSection]:
    """Who has looked at the information, and what the person has done themselves."""
    seen = audit.who_has_looked(subject.ids, own=subject.person, most=LINES)
    done = own_actions(subject.person) if subject.person else []
    reason = denied(_("The log shows who has looked at the information. It is kept for five years, for your sake too."))
    return [
        DataSection(
            key="audit.looked",
            title=_("Who has looked at the information"),
            records=tuple(line_record(line) for line in seen),
            note=newest(seen) or requests_alone(subject),
            erasure=reason,
        ),
        *(
            [
                DataSection(
                    key="audit.done",
                    title=_("What you have done"),
                    records=tuple(line_record(line) for line in done),
                    note=newest(done),
                    erasure=reason,
                )
            ]
            if subject.person
            else []
        ),
    ]


def requests_alone(subject: DataSubject) -> str:
    """Who opens a case or the address book is written down by what was opened, not by everybody named in it."""
    return _("Only who has answered requests for access is told here.") if subject.known_as else ""


def newest(told: list[audit.Line]) -> str:
    """That there may be more than what is told."""
    return _("The newest %(count)s entries.") % {"count": LINES} if len(told) == LINES else ""


def own_actions(person: UUID) -> list[audit.Line]:
    """The newest that a person has done."""
    entries = Entry.objects.filter(person=person).select_related("detail").order_by("-at", "-id")
    return audit.lines(entries[:LINES])


def line_record(line: audit.Line) -> Record:
    """A line of the log."""
    return Record(
        moment(line.at),
        (
            fact("what", _("What"), line.sentence),
            fact("who", _("Who"), line.who),
            fact("role", _("Role and position"), line.role),
        ),
    )
