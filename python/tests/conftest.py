"""What the tests share: the folder of the project and the command-line program."""

import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def in_root(monkeypatch):
    """Tests and examples name files from the folder of the project."""
    monkeypatch.chdir(ROOT)


@pytest.fixture
def program():
    """Runs the command-line program: its output, and its errors."""
    path = os.environ.get("CHIPPARK_PROGRAM", ROOT / "target/release/chippark")

    def run(*words):
        done = subprocess.run([path, *map(str, words)], capture_output=True, text=True)
        return done.stdout, done.stderr

    return run


@pytest.fixture
def json_of(program):
    """The JSON that the command-line program prints."""
    return lambda *words: json.loads(program(*words)[0])
