"""The front desk as its users meet it: a fresh home, an empty current folder, and one way to give a command."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from front_desk import Answer, Command
from small_wheel import SMALL

from arshjul.app.cli import main
from arshjul.models.codes import Lang
from arshjul.models.lang import set_lang


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that nobody has used; the current folder is another one, and empty."""
    for name in list(os.environ):
        if name.startswith(("ARSHJUL_", "XDG_", "PREFECT_")):
            monkeypatch.delenv(name)
    folder, here = tmp_path / "home", tmp_path / "here"
    folder.mkdir()
    here.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(here)
    return folder


@pytest.fixture
def arshjul(home: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Command]:
    """Gives a command in this process; afterwards the current folder must be as empty as before."""

    def give(*words: str | Path) -> Answer:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        told = capsys.readouterr()
        assert "Traceback" not in told.err
        return Answer(int(ended.value.code or 0), told.out, told.err)

    yield give
    set_lang(Lang.NB)
    assert list(Path().iterdir()) == [], "nothing may be written to the current folder"


@pytest.fixture
def program(home: Path) -> Command:
    """Gives a command as a process of its own."""

    def give(*words: str | Path, **settings: str) -> Answer:
        done = subprocess.run(
            [sys.executable, "-m", "arshjul.app.cli", *map(str, words)],
            env=os.environ | settings, capture_output=True, encoding="utf-8", timeout=120, check=False,
        )  # fmt: skip
        return Answer(done.returncode, done.stdout, done.stderr)

    return give


@pytest.fixture
def wheel(tmp_path: Path) -> Callable[..., Path]:
    """Writes the small wheel with one part of it changed."""

    def write(old: str = "", new: str = "", name: str = "wheel.yaml") -> Path:
        assert old == "" or old in SMALL
        path = tmp_path / name
        path.write_text(SMALL.replace(old, new, 1) if old else SMALL, encoding="utf-8")
        return path

    return write


@pytest.fixture
def base(arshjul: Command, wheel: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with the small wheel."""
    path = tmp_path / "base.db"
    monkeypatch.setenv("ARSHJUL_DATABASE_URL", str(path))
    assert arshjul("wheel", "load", wheel(), "--as-of", "2024-01-16").code == 0
    return path
