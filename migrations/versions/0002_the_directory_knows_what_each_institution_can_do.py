"""The directory knows what each institution can do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core import search

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "statistic_item",
        sa.Column("item", sa.String(length=8), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("item", "year", name=op.f("pk_statistic_item")),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_as", sa.String(length=10), nullable=True),
        sa.Column("trouble", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_delivery_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("key", name=op.f("uq_delivery_key")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(
            "ix_delivery_open",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_delivery_person_id"), ["person_id"], unique=False)

    op.create_table(
        "municipal_statistic",
        sa.Column("municipality_code", sa.String(length=6), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("item", sa.String(length=8), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["municipality_code"], ["municipality.code"], name=op.f("fk_municipal_statistic_municipality_code")),
        sa.PrimaryKeyConstraint("municipality_code", "year", "item", name=op.f("pk_municipal_statistic")),
    )
    op.create_table(
        "municipal_year",
        sa.Column("municipality_code", sa.String(length=6), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("medical_area_code", sa.String(length=4), nullable=True),
        sa.Column("licence", sa.String(length=120), nullable=False),
        sa.Column("file_on", sa.Date(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("missing_since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["municipality_code"], ["municipality.code"], name=op.f("fk_municipal_year_municipality_code")),
        sa.PrimaryKeyConstraint("municipality_code", "year", name=op.f("pk_municipal_year")),
    )
    with op.batch_alter_table("municipal_year", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_municipal_year_medical_area_code"), ["medical_area_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_municipal_year_year"), ["year"], unique=False)

    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_saved_search_area_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_search_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
    )
    with op.batch_alter_table("saved_search", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_search_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_saved_search_person_id"), ["person_id"], unique=False)

    op.create_table(
        "fact_choice",
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("choice", sa.String(length=40), nullable=False),
        sa.Column("visibility", sa.String(length=15), nullable=False),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_fact_choice_institution_id")),
        sa.PrimaryKeyConstraint("institution_id", "item", "choice", name=op.f("pk_fact_choice")),
    )
    with op.batch_alter_table("fact_choice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fact_choice_item_choice_institution_id"), ["item", "choice", "institution_id"], unique=False)

    op.create_table(
        "fact_claim",
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_fact_claim_institution_id")),
        sa.PrimaryKeyConstraint("institution_id", "item", name=op.f("pk_fact_claim")),
    )
    op.create_table(
        "institution_key",
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_institution_key_institution_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "institution_id", name=op.f("pk_institution_key")),
    )
    with op.batch_alter_table("institution_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_institution_key_institution_id"), ["institution_id"], unique=False)

    op.create_table(
        "open_hours",
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("from_minute", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("to_minute", sa.Integer(), nullable=False),
        sa.Column("visibility", sa.String(length=15), nullable=False),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_open_hours_institution_id")),
        sa.PrimaryKeyConstraint("institution_id", "item", "day", "from_minute", name=op.f("pk_open_hours")),
    )
    op.create_table(
        "fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("visibility", sa.String(length=15), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["affiliation.id"], name=op.f("fk_fact_confirmed_by_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_fact_institution_id")),
        sa.ForeignKeyConstraint(["stated_by_id"], ["affiliation.id"], name=op.f("fk_fact_stated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
    )
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fact_institution_id_item_id"), ["institution_id", "item", "id"], unique=False)
        batch_op.create_index(
            "uq_fact_current",
            ["institution_id", "item"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "fact_ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("affiliation_id", sa.Integer(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["affiliation_id"], ["affiliation.id"], name=op.f("fk_fact_ask_affiliation_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_fact_ask_institution_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_ask")),
        sa.UniqueConstraint("institution_id", "fiscal_year", name=op.f("uq_fact_ask_institution_id_fiscal_year")),
    )
    with op.batch_alter_table("fact_ask", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fact_ask_affiliation_id"), ["affiliation_id"], unique=False)

    op.create_table(
        "gap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("affiliation_id", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["affiliation_id"], ["affiliation.id"], name=op.f("fk_gap_affiliation_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["affiliation.id"], name=op.f("fk_gap_closed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap")),
    )
    with op.batch_alter_table("gap", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gap_affiliation_id_last_at"), ["affiliation_id", "last_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_gap_question_affiliation_id"), ["question", "affiliation_id"], unique=False)

    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("planned", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("reading", sa.String(length=200), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["begun_by_id"], ["affiliation.id"], name=op.f("fk_import_run_begun_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["affiliation.id"], name=op.f("fk_import_run_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.create_index(
            "uq_import_run_open",
            ["kind"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "institution_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_institution_merge_by_id")),
        sa.ForeignKeyConstraint(["kept_id"], ["institution.id"], name=op.f("fk_institution_merge_kept_id")),
        sa.ForeignKeyConstraint(["merged_id"], ["institution.id"], name=op.f("fk_institution_merge_merged_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["affiliation.id"], name=op.f("fk_institution_merge_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution_merge")),
    )
    with op.batch_alter_table("institution_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_institution_merge_kept_id"), ["kept_id"], unique=False)
        batch_op.create_index(
            "uq_institution_merge_present",
            ["merged_id"],
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )

    op.create_table(
        "institution_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("municipality_code", sa.String(length=6), nullable=True),
        sa.Column("address", sa.String(length=400), nullable=True),
        sa.Column("building", sa.String(length=120), nullable=True),
        sa.Column("telephone", sa.String(length=40), nullable=True),
        sa.Column("fax", sa.String(length=40), nullable=True),
        sa.Column("earlier", sa.String(length=600), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_institution_move_institution_id")),
        sa.ForeignKeyConstraint(["municipality_code"], ["municipality.code"], name=op.f("fk_institution_move_municipality_code")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["affiliation.id"], name=op.f("fk_institution_move_recorded_by_id")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["affiliation.id"], name=op.f("fk_institution_move_withdrawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution_move")),
    )
    with op.batch_alter_table("institution_move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_institution_move_from_on"), ["from_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_move_institution_id"), ["institution_id"], unique=False)

    op.create_table(
        "institution_status",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_institution_status_area_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_institution_status_institution_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["affiliation.id"], name=op.f("fk_institution_status_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution_status")),
    )
    with op.batch_alter_table("institution_status", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_institution_status_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_status_status_institution_id"), ["status", "institution_id"], unique=False)

    op.create_table(
        "institution_succession",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("predecessor_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.Column("succeeded_on", sa.Date(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_institution_succession_by_id")),
        sa.ForeignKeyConstraint(["predecessor_id"], ["institution.id"], name=op.f("fk_institution_succession_predecessor_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["institution.id"], name=op.f("fk_institution_succession_successor_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["affiliation.id"], name=op.f("fk_institution_succession_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution_succession")),
    )
    with op.batch_alter_table("institution_succession", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_institution_succession_successor_id"), ["successor_id"], unique=False)
        batch_op.create_index(
            "uq_institution_succession_present",
            ["predecessor_id"],
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )

    op.create_table(
        "inventory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("stayed", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["done_by_id"], ["affiliation.id"], name=op.f("fk_inventory_done_by_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_inventory_institution_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inventory")),
        sa.UniqueConstraint("institution_id", "fiscal_year", name=op.f("uq_inventory_institution_id_fiscal_year")),
    )
    op.create_table(
        "inventory_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("affiliation_id", sa.Integer(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("stays", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["affiliation_id"], ["affiliation.id"], name=op.f("fk_inventory_check_affiliation_id")),
        sa.ForeignKeyConstraint(["by_id"], ["affiliation.id"], name=op.f("fk_inventory_check_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inventory_check")),
        sa.UniqueConstraint("affiliation_id", "fiscal_year", name=op.f("uq_inventory_check_affiliation_id_fiscal_year")),
    )
    op.create_table(
        "self_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("duty", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["answered_by_id"], ["affiliation.id"], name=op.f("fk_self_check_answered_by_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_self_check_institution_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_check")),
    )
    with op.batch_alter_table("self_check", schema=None) as batch_op:
        batch_op.create_index(
            "uq_self_check_current",
            ["institution_id", "fiscal_year", "duty"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "institution_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("merge_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["affiliation.id"], name=op.f("fk_institution_pair_decided_by_id")),
        sa.ForeignKeyConstraint(["first_id"], ["institution.id"], name=op.f("fk_institution_pair_first_id")),
        sa.ForeignKeyConstraint(["merge_id"], ["institution_merge.id"], name=op.f("fk_institution_pair_merge_id")),
        sa.ForeignKeyConstraint(["second_id"], ["institution.id"], name=op.f("fk_institution_pair_second_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution_pair")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_institution_pair_first_id_second_id")),
    )
    with op.batch_alter_table("institution_pair", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_institution_pair_decision"), ["decision"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_pair_second_id"), ["second_id"], unique=False)

    with op.batch_alter_table("institution", schema=None) as batch_op:
        batch_op.alter_column("name", existing_type=sa.VARCHAR(length=120), type_=sa.String(length=200), existing_nullable=False)
        batch_op.alter_column("address", existing_type=sa.VARCHAR(length=200), type_=sa.String(length=400), existing_nullable=True)
        batch_op.alter_column("corporation_name", existing_type=sa.VARCHAR(length=120), type_=sa.String(length=200), existing_nullable=True)
        batch_op.drop_index(batch_op.f("ix_institution_municipality_code"))
        batch_op.drop_index(batch_op.f("ix_institution_type"))
        batch_op.create_index(
            "ix_institution_listed", ["municipality_code", "type", "closed_on", "name_kana", "name", "telephone"], unique=False
        )
        batch_op.create_index("ix_institution_placed", ["municipality_code", "latitude", "longitude"], unique=False)

    with op.batch_alter_table("institution_source", schema=None) as batch_op:
        batch_op.alter_column("number", existing_type=sa.VARCHAR(length=13), type_=sa.String(length=20), existing_nullable=False)
        batch_op.alter_column("service", existing_type=sa.VARCHAR(length=10), type_=sa.String(length=40), existing_nullable=False)
    search.create(op.get_bind())


def downgrade() -> None:
    raise NotImplementedError("Going back would lose what institutions have said: restore a backup of before.")
