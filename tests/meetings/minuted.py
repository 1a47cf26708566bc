"""A meeting of Kita's group that was held: Tanaka leads and signs, Sato sits in it, Kimura keeps the minutes, two have no account."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial

from flask.testing import FlaskClient

from core import clock
from core.database import db
from meetings.models import (
    AgendaItem,
    Attendance,
    Entry,
    EntryKind,
    Group,
    GroupKind,
    ItemKind,
    Meeting,
    Member,
    Minutes,
    Presence,
    Seat,
    Task,
)
from tests.cast import Cast

HELD = datetime(2026, 6, 12, 10, 0, tzinfo=UTC)
"""19:00 in Japan, a Friday."""


@dataclass
class Minuted:
    """The meeting, its people, and its sentences by what they are."""

    group: Group
    meeting: Meeting
    chair: Member
    nurse: Member
    manager: Member
    items: list[AgendaItem]
    remark: Entry
    secret: Entry
    decision: Entry
    homework: Entry

    @property
    def minutes(self) -> Minutes:
        return Minutes.of(self.meeting)

    @property
    def at(self) -> str:
        return f"/meetings/{self.meeting.id}/minutes"


def minuted(cast: Cast, *, remark: str = "夜間にだれへ電話すればよいか分からず、30分かかった。", signs: bool = True) -> Minuted:
    """Held, closed, and committed; nothing was sent yet."""
    group = Group.set_up(
        cast.kita, name="24時間の病診連携WG", kind=GroupKind.WORKING_GROUP, secretariat=cast.base, began_on=date(2026, 4, 1), by=cast.kimura
    )
    seat = partial(Member.seat_in, group, by=cast.kimura, from_on=date(2026, 4, 1))
    chair = seat(
        name="田中 一郎", institution_name="田中医院", affiliation=cast.tanaka, profession="physician", seat=Seat.CHAIR,
        signs=signs, recommended_by="北医師会",
    )  # fmt: skip
    nurse = seat(name="佐藤 花", institution_name="訪問看護ステーションきた", affiliation=cast.sato, profession="nurse")
    manager = seat(name="小田切 和子", institution_name="居宅支援あかり", profession="care_manager")
    seat(name="志村 祥子", institution_name="さくら橋歯科", profession="dentist")
    meeting = Meeting.plan(
        group, theme="課題の抽出と方策の決定", starts_at=HELD, ends_at=HELD + timedelta(hours=2), by=cast.kimura, place="北市役所 3階"
    )
    with clock.at(HELD):
        meeting.open(by=cast.kimura)
        items = _items(meeting, chair, cast)
        said = _entries(items, chair, nurse, remark, cast)
        _attendance(meeting, {chair: Presence.ATTEND, nurse: Presence.WEB}, manager, cast)
    with clock.at(HELD + timedelta(minutes=95)):
        meeting.close(by=cast.kimura)
    Task.give(
        group, what="電話の数え方をそろえる", client_key=str(uuid.uuid4()), by=cast.kimura, entry=said[3], affiliation=cast.tanaka,
        due_on=date(2026, 8, 20),
    )  # fmt: skip
    db.commit()
    return Minuted(group, meeting, chair, nurse, manager, items, *said)


def _items(meeting: Meeting, chair: Member, cast: Cast) -> list[AgendaItem]:
    return [
        AgendaItem.add(meeting, kind=ItemKind.REPORT, title="昨年度の取組の報告", minutes=20, by=cast.kimura, presenter=chair),
        AgendaItem.add(meeting, kind=ItemKind.ISSUES, title="事例の説明", minutes=20, by=cast.kimura, private=True),
    ]


def _entries(items: list[AgendaItem], chair: Member, nurse: Member, remark: str, cast: Cast) -> list[Entry]:
    first, second = items

    def write(item: AgendaItem, kind: EntryKind, text: str, member: Member | None = None, *, private: bool = False) -> Entry:
        key = str(uuid.uuid4())
        return Entry.write(item, kind=kind, text=text, client_key=key, by=cast.kimura, member=member, private=private)

    said = write(first, EntryKind.REMARK, remark, nurse)
    secret = write(first, EntryKind.REMARK, "ここだけの話がある。", chair, private=True)
    decided = write(first, EntryKind.DECISION, "佐藤委員の案で進める。田中先生が医師会に話す。")
    homework = write(first, EntryKind.HOMEWORK, "電話の数え方をそろえる")
    write(second, EntryKind.REMARK, "内側だけの説明。", chair)
    return [said, secret, decided, homework]


def _attendance(meeting: Meeting, there: dict[Member, Presence], manager: Member, cast: Cast) -> None:
    for member, presence in there.items():
        Attendance.of(meeting, member).note_presence(presence, by=cast.kimura)
    Attendance.of(meeting, manager).note_presence(Presence.SUBSTITUTE, by=cast.kimura, substitute="中込 誠")
    guest = Attendance(meeting=meeting, guest_name="市川 健", guest_from="北市高齢福祉課", changed_seq=0)
    db.add(guest)
    db.flush()
    guest.note_presence(Presence.ATTEND, by=cast.kimura)


def sent(world: Minuted, cast: Cast) -> Minutes:
    """The same, sent to the members today with a week for corrections; committed."""
    minutes = world.minutes
    minutes.send(correct_by_on=clock.today() + timedelta(days=7), by=cast.kimura)
    db.commit()
    return minutes


def carried(browser: FlaskClient, page: str, action: str = "", kind: str = "") -> dict[str, str]:
    """What the form of a page, or that which is sent to `action`, carries unseen."""
    at = f' action="{action}"' if action else ""
    form = browser.get(page).text.split(f'<form class="{kind or ("press" if action else "form")}" method="post"{at}')[1].split("</form>")[0]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))


def approval(browser: FlaskClient, at: str) -> dict[str, str]:
    """What a signer sends who has just read these minutes."""
    return carried(browser, at, f"{at}/approvals")


def fixed(world: Minuted, cast: Cast) -> Minutes:
    """The same, approved and fixed; committed."""
    minutes = sent(world, cast)
    minutes.approve(world.chair, by=cast.tanaka)
    minutes.fix(by=cast.kimura)
    db.commit()
    return minutes


def a_post_form(cast: Cast, **changes: object) -> dict[str, object]:
    form = {
        "boards": [cast.board().id],
        "title": "議事録",
        "body": "決まりました。",
        "urgency": "normal",
        "asked": "all",
        "client_key": str(uuid.uuid4()),
    }
    return {**form, **changes}
