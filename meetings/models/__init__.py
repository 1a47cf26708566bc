"""What meetings know. Stages are derived, never stored; history is never rewritten."""

from __future__ import annotations

from meetings.models.agenda import AgendaIssue, AgendaItem, ItemKind
from meetings.models.attendance import Attendance, Presence
from meetings.models.carrying import Carrying
from meetings.models.charge import Charge
from meetings.models.countermeasure import Countermeasure
from meetings.models.deferral import Deferral
from meetings.models.entry import OUTCOMES, Entry, EntryConflict, EntryKind, EntryRevision
from meetings.models.erratum import Erratum
from meetings.models.evaluation import Discontinuation, Ending, Evaluation, Next, Verdict
from meetings.models.group import Group, GroupKind, inside_ids, readable_ids
from meetings.models.hearing import HearingCoding, HearingNote
from meetings.models.implementation import Implementation, IndicatorValue
from meetings.models.issue import Issue
from meetings.models.issue_records import Closing, Evidence, IssueClosing, IssueVersion, Scene
from meetings.models.meeting import Meeting, Openness
from meetings.models.member import Member, Seat
from meetings.models.minutes import Approval, Correction, Minutes
from meetings.models.minutes_copy import MinutesCopy
from meetings.models.paper import Paper, PaperReading
from meetings.models.plan import CountermeasureVersion, Owner, Plan
from meetings.models.proposal import Proposal
from meetings.models.rise import Rise, RiseAnswer
from meetings.models.stage import Stage
from meetings.models.task import Task, TaskReopening
from meetings.models.term import Taken, Term
from meetings.models.waiver import PartyWaiver
from meetings.models.wish import Wish, WishEnd

__all__ = [
    "OUTCOMES",
    "AgendaIssue",
    "AgendaItem",
    "Approval",
    "Attendance",
    "Carrying",
    "Charge",
    "Closing",
    "Correction",
    "Countermeasure",
    "CountermeasureVersion",
    "Deferral",
    "Discontinuation",
    "Ending",
    "Entry",
    "EntryConflict",
    "EntryKind",
    "EntryRevision",
    "Erratum",
    "Evaluation",
    "Evidence",
    "Group",
    "GroupKind",
    "HearingCoding",
    "HearingNote",
    "Implementation",
    "IndicatorValue",
    "Issue",
    "IssueClosing",
    "IssueVersion",
    "ItemKind",
    "Meeting",
    "Member",
    "Minutes",
    "MinutesCopy",
    "Next",
    "Openness",
    "Owner",
    "Paper",
    "PaperReading",
    "PartyWaiver",
    "Plan",
    "Presence",
    "Proposal",
    "Rise",
    "RiseAnswer",
    "Scene",
    "Seat",
    "Stage",
    "Taken",
    "Task",
    "TaskReopening",
    "Term",
    "Verdict",
    "Wish",
    "WishEnd",
    "inside_ids",
    "readable_ids",
]
