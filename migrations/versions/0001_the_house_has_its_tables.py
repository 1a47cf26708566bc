"""The house has its tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("prefecture_code", sa.String(length=2), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
    )
    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_area_prefecture_code"), ["prefecture_code"], unique=False)

    op.create_table(
        "audit_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verb", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=True),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("affiliation_id", sa.Integer(), nullable=True),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=45), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_row")),
    )
    with op.batch_alter_table("audit_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_row_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_row_person_id_id"), ["person_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_row_subject_kind_subject_id"), ["subject_kind", "subject_id"], unique=False)

    op.create_table(
        "municipality",
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("prefecture_name", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_municipality")),
    )
    op.create_table(
        "outbox",
        sa.Column("stream", sa.String(length=50), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("stream", "seq", name=op.f("pk_outbox")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_kana", sa.String(length=80), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=True),
        sa.Column("text_size", sa.String(length=10), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["disabled_by_id"], ["person.id"], name=op.f("fk_person_disabled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "rights_change",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("sign_in_id", sa.Integer(), nullable=True),
        sa.Column("hangs_up", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_rights_change")),
    )
    with op.batch_alter_table("rights_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rights_change_at"), ["at"], unique=False)

    op.create_table(
        "rights_number",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_number")),
    )
    op.create_table(
        "area_municipality",
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("municipality_code", sa.String(length=6), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_area_municipality_area_id")),
        sa.ForeignKeyConstraint(["municipality_code"], ["municipality.code"], name=op.f("fk_area_municipality_municipality_code")),
        sa.PrimaryKeyConstraint("area_id", "municipality_code", "from_on", name=op.f("pk_area_municipality")),
    )
    with op.batch_alter_table("area_municipality", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_area_municipality_municipality_code"), ["municipality_code"], unique=False)

    op.create_table(
        "board",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_board_area_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board")),
        sa.UniqueConstraint("area_id", "kind", name=op.f("uq_board_area_id_kind")),
    )
    with op.batch_alter_table("board", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_board_area_id"), ["area_id"], unique=False)

    op.create_table(
        "institution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_kana", sa.String(length=200), nullable=True),
        sa.Column("type", sa.String(length=30), nullable=False),
        sa.Column("municipality_code", sa.String(length=6), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("building", sa.String(length=120), nullable=True),
        sa.Column("telephone", sa.String(length=40), nullable=True),
        sa.Column("fax", sa.String(length=40), nullable=True),
        sa.Column("url", sa.String(length=300), nullable=True),
        sa.Column("corporation_name", sa.String(length=120), nullable=True),
        sa.Column("corporation_number", sa.String(length=13), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("edited_fields", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["municipality_code"], ["municipality.code"], name=op.f("fk_institution_municipality_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution")),
    )
    with op.batch_alter_table("institution", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_institution_municipality_code"), ["municipality_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_type"), ["type"], unique=False)

    op.create_table(
        "password_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_password_link_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_password_link_token_hash")),
    )
    with op.batch_alter_table("password_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_password_link_person_id"), ["person_id"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_person_id"), ["person_id"], unique=False)

    op.create_table(
        "affiliation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["ended_by_id"], ["affiliation.id"], name=op.f("fk_affiliation_ended_by_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_affiliation_institution_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_affiliation_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation")),
    )
    with op.batch_alter_table("affiliation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_affiliation_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_affiliation_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_affiliation_current",
            ["person_id", "institution_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "base",
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_base_area_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_base_institution_id")),
        sa.PrimaryKeyConstraint("institution_id", "area_id", "from_on", name=op.f("pk_base")),
    )
    with op.batch_alter_table("base", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_base_area_id"), ["area_id"], unique=False)

    op.create_table(
        "board_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("right", sa.String(length=10), nullable=False),
        sa.Column("institution_type", sa.String(length=30), nullable=True),
        sa.Column("profession", sa.String(length=30), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_board_grant_board_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_grant")),
        sa.UniqueConstraint(
            "board_id",
            "right",
            "institution_type",
            "profession",
            "role",
            name=op.f("uq_board_grant_board_id_right_institution_type_profession_role"),
        ),
    )
    with op.batch_alter_table("board_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_board_grant_board_id"), ["board_id"], unique=False)

    op.create_table(
        "institution_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=13), nullable=False),
        sa.Column("service", sa.String(length=10), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("licence", sa.String(length=120), nullable=False),
        sa.Column("file_on", sa.Date(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("missing_since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_institution_source_institution_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution_source")),
        sa.UniqueConstraint("source", "number", "service", name=op.f("uq_institution_source_source_number_service")),
    )
    with op.batch_alter_table("institution_source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_institution_source_institution_id"), ["institution_id"], unique=False)

    op.create_table(
        "reading",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_reading_board_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reading_person_id")),
        sa.PrimaryKeyConstraint("person_id", "board_id", name=op.f("pk_reading")),
    )
    op.create_table(
        "affiliation_profession",
        sa.Column("affiliation_id", sa.Integer(), nullable=False),
        sa.Column("profession", sa.String(length=30), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["affiliation_id"], ["affiliation.id"], name=op.f("fk_affiliation_profession_affiliation_id")),
        sa.PrimaryKeyConstraint("affiliation_id", "profession", name=op.f("pk_affiliation_profession")),
    )
    op.create_table(
        "institution_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=30), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_institution_edit_by_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_institution_edit_institution_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution_edit")),
    )
    with op.batch_alter_table("institution_edit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_institution_edit_institution_id"), ["institution_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("professions", sa.JSON(), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_invitation_institution_id")),
        sa.ForeignKeyConstraint(["invited_by_id"], ["affiliation.id"], name=op.f("fk_invitation_invited_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_institution_id"), ["institution_id"], unique=False)

    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("changed_seq", sa.Integer(), nullable=False),
        sa.Column("affiliation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("urgency", sa.String(length=10), nullable=False),
        sa.Column("client_key", sa.String(length=36), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["affiliation_id"], ["affiliation.id"], name=op.f("fk_post_affiliation_id")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_post_board_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_post_institution_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_post_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("board_id", "seq", name=op.f("uq_post_board_id_seq")),
        sa.UniqueConstraint("person_id", "client_key", name=op.f("uq_post_person_id_client_key")),
    )
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_board_id_changed_seq"), ["board_id", "changed_seq"], unique=False)
        batch_op.create_index(batch_op.f("ix_post_board_id_urgency_seq"), ["board_id", "urgency", "seq"], unique=False)
        batch_op.create_index(batch_op.f("ix_post_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_post_published_at"), ["published_at"], unique=False)

    op.create_table(
        "alert_reading",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_alert_reading_person_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_alert_reading_post_id")),
        sa.PrimaryKeyConstraint("post_id", "person_id", name=op.f("pk_alert_reading")),
    )
    op.create_table(
        "confirmation_request",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("addressed", sa.Integer(), nullable=False),
        sa.Column("noted", sa.Integer(), nullable=False),
        sa.Column("ok", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("call", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_confirmation_request_post_id")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_confirmation_request")),
    )
    op.create_table(
        "pin",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_pin_by_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_pin_post_id")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_pin")),
    )
    op.create_table(
        "post_version",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_version_post_id")),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["affiliation.id"], name=op.f("fk_post_version_replaced_by_id")),
        sa.PrimaryKeyConstraint("post_id", "number", name=op.f("pk_post_version")),
    )
    op.create_table(
        "post_withdrawal",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_post_withdrawal_by_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_withdrawal_post_id")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_post_withdrawal")),
    )
    op.create_table(
        "reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("changed_seq", sa.Integer(), nullable=False),
        sa.Column("affiliation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("client_key", sa.String(length=36), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["affiliation_id"], ["affiliation.id"], name=op.f("fk_reply_affiliation_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_reply_institution_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reply_person_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_reply_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint("person_id", "client_key", name=op.f("uq_reply_person_id_client_key")),
        sa.UniqueConstraint("post_id", "seq", name=op.f("uq_reply_post_id_seq")),
    )
    op.create_table(
        "addressee",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(length=10), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["answered_by_id"], ["affiliation.id"], name=op.f("fk_addressee_answered_by_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_addressee_institution_id")),
        sa.ForeignKeyConstraint(["post_id"], ["confirmation_request.post_id"], name=op.f("fk_addressee_post_id")),
        sa.ForeignKeyConstraint(["read_by_id"], ["affiliation.id"], name=op.f("fk_addressee_read_by_id")),
        sa.PrimaryKeyConstraint("post_id", "institution_id", name=op.f("pk_addressee")),
    )
    with op.batch_alter_table("addressee", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_addressee_institution_id_answer"), ["institution_id", "answer"], unique=False)
        batch_op.create_index(batch_op.f("ix_addressee_post_id_changed_seq"), ["post_id", "changed_seq"], unique=False)

    op.create_table(
        "confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("affiliation_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["affiliation_id"], ["affiliation.id"], name=op.f("fk_confirmation_affiliation_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_confirmation_institution_id")),
        sa.ForeignKeyConstraint(["post_id"], ["confirmation_request.post_id"], name=op.f("fk_confirmation_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation")),
    )
    with op.batch_alter_table("confirmation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_confirmation_post_id_institution_id_id"), ["post_id", "institution_id", "id"], unique=False)

    op.create_table(
        "reply_version",
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["affiliation.id"], name=op.f("fk_reply_version_replaced_by_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_reply_version_reply_id")),
        sa.PrimaryKeyConstraint("reply_id", "number", name=op.f("pk_reply_version")),
    )
    op.create_table(
        "reply_withdrawal",
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_reply_withdrawal_by_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_reply_withdrawal_reply_id")),
        sa.PrimaryKeyConstraint("reply_id", name=op.f("pk_reply_withdrawal")),
    )
    _keep_audit_rows()


def _keep_audit_rows() -> None:
    """Nobody changes or deletes what was recorded, not even by mistake."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION audit_row_stays() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'audit rows are never changed or deleted'; END $$"
        )
        op.execute("CREATE TRIGGER audit_row_stays BEFORE UPDATE OR DELETE ON audit_row FOR EACH ROW EXECUTE FUNCTION audit_row_stays()")
        return
    for verb, word in (("UPDATE", "changed"), ("DELETE", "deleted")):
        op.execute(
            f"CREATE TRIGGER audit_row_is_never_{word} BEFORE {verb} ON audit_row "
            f"BEGIN SELECT RAISE(ABORT, 'audit rows are never {word}'); END"
        )


def downgrade() -> None:
    raise NotImplementedError("There is nothing before the first tables.")
