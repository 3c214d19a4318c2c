import hashlib
import json
import os
import zlib
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given, settings
from hypothesis import strategies as st

from arbeidsrom.lib import sealed_stream as stream

ROOT = Path(__file__).resolve().parents[4]
VECTORS = Path(os.environ.get("ARBEIDSROM_STANDARDS", ROOT.parent / "shared" / "standards")) / "wycheproof"
KEY = bytes(range(32))
CONTEXT = b"arbeidsrom/test"
lengths = st.one_of(
    st.integers(0, 3 * stream.CHUNK),
    st.sampled_from([n * stream.CHUNK + d for n in (1, 2, 16, 17, 33) for d in (-1, 0, 1)]),
)


class Held:
    """Sealed bytes in memory."""

    def __init__(self, data):
        self.data = data

    def read_at(self, offset, length):
        return self.data[offset : offset + length]


def content(length):
    return (hashlib.sha256(str(length).encode()).digest() * (length // 32 + 1))[:length]


def sealed(plain, key=KEY, context=CONTEXT):
    return b"".join(stream.seal(key, context, [plain]))


def opened(data, start=0, end=None, key=KEY, context=CONTEXT):
    return b"".join(stream.Opener(key, context, Held(data), len(data)).read(start, end))


def opened_in_parts(data, key=KEY, context=CONTEXT):
    """As one who asks for ranges would read it all, without the library's own opener."""
    opener = stream.Opener(key, context, Held(data), len(data))
    opener.verify_length()
    middle = opener.length // 2
    return b"".join([*opener.read(0, middle), *opener._read_part(middle, opener.length)])


def vectors(name):
    file = VECTORS / name
    if not file.exists():
        pytest.skip(f"The published test vectors are not at {VECTORS}: set ARBEIDSROM_STANDARDS")
    for group in json.loads(file.read_text())["testGroups"]:
        for case in group["tests"]:
            yield group, case


@pytest.mark.parametrize("reading", [opened, opened_in_parts])
def test_every_published_vector_of_the_format(reading):
    seen = 0
    for _group, case in vectors("c2sp_chunked_encryption_aes_256_gcm_test.json"):
        data, key, context = (bytes.fromhex(case[name]) for name in ("ct", "key", "ctx"))
        data = zlib.decompress(data)
        if case["result"] == "valid":
            assert hashlib.sha512(reading(data, key=key, context=context)).hexdigest() == case["msgSha512"], case
        else:
            with pytest.raises(stream.NotOpened):
                reading(data, key=key, context=context)
        seen += 1
    assert seen == 35


def test_the_cipher_below_passes_its_published_vectors():
    for group, case in vectors("aes_gcm_test.json"):
        if group["keySize"] != 256 or group["ivSize"] != 96 or group["tagSize"] != 128:
            continue
        key, nonce, extra, plain, data, tag = (
            bytes.fromhex(case[name]) for name in ("key", "iv", "aad", "msg", "ct", "tag")
        )
        if case["result"] == "valid":
            assert AESGCM(key).decrypt(nonce, data + tag, extra) == plain
        else:
            with pytest.raises(InvalidTag):
                AESGCM(key).decrypt(nonce, data + tag, extra)


def test_the_key_derivation_below_passes_its_published_vectors():
    for _group, case in vectors("hkdf_sha256_test.json"):
        key, salt, info = (bytes.fromhex(case[name]) for name in ("ikm", "salt", "info"))
        if case["result"] == "valid":
            made = HKDF(SHA256(), case["size"], salt, info).derive(key)
            assert made.hex() == case["okm"]
        else:
            with pytest.raises(ValueError):
                HKDF(SHA256(), case["size"], salt, info).derive(key)


@given(lengths)
@settings(max_examples=40, deadline=None)
def test_what_is_sealed_opens_and_lengths_are_known_beforehand(length):
    plain = content(length)
    data = sealed(plain)
    assert stream.plain_length(len(data)) == length
    assert opened(data) == opened_in_parts(data) == plain


@given(lengths, st.lists(st.integers(1, 40_000), max_size=12))
@settings(max_examples=30, deadline=None)
def test_the_pieces_in_which_a_stream_comes_do_not_matter(length, sizes):
    plain, pieces = content(length), []
    rest = plain
    for size in sizes:
        pieces.append(rest[:size])
        rest = rest[size:]
    data = b"".join(stream.seal(KEY, CONTEXT, [*pieces, rest]))
    assert opened(data) == plain


@given(lengths, st.data())
@settings(max_examples=80, deadline=None)
def test_any_range_opens_alone(length, choose):
    start = choose.draw(st.integers(0, length + 5))
    end = choose.draw(st.integers(0, length + 5))
    plain = content(length)
    assert opened(sealed(plain), start, end) == plain[start:end]


@given(lengths, st.data())
@settings(max_examples=80, deadline=None)
def test_a_cut_or_longer_stream_is_refused_however_it_is_read(length, choose):
    data = sealed(content(length))
    cut = choose.draw(st.integers(0, len(data) - 1))
    more = choose.draw(st.integers(1, 2 * stream.SEALED_CHUNK))
    for changed in (data[:cut], data + bytes(more), data + data[stream.HEAD :][:more]):
        with pytest.raises(stream.NotOpened):
            opened(changed)
        with pytest.raises(stream.NotOpened):
            opened(changed, 0, 1)


@given(lengths, st.data())
@settings(max_examples=80, deadline=None)
def test_a_changed_bit_is_noticed(length, choose):
    data = bytearray(sealed(content(length)))
    data[choose.draw(st.integers(0, len(data) - 1))] ^= 1 << choose.draw(st.integers(0, 7))
    for reading in (opened, opened_in_parts):
        with pytest.raises(stream.NotOpened):
            reading(bytes(data))


@given(st.permutations(range(4)))
def test_moved_chunks_are_noticed(order):
    data = sealed(content(4 * stream.CHUNK + 7))
    chunks = [data[stream.HEAD + n * stream.SEALED_CHUNK :][: stream.SEALED_CHUNK] for n in range(4)]
    moved = data[: stream.HEAD] + b"".join(chunks[n] for n in order) + data[stream.HEAD + 4 * stream.SEALED_CHUNK :]
    if list(order) == [0, 1, 2, 3]:
        assert moved == data
        return
    for reading in (opened, opened_in_parts):
        with pytest.raises(stream.NotOpened):
            reading(moved)


def test_another_key_or_context_is_refused_before_anything_is_opened():
    data = sealed(b"secret")
    for key, context in ((bytes(32), CONTEXT), (KEY, b"elsewhere"), (KEY[:16], CONTEXT)):
        with pytest.raises(stream.NotOpened):
            opened(data, key=key, context=context)


def test_a_stream_that_was_broken_off_gives_what_had_been_sealed_whole():
    plain = content(20 * stream.CHUNK + 5)
    data = sealed(plain)[: stream.HEAD + 18 * stream.SEALED_CHUNK + 99]
    count = stream.whole_chunks(len(data))
    assert count == 18
    assert b"".join(stream.open_whole_chunks(KEY, CONTEXT, Held(data), count)) == plain[: 18 * stream.CHUNK]
    with pytest.raises(stream.NotOpened):
        opened(data)
