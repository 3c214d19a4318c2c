import base64
import json
import os
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from arbeidsrom.core.keys import actions, queries, ring
from arbeidsrom.core.keys.models import TenantKey

TENANT = uuid.UUID(int=7)


class Service(BaseHTTPRequestHandler):
    """Answers as the transit engine does, over HTTP: versions, associated data, and nothing without the token."""

    keys: list[bytes] = []

    def do_GET(self):
        self.answer({"latest_version": len(self.keys)})

    def do_POST(self):
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        bound = base64.b64decode(told["associated_data"])
        if self.path.endswith("/encrypt/arbeidsrom"):
            nonce = os.urandom(12)
            sealed = nonce + AESGCM(self.keys[-1]).encrypt(nonce, base64.b64decode(told["plaintext"]), bound)
            self.answer({"ciphertext": f"vault:v{len(self.keys)}:{base64.b64encode(sealed).decode()}"})
            return
        _name, version, sealed = told["ciphertext"].split(":")
        data = base64.b64decode(sealed)
        try:
            plain = AESGCM(self.keys[int(version[1:]) - 1]).decrypt(data[:12], data[12:], bound)
        except InvalidTag:
            self.send_error(400)
            return
        self.answer({"plaintext": base64.b64encode(plain).decode()})

    def answer(self, data):
        if self.headers["X-Vault-Token"] != "token":
            self.send_error(403)
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"data": data}).encode())

    def log_message(self, *_args):
        pass


@pytest.fixture
def service(settings, monkeypatch, tmp_path):
    Service.keys = [os.urandom(32)]
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (tmp_path / "token").write_text("token\n")
    monkeypatch.setenv("ARBEIDSROM_TRANSIT_URL", f"http://127.0.0.1:{server.server_port}/v1/transit")
    monkeypatch.setenv("ARBEIDSROM_TRANSIT_KEY", "arbeidsrom")
    monkeypatch.setenv("ARBEIDSROM_TRANSIT_TOKEN_FILE", str(tmp_path / "token"))
    settings.KEY_SERVICE, settings.PROCESS = "arbeidsrom.core.keys.transit.Transit", "web"
    ring._service.cache_clear()
    yield tmp_path
    server.shutdown()
    server.server_close()
    ring._service.cache_clear()


@pytest.mark.django_db
@pytest.mark.req("PL-KEY-001")
def test_keys_come_from_a_key_service_and_are_changed_there(service):
    key = queries.tenant_key(TENANT)
    Service.keys.append(os.urandom(32))
    assert queries.tenant_key(TENANT) == key, "the earlier version still opens"
    assert actions.rotate_master() == 1
    assert TenantKey.objects.get().master == "arbeidsrom:v2"
    assert queries.tenant_key(TENANT) == key


@pytest.mark.django_db
def test_a_wrapped_key_moved_to_another_tenant_does_not_open(service):
    queries.tenant_key(TENANT)
    TenantKey.objects.update(tenant=uuid.UUID(int=8))
    with pytest.raises(ring.MasterKeyProblem, match="refused to decrypt"):
        queries.tenant_key(uuid.UUID(int=8))


def test_a_service_that_refuses_or_is_away_is_told(service, monkeypatch):
    (service / "token").write_text("wrong")
    with pytest.raises(ring.MasterKeyProblem, match="403"):
        ring.master_keys().current()
    monkeypatch.setenv("ARBEIDSROM_TRANSIT_URL", "http://127.0.0.1:9/v1/transit")
    ring._service.cache_clear()
    with pytest.raises(ring.MasterKeyProblem, match="does not answer"):
        ring.master_keys().current()


@pytest.mark.parametrize("name", ["URL", "KEY", "TOKEN_FILE"])
def test_a_setting_of_the_service_that_is_missing_is_named(service, monkeypatch, name):
    monkeypatch.delenv(f"ARBEIDSROM_TRANSIT_{name}")
    ring._service.cache_clear()
    with pytest.raises(ring.MasterKeyProblem, match=f"ARBEIDSROM_TRANSIT_{name} must be set"):
        ring.master_keys()


def test_a_token_that_is_not_there_is_told_by_the_setting(service):
    (service / "token").unlink()
    with pytest.raises(ring.MasterKeyProblem, match="ARBEIDSROM_TRANSIT_TOKEN_FILE"):
        ring.master_keys().current()


def test_a_service_that_is_none_is_told(settings):
    settings.KEY_SERVICE, settings.PROCESS = "arbeidsrom.core.keys.transit.Trains", "web"
    with pytest.raises(ring.MasterKeyProblem, match="ARBEIDSROM_KEY_SERVICE"):
        ring.master_keys()


def test_a_service_is_not_asked_in_the_clear(service, monkeypatch):
    monkeypatch.setenv("ARBEIDSROM_TRANSIT_URL", "http://bao.example.no/v1/transit")
    ring._service.cache_clear()
    with pytest.raises(ring.MasterKeyProblem, match="HTTPS"):
        ring.master_keys()
