"""Turns a thread into acts of its people, each at its moment, done with the board's own verbs."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import NamedTuple

from board.models import (
    AlertReading,
    Answer,
    ConfirmationRequest,
    How,
    NoReply,
    Post,
    Reminder,
    Reply,
    Told,
    UnansweredCall,
    Urgency,
)
from board.models.reading import note_opened
from core.database import db
from demo.answers import Seen, Window, expected
from demo.calendar import Calendar, moment
from demo.papers import bring
from demo.places import Place
from demo.threads import Ask, Thread
from region.models import Affiliation


class Act(NamedTuple):
    """Something happens at a moment."""

    at: datetime
    do: Callable[[], object]


class Telling:
    """One thread in its place; it has a post as soon as the first act was done."""

    post: Post

    def __init__(self, thread: Thread, place: Place, calendar: Calendar) -> None:
        self.thread, self.place, self.calendar = thread, place, calendar
        self.author = place.who(thread.by, thread.of)
        self.day = calendar.day(thread.ago, working=thread.working)
        self.replies: dict[int, Reply] = {}

    def acts(self) -> Iterator[Act]:
        """Everything that happens. Raises ValueError when something would happen after the demo's last moment."""
        acts = [Act(self.at(f"0 {self.thread.at}"), self.publish), *self._replies(), *self._answers(), *self._calls(), *self._changes()]
        for act in acts:
            if act.at >= self.calendar.end:
                raise ValueError(f"{self.thread.name}: {act.at} lies ahead")
            yield act

    def at(self, when: str) -> datetime:
        """The moment of "3 9:40"; "today+2 17:00" counts from the demo's last day instead of the thread's first."""
        days, hour = when.split()
        if days.startswith("today"):
            return moment(self.calendar.day(-int(days.removeprefix("today")), working=False), hour)
        return moment(self.calendar.day(self.thread.ago - int(days), working=self.thread.working), hour)

    def publish(self) -> None:
        thread, board = self.thread, self.place.boards[self.thread.kind]
        files = {self._key(name): name for name in thread.files}
        for key, name in files.items():
            bring(name, key, board, self.author)
        self.post = Post.publish(
            board,
            title=self.told(thread.title),
            body=self.told(thread.body),
            urgency=Urgency(thread.urgency),
            confirm_by=self.at(thread.confirm.by) if thread.confirm else None,
            client_key=self._key("post"),
            by=self.author,
            uploads=list(files),
        )

    def told(self, text: str) -> str:
        return self.calendar.told(text, self.day).strip()

    def see(self, seen: Seen) -> None:
        """An institution opens the post, or answers it."""
        note_opened(db(), self.post.id, seen.by)
        if self.thread.urgency == Urgency.URGENT:
            AlertReading.note(db(), self.post.id, seen.by.person_id)
        if seen.answer and self.post.request:
            self.post.request.confirm(seen.answer, by=seen.by)

    def _replies(self) -> Iterator[Act]:
        for number, (when, who, body) in enumerate(self.thread.replies):
            yield Act(self.at(when), partial(self._reply, number, self.place.who(who), body))
        for number, when, body in self.thread.replies_corrected:
            yield Act(self.at(when), partial(self._correct_reply, number, body))
        for number, when, reason in self.thread.replies_withdrawn:
            yield Act(self.at(when), partial(self._withdraw_reply, number, reason))

    def _reply(self, number: int, by: Affiliation, body: str) -> None:
        self.replies[number] = Reply.publish(self.post, body=self.told(body), client_key=self._key(f"reply {number}"), by=by)

    def _correct_reply(self, number: int, body: str) -> None:
        self.replies[number].correct(body=self.told(body), by=self.replies[number].affiliation)

    def _withdraw_reply(self, number: int, reason: str) -> None:
        self.replies[number].withdraw(reason=reason, by=self.replies[number].affiliation)

    def _changes(self) -> Iterator[Act]:
        thread, base = self.thread, self.place.who(self.place.runs)
        if thread.correction:
            body = self.told(thread.correction.body)
            yield Act(self.at(thread.correction.when), lambda: self.post.correct(title=self.post.title, body=body, by=self.author))
        if thread.withdrawn:
            when, reason = thread.withdrawn
            yield Act(self.at(when), lambda: self.post.withdraw(reason=reason, by=self.author))
        if thread.pin:
            yield Act(self.at(thread.pin), lambda: self.post.pin_to_top(by=base))
        if thread.unpin:
            yield Act(self.at(thread.unpin), lambda: self.post.unpin(by=base))

    def _answers(self) -> Iterator[Act]:
        ask = self.thread.confirm
        for seen in self._seen(ask) if ask else ():
            yield Act(seen.at, partial(self.see, seen))

    def _calls(self) -> Iterator[Act]:
        for when, institution, answer, how, name in self.thread.recorded:
            told = Told(How(how), self.at(when), name or None, self.at(when))
            yield Act(self.at(when), partial(self._record, institution, Answer(answer), told))
        for when, institution, heard in self.thread.called:
            yield Act(self.at(when), partial(self._call, institution, NoReply(heard)))
        if self.thread.reminded:
            yield Act(self.at(self.thread.reminded), self._remind)

    def _record(self, institution: str, answer: Answer, told: Told) -> None:
        self._asked.take_down(answer, told, of=self.place.institutions[institution].id, by=self.place.who(self.place.runs))

    def _call(self, institution: str, heard: NoReply) -> None:
        row = self._asked.addressee(self.place.institutions[institution].id)
        if row is None:
            raise ValueError(f"{institution} was not asked: {self.thread.name}")
        UnansweredCall.note(self._asked, row, heard, by=self.place.who(self.place.runs))

    def _remind(self) -> None:
        Reminder.send(self._asked, mail=False, by=self.place.who(self.place.runs))

    @property
    def _asked(self) -> ConfirmationRequest:
        if self.post.request is None:
            raise ValueError(f"nobody is asked: {self.thread.name}")
        return self.post.request

    def _seen(self, ask: Ask) -> Iterator[Seen]:
        named = [Seen(self.at(when), self.place.who(who), Answer(answer)) for when, who, answer in self.thread.answers]
        answered = {seen.by.institution.name for seen in named}
        apart = answered | {self.author.institution.name} | {self.place.who(key).institution.name for key in self.thread.silent}
        staffed = {name: staff for name, staff in self.place.staffed().items() if name not in apart}
        end = min(self.at(ask.by), self.calendar.end)
        window = Window(self.at(f"0 {self.thread.at}"), end, awake_only=not ask.hurried)
        yield from named
        yield from (Seen(self.at(when), self.place.who(who), None) for when, who in self.thread.opened)
        yield from expected(ask, staffed, window, name=self.thread.name, sure=self.place.shown(), given=len(answered))

    def _key(self, what: str) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"renkei-demo/{self.place.folder}/{self.thread.name}/{what}"))
