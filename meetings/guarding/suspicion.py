"""What may tell who a patient is, and what to write instead."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from flask_babel import gettext
from flask_babel import lazy_gettext as _


class Kind(StrEnum):
    """What the words seem to be. An initial is the softest: it names nobody, and still tells those who know.

    A bare name is less sure than one before 様 or さん: it may as well be a town, or somebody who takes part.
    """

    NAME = "name"
    BARE = "bare"
    INITIAL = "initial"
    AGE = "age"
    BIRTH = "birth"
    ADDRESS = "address"
    ROOM = "room"
    HOME = "home"
    NUMBER = "number"
    TELEPHONE = "telephone"
    MAIL = "mail"


WHY: dict[Kind, str] = {
    Kind.NAME: _("人の名前のようです"),
    Kind.BARE: _("お名前ではありませんか"),
    Kind.INITIAL: _("イニシャルでも、知っている人には分かります"),
    Kind.AGE: _("はっきりした年齢です"),
    Kind.BIRTH: _("生年月日のようです"),
    Kind.ADDRESS: _("番地まである住所のようです"),
    Kind.ROOM: _("部屋の番号です"),
    Kind.HOME: _("だれの家かが分かります"),
    Kind.NUMBER: _("その人だけの番号のようです"),
    Kind.TELEPHONE: _("電話番号のようです"),
    Kind.MAIL: _("メールアドレスのようです"),
}

INSTEAD: dict[Kind, str] = {
    Kind.NAME: _("名前は書かず、「ある患者さん」「ご家族」のように書いてください。"),
    Kind.BARE: _("患者さんやご家族なら、「ある患者さん」「ご家族」のように書いてください。"),
    Kind.INITIAL: _("「ある患者さん」のように書いてください。"),
    Kind.AGE: _("年齢は「%(band)s」のように書いてください。"),
    Kind.BIRTH: _("生年月日は書かず、年代（「80代」など）で書いてください。"),
    Kind.ADDRESS: _("住所は、市区町村や地区までにしてください。"),
    Kind.ROOM: _("部屋の番号は消して、「病棟」「集合住宅」のように書いてください。"),
    Kind.HOME: _("「ある患者さんの家」のように書いてください。"),
    Kind.NUMBER: _("番号は消してください。"),
    Kind.TELEPHONE: _("番号は消してください。施設の番号は、名簿にあるものなら書けます。"),
    Kind.MAIL: _("メールアドレスは消してください。"),
}


class Suspicion(NamedTuple):
    """`words` are `text[start:end]` of the text as it was typed. `band` is the age band to write, where it is an age."""

    kind: Kind
    start: int
    end: int
    words: str
    band: int | None = None

    @property
    def why(self) -> str:
        """What the words seem to be, in the reader's language."""
        return str(WHY[self.kind])

    @property
    def instead(self) -> str:
        """What to write, in the reader's language."""
        return str(INSTEAD[self.kind]) % {"band": band_name(self.band or 0)} if self.kind == Kind.AGE else str(INSTEAD[self.kind])


def band_name(band: int) -> str:
    """「80代」; the youngest and the oldest are few, so their bands are wide."""
    if band < 10:
        return str(gettext("10歳未満"))
    if band >= 90:
        return str(gettext("90歳以上"))
    return str(gettext("%(band)d代", band=band))
