"""A provider that lies on demand: what the real one would never send, to show that it is refused."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

from joserfc import jwt
from joserfc.jwk import RSAKey


def new_key(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"})


KEY, OTHER_KEY = new_key("first"), new_key("second")


@dataclass
class FalseProvider:
    """What it publishes, what it answers, and what it was asked."""

    issuer: str = ""
    keys: list[RSAKey] = field(default_factory=lambda: [KEY])
    metadata: dict[str, Any] = field(default_factory=dict)
    token: Callable[[], tuple[int, str]] = lambda: (500, "")
    asked: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)

    def claims(self, asked: str, **other: Any) -> dict[str, Any]:
        """A right answer about Kari, but for what is given; what is given as None is left out."""
        now = int(time.time())
        told = {
            "iss": self.issuer, "aud": "arbeidsrom", "sub": "kari", "iat": now, "exp": now + 300, "nonce": asked,
            "acr": "idporten-loa-high", "amr": ["BankID"], "auth_time": now, "sid": "s1", **other,
        }  # fmt: skip
        return {name: value for name, value in told.items() if value is not None}

    def answers(self, id_token: str) -> None:
        self.token = lambda: (
            200,
            json.dumps({"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": id_token}),
        )


def signed(claims: dict[str, Any], key: RSAKey = KEY, kid: str = "") -> str:
    return jwt.encode({"alg": "RS256", "kid": kid or key.kid}, claims, key)


def signed_by_nobody(claims: dict[str, Any]) -> str:
    """«alg: none»."""
    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."


def signed_with_the_public_key(claims: dict[str, Any]) -> str:
    """HS256 with the provider's public key, which everybody knows, as the secret."""
    told = f"{part({'alg': 'HS256', 'kid': KEY.kid, 'typ': 'JWT'})}.{part(claims)}"
    mark = hmac.digest(KEY.as_pem(private=False), told.encode(), "sha256")
    return f"{told}.{base64.urlsafe_b64encode(mark).decode().rstrip('=')}"


def part(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


@contextmanager
def lying() -> Iterator[FalseProvider]:
    """One that runs on loopback until the test ends."""
    provider = FalseProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked.append(self.path)
            if self.path == "/jwks":
                self.tell(200, json.dumps({"keys": [key.as_dict(private=False) for key in provider.keys]}))
            else:
                self.tell(200, json.dumps(provider.metadata))

        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            provider.forms.append({name: values[0] for name, values in parse_qs(form).items()})
            self.tell(*provider.token())

        def tell(self, status: int, text: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    provider.metadata = {
        "issuer": provider.issuer,
        "authorization_endpoint": f"{provider.issuer}/authorize",
        "token_endpoint": f"{provider.issuer}/token",
        "jwks_uri": f"{provider.issuer}/jwks",
        "end_session_endpoint": f"{provider.issuer}/logout",
    }
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
