"""Passkeys as browsers speak of them (WebAuthn): what they are asked, and whether what they answer is true.

Every passkey here is discoverable and checks its person (a fingerprint, a face, a PIN), so that it counts as two factors by itself.
"""

from __future__ import annotations

import hashlib
import hmac
from ipaddress import ip_address
from urllib.parse import urlsplit

import webauthn
from flask import current_app, request
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from auth.browsers import device_words
from auth.models import Passkey, Person

CHOICE = AuthenticatorSelectionCriteria(
    resident_key=ResidentKeyRequirement.REQUIRED, require_resident_key=True, user_verification=UserVerificationRequirement.REQUIRED
)


def origin() -> str:
    """Where our pages stand, as browsers say it: https://renkei.example.jp."""
    parts = urlsplit(current_app.config["RENKEI"].public_url)
    return f"{parts.scheme}://{parts.netloc}"


def party() -> str:
    """Whose keys they are: the host name alone."""
    return urlsplit(current_app.config["RENKEI"].public_url).hostname or ""


def work_here() -> bool:
    """Browsers keep passkeys for names only, not for the numbers of an address; and only over https, or on this machine itself."""
    try:
        ip_address(party())
    except ValueError:
        return origin().startswith("https://") or party() == "localhost"
    return False


def to_add(person: Person, challenge: bytes, known: list[Passkey]) -> str:
    """What a browser is asked, as JSON, to make a new one. A keychain that holds one of `known` makes no second."""
    options = webauthn.generate_registration_options(
        rp_id=party(), rp_name="連携 Renkei", user_id=handle(person), user_name=person.email, user_display_name=person.name,
        challenge=challenge, authenticator_selection=CHOICE, exclude_credentials=[_descriptor(one) for one in known],
    )  # fmt: skip
    return webauthn.options_to_json(options)


def to_sign(challenge: bytes) -> str:
    """What a browser is asked, as JSON, to sign. It shows the keys it has for us."""
    options = webauthn.generate_authentication_options(
        rp_id=party(), challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
    )
    return webauthn.options_to_json(options)


def made(said: str, challenge: bytes) -> VerifiedRegistration | None:
    """The new key, if what the browser says is true."""
    try:
        return webauthn.verify_registration_response(
            credential=said, expected_challenge=challenge, expected_rp_id=party(), expected_origin=origin(), require_user_verification=True
        )
    except Exception:  # noqa: BLE001 (anything may be sent here; whatever the library makes of it, it is no key)
        return None


def named(said: str) -> str | None:
    """Which key says to have signed; believed only once `signed` says so."""
    try:
        return parse_authentication_credential_json(said).id
    except Exception:  # noqa: BLE001 (as above)
        return None


def signed(said: str, challenge: bytes, key: Passkey) -> VerifiedAuthentication | None:
    """What the signature says, if it is this key's, of this moment, and its counter has not gone back (then it was copied)."""
    try:
        owner = parse_authentication_credential_json(said).response.user_handle
        checked = webauthn.verify_authentication_response(
            credential=said, expected_challenge=challenge, expected_rp_id=party(), expected_origin=origin(),
            credential_public_key=key.public_key, credential_current_sign_count=key.sign_count, require_user_verification=True,
        )  # fmt: skip
    except Exception:  # noqa: BLE001 (as above)
        return None
    return checked if owner is None or hmac.compare_digest(owner, handle(key.person)) else None


def handle(person: Person) -> bytes:
    """What a keychain knows its person by: no name can be read from it, and it outlives a restore beside another secret key."""
    return hashlib.sha256(f"renkei:{person.id}:{person.created_at.isoformat()}".encode()).digest()


def written(credential_id: bytes) -> str:
    """A key's name, as browsers write it."""
    return bytes_to_base64url(credential_id)


def some_name() -> str:
    """For a key whose owner gave it none: the device that made it, so that two are told apart."""
    return device_words(request.user_agent.string)


def _descriptor(key: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential_id))
