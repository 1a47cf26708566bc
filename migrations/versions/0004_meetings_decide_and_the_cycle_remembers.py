"""Meetings decide and the cycle remembers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "press",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("goes", sa.String(length=300), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_press_person_id")),
        sa.PrimaryKeyConstraint("person_id", "what", name=op.f("pk_press")),
    )
    op.create_table(
        "link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_kind", sa.String(length=40), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(length=40), nullable=False),
        sa.Column("to_kind", sa.String(length=40), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_link_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("from_kind", "from_id", "relation", "to_kind", "to_id", name="uq_link_ends"),
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_to_kind_to_id"), ["to_kind", "to_id"], unique=False)

    op.create_table(
        "meeting_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=500), nullable=False),
        sa.Column("secretariat_id", sa.Integer(), nullable=False),
        sa.Column("upper_id", sa.Integer(), nullable=True),
        sa.Column("members_only", sa.Boolean(), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("tier IS NULL OR tier BETWEEN 1 AND 3", name=op.f("ck_meeting_group_tier_is_one_of_three")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_meeting_group_area_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["affiliation.id"], name=op.f("fk_meeting_group_ended_by_id")),
        sa.ForeignKeyConstraint(["secretariat_id"], ["institution.id"], name=op.f("fk_meeting_group_secretariat_id")),
        sa.ForeignKeyConstraint(["upper_id"], ["meeting_group.id"], name=op.f("fk_meeting_group_upper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_group")),
    )
    with op.batch_alter_table("meeting_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_group_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_group_upper_id"), ["upper_id"], unique=False)

    op.create_table(
        "group_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("affiliation_id", sa.Integer(), nullable=True),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("institution_name", sa.String(length=120), nullable=False),
        sa.Column("profession", sa.String(length=30), nullable=True),
        sa.Column("recommended_by", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("seat", sa.String(length=20), nullable=False),
        sa.Column("signs", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["affiliation_id"], ["affiliation.id"], name=op.f("fk_group_member_affiliation_id")),
        sa.ForeignKeyConstraint(["group_id"], ["meeting_group.id"], name=op.f("fk_group_member_group_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_group_member_institution_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_member")),
    )
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_member_affiliation_id"), ["affiliation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_member_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_member_institution_id"), ["institution_id"], unique=False)

    op.create_table(
        "hearing_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("heard_on", sa.Date(), nullable=False),
        sa.Column("person_name", sa.String(length=60), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("institution_name", sa.String(length=120), nullable=False),
        sa.Column("profession", sa.String(length=30), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("client_key", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_hearing_note_by_id")),
        sa.ForeignKeyConstraint(["by_person_id"], ["person.id"], name=op.f("fk_hearing_note_by_person_id")),
        sa.ForeignKeyConstraint(["group_id"], ["meeting_group.id"], name=op.f("fk_hearing_note_group_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_hearing_note_institution_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearing_note")),
        sa.UniqueConstraint("by_person_id", "client_key", name=op.f("uq_hearing_note_by_person_id_client_key")),
    )
    with op.batch_alter_table("hearing_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hearing_note_group_id"), ["group_id"], unique=False)

    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("theme", sa.String(length=80), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("web_url", sa.String(length=300), nullable=False),
        sa.Column("openness", sa.String(length=10), nullable=False),
        sa.Column("openness_reason", sa.String(length=200), nullable=False),
        sa.Column("listeners", sa.Integer(), nullable=True),
        sa.Column("elsewhere", sa.String(length=200), nullable=False),
        sa.Column("elsewhere_url", sa.String(length=300), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(length=200), nullable=False),
        sa.Column("ics_sequence", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by_id"], ["affiliation.id"], name=op.f("fk_meeting_closed_by_id")),
        sa.ForeignKeyConstraint(["group_id"], ["meeting_group.id"], name=op.f("fk_meeting_group_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["affiliation.id"], name=op.f("fk_meeting_opened_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("group_id", "fiscal_year", "number", name=op.f("uq_meeting_group_id_fiscal_year_number")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "party_waiver",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_party_waiver_by_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["affiliation.id"], name=op.f("fk_party_waiver_ended_by_id")),
        sa.ForeignKeyConstraint(["group_id"], ["meeting_group.id"], name=op.f("fk_party_waiver_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_waiver")),
    )
    with op.batch_alter_table("party_waiver", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_party_waiver_group_id"), ["group_id"], unique=False)

    op.create_table(
        "agenda_deferral",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("thing_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_agenda_deferral_by_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_deferral_meeting_id")),
        sa.PrimaryKeyConstraint("meeting_id", "kind", "thing_id", name=op.f("pk_agenda_deferral")),
    )
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("points", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("presenter_id", sa.Integer(), nullable=True),
        sa.Column("presenter_name", sa.String(length=60), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.Column("client_key", sa.String(length=36), nullable=True),
        sa.Column("spent_seconds", sa.Integer(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_item_meeting_id")),
        sa.ForeignKeyConstraint(["presenter_id"], ["group_member.id"], name=op.f("fk_agenda_item_presenter_id")),
        sa.ForeignKeyConstraint(["removed_by_id"], ["affiliation.id"], name=op.f("fk_agenda_item_removed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("meeting_id", "client_key", name=op.f("uq_agenda_item_meeting_id_client_key")),
    )
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_item_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("guest_name", sa.String(length=60), nullable=False),
        sa.Column("guest_from", sa.String(length=120), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uninvited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("away", sa.Boolean(), nullable=False),
        sa.Column("ics_more", sa.Integer(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=12), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("presence", sa.String(length=12), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("substitute", sa.String(length=60), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("changed_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["answered_by_id"], ["affiliation.id"], name=op.f("fk_attendance_answered_by_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_meeting_id")),
        sa.ForeignKeyConstraint(["member_id"], ["group_member.id"], name=op.f("fk_attendance_member_id")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["affiliation.id"], name=op.f("fk_attendance_noted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("meeting_id", "member_id", name=op.f("uq_attendance_meeting_id_member_id")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_member_id"), ["member_id"], unique=False)

    op.create_table(
        "minutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("correct_by_on", sa.Date(), nullable=True),
        sa.Column("fixed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fixed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["fixed_by_id"], ["affiliation.id"], name=op.f("fk_minutes_fixed_by_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_meeting_id")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["affiliation.id"], name=op.f("fk_minutes_sent_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_minutes_meeting_id")),
    )
    op.create_table(
        "minutes_approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_minutes_approval_by_id")),
        sa.ForeignKeyConstraint(["member_id"], ["group_member.id"], name=op.f("fk_minutes_approval_member_id")),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_approval_minutes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_approval")),
    )
    with op.batch_alter_table("minutes_approval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_approval_minutes_id"), ["minutes_id"], unique=False)

    op.create_table(
        "minutes_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=10), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("proof", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_copy_minutes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_copy")),
        sa.UniqueConstraint("minutes_id", "version", name=op.f("uq_minutes_copy_minutes_id_version")),
    )
    op.create_table(
        "minutes_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("speaker_name", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("changed_seq", sa.Integer(), nullable=False),
        sa.Column("client_key", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_minutes_entry_by_id")),
        sa.ForeignKeyConstraint(["by_person_id"], ["person.id"], name=op.f("fk_minutes_entry_by_person_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_minutes_entry_item_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_entry_meeting_id")),
        sa.ForeignKeyConstraint(["member_id"], ["group_member.id"], name=op.f("fk_minutes_entry_member_id")),
        sa.ForeignKeyConstraint(["removed_by_id"], ["affiliation.id"], name=op.f("fk_minutes_entry_removed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_entry")),
        sa.UniqueConstraint("by_person_id", "client_key", name=op.f("uq_minutes_entry_by_person_id_client_key")),
    )
    with op.batch_alter_table("minutes_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_entry_item_id_position"), ["item_id", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_minutes_entry_meeting_id_changed_seq"), ["meeting_id", "changed_seq"], unique=False)

    op.create_table(
        "speaking_wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end", sa.String(length=12), nullable=True),
        sa.Column("changed_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_speaking_wish_by_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_speaking_wish_item_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_speaking_wish_meeting_id")),
        sa.ForeignKeyConstraint(["member_id"], ["group_member.id"], name=op.f("fk_speaking_wish_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaking_wish")),
        sa.UniqueConstraint("meeting_id", "member_id", name=op.f("uq_speaking_wish_meeting_id_member_id")),
    )
    with op.batch_alter_table("speaking_wish", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_speaking_wish_member_id"), ["member_id"], unique=False)

    op.create_table(
        "erratum",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("wrong", sa.Text(), nullable=False),
        sa.Column("right", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_erratum_by_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["minutes_entry.id"], name=op.f("fk_erratum_entry_id")),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_erratum_minutes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erratum")),
        sa.UniqueConstraint("minutes_id", "number", name=op.f("uq_erratum_minutes_id_number")),
    )
    op.create_table(
        "issue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("scene", sa.String(length=20), nullable=False),
        sa.Column("profession", sa.String(length=30), nullable=True),
        sa.Column("raised_in_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("client_key", sa.String(length=36), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_issue_area_id")),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_issue_by_id")),
        sa.ForeignKeyConstraint(["by_person_id"], ["person.id"], name=op.f("fk_issue_by_person_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["minutes_entry.id"], name=op.f("fk_issue_entry_id")),
        sa.ForeignKeyConstraint(["raised_in_id"], ["meeting.id"], name=op.f("fk_issue_raised_in_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue")),
        sa.UniqueConstraint("area_id", "number", name=op.f("uq_issue_area_id_number")),
        sa.UniqueConstraint("by_person_id", "client_key", name=op.f("uq_issue_by_person_id_client_key")),
    )
    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_issue_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "minutes_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_from", sa.Integer(), nullable=True),
        sa.Column("client_key", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.String(length=300), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by_id"], ["affiliation.id"], name=op.f("fk_minutes_correction_answered_by_id")),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_minutes_correction_by_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["minutes_entry.id"], name=op.f("fk_minutes_correction_entry_id")),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_correction_minutes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_correction")),
        sa.UniqueConstraint("minutes_id", "client_key", name=op.f("uq_minutes_correction_minutes_id_client_key")),
    )
    with op.batch_alter_table("minutes_correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_correction_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_minutes_correction_minutes_id"), ["minutes_id"], unique=False)

    op.create_table(
        "minutes_entry_revision",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["minutes_entry.id"], name=op.f("fk_minutes_entry_revision_entry_id")),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["affiliation.id"], name=op.f("fk_minutes_entry_revision_replaced_by_id")),
        sa.PrimaryKeyConstraint("entry_id", "number", name=op.f("pk_minutes_entry_revision")),
    )
    op.create_table(
        "agenda_issue",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_agenda_issue_issue_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_agenda_issue_item_id")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_agenda_issue")),
    )
    with op.batch_alter_table("agenda_issue", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_issue_issue_id"), ["issue_id"], unique=False)

    op.create_table(
        "carrying",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_back_because", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_carrying_by_id")),
        sa.ForeignKeyConstraint(["group_id"], ["meeting_group.id"], name=op.f("fk_carrying_group_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_carrying_issue_id")),
        sa.ForeignKeyConstraint(["taken_back_by_id"], ["affiliation.id"], name=op.f("fk_carrying_taken_back_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrying")),
    )
    with op.batch_alter_table("carrying", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_carrying_issue_id"), ["issue_id"], unique=False)
        batch_op.create_index(
            "uq_carrying_standing",
            ["issue_id", "group_id", "fiscal_year"],
            unique=True,
            sqlite_where=sa.text("taken_back_at IS NULL"),
            postgresql_where=sa.text("taken_back_at IS NULL"),
        )

    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("value", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_evidence_by_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_evidence_issue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_issue_id"), ["issue_id"], unique=False)

    op.create_table(
        "hearing_coding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_hearing_coding_by_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_hearing_coding_issue_id")),
        sa.ForeignKeyConstraint(["note_id"], ["hearing_note.id"], name=op.f("fk_hearing_coding_note_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearing_coding")),
        sa.UniqueConstraint("note_id", "issue_id", name=op.f("uq_hearing_coding_note_id_issue_id")),
    )
    with op.batch_alter_table("hearing_coding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hearing_coding_issue_id"), ["issue_id"], unique=False)

    op.create_table(
        "issue_closing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_back_because", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_issue_closing_by_id")),
        sa.ForeignKeyConstraint(["into_id"], ["issue.id"], name=op.f("fk_issue_closing_into_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_issue_closing_issue_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_issue_closing_meeting_id")),
        sa.ForeignKeyConstraint(["taken_back_by_id"], ["affiliation.id"], name=op.f("fk_issue_closing_taken_back_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_closing")),
    )
    with op.batch_alter_table("issue_closing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_issue_closing_into_id"), ["into_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_issue_closing_issue_id"), ["issue_id"], unique=False)
        batch_op.create_index(
            "uq_issue_closing_standing",
            ["issue_id"],
            unique=True,
            sqlite_where=sa.text("taken_back_at IS NULL"),
            postgresql_where=sa.text("taken_back_at IS NULL"),
        )

    op.create_table(
        "issue_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_issue_term_by_id")),
        sa.ForeignKeyConstraint(["group_id"], ["meeting_group.id"], name=op.f("fk_issue_term_group_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_issue_term_issue_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_issue_term_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_term")),
        sa.UniqueConstraint("issue_id", "group_id", "fiscal_year", name=op.f("uq_issue_term_issue_id_group_id_fiscal_year")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("issue_term", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_issue_term_group_id_fiscal_year"), ["group_id", "fiscal_year"], unique=False)

    op.create_table(
        "issue_version",
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("scene", sa.String(length=20), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_issue_version_issue_id")),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["affiliation.id"], name=op.f("fk_issue_version_replaced_by_id")),
        sa.PrimaryKeyConstraint("issue_id", "number", name=op.f("pk_issue_version")),
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("scene", sa.String(length=20), nullable=True),
        sa.Column("client_key", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["answered_by_id"], ["affiliation.id"], name=op.f("fk_proposal_answered_by_id")),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_proposal_by_id")),
        sa.ForeignKeyConstraint(["group_id"], ["meeting_group.id"], name=op.f("fk_proposal_group_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_proposal_issue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("client_key", name=op.f("uq_proposal_client_key")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_group_id"), ["group_id"], unique=False)

    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("issue_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("affiliation_id", sa.Integer(), nullable=True),
        sa.Column("person_name", sa.String(length=60), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("client_key", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("done_note", sa.String(length=300), nullable=False),
        sa.Column("done_key", sa.String(length=36), nullable=True),
        sa.Column("body_name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["affiliation_id"], ["affiliation.id"], name=op.f("fk_task_affiliation_id")),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_task_by_id")),
        sa.ForeignKeyConstraint(["by_person_id"], ["person.id"], name=op.f("fk_task_by_person_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["affiliation.id"], name=op.f("fk_task_done_by_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["minutes_entry.id"], name=op.f("fk_task_entry_id")),
        sa.ForeignKeyConstraint(["group_id"], ["meeting_group.id"], name=op.f("fk_task_group_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_task_institution_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_task_issue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("by_person_id", "client_key", name=op.f("uq_task_by_person_id_client_key")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_affiliation_id"), ["affiliation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_done_at_due_on"), ["done_at", "due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_issue_id"), ["issue_id"], unique=False)

    op.create_table(
        "countermeasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("client_key", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_person_id"], ["person.id"], name=op.f("fk_countermeasure_by_person_id")),
        sa.ForeignKeyConstraint(["follows_id"], ["countermeasure.id"], name=op.f("fk_countermeasure_follows_id")),
        sa.ForeignKeyConstraint(["term_id"], ["issue_term.id"], name=op.f("fk_countermeasure_term_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_countermeasure")),
        sa.UniqueConstraint("by_person_id", "client_key", name=op.f("uq_countermeasure_by_person_id_client_key")),
    )
    with op.batch_alter_table("countermeasure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_countermeasure_term_id"), ["term_id"], unique=False)

    op.create_table(
        "rise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("answer_by_on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=True),
        sa.Column("answer_text", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_in_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by_id"], ["affiliation.id"], name=op.f("fk_rise_answered_by_id")),
        sa.ForeignKeyConstraint(["answered_in_id"], ["meeting.id"], name=op.f("fk_rise_answered_in_id")),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_rise_by_id")),
        sa.ForeignKeyConstraint(["term_id"], ["issue_term.id"], name=op.f("fk_rise_term_id")),
        sa.ForeignKeyConstraint(["to_id"], ["meeting_group.id"], name=op.f("fk_rise_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rise")),
    )
    with op.batch_alter_table("rise", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rise_term_id"), ["term_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rise_to_id"), ["to_id"], unique=False)

    op.create_table(
        "task_reopening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_by_id", sa.Integer(), nullable=False),
        sa.Column("done_note", sa.String(length=300), nullable=False),
        sa.Column("done_key", sa.String(length=36), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_task_reopening_by_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["affiliation.id"], name=op.f("fk_task_reopening_done_by_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_reopening_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_reopening")),
    )
    with op.batch_alter_table("task_reopening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_reopening_task_id"), ["task_id"], unique=False)

    op.create_table(
        "countermeasure_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("countermeasure_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("expected", sa.Text(), nullable=False),
        sa.Column("indicator", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("baseline", sa.Numeric(precision=14, scale=3), nullable=True),
        sa.Column("target", sa.Numeric(precision=14, scale=3), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_countermeasure_version_by_id")),
        sa.ForeignKeyConstraint(["countermeasure_id"], ["countermeasure.id"], name=op.f("fk_countermeasure_version_countermeasure_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["minutes_entry.id"], name=op.f("fk_countermeasure_version_entry_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_countermeasure_version_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_countermeasure_version")),
        sa.UniqueConstraint("countermeasure_id", "number", name=op.f("uq_countermeasure_version_countermeasure_id_number")),
    )
    with op.batch_alter_table("countermeasure_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_countermeasure_version_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "discontinuation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("countermeasure_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_back_because", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_discontinuation_by_id")),
        sa.ForeignKeyConstraint(["countermeasure_id"], ["countermeasure.id"], name=op.f("fk_discontinuation_countermeasure_id")),
        sa.ForeignKeyConstraint(["into_id"], ["countermeasure.id"], name=op.f("fk_discontinuation_into_id")),
        sa.ForeignKeyConstraint(["taken_back_by_id"], ["affiliation.id"], name=op.f("fk_discontinuation_taken_back_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discontinuation")),
    )
    with op.batch_alter_table("discontinuation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_discontinuation_countermeasure_id"), ["countermeasure_id"], unique=False)
        batch_op.create_index(
            "uq_discontinuation_standing",
            ["countermeasure_id"],
            unique=True,
            sqlite_where=sa.text("taken_back_at IS NULL"),
            postgresql_where=sa.text("taken_back_at IS NULL"),
        )

    op.create_table(
        "evaluation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("countermeasure_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("next", sa.String(length=20), nullable=False),
        sa.Column("value", sa.Numeric(precision=14, scale=3), nullable=True),
        sa.Column("lesson", sa.Text(), nullable=False),
        sa.Column("evaluated_on", sa.Date(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_back_because", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_evaluation_by_id")),
        sa.ForeignKeyConstraint(["countermeasure_id"], ["countermeasure.id"], name=op.f("fk_evaluation_countermeasure_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["minutes_entry.id"], name=op.f("fk_evaluation_entry_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_evaluation_meeting_id")),
        sa.ForeignKeyConstraint(["taken_back_by_id"], ["affiliation.id"], name=op.f("fk_evaluation_taken_back_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
    )
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_countermeasure_id"), ["countermeasure_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evaluation_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "implementation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("countermeasure_id", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("obstacle", sa.Text(), nullable=False),
        sa.Column("done_by", sa.String(length=120), nullable=False),
        sa.Column("client_key", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_implementation_by_id")),
        sa.ForeignKeyConstraint(["by_person_id"], ["person.id"], name=op.f("fk_implementation_by_person_id")),
        sa.ForeignKeyConstraint(["countermeasure_id"], ["countermeasure.id"], name=op.f("fk_implementation_countermeasure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_implementation")),
        sa.UniqueConstraint("by_person_id", "client_key", name=op.f("uq_implementation_by_person_id_client_key")),
    )
    with op.batch_alter_table("implementation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_implementation_countermeasure_id"), ["countermeasure_id"], unique=False)

    op.create_table(
        "indicator_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("countermeasure_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("value", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("part", sa.Numeric(precision=14, scale=3), nullable=True),
        sa.Column("whole", sa.Numeric(precision=14, scale=3), nullable=True),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("client_key", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_indicator_value_by_id")),
        sa.ForeignKeyConstraint(["countermeasure_id"], ["countermeasure.id"], name=op.f("fk_indicator_value_countermeasure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_value")),
        sa.UniqueConstraint("countermeasure_id", "client_key", name=op.f("uq_indicator_value_countermeasure_id_client_key")),
    )
    with op.batch_alter_table("indicator_value", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_indicator_value_countermeasure_id"), ["countermeasure_id"], unique=False)

    op.create_table(
        "countermeasure_owner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("affiliation_id", sa.Integer(), nullable=True),
        sa.Column("person_name", sa.String(length=60), nullable=False),
        sa.Column("part", sa.String(length=120), nullable=False),
        sa.Column("body_name", sa.String(length=120), nullable=False),
        sa.CheckConstraint("(institution_id IS NULL) <> (body_name = '')", name=op.f("ck_countermeasure_owner_institution_or_body")),
        sa.ForeignKeyConstraint(["affiliation_id"], ["affiliation.id"], name=op.f("fk_countermeasure_owner_affiliation_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_countermeasure_owner_institution_id")),
        sa.ForeignKeyConstraint(["version_id"], ["countermeasure_version.id"], name=op.f("fk_countermeasure_owner_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_countermeasure_owner")),
    )
    with op.batch_alter_table("countermeasure_owner", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_countermeasure_owner_affiliation_id"), ["affiliation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_countermeasure_owner_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_countermeasure_owner_version_id"), ["version_id"], unique=False)

    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("implementation_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("ending", sa.String(length=5), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(item_id IS NULL) <> (implementation_id IS NULL)", name=op.f("ck_paper_belongs_to_one")),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_paper_by_id")),
        sa.ForeignKeyConstraint(["implementation_id"], ["implementation.id"], name=op.f("fk_paper_implementation_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_paper_item_id")),
        sa.ForeignKeyConstraint(["removed_by_id"], ["affiliation.id"], name=op.f("fk_paper_removed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
    )
    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_digest"), ["digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_implementation_id"), ["implementation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_item_id"), ["item_id"], unique=False)

    op.create_table(
        "paper_reading",
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_paper_reading_paper_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_paper_reading_person_id")),
        sa.PrimaryKeyConstraint("paper_id", "person_id", name=op.f("pk_paper_reading")),
    )


def downgrade() -> None:
    raise NotImplementedError("Going back would lose what people have done: restore a backup of before.")
