# govgraph: make run · make build · make test · make help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

.DEFAULT_GOAL := help
.PHONY: help run build test test-kill lint requirements clean

help:  ## Show the targets.
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

run: build  ## Install, build the shipped data, show what is in it.

build: $(STAMP)  ## Build the shipped data and exit.
	$(BIN)/govgraph build

test: $(DEV_STAMP)  ## Lint, check types, run every test that this machine can.
	$(BIN)/ruff format --check src tests
	$(BIN)/ruff check src tests
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -m "not long"

test-kill: $(DEV_STAMP)  ## Kill a build at 200 moments: the current release is always whole.
	$(BIN)/python -m pytest -q -s -m long -k kill_at_200 tests/end_to_end/test_release_faults.py

requirements:  ## Pin every dependency again, with hashes and without host names.
	uv pip compile pyproject.toml --extra server --extra parquet --extra notebook --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements.txt requirements.in
	uv pip compile pyproject.toml --extra server --extra parquet --extra notebook --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements.txt -o requirements-dev.txt requirements.in

clean:  ## Remove the environment and everything built.
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Debian's python3 comes without venv: as root it is installed, else the mend is named.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -q && apt-get install -qy python3-venv; \
	  else echo "python3-venv is missing; run: sudo apt-get install python3-venv" >&2; exit 2; fi; }
	$(PYTHON) -m venv $(VENV)

$(STAMP): requirements.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

$(DEV_STAMP): requirements-dev.txt $(STAMP)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
