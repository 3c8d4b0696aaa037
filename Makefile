# Two commands do everything on a fresh machine with Python 3.11+ and make: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EDITABLE = $(firstword $(wildcard build/__editable__*))

.PHONY: demo test check bench setup setup-dev install lock wheel clean
.DEFAULT_GOAL := demo

$(BIN)/python:
	@echo "· lager .venv"
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; set PYTHON=/path/to/python3")'
	@$(PYTHON) -m venv $(VENV)

# --no-deps: the lock is the whole list, so nothing is resolved; pip's resolver may otherwise reach for a release newer than
# the lock when a package asks for another one's extras, and refuse it for want of a hash.
$(VENV)/.run-ready: requirements.lock | $(BIN)/python
	@echo "· installerer låste pakker (første gang tar et par minutter)"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev-ready: requirements-dev.lock | $(BIN)/python
	@echo "· installing locked packages for development (a couple of minutes the first time)"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.run-ready

# Strict editable install: a tree of links under build/; a new file needs this (fast) step again.
install: | $(BIN)/python
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation \
	  --config-settings editable_mode=strict -e .

setup: $(VENV)/.run-ready install
setup-dev: $(VENV)/.dev-ready install

demo: setup
	@$(BIN)/arshjul demo --out demo

# Files in the order of their folders: the few that take long must not come last, when only one of the cores is busy.
test: setup-dev
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

check: setup-dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@MYPYPATH=$(EDITABLE) $(BIN)/mypy --explicit-package-bases -p arshjul
	@PYTHONPATH=$(EDITABLE) $(BIN)/lint-imports

bench: setup-dev
	@$(BIN)/python benchmarks/run.py

wheel: setup-dev
	@rm -rf dist && $(BIN)/python -m build --wheel --no-isolation --outdir dist . >/dev/null && ls dist

# Versions and hashes only; the lock files carry no address.
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade
lock: setup-dev
	@$(LOCK) --group build pyproject.toml -o requirements.lock
	@$(LOCK) --group dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf build dist demo .venv *.egg-info
