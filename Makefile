# govgraph: make run · make build · make test · make help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

.DEFAULT_GOAL := help
.PHONY: help run build editor test test-stores stores test-kill lint sbom audit requirements clean

help:  ## Show the targets.
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

run: build  ## Install, build the shipped data, show what is in it, serve it.
	$(BIN)/govgraph serve

build: $(STAMP) editor  ## Build the shipped data and exit.
	$(BIN)/govgraph build

# YASGUI's maintained fork, at a pinned version and hash; it is never part of the repository.
YASQE := 4.6.2
YASQE_SHA256 := 06fb9f18817157d755df192cd613fb77cc2aa1a7048469d3f05da461809d6f00
EDITOR := src/govgraph/publication/static/yasgui

editor: $(EDITOR)/yasqe.min.js  ## Fetch the SPARQL editor; where it cannot be had, the page keeps its plain form.

$(EDITOR)/yasqe.min.js:
	@mkdir -p build/editor $(EDITOR) && cd build/editor \
	&& { command -v npm >/dev/null && npm pack --silent @zazuko/yasqe@$(YASQE) >/dev/null 2>&1; } \
	&& echo "$(YASQE_SHA256)  zazuko-yasqe-$(YASQE).tgz" | sha256sum --quiet -c - \
	&& tar xzf zazuko-yasqe-$(YASQE).tgz && cp package/build/yasqe.min.css package/build/yasqe.min.js ../../$(EDITOR)/ \
	|| { rmdir ../../$(EDITOR) $(EDITOR) 2>/dev/null; echo "the SPARQL editor could not be fetched (npm); the page keeps its plain form" >&2; }

test: $(DEV_STAMP)  ## Lint, check types, run every test that this machine can.
	$(BIN)/ruff format --check src tests
	$(BIN)/ruff check src tests
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -m "not long" -n auto --dist loadfile --durations 15

test-kill: $(DEV_STAMP)  ## Kill a build at 200 moments: the current release is always whole.
	$(BIN)/python -m pytest -q -s -m long -k kill_at_200 tests/end_to_end/test_release_faults.py

test-stores: $(DEV_STAMP) stores  ## Install three triple stores, load them in every way, stop them.
	$(BIN)/python -m pytest -q -m store tests/stores tests/contract

# Each is fetched where it can be; what is missing is skipped by the tests, by name.
STORES := build/stores
JENA := 5.6.0
UNREACHED = echo "$(@F) cannot be fetched now; the tests that need it are skipped" >&2

stores: $(STORES)/oxigraph/bin/oxigraph $(STORES)/jena-fuseki-server-$(JENA).jar $(STORES)/jena-cmds-$(JENA).jar  ## Install Oxigraph, Fuseki and Virtuoso for the tests.
	@command -v virtuoso-t >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends virtuoso-opensource-7-bin >/dev/null; \
	  else echo "Virtuoso is missing; run: sudo apt-get install virtuoso-opensource-7-bin" >&2; fi; } || $(UNREACHED)

$(STORES)/oxigraph/bin/oxigraph: | $(BIN)/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --target $(STORES)/oxigraph oxigraph==0.5.13 || $(UNREACHED)

$(STORES)/jena-%-$(JENA).jar: | $(STORES)
	@command -v mvn >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends maven default-jre-headless >/dev/null; \
	  else echo "Maven is missing; run: sudo apt-get install maven default-jre-headless" >&2; fi; }
	mvn -q -B dependency:copy -Dartifact=org.apache.jena:jena-$*:$(JENA) -DoutputDirectory=$(STORES) >/dev/null || $(UNREACHED)

$(STORES):
	mkdir -p $@

# Peers come into build/peers, pinned; what this machine lacks is left out, by name.
.PHONY: bench
bench: $(DEV_STAMP) stores  ## Measure ours beside its peers in one run; reports land in build/bench.
	@mkdir -p build/bench
	@for name in convert infer store whole queries search; do $(BIN)/python -m benchmarks.$$name | tee build/bench/$$name.md || exit 1; done

sbom: $(DEV_STAMP)  ## List everything that is installed, as CycloneDX: build/sbom.cdx.json.
	@mkdir -p build
	$(BIN)/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml --output-reproducible -o build/sbom.cdx.json

audit: $(DEV_STAMP)  ## Hold every pinned dependency against the known vulnerabilities (asks the network).
	$(BIN)/pip-audit --disable-pip --require-hashes -r requirements.txt

requirements:  ## Pin every dependency again, with hashes and without host names.
	uv pip compile pyproject.toml --extra server --extra parquet --extra zstd --extra notebook --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements.txt requirements.in
	uv pip compile pyproject.toml --extra server --extra parquet --extra zstd --extra notebook --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements.txt -o requirements-dev.txt requirements.in

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
