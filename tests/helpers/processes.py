"""Real processes beside the test's own: started together, and waited for."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HELPERS = Path(__file__).parent


def start(script: str, *arguments: str) -> "subprocess.Popen[str]":
    """Start Python with `script`; its arguments are `sys.argv[1:]`, and the helpers can be imported."""
    text = f"import sys; sys.path.insert(0, {str(HELPERS)!r})\n{script}"
    return subprocess.Popen(
        [sys.executable, "-c", text, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def told_by(script: str, arguments: Sequence[str], folder: Path) -> dict[str, Any]:
    """What the script, run in that folder, printed as JSON on its last line. Fails when it fails."""
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False, cwd=folder)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def together(script: str, argument_lists: Sequence[Sequence[str]]) -> list[str]:
    """Run the script once per list of arguments, all at the same time; what each printed. Fails when one fails."""
    running = [start(script, *arguments) for arguments in argument_lists]
    answers = [process.communicate(timeout=120) for process in running]
    for process, (_, error) in zip(running, answers, strict=True):
        assert process.returncode == 0, error
    return [out for out, _ in answers]
