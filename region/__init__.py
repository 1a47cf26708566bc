"""Where we work: areas, institutions, who works where as what, and what official data says of them.

An institution is anything a notice may be addressed to, whether or not anybody there has an account; most come from the ministry's
published files, base staff add the others. A person acts through an affiliation (person, institution, professions, role), and everything
above this room asks here who belongs to which area.
"""

from __future__ import annotations

from flask import Flask

from auth import holding
from auth.routes import account
from core.folding import dialled
from region import commands, here, live, restored  # noqa: F401 - `live` listens by being imported
from region.models.second_factor_rule import asked_from
from region.open_data.publication import name_in_file, publications, terms_of
from region.routes import affiliations, institution_edits, institutions, invitations, people, second_factors
from region.vocabulary import profession_name, role_name, service_name, type_name


def init_app(app: Flask) -> None:
    """Registers pages and commands, and teaches templates the words for professions, types and services."""
    app.jinja_env.filters.update(profession_name=profession_name, type_name=type_name, service_name=service_name, role_name=role_name)
    app.jinja_env.filters.update(dialled=dialled, publication=publications.__getitem__, name_in_file=name_in_file, terms=terms_of)
    here.init_app(app)
    for resource in (institutions, institution_edits, people, invitations, affiliations, second_factors):
        app.register_blueprint(resource.routes)
    account.also_shows(app, affiliations.my_places)
    holding.asks_second_factor(app, asked_from)
    commands.init_app(app)
    restored.init_app()
