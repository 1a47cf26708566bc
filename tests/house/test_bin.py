"""What a person types: every command can be run, says what it is for, and names nothing of one machine."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from core import config

HOUSE = Path(__file__).resolve().parents[2]
COMMANDS = [*sorted(path for path in (HOUSE / "bin").iterdir() if path.is_file()), HOUSE / ".ci" / "run"]
SHELL = [path for path in COMMANDS if path.read_text().startswith("#!/usr/bin/env bash")]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda path: path.name)
def test_a_command_can_be_executed(command: Path) -> None:
    assert os.access(command, os.X_OK)
    assert command.read_text().startswith("#!/usr/bin/env ")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda path: path.name)
def test_a_command_begins_with_what_it_is_for(command: Path) -> None:
    second = command.read_text().splitlines()[1]
    assert second.startswith(("# ", '"""'))
    assert len(second) > 30


@pytest.mark.parametrize("command", SHELL, ids=lambda path: path.name)
def test_a_shell_command_can_be_read_by_bash(command: Path) -> None:
    subprocess.run(["bash", "-n", command], check=True)
    assert re.search(r"^set -e?uo pipefail$", command.read_text(), re.MULTILINE)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_python_library_is_pinned_and_names_no_index(name: str) -> None:
    lines = [line for line in (HOUSE / name).read_text().splitlines() if line and not line.lstrip().startswith("#")]
    assert lines
    for line in lines:
        assert re.fullmatch(r"[a-z0-9-]+==[0-9][\w.]*( +# via .+)?", line), line
        assert "://" not in line


def test_tests_run_with_the_libraries_that_serve() -> None:
    def pins(name: str) -> set[str]:
        return {line.split()[0] for line in (HOUSE / name).read_text().splitlines()}

    assert pins("requirements.txt") <= pins("requirements-dev.txt")


def test_the_browser_libraries_lock_file_names_no_registry() -> None:
    assert '"resolved"' not in (HOUSE / "package-lock.json").read_text()


def test_only_the_ci_script_names_the_sample_data() -> None:
    naming = [path.name for path in COMMANDS if "shared/data" in path.read_text()]
    assert naming == ["run"]


def test_links_for_others_lead_to_the_port_that_is_served(tmp_path: Path) -> None:
    assert config.read({"PORT": "8700", "RENKEI_DATA": str(tmp_path)}).public_url == "http://127.0.0.1:8700"
