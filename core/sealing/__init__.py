"""What makes the audit provable: each row carries a mark of its words, a sealer chains the rows within seconds, the head leaves the
machine every day, and `flask --app app audit verify` names whatever was changed, removed, exchanged, put in or cut off.

docs/security.md says what this proves and what it does not; docs/decisions/0018 why it is as it is.
"""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Learns the key; the sealer and the daily head are jobs; `flask audit` is added."""
    from core.sealing import commands, marks  # the audit itself imports `marks` from this package

    marks.learn(app.config["RENKEI"])
    app.cli.add_command(commands.audit)
