"""The directory everyone trusts: what each institution can do, who said so when, and how to find the one that is needed.

It stands on region as board/vacancy stands on board: same words inside as every room.
"""

from __future__ import annotations

from flask import Flask

from region.directory import letters, models, official  # noqa: F401 - listens to what the session writes; writes what is sent
from region.directory.commands import areas as _areas  # noqa: F401 - adds to `areas`
from region.directory.commands import moves as _moves  # noqa: F401 - adds to `directory`
from region.directory.commands import official as _imports  # noqa: F401 - adds to `import`
from region.directory.commands.directory import directory
from region.directory.routes import (
    area_edits,
    area_ends,
    areas,
    asks,
    completeness,
    confirmations,
    facts,
    finding,
    gaps,
    handovers,
    imports,
    inventories,
    lifecycle,
    lists,
    own_inventory,
    pairs,
    searches,
    self_checks,
    statuses,
    successions,
)


def init_app(app: Flask) -> None:
    """Opens the sub-room. Each part (facts, finding, areas, identity, official data) registers its routes and commands here."""
    for part in (areas, area_edits, area_ends, completeness):
        app.register_blueprint(part.routes)
    for part in (asks, confirmations, facts, self_checks, statuses):
        app.register_blueprint(part.routes)
    for part in (gaps, lists, searches):
        app.register_blueprint(part.routes)
    facts.on_the_page(app)
    finding.on_the_list(app)
    app.cli.add_command(directory)
    official.init_app(app)
    app.register_blueprint(imports.routes)
    for part in (handovers, inventories, lifecycle, own_inventory, pairs, successions):
        app.register_blueprint(part.routes)
    lifecycle.on_the_page(app)
