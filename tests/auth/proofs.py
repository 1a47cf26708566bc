"""What somebody who signs in has at hand: a code app, and a passkey made of a real key pair, as a browser would speak for it."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from dataclasses import dataclass, field

import cbor2
import pyotp
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from flask.testing import FlaskClient
from webauthn.helpers import bytes_to_base64url

from core import clock

ORIGIN, PARTY = "http://localhost", "localhost"
VERIFIED = 0b0101
"""Flags: somebody was there, and was checked."""


def key_on(page: str) -> str:
    """The secret of the code app, as the page shows it for typing."""
    found = re.search(r'id="key">([A-Z2-7 ]+)<', page)
    assert found, page[:3000]
    return found[1].replace(" ", "")


def code_of(secret: str, steps: int = 0) -> str:
    """What the app shows now, or some steps of 30 seconds away."""
    return pyotp.TOTP(secret).at(int(clock.now().timestamp()), counter_offset=steps)


def with_app(client: FlaskClient) -> tuple[str, list[str]]:
    """Sets up the code app through its pages; the secret and the ten codes for an emergency."""
    secret = key_on(client.get("/account/code-app").text)
    answer = client.post("/account/code-app", data={"code": code_of(secret)})
    assert answer.status_code in (201, 303), answer.text
    return secret, re.findall(r"<li><code>([a-z0-9-]+)</code>", answer.text)


@dataclass
class Key:
    """One passkey in somebody's keychain."""

    origin: str = ORIGIN
    flags: int = VERIFIED
    counts: bool = True
    count: int = 0
    owner: str = ""
    private: object = field(default_factory=lambda: generate_private_key(SECP256R1()))
    name: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def make(self, client: FlaskClient, called: str = "わたしの電話"):  # type: ignore[no-untyped-def]
        """Through the page's two requests."""
        options = client.post("/account/passkeys/options").get_json()
        self.owner = options["user"]["id"]
        return client.post("/account/passkeys", data={"name": called, "credential": self.attested(options["challenge"])})

    def sign_in(self, client: FlaskClient, **more: str):  # type: ignore[no-untyped-def]
        """Alone, from the sign-in page."""
        return client.post("/sign-in/passkey", data={"credential": self.signed(asked(client)), **more})

    def attested(self, challenge: str) -> str:
        public = self.private.public_key().public_numbers()  # type: ignore[attr-defined]
        cose = {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")}
        about = bytes(16) + len(self.name).to_bytes(2, "big") + self.name + cbor2.dumps(cose)
        data = self._data(self.flags | 0b0100_0000) + about
        return self._said(
            "webauthn.create", challenge, {"attestationObject": cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})}
        )

    def signed(self, challenge: str) -> str:
        self.count += self.counts
        data, client_data = self._data(self.flags), self._client_data("webauthn.get", challenge)
        signature = self.private.sign(data + hashlib.sha256(client_data).digest(), ECDSA(SHA256()))  # type: ignore[attr-defined]
        return self._said("webauthn.get", challenge, {"authenticatorData": data, "signature": signature})

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(PARTY.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _said(self, kind: str, challenge: str, parts: dict[str, bytes]) -> str:
        response = {part: bytes_to_base64url(value) for part, value in parts.items()}
        response["clientDataJSON"] = bytes_to_base64url(self._client_data(kind, challenge))
        if kind == "webauthn.get" and self.owner:
            response["userHandle"] = self.owner
        name = bytes_to_base64url(self.name)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}})


def asked(client: FlaskClient) -> str:
    """The challenge of this moment."""
    challenge: str = client.post("/sign-in/passkey/options").get_json()["challenge"]
    return challenge
