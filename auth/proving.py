"""Whether what somebody gives proves that it is them: a password, a code, a passkey. Wrong ones are counted, and noted in the audit."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from flask import session
from flask_babel import gettext as _

from auth import passkeys, passwords
from auth.models import Ceremony, CodeApp, Passkey, Person, RecoveryCode, What
from auth.models.recovery_code import plain
from auth.throttle import REST_MINUTES, Guesses, turn
from core import audit
from core.database import db, reading

ASKED = "passkey"
"""In the session: the token of what a passkey was asked."""
DIGITS = 6


@dataclass(frozen=True)
class Refused:
    """Why not, for the person, and the answer's code."""

    why: str
    code: int
    counted: bool = True
    """A guess, and not merely one that came during a rest: only those leave a trace, a flood must not write."""


def password_refused(person_id: int, typed: str, guesses: Guesses) -> Refused | None:
    """None for the right password. Works beside any transaction, and leaves none open."""
    with reading():
        kept = db.get_one(Person, person_id).password_hash
    refused = _counted(lambda: passwords.matches(kept, typed), guesses, _("いまのパスワードが違います。"))
    return refused and _noted("password.refused", person_id, refused)


def code_refused(person_id: int, typed: str, guesses: Guesses) -> Refused | None:
    """None for a code of now or one from the sheet: it is used up by this. Works beside any transaction, and leaves none open."""
    code = "".join(unicodedata.normalize("NFKC", typed).split())
    with reading():
        salt = RecoveryCode.salt_of(person_id)
    of_app = len(code) == DIGITS and code.isascii() and code.isdigit()
    hashed = None if of_app else passwords.code_hash(plain(code), salt or "00" * 16)
    refused = _counted(lambda: _taken(person_id, code, hashed), guesses, _("番号が違います。新しい番号を入れてください。"))
    return refused and _noted("code.refused", person_id, refused)


def passkey_signed(said: str, *, person_id: int | None = None) -> Passkey | None:
    """The key that signed what this browser was asked, once; only one of this person, where one is named. The caller commits."""
    asked = Ceremony.finish(What.SIGNING, session.pop(ASKED, None))
    key = Passkey.known_as(passkeys.named(said) or "", locked=True)
    if key is None or asked is None or person_id not in (None, key.person_id) or not key.person.is_active:
        return None
    checked = passkeys.signed(said, asked.challenge, key)
    if checked:
        key.used(checked.new_sign_count)
    return key if checked else None


def passkey_refused(person_id: int | None) -> Refused:
    """What is said where no key signed; commits the trace."""
    return _noted("passkey.refused", person_id, Refused(_("パスキーで確かめられませんでした。もう一度ためしてください。"), 422))


def _taken(person_id: int, code: str, hashed: str | None) -> bool:
    if hashed is not None:
        taken = RecoveryCode.take(db.get_one(Person, person_id), hashed)
    else:
        app = CodeApp.of(person_id, locked=True)
        taken = app is not None and app.takes(code)
    db.commit()  # nobody may wait for the counter of guesses inside a write
    return taken


def _counted(right: Callable[[], bool], guesses: Guesses, wrong: str) -> Refused | None:
    with turn:
        rest = guesses.rest()
        if rest:
            return resting(rest, counted=False)
        if right():
            guesses.succeeded()
            return None
        left = guesses.failed()
    if left == 0:
        return resting(REST_MINUTES * 60)
    return Refused(f"{wrong}{_('あと%(left)s回まちがえると、%(minutes)s分間お休みします。', left=left, minutes=REST_MINUTES)}", 422)


def resting(seconds: int, *, counted: bool = True) -> Refused:
    """After too many mistakes."""
    minutes = -(-seconds // 60)
    why = _("何度もまちがえたので、お休みしています。%(minutes)s分たってから、もう一度ためしてください。", minutes=minutes)
    return Refused(why, 429, counted)


def _noted(verb: str, person_id: int | None, refused: Refused) -> Refused:
    if refused.counted:
        audit.record(verb, db.get(Person, person_id) if person_id else None)
        db.commit()
    return refused
