"""Against a real, independent provider (npm oidc-provider), which runs as a process beside the tests."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.accounts.models import Account, ProviderSession, Subject
from arbeidsrom.core.accounts.providers import Provider
from arbeidsrom.core.accounts.tests.conftest import NEWCOMERS, told, with_number
from arbeidsrom.core.accounts.tests.walking import begin, is_signed_in, local, sign_in
from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.organisation.models import Person, Position, PositionKind
from tests.cast import Cast
from tests.openid_provider.process import RunningProvider, Surfer

pytestmark = pytest.mark.django_db


@pytest.mark.req("PL-AUTH-001", "PL-AUTH-002")
def test_a_person_is_found_by_identity_number_and_comes_in(known: Cast, provider: Provider) -> None:
    client = Client()

    answer = sign_in(client, provider, "kari", next="/cases/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/cases/")
    assert client.session["_auth_user_id"] == str(known.accounts["kari"].pk)
    assert client.get("/cases/").status_code == 200
    entry = Entry.objects.filter(event="accounts.signed_in", thing=known.accounts["kari"].public_id).get()
    assert entry.person == known.people["kari"].public_id


@pytest.mark.req("PL-AUTH-001")
def test_what_is_asked_is_pushed_from_server_to_server_and_signed(known: Cast, provider: Provider) -> None:
    place = begin(Client(), provider)

    assert set(parse_qs(urlsplit(place).query)) == {"client_id", "request_uri"}


@pytest.mark.req("PL-AUTH-001")
def test_where_the_provider_takes_no_pushed_requests_the_address_has_pkce_nonce_and_level(
    known: Cast, running_provider: RunningProvider, installation: Any
) -> None:
    unpushed = told(running_provider.issuer, pushed=False, minimum_level="high")
    installation.OPENID_PROVIDERS = (unpushed,)
    client = Client()
    asked = parse_qs(urlsplit(begin(client, unpushed)).query)

    assert asked["code_challenge_method"] == ["S256"]
    assert asked["acr_values"] == ["idporten-loa-high"]
    assert asked["response_type"] == ["code"]
    assert len(asked["nonce"][0]) >= 40 <= len(asked["state"][0])
    assert sign_in(client, unpushed, "kari").status_code == 302
    assert is_signed_in(client)


@pytest.mark.req("KP-LOGIN-005", "KP-IMPORT-005")
@pytest.mark.parametrize("way", ["MinID", "BankID", "Buypass"])
def test_each_national_electronic_identity_signs_in_and_stands_in_the_log(
    known: Cast, provider: Provider, way: str
) -> None:
    told_as = {"MinID": "Minid-OTC", "BankID": "BankID", "Buypass": "BuyPass"}[way]
    client = Client()
    offered = client.get(reverse("account_login")).content.decode()
    sign_in(client, provider, "kari", way)

    assert "ID-porten" in offered
    assert way in offered
    assert is_signed_in(client)
    entry = Entry.objects.get(event="accounts.signed_in", thing=known.accounts["kari"].public_id)
    assert entry.detail.read["details"]["method"] == f"ID-porten ({told_as})"


@pytest.mark.req("PL-AUTH-002")
def test_whoever_is_known_by_name_and_address_only_does_not_come_in(known: Cast, provider: Provider) -> None:
    for who in ("stranger", "kari-by-name"):
        client = Client()
        answer = sign_in(client, provider, who)

        assert answer.status_code == 403
        assert not is_signed_in(client)
        assert not Subject.objects.exists()


@pytest.mark.req("PL-AUTH-002", "KP-EIMP-002")
def test_the_page_says_whom_to_contact_and_reveals_nothing(known: Cast, provider: Provider, installation: Any) -> None:
    installation.SIGN_IN_CONTACT = "Brukerstøtte, telefon 55 55 55 55"
    known.positions["ola"].valid_to = date(2026, 1, 1)
    known.positions["ola"].save()
    closed = known.accounts["kari"]
    closed.is_active = False
    closed.save()

    pages = {who: sign_in(Client(), provider, who) for who in ("stranger", "ola", "kari")}

    assert {page.status_code for page in pages.values()} == {403}
    assert "Brukerstøtte, telefon 55 55 55 55" in pages["stranger"].content.decode()
    assert len({without_reference(page.content.decode()) for page in pages.values()}) == 1


def without_reference(page: str) -> str:
    """The page without what differs at every look."""
    return "\n".join(line for line in page.splitlines() if "csrf" not in line)


@pytest.mark.req("PL-AUTH-002")
def test_an_ended_position_is_refused_and_stands_in_the_log(known: Cast, provider: Provider) -> None:
    known.positions["ola"].valid_to = date(2026, 1, 1)
    known.positions["ola"].save()
    client = Client()
    sign_in(client, provider, "ola")

    assert not is_signed_in(client)
    assert Entry.objects.filter(event="accounts.refused", thing=known.accounts["ola"].public_id).exists()


@pytest.mark.req("KP-LOGIN-016", "KP-IMPORT-005")
def test_before_the_first_day_of_work_a_new_employee_signs_in_and_gets_an_account(
    known: Cast, provider: Provider
) -> None:
    person = with_number(Person.objects.create(given_name="Nora", family_name="Ny"), NEWCOMERS)
    position = Position.objects.create(
        person=person,
        unit=known.hospital_club,
        kind=PositionKind.EMPLOYMENT,
        valid_from=date.today() - timedelta(days=1),
    )
    position.employments.create(starts_on=date.today() + timedelta(days=29), digest=b"", stated_in=uuid4())
    client = Client()

    answer = sign_in(client, provider, "newcomer")

    account = Account.objects.get(person=person)
    assert answer.status_code == 302
    assert is_signed_in(client)
    assert client.get(reverse("home")).status_code == 200
    assert (account.email, account.has_usable_password()) == (None, False)
    assert Entry.objects.filter(event="accounts.made", thing=account.public_id).count() == 1
    sign_in(Client(), provider, "newcomer")
    assert Account.objects.filter(person=person).count() == 1


@pytest.mark.req("PL-AUTH-002")
def test_the_next_time_the_providers_own_identifier_is_enough(known: Cast, provider: Provider) -> None:
    sign_in(Client(), provider, "kari")
    Person.objects.filter(pk=known.people["kari"].pk).update(identity_number=None, identity_index=None)
    client = Client()
    sign_in(client, provider, "kari")

    assert Subject.objects.get().account == known.accounts["kari"]
    assert is_signed_in(client)


@pytest.mark.req("PL-AUTH-002")
def test_an_identifier_tied_to_another_than_the_number_belongs_to_is_refused(known: Cast, provider: Provider) -> None:
    sign_in(Client(), provider, "kari")
    Subject.objects.update(account=known.accounts["ola"])
    client = Client()

    assert sign_in(client, provider, "kari").status_code == 403
    assert not is_signed_in(client)


@pytest.mark.req("PL-AUTH-001")
def test_a_level_that_is_too_low_is_refused_although_the_provider_let_it_through(
    known: Cast, running_provider: RunningProvider, installation: Any
) -> None:
    strict = told(running_provider.issuer, minimum_level="high")
    installation.OPENID_PROVIDERS = (strict,)
    client = Client()

    assert sign_in(client, strict, "kari", "MinID").status_code == 403
    assert not is_signed_in(client)
    sign_in(client, strict, "kari", "BankID")
    assert is_signed_in(client)


def test_a_demanded_way_of_signing_in_is_checked(
    known: Cast, running_provider: RunningProvider, installation: Any
) -> None:
    demanding = told(running_provider.issuer, methods=["BankID"])
    installation.OPENID_PROVIDERS = (demanding,)
    client = Client()

    assert sign_in(client, demanding, "kari", "Buypass").status_code == 403
    sign_in(client, demanding, "kari", "BankID")
    assert is_signed_in(client)


@pytest.mark.req("PL-AUTH-001")
def test_an_answer_is_taken_once_and_only_in_the_browser_that_asked(known: Cast, provider: Provider) -> None:
    client, thief = Client(), Client()
    place = Surfer(provider.issuer).sign_in(begin(client, provider), "kari")

    assert thief.get(local(place)).status_code == 400
    assert client.get(local(place)).status_code == 302
    client.session.flush()
    assert client.get(local(place)).status_code == 400
    assert not is_signed_in(thief)


@pytest.mark.req("PL-AUTH-001")
def test_a_code_of_somebody_elses_is_worth_nothing_in_ones_own_browser(known: Cast, provider: Provider) -> None:
    """Another's code with one's own state: PKCE ties the code to the browser that asked for it."""
    client, thief = Client(), Client()
    code = parse_qs(urlsplit(Surfer(provider.issuer).sign_in(begin(client, provider), "kari")).query)["code"][0]
    own = parse_qs(urlsplit(Surfer(provider.issuer).sign_in(begin(thief, provider), "ola")).query)

    mixed = {"state": own["state"][0], "iss": provider.issuer, "code": code}
    assert thief.get(reverse("openid_callback", args=[provider.key]), mixed).status_code == 400
    assert not is_signed_in(thief)


@pytest.mark.req("PL-AUTH-001")
def test_a_changed_state_is_refused(known: Cast, provider: Provider) -> None:
    client = Client()
    place = local(Surfer(provider.issuer).sign_in(begin(client, provider), "kari"))

    assert client.get(place.replace("state=", "state=x")).status_code == 400
    assert not is_signed_in(client)


@pytest.mark.req("PL-AUTH-001")
def test_an_answer_that_names_another_provider_is_refused(known: Cast, provider: Provider) -> None:
    client = Client()
    place = local(Surfer(provider.issuer).sign_in(begin(client, provider), "kari"))
    query = {name: values[0] for name, values in parse_qs(urlsplit(place).query).items()}

    assert client.get(urlsplit(place).path, query | {"iss": "https://another.example"}).status_code == 400
    assert not is_signed_in(client)


def test_whoever_cancels_at_the_provider_is_back_at_the_sign_in_page(known: Cast, provider: Provider) -> None:
    client = Client()
    answer = sign_in(client, provider, "kari", "cancel")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/login/?explicit=1")
    assert not is_signed_in(client)


@pytest.mark.req("PL-AUTH-001")
def test_when_the_provider_changes_its_keys_people_still_come_in(
    known: Cast, provider: Provider, running_provider: RunningProvider
) -> None:
    before = Client()
    sign_in(before, provider, "kari")
    running_provider.rotate_keys()
    after = Client()
    sign_in(after, provider, "kari")

    assert is_signed_in(before)
    assert is_signed_in(after)


def test_the_answer_lies_sealed_in_the_database(known: Cast, provider: Provider) -> None:
    client = Client()
    sign_in(client, provider, "kari")
    kept = ProviderSession.objects.get()

    stored = bytes(ProviderSession.objects.values_list("id_token", flat=True).get().stored)
    assert kept.id_token.startswith("eyJ")
    assert b"eyJ" not in stored
    assert kept.session_key == client.session.session_key
    assert kept.sid


def test_signing_in_gives_the_browser_another_session(known: Cast, provider: Provider) -> None:
    client = Client()
    place = begin(client, provider)
    before = client.session.session_key
    client.get(local(Surfer(provider.issuer).sign_in(place, "kari")))

    assert client.session.session_key != before


def test_one_is_never_sent_on_to_another_site(known: Cast, provider: Provider) -> None:
    answer = sign_in(Client(), provider, "kari", next="https://elsewhere.example/")

    assert answer.headers["Location"] == "/"
