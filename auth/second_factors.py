"""Everything that proves beside the password that it is the person: the code app, passkeys, and the codes on paper."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import exists, or_, select, update

from auth import passwords
from auth.holding import asked_from
from auth.models import CodeApp, Passkey, Person, RecoveryCode, SignIn
from auth.models.recovery_code import new_codes, plain
from core import audit, clock, realtime
from core.database import db
from core.rules import RuleBroken


@dataclass(frozen=True)
class Factors:
    """What a person has."""

    app: CodeApp | None
    passkeys: Sequence[Passkey]
    codes_left: int

    @property
    def count(self) -> int:
        """Without the codes on paper, which only stand in for these."""
        return len(self.passkeys) + (self.app is not None)


def of(person_id: int) -> Factors:
    """All of a person's."""
    return Factors(CodeApp.of(person_id), list(db.scalars(Passkey.of(person_id))), RecoveryCode.left(person_id))


def has_any(person_id: int) -> bool:
    """Is the password not enough?"""
    app, key = exists().where(CodeApp.person_id == person_id), exists().where(Passkey.person_id == person_id)
    return bool(db.scalar(select(or_(app, key))))


@dataclass(frozen=True)
class Sheet:
    """Ten new codes, to be shown once, and what is kept of them. Slow to make: outside any transaction."""

    codes: list[str]
    salt: str
    hashes: list[str]

    @classmethod
    def make(cls) -> Sheet:
        """A quarter of a second of work beside the event loop."""
        codes, salt = new_codes(), secrets.token_hex(16)
        return cls(codes, salt, [passwords.code_hash(plain(code), salt) for code in codes])


def taken_up(person: Person, here: SignIn, sheet: Sheet | None) -> None:
    """The person has just set one up on this browser: with the first one their other sign-ins end, and `sheet` holds from now on."""
    if sheet:
        RecoveryCode.renew(person, sheet.salt, sheet.hashes)
    if here.second_at is None:
        here.second_at = clock.now()
        end_others(person, here)


def may_lose_one(factors: Factors, person: Person) -> None:
    """Raises RuleBroken where the last one is asked for by a base."""
    day = asked_from([person.id]).get(person.id)
    if factors.count == 1 and day and day <= clock.today():
        raise RuleBroken(_("地域の拠点が、2つめの確認を使うように決めています。先に、別の方法を加えてください。"))


def lost_one(person: Person, here: SignIn | None) -> None:
    """One was removed. With the last one the codes on paper go, the other sign-ins end, and the password alone counts again."""
    if has_any(person.id):
        return
    RecoveryCode.forget(person.id)
    end_others(person, here)
    db.execute(update(SignIn).where(SignIn.person_id == person.id).values(second_at=None))


def reset(person: Person, by: audit.Actor | None) -> None:
    """Somebody who made sure that it is the person lets them in with the password alone: telephone and paper are lost."""
    factors = of(person.id)
    for key in factors.passkeys:
        key.remove(by=by)
    if factors.app:
        factors.app.remove(by=by)
    audit.record("second_factor.reset", person, by=by)
    lost_one(person, None)


def end_others(person: Person, here: SignIn | None) -> list[int]:
    """Signs the person out everywhere else, sockets included."""
    ended = SignIn.end_all_of(person, but=here.id if here else None)
    for one in ended:
        realtime.hang_up(sign_in_id=one)
    return ended
