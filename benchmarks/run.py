"""`make bench`: every measured piece of work against its floor, taken in turn in this run on this machine.

What lives here: which measurements there are, and the table. They are no tests: the exit code is 0 whatever the ratios.
What is measured and how to read it stands in `docs/performance.md`.
"""

import argparse
import importlib
import time

from measuring import print_lines, tell

NAMES = ("compile", "dispatch", "feed", "judge", "pull", "serve", "start", "tick", "workbook")


def main() -> None:
    """Run all, or those named."""
    parser = argparse.ArgumentParser(description="Measure the program against floors of the same run.")
    parser.add_argument("--only", action="append", choices=NAMES, metavar="NAME", help=f"one of {', '.join(NAMES)}")
    chosen = parser.parse_args().only or NAMES
    began = time.perf_counter()
    lines = []
    for name in chosen:
        tell(f"{name}:")
        lines += importlib.import_module(f"bench_{name}").run()
    tell(f"{time.perf_counter() - began:.0f} seconds")
    print_lines(lines)


if __name__ == "__main__":
    main()
