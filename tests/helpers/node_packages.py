"""Node with the packages that the tests pin, put in place at first use."""

import shutil
import subprocess
from pathlib import Path

import pytest

INTEROP = Path(__file__).resolve().parents[1] / "interop"


def node_with_packages() -> str:
    """The node program. The test is skipped, and says why, where node, npm or the packages cannot be had."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if not program or not npm:
        pytest.skip("node and npm are not installed")
    lock, installed = INTEROP / "package-lock.json", INTEROP / "node_modules" / ".lock-installed"
    if not installed.exists() or installed.read_bytes() != lock.read_bytes():
        command = [npm, "ci", "--ignore-scripts"]
        try:
            done = subprocess.run(command, cwd=INTEROP, capture_output=True, timeout=120, check=False)
        except subprocess.TimeoutExpired:
            pytest.skip("npm did not answer within two minutes")
        if done.returncode:
            pytest.skip("npm could not install the packages of tests/interop")
        installed.write_bytes(lock.read_bytes())
    return program
