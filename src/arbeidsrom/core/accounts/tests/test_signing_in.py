import base64
import json
import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.webauthn.internal.auth import WebAuthn
from allauth.usersessions.models import UserSession
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import mail
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from arbeidsrom.core.accounts.models import Account, FailedSignIns
from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.core.keys.actions import rotate_tenant
from tests.cast import NOW, Cast

PASSWORD = "et langt og trygt passord"


@pytest.fixture
def account(cast: Cast) -> Account:
    account = cast.accounts["kari"]
    account.set_password(PASSWORD)
    account.save()
    return account


def sign_in(client: Client, email: str, password: str) -> object:
    return client.post(reverse("account_login"), {"login": email, "password": password})


def totp_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.mark.req("PL-AUTH-003")
def test_a_local_account_signs_in_with_its_password_kept_by_argon2(account: Account) -> None:
    client = Client()

    assert account.password.startswith("argon2")
    assert sign_in(client, account.email, PASSWORD).status_code == 302  # type: ignore[attr-defined]
    assert client.get(reverse("home")).status_code == 200
    assert Entry.objects.filter(event="accounts.signed_in", thing=account.public_id).exists()


@pytest.mark.req("PL-AUTH-003")
def test_with_an_app_the_password_alone_does_not_sign_in(account: Account) -> None:
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    RecoveryCodes.activate(account)
    client = Client()
    sign_in(client, account.email, PASSWORD)

    assert client.get(reverse("home")).status_code == 302
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 200
    assert client.get(reverse("home")).status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": totp_code(secret)})
    assert client.get(reverse("home")).status_code == 200


def events(account: Account) -> list[str]:
    """What the log has about signing in to the account, oldest first."""
    return list(Entry.objects.filter(thing=account.public_id).order_by("id").values_list("event", flat=True))


@pytest.mark.req("PL-AUTH-003")
def test_five_wrong_codes_stand_in_the_log_and_lock_the_second_step_for_five_minutes(account: Account) -> None:
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    client = Client()
    with time_machine.travel(NOW, tick=False):
        sign_in(client, account.email, PASSWORD)
        for number in range(5):
            assert events(account) == ["accounts.sign_in_failed"] * number
            client.post(reverse("mfa_authenticate"), {"code": "000000"})
        assert events(account) == [*["accounts.sign_in_failed"] * 4, "accounts.locked"]
        locked = client.post(reverse("mfa_authenticate"), {"code": totp_code(secret)})
        assert locked.status_code == 200
        assert client.get(reverse("home")).status_code == 302

    with time_machine.travel(NOW + timedelta(minutes=6), tick=False):
        client.post(reverse("mfa_authenticate"), {"code": totp_code(secret)})
        assert client.get(reverse("home")).status_code == 200
    assert events(account)[-1] == "accounts.signed_in"


def in_base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def a_passkey(account: Account) -> bytes:
    """Registered for the account; its id."""
    key_id, key = b"k" * 16, ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    data = AttestedCredentialData.create(Aaguid.NONE, key_id, key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    attested = AttestationObject.create("none", AuthenticatorData.create(bytes(32), flags, 0, data), {})
    client = CollectedClientData.create("webauthn.create", b"c" * 32, "http://testserver")
    response = {"clientDataJSON": in_base64(client), "attestationObject": in_base64(attested)}
    shown = {"id": in_base64(key_id), "rawId": in_base64(key_id), "type": "public-key", "response": response}
    WebAuthn.add(account, "Telefonen", {**shown, "clientExtensionResults": {}})
    return key_id


def an_answer(account: Account, key_id: bytes, data: bytes = bytes(37), signature: bytes = b"s") -> str:
    """What a browser sends that was asked for a passkey; the data of the key may be anything."""
    client = json.dumps({"type": "webauthn.get", "challenge": in_base64(b"c" * 32), "origin": "http://testserver"})
    response = {
        "clientDataJSON": in_base64(client.encode()),
        "authenticatorData": in_base64(data),
        "signature": in_base64(signature),
        "userHandle": in_base64(user_pk_to_url_str(account).encode()),
    }
    shown = {"id": in_base64(key_id), "rawId": in_base64(key_id), "type": "public-key", "response": response}
    return json.dumps({**shown, "clientExtensionResults": {}})


HEAD = bytes(32)
HOSTILE = {
    "an extension that is not there": HEAD + b"\x81" + bytes(4),
    "half a number": HEAD + b"\x81" + bytes(4) + b"\x19",
    "a key that is not there": HEAD + b"\x41" + bytes(4) + bytes(16) + bytes(2),
    "a thousand lists in each other": HEAD + b"\x81" + bytes(4) + b"\x81" * 5000,
    "nothing": b"",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_no_key_says_is_refused_at_every_door(account: Account, data: bytes) -> None:
    shown, nobody, second = an_answer(account, a_passkey(account), data), Client(), Client()
    nobody.get(reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"})
    assert nobody.post(reverse("mfa_login_webauthn"), {"credential": shown}).status_code == 302
    sign_in(second, account.email, PASSWORD)
    assert second.post(reverse("mfa_authenticate"), {"credential": shown}).status_code == 200
    for client in (nobody, second):
        assert client.get(reverse("home")).status_code == 302
    assert events(account) == ["accounts.passkey_refused"] * 2


@pytest.mark.parametrize("shown", ["7", '"word"', '[["id"]]', '{"response": 7}', '{"id": "AA", "response": {}}'])
def test_a_passkey_that_is_refused_stands_in_the_log_and_opens_nothing(account: Account, shown: str) -> None:
    TOTP.activate(account, generate_totp_secret())
    client = Client()
    sign_in(client, account.email, PASSWORD)
    refused = client.post(reverse("mfa_authenticate"), {"credential": shown})
    assert refused.status_code == 200
    assert client.get(reverse("home")).status_code == 302
    assert events(account) == ["accounts.passkey_refused"]


def test_a_passkey_that_is_not_even_tried_is_no_line_of_the_log(account: Account) -> None:
    a_passkey(account)
    client = Client()
    sign_in(client, account.email, PASSWORD)
    for _ in range(9):  # more than five within five minutes are not looked at
        client.post(reverse("mfa_authenticate"), {"credential": an_answer(account, b"k" * 16)})
    assert events(account) == ["accounts.passkey_refused"] * 5


def test_a_passkey_alone_that_is_refused_stands_in_the_log_of_whoever_it_is_registered_for(account: Account) -> None:
    key_id, client = a_passkey(account), Client()
    for shown in (key_id, b"another"):
        client.get(reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"})
        client.post(reverse("mfa_login_webauthn"), {"credential": an_answer(account, shown)})
    assert client.get(reverse("home")).status_code == 302
    assert events(account) == ["accounts.passkey_refused"]


@pytest.mark.parametrize(
    "shown", ["{}", "null", "no json", "7", '{"response": 7}', '{"response": {"userHandle": "////"}}']
)
def test_a_passkey_of_nobody_is_refused(account: Account, shown: str) -> None:
    answer = Client().post(reverse("mfa_login_webauthn"), {"credential": shown})
    assert answer.status_code in (200, 302)
    assert not Entry.objects.filter(event="accounts.passkey_refused").exists()


@pytest.mark.parametrize("shown", ["7", '{"id": "AA", "response": {}}', '{"id": "AA", "rawId": 7, "response": {}}'])
def test_a_new_passkey_that_no_browser_made_is_refused(account: Account, shown: str) -> None:
    client = Client()
    sign_in(client, account.email, PASSWORD)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    answer = client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": shown})
    assert answer.status_code == 200
    assert not Authenticator.objects.filter(user=account).exists()


@pytest.mark.req("PL-AUTH-003")
def test_wrong_passwords_stand_in_the_log_and_the_tenth_says_that_it_locks(account: Account) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(10):
            sign_in(Client(), account.email, "galt passord galt")
            clock.shift(timedelta(seconds=61))  # more than five within five minutes are not even tried
    assert events(account) == [*["accounts.sign_in_failed"] * 9, "accounts.locked"]


@pytest.mark.req("PL-AUTH-003")
def test_the_log_says_by_which_steps_somebody_signed_in(account: Account) -> None:
    sign_in(Client(), account.email, PASSWORD)
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    codes = RecoveryCodes.activate(account).get_unused_codes()
    for code in (totp_code(secret), codes[0]):
        client = Client()
        sign_in(client, account.email, PASSWORD)
        client.post(reverse("mfa_authenticate"), {"code": code})
    entries = Entry.objects.filter(event="accounts.signed_in", thing=account.public_id).order_by("id")
    assert [entry.detail.read["details"]["method"] for entry in entries] == [
        "password",
        "password, app",
        "password, recovery code",
    ]


@pytest.mark.req("PL-AUTH-003")
def test_many_wrong_tries_lock_the_address_alike_whether_or_not_it_exists(account: Account) -> None:
    answers = {}
    with time_machine.travel(NOW, tick=False):
        for email in (account.email, "ingen@example.no"):
            client = Client()
            for _ in range(10):
                sign_in(client, email, "galt passord galt")
            locked = sign_in(client, email, PASSWORD)
            answers[email] = re.sub(r'value="[^"]*"', "", locked.content.decode())  # type: ignore[attr-defined]
            assert client.get(reverse("home")).status_code == 302
    assert len(set(answers.values())) == 1
    assert not any(account.email.encode() in bytes(row.address) for row in FailedSignIns.objects.all())

    with time_machine.travel(NOW + timedelta(minutes=16), tick=False):
        assert sign_in(Client(), account.email, PASSWORD).status_code == 302  # type: ignore[attr-defined]


@pytest.mark.req("PL-AUTH-003")
def test_a_reset_reveals_nothing_and_the_link_works_once(account: Account) -> None:
    def ask(email: str) -> tuple[int, str]:
        answer = Client().post(reverse("account_reset_password"), {"email": email}, follow=True)
        return answer.status_code, answer.content.decode()

    assert ask(account.email) == ask("ingen@example.no")
    sent = [message for message in mail.outbox if account.email in message.to]
    assert len(sent) == 1
    link = re.search(r"http://\S+/accounts/password/reset/key/\S+", sent[0].body)
    assert link
    client = Client()
    page = client.get(link[0].replace("http://testserver", ""), follow=True)
    new = "enda et langt passord"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})

    assert sign_in(Client(), account.email, new).status_code == 302  # type: ignore[attr-defined]
    again = Client().get(link[0].replace("http://testserver", ""), follow=True)
    assert 'name="password1"' not in again.content.decode()


@pytest.mark.req("PL-AUTH-002")
def test_nobody_makes_an_account_by_themselves(cast: Cast) -> None:
    before = Account.objects.count()
    answer = Client().post(
        reverse("account_signup"), {"email": "ny@example.no", "password1": PASSWORD, "password2": PASSWORD}
    )

    assert Account.objects.count() == before
    assert reverse("account_login") in answer.content.decode()


@pytest.mark.req("PL-AUTH-004")
def test_sessions_are_listed_and_the_others_can_be_ended(account: Account) -> None:
    phone, desk = Client(HTTP_USER_AGENT="Telefonen"), Client(HTTP_USER_AGENT="Kontoret")
    for client in (phone, desk):
        sign_in(client, account.email, PASSWORD)
        client.get(reverse("home"))

    shown = desk.get(reverse("usersessions_list")).content.decode()
    assert "Telefonen" in shown
    assert "Kontoret" in shown
    desk.post(reverse("usersessions_list"))

    assert phone.get(reverse("home")).status_code == 302
    assert desk.get(reverse("home")).status_code == 200


@pytest.mark.req("PL-AUTH-004")
def test_one_session_is_ended_and_the_others_go_on(account: Account, cast: Cast) -> None:
    phone, desk, home = (Client(HTTP_USER_AGENT=name) for name in ("Telefonen", "Kontoret", "Hjemme"))
    for client in (phone, desk, home):
        sign_in(client, account.email, PASSWORD)
        client.get(reverse("home"))
    lost = reverse("end_session", args=[UserSession.objects.get(user_agent="Telefonen").pk])
    assert lost in desk.get(reverse("usersessions_list")).content.decode()

    assert cast.browser("ola").post(lost).status_code == 404
    assert phone.get(reverse("home")).status_code == 200
    assert desk.post(lost).status_code == 302

    assert [client.get(reverse("home")).status_code for client in (phone, desk, home)] == [302, 200, 200]
    assert Entry.objects.filter(event="accounts.session_ended", thing=account.public_id).count() == 1


@pytest.mark.req("PL-AUTH-004")
def test_a_session_ends_after_inactivity_and_not_while_somebody_works(account: Account) -> None:
    client = Client()
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(client, account.email, PASSWORD)
        for _ in range(4):
            clock.shift(timedelta(minutes=45))
            assert client.get(reverse("home")).status_code == 200
        clock.shift(timedelta(minutes=61))
        assert client.get(reverse("home")).status_code == 302


def test_that_a_browser_is_there_is_noted_every_five_minutes_and_not_with_each_page(account: Account) -> None:
    client = Client()
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(client, account.email, PASSWORD)
        seen = []
        for minutes in (0, 4, 2, 1):
            clock.shift(timedelta(minutes=minutes))
            client.get(reverse("home"))
            seen.append(UserSession.objects.get().last_seen_at - NOW)
    assert seen == [timedelta(0), timedelta(0), timedelta(minutes=6), timedelta(minutes=6)]


@pytest.mark.req("PL-AUTH-003")
def test_where_two_steps_are_demanded_nobody_goes_on_without(account: Account, settings: object) -> None:
    settings.REQUIRE_TWO_FACTOR = True  # type: ignore[attr-defined]
    client = Client()
    sign_in(client, account.email, PASSWORD)

    assert client.get(reverse("offices")).url == reverse("mfa_index")
    TOTP.activate(account, generate_totp_secret())
    assert client.get(reverse("profile")).status_code == 200


@pytest.mark.parametrize(
    "name",
    ["profile", "mfa_index", "mfa_list_webauthn", "usersessions_list", "account_change_password", "account_logout"],
)
def test_every_page_of_the_own_account_opens(account: Account, name: str) -> None:
    client = Client()
    sign_in(client, account.email, PASSWORD)

    assert client.get(reverse(name), follow=True).status_code == 200


@pytest.mark.parametrize(
    "name", ["account_login", "account_reset_password", "account_signup", "account_reset_password_done"]
)
def test_every_page_at_the_door_opens(db: None, name: str) -> None:
    assert Client().get(reverse(name)).status_code == 200


def test_signing_out_lets_the_browser_forget_what_pages_stored(account: Account) -> None:
    client = Client()
    sign_in(client, account.email, PASSWORD)
    assert "Clear-Site-Data" not in client.get(reverse("home")).headers

    left = client.post(reverse("account_logout"))

    assert left.headers["Clear-Site-Data"] == '"storage"'
    assert client.get(reverse("home")).status_code == 302
    assert client.post(reverse("account_logout")).headers["Clear-Site-Data"] == '"storage"', "also where it had ended"


@pytest.mark.req("PL-AUTH-003")
def test_the_secrets_of_the_second_step_lie_sealed_and_outlive_a_change_of_keys(account: Account) -> None:
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    codes = RecoveryCodes.activate(account).get_unused_codes()
    stored = json.dumps(list(Authenticator.objects.filter(user=account).values_list("data", flat=True)))
    assert secret not in stored
    assert not any(code in stored for code in codes)

    seeds = [row.data.get("secret") or row.data["seed"] for row in Authenticator.objects.filter(user=account)]
    assert all(re.fullmatch(r"1:[A-Za-z0-9+/]+=*", seed) for seed in seeds)

    rotate_tenant(INSTALLATION)
    app, recovery = (Authenticator.objects.get(user=account, type=kind) for kind in ("totp", "recovery_codes"))
    assert TOTP(app).validate_code(totp_code(secret))
    assert RecoveryCodes(recovery).get_unused_codes() == codes
