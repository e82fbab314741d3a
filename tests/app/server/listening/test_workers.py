"""Several workers are refused, by a sentence and an end."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.main import create_app
from app.server.listening.workers import refuse_workers


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        ("uvicorn app.main:create_app --workers 2", {}),
        ("uvicorn app.main:create_app --workers=2", {}),
        ("gunicorn app.main:create_app() -w 2", {}),
        ("uvicorn app.main:create_app", {"WEB_CONCURRENCY": "2"}),
        ("uvicorn app.main:create_app", {"UVICORN_WORKERS": "2"}),
    ],
)
def test_several_workers_are_refused(
    arguments: str, environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        refuse_workers(arguments.split(), environment)
    assert caught.value.code == 3
    said = capsys.readouterr().err
    assert said.startswith("2 workers cannot serve Backprop Live")
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        ("uvicorn app.main:create_app", {}),
        ("uvicorn app.main:create_app --workers 1", {"WEB_CONCURRENCY": "4"}),
        ("uvicorn app.main:create_app --workers", {}),
        ("uvicorn app.main:create_app", {"WEB_CONCURRENCY": "1"}),
        ("uvicorn app.main:create_app", {"WEB_CONCURRENCY": "many"}),
        ("pytest --workers-of-mine=2", {}),
    ],
)
def test_one_worker_is_served(arguments: str, environment: dict[str, str]) -> None:
    refuse_workers(arguments.split(), environment)


def test_the_factory_refuses_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["uvicorn", "app.main:create_app", "--workers=2"])
    with pytest.raises(SystemExit):
        create_app()
    assert capsys.readouterr().err.startswith("2 workers cannot serve")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("--factory app.main:create_app --workers 2", "2 workers cannot serve"),
        ("app.main:app", "backprop-live"),
    ],
)
def test_uvicorn_ends_with_a_sentence(root: Path, arguments: str, words: str) -> None:
    command = [sys.executable, "-m", "uvicorn", "--port", "0", *arguments.split()]
    done = subprocess.run(
        command,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert words in done.stderr
    assert "Traceback" not in done.stderr
