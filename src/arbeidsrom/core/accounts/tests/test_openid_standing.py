"""What a sign-in is good for: levels of modules, showing once more who one is, the work network, several ways in."""

from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.accounts.models import Account, Subject
from arbeidsrom.core.accounts.providers import Level, Provider
from arbeidsrom.core.accounts.tests.conftest import told
from arbeidsrom.core.accounts.tests.walking import begin, is_signed_in, local, sign_in
from arbeidsrom.core.audit.models import Entry
from tests.cast import Cast
from tests.openid_provider.process import RunningProvider, Surfer

pytestmark = pytest.mark.django_db
HR_PORTAL = {"HTTP_REFERER": "https://personalportalen.example/", "HTTP_SEC_FETCH_SITE": "cross-site"}


@pytest.mark.req("PL-AUTH-001")
def test_a_module_that_takes_a_higher_level_asks_for_it_and_opens_then(
    known: Cast, provider: Provider, installation: Any
) -> None:
    installation.SECURITY_LEVELS = {"workspace": Level.HIGH}
    client, surfer = Client(), Surfer(provider.issuer)
    sign_in(client, provider, "kari", "MinID", surfer=surfer)

    shut = client.get("/cases/")
    assert shut.status_code == 403
    assert client.get(reverse("home")).status_code == 200
    way = f"{reverse('openid_start', args=[provider.key])}?level=high&amp;next=%2Fcases%2F"
    assert way in shut.content.decode()

    answer = sign_in(client, provider, "kari", "BankID", surfer=surfer, level="high", next="/cases/")
    assert answer.headers["Location"] == "/cases/"
    assert client.get("/cases/").status_code == 200


@pytest.mark.req("PL-AUTH-001")
def test_with_a_lower_level_than_the_module_takes_nothing_opens(
    known: Cast, provider: Provider, installation: Any
) -> None:
    installation.SECURITY_LEVELS = {"workspace": Level.HIGH}
    client, surfer = Client(), Surfer(provider.issuer)
    sign_in(client, provider, "kari", "MinID", surfer=surfer)

    assert sign_in(client, provider, "kari", "MinID", surfer=surfer, level="high").status_code == 403
    assert client.get("/cases/").status_code == 403
    for sent in ({}, {"once": str(uuid4())}):
        assert client.post("/cases/new/", sent).status_code == 403


@pytest.mark.req("PL-AUTH-001")
def test_a_password_is_of_low_level_and_of_substantial_with_a_second_step(known: Cast, installation: Any) -> None:
    installation.SECURITY_LEVELS = {"workspace": Level.SUBSTANTIAL}
    client = known.browser("kari")

    assert client.get("/cases/").status_code == 403
    session = client.session
    session["account_authentication_methods"].append({"method": "mfa", "type": "totp", "at": 0})
    session.save()
    assert client.get("/cases/").status_code == 200


@pytest.mark.req("PL-AUTH-001")
def test_a_provider_of_level_substantial_is_both_steps(known: Cast, provider: Provider, installation: Any) -> None:
    installation.REQUIRE_TWO_FACTOR = True
    client = Client()
    sign_in(client, provider, "kari", "MinID")

    assert client.get(reverse("home")).status_code == 200
    assert not Authenticator.objects.exists()


def grown_old(client: Client) -> None:
    """Signing in lies long back."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 86400
    session.save()


def test_before_something_protected_one_shows_at_the_provider_once_more_who_one_is(
    known: Cast, provider: Provider
) -> None:
    client, surfer = Client(), Surfer(provider.issuer)
    sign_in(client, provider, "kari", surfer=surfer)
    grown_old(client)
    protected = reverse("my_data_package")

    asked = client.post(protected)
    assert asked.headers["Location"].startswith(reverse("openid_confirm"))
    page = client.get(asked.headers["Location"])
    assert "ID-porten" in page.content.decode()
    place = client.get(reverse("openid_confirm"), {"go": "1", "next": protected}).headers["Location"]
    assert client.get(local(surfer.sign_in(place, "kari"))).headers["Location"] == protected
    assert client.post(protected).status_code == 200
    assert Entry.objects.filter(event="accounts.confirmed").count() == 1


def test_somebody_else_cannot_confirm_in_ones_place(known: Cast, provider: Provider) -> None:
    client, surfer = Client(), Surfer(provider.issuer)
    sign_in(client, provider, "kari", surfer=surfer)
    grown_old(client)
    place = client.get(reverse("openid_confirm"), {"go": "1"}).headers["Location"]

    assert client.get(local(surfer.sign_in(place, "ola"))).status_code == 403
    assert client.post(reverse("my_data_package")).status_code == 302
    assert client.session["_auth_user_id"] == str(known.accounts["kari"].pk)


def test_a_local_account_confirms_with_its_password(known: Cast, provider: Provider) -> None:
    answer = known.browser("kari").get(reverse("openid_confirm"))

    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))


@pytest.mark.req("PL-AUTH-002")
def test_a_provider_without_identity_numbers_knows_whoever_has_tied_its_identifier_to_their_account(
    known: Cast, running_provider: RunningProvider, installation: Any
) -> None:
    without = told(running_provider.issuer, pid_claim="", name="Arbeidsnettet")
    installation.OPENID_PROVIDERS = (without,)
    stranger = Client()
    assert sign_in(stranger, without, "kari").status_code == 403

    own = known.browser("kari")
    place = own.post(reverse("openid_connect", args=[without.key])).headers["Location"]
    tied = own.get(local(Surfer(without.issuer).sign_in(place, "kari")), follow=True)
    assert "Arbeidsnettet" in tied.content.decode()
    client = Client()
    sign_in(client, without, "kari")
    assert client.session["_auth_user_id"] == str(known.accounts["kari"].pk)

    own.post(reverse("disconnect", args=[Subject.objects.get().pk]))
    assert sign_in(Client(), without, "kari").status_code == 403


@pytest.mark.req("PL-AUTH-002")
def test_an_identifier_that_another_system_has_told_of_opens_the_account_it_told_it_for(
    known: Cast, running_provider: RunningProvider, installation: Any
) -> None:
    """As SCIM does for Entra ID, whose own identifier stands in another claim than ``sub``."""
    directory = told(running_provider.issuer, pid_claim="", subject_claim="oid")
    installation.OPENID_PROVIDERS = (directory,)
    Subject.objects.create(
        account=known.accounts["ola"], issuer=directory.issuer, subject="0b1e-ola", linked_at=known.now
    )
    client = Client()
    sign_in(client, directory, "ola-at-work")

    assert client.session["_auth_user_id"] == str(known.accounts["ola"].pk)
    assert sign_in(Client(), directory, "kari").status_code == 400  # who has no such claim


@pytest.mark.req("PL-AUTH-002")
def test_nobody_ties_anothers_identifier_to_their_own_account(known: Cast, provider: Provider) -> None:
    sign_in(Client(), provider, "kari")
    ola = known.browser("ola")
    place = ola.post(reverse("openid_connect", args=[provider.key])).headers["Location"]

    assert ola.get(local(Surfer(provider.issuer).sign_in(place, "kari"))).status_code == 403
    assert Subject.objects.get().account == known.accounts["kari"]
    assert ola.post(reverse("disconnect", args=[Subject.objects.get().pk])).status_code == 404


@pytest.fixture
def work(running_provider: RunningProvider, installation: Any) -> Provider:
    """The employer's own directory, which signs in by itself on the work network."""
    from ipaddress import ip_network

    directory = told(
        running_provider.issuer, name="Arbeidsnettet", automatic=True, shared_users={"groups": ["fellesbrukere"]}
    )
    installation.OPENID_PROVIDERS = (directory,)
    installation.WORK_NETWORKS = (ip_network("10.20.0.0/16"),)
    return directory


def at_work() -> Client:
    return Client(REMOTE_ADDR="10.20.30.40")


def logged_on(work: Provider, who: str) -> Surfer:
    """A PC whose user the directory knows already."""
    surfer = Surfer(work.issuer)
    surfer.sign_in(begin(Client(), work), who)
    return surfer


@pytest.mark.req("KP-LOGIN-002")
def test_on_the_work_network_one_comes_in_without_a_form(known: Cast, work: Provider) -> None:
    client, pc = at_work(), logged_on(work, "kari")
    page = client.get("/cases/", follow=True)
    place = page.redirect_chain[-1][0]
    came_back = pc.follow(place)

    assert isinstance(came_back, str)
    assert client.get(local(came_back)).headers["Location"] == "/cases/"
    assert client.get("/cases/").status_code == 200


@pytest.mark.req("KP-LOGIN-003")
def test_on_another_network_one_signs_in_oneself(known: Cast, work: Provider) -> None:
    page = Client(REMOTE_ADDR="192.0.2.1").get(reverse("account_login"))

    assert page.status_code == 200
    assert "Arbeidsnettet" in page.content.decode()


@pytest.mark.req("KP-LOGIN-004")
def test_on_a_pc_with_a_shared_user_one_signs_in_oneself(known: Cast, work: Provider) -> None:
    client, pc = at_work(), logged_on(work, "shared")
    place = client.get(reverse("account_login"), {"next": "/cases/"}, follow=True).redirect_chain[-1][0]
    page = client.get(local(str(pc.follow(place))), follow=True)

    assert page.redirect_chain[-1][0] == "/accounts/login/?explicit=1&next=%2Fcases%2F"
    assert page.status_code == 200
    assert "Arbeidsnettet" in page.content.decode()
    assert not is_signed_in(client)


@pytest.mark.req("KP-LOGIN-004")
def test_a_pc_whose_user_the_directory_does_not_know_or_that_has_no_access_leads_to_the_form(
    known: Cast, work: Provider
) -> None:
    for pc in (Surfer(work.issuer), logged_on(work, "stranger")):
        client = at_work()
        place = client.get(reverse("account_login"), follow=True).redirect_chain[-1][0]
        page = client.get(local(str(pc.follow(place))), follow=True)

        assert page.redirect_chain[-1][0] == "/accounts/login/?explicit=1"
        assert page.status_code == 200
        assert client.get(reverse("account_login")).status_code == 200  # and not once more at once


def test_whoever_signs_out_on_the_work_network_is_not_signed_in_again_at_once(known: Cast, work: Provider) -> None:
    client = at_work()
    sign_in(client, work, "kari")
    place = client.post(reverse("account_logout")).headers["Location"]
    back = client.get(f"/sign-in/signed-out/?state={parse_qs(urlsplit(place).query)['state'][0]}")

    assert client.get(back.headers["Location"]).status_code == 200


@pytest.mark.req("KP-LOGIN-001")
@pytest.mark.parametrize(
    ("address", "came_from"),
    [
        ("/", HR_PORTAL),
        ("/cases/?page=1", HR_PORTAL),
        ("the start menu", {"HTTP_SEC_FETCH_SITE": "none"}),
        ("/", {"HTTP_SEC_FETCH_SITE": "none"}),
    ],
    ids=["the HR portal", "the HR portal, to a page", "the start menu", "the address"],
)
def test_the_hr_portal_the_start_menu_and_the_address_itself_lead_by_the_sign_in_to_the_page(
    known: Cast, provider: Provider, address: str, came_from: dict[str, str]
) -> None:
    client = Client(**came_from)
    if address == "the start menu":  # where the browser puts the installed program, which opens there
        address = client.get(reverse("web_manifest")).json()["start_url"]
    door = client.get(address).headers["Location"]
    wanted = parse_qs(urlsplit(door).query)["next"][0]
    offered = client.get(door).content.decode()
    answer = sign_in(client, provider, "kari", next=wanted)

    assert wanted == address
    assert reverse("openid_start", args=[provider.key]) in offered
    assert answer.headers["Location"] == address
    assert client.get(address).status_code == 200, "and so does the link, once one is signed in"


def test_an_installation_without_local_accounts_has_no_way_in_by_password(
    known: Cast, provider: Provider, installation: Any
) -> None:
    installation.LOCAL_SIGN_IN = False
    account: Account = known.accounts["kari"]
    account.set_password("et langt og trygt passord")
    account.save()
    client = Client()
    page = client.get(reverse("account_login"))

    assert page.status_code == 200
    assert 'type="password"' not in page.content.decode()
    tried = client.post(reverse("account_login"), {"login": account.email, "password": "et langt og trygt passord"})
    assert tried.status_code == 404
    assert client.get(reverse("account_reset_password")).status_code == 404
    assert not is_signed_in(client)
    sign_in(client, provider, "kari")
    assert is_signed_in(client)


@pytest.mark.req("PL-ORG-002")
def test_only_what_signs_in_or_out_is_open_to_those_who_are_not_signed_in(known: Cast, provider: Provider) -> None:
    everybody = [
        reverse("openid_keys"),
        reverse("openid_signed_out"),
        reverse("openid_start", args=[provider.key]),
        reverse("openid_callback", args=[provider.key]),
        reverse("openid_front_channel", args=[provider.key]),
    ]
    signed_in = [
        reverse("openid_confirm"),
        reverse("openid_connect", args=[provider.key]),
        reverse("disconnect", args=[1]),
    ]
    door = reverse("account_login")

    for address in everybody:
        assert not Client().get(address).headers.get("Location", "").startswith(f"{door}?next=")
    for address in signed_in:
        assert Client().get(address).headers["Location"].startswith(f"{door}?next=")
