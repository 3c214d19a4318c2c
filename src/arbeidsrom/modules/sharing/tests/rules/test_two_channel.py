from uuid import UUID

import pytest
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from arbeidsrom.modules.sharing.rules import two_channel
from arbeidsrom.modules.sharing.rules.two_channel import Binding, Cost, WrongKey

CHEAP = Cost(memory_kib=64, passes=1)
BINDING = Binding(UUID(int=7), "26-5283924-55", 1, "2026-12-06T12:00:00+00:00")
CODE, TOKEN, PEPPER, KEY = "23456789BCDF", b"t" * 32, b"p" * 32, b"k" * 32


def sealed(**changes):
    given_ = {"code": CODE, "token": TOKEN, "pepper": PEPPER, "binding": BINDING, "cost": CHEAP} | changes
    return two_channel.seal_key(KEY, **given_)


def opened(box, *, code=CODE, token=TOKEN, pepper=PEPPER, binding=BINDING):
    stretched = two_channel.stretch(code, box.salt, CHEAP)
    return two_channel.open_key(box, stretched=stretched, token=token, pepper=pepper, binding=binding)


@pytest.mark.req("KL-SHARE-010")
def test_link_and_code_together_open():
    assert opened(sealed()) == KEY


@pytest.mark.req("KL-SHARE-010")
@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "23456789BCDG"},
        {"token": b"u" * 32},
        {"pepper": b"q" * 32},
        {"binding": BINDING._replace(shipment=UUID(int=8))},
        {"binding": BINDING._replace(generation=2)},
        {"binding": BINDING._replace(reference="26-5283925-52")},
        {"binding": BINDING._replace(expires_at="2027-12-06T12:00:00+00:00")},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_without_any_one_part_nothing_opens(wrong):
    with pytest.raises(WrongKey):
        opened(sealed(), **wrong)


@given(st.sampled_from(["salt", "wrapped", "commitment"]), st.integers(0, 15), st.integers(1, 255))
@settings(max_examples=40)
def test_a_changed_byte_in_what_the_database_holds_opens_nothing(part, place, flip):
    box = sealed()
    stored = bytearray(getattr(box, part))
    stored[place] ^= flip
    with pytest.raises(WrongKey):
        opened(box._replace(**{part: bytes(stored)}))


@given(st.text("23456789BCDFGHJKLMNPQRSTVWXYZ", min_size=12, max_size=12), st.binary(min_size=16, max_size=16))
@settings(max_examples=25)
def test_the_stretching_agrees_with_an_independent_argon2(code, salt):
    independent = hash_secret_raw(
        code.encode(), salt, time_cost=3, memory_cost=256, parallelism=1, hash_len=32, type=Type.ID
    )
    assert two_channel.stretch(code, salt, Cost(memory_kib=256, passes=3)) == independent


def test_the_key_is_derived_as_the_design_says():
    """HKDF written out by hand (RFC 5869): extract with HMAC(pepper, shipment|generation), expand to 64 bytes."""
    box = sealed()
    stretched = hash_secret_raw(
        CODE.encode(), box.salt, time_cost=1, memory_cost=64, parallelism=1, hash_len=32, type=Type.ID
    )
    salt = _hmac(PEPPER, f"{BINDING.shipment}|1".encode())
    pseudo_random_key = _hmac(salt, stretched + TOKEN)
    first = _hmac(pseudo_random_key, b"arbeidsrom/deling/v1" + b"\x01")
    second = _hmac(pseudo_random_key, first + b"arbeidsrom/deling/v1" + b"\x02")
    associated = b"|".join([str(BINDING.shipment).encode(), b"26-5283924-55", b"1", BINDING.expires_at.encode()])
    assert AESGCM(first).decrypt(box.wrapped[:12], box.wrapped[12:], associated) == KEY
    assert box.commitment == second


def test_sealing_twice_gives_nothing_in_common():
    first, second = sealed(), sealed()
    assert first.salt != second.salt
    assert first.commitment != second.commitment
    assert first.wrapped != second.wrapped


def test_keys_for_different_purposes_differ():
    assert two_channel.subkey(KEY, "manifest") != two_channel.subkey(KEY, "wrap")
    assert two_channel.subkey(KEY, "manifest") == two_channel.subkey(KEY, "manifest")


def test_the_ordinary_cost_is_that_of_the_design():
    assert Cost() == Cost(memory_kib=262144, passes=3, lanes=1)


def _hmac(key, message):
    mac = hmac.HMAC(key, hashes.SHA256())
    mac.update(message)
    return mac.finalize()
