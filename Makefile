# Everything that a newcomer needs, on a machine with git, make and Python 3.11 (and Java 17 for the Spark tests).
# The first call makes .venv from the hashed requirements; later calls start at once.

FITS := import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 11))
WHERE := Install it (Debian: apt-get install python3.11-venv) or say where it is: make PYTHON=/path/to/python3.11 ...
PYTHON ?= $(shell for p in python3.11 python3 python; do \
	"$$p" -c '$(FITS)' >/dev/null 2>&1 && { echo "$$p"; break; }; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
# Hashes are required, nothing is built in an environment of its own, and only pyspark, which is published as source, is built.
INSTALL := $(PIP) install --require-hashes --no-build-isolation --only-binary :all: --no-binary pyspark
# pip's own words stand above it. What was fetched is kept, so a second call goes on where the first stopped.
STOPPED := echo "Not everything could be installed. Is there a network? Behind a mirror, set PIP_INDEX_URL to its address;" \
	"then call make again: what was fetched already is kept." >&2; exit 1
PYTEST := $(BIN)/pytest -n 2 --dist loadgroup

.PHONY: help demo demo-stop test test-fast lint audit bench format reference requirements clean

help:
	@echo "make demo          a made-up town: what its families are owed, and the office that serves them"
	@echo "make demo-stop     stop the demo's office"
	@echo "make test          everything the CI runs"
	@echo "make test-fast     the tests that take seconds"
	@echo "make lint          style, types and the walls between the rooms"
	@echo "make audit         whether a fault is known in any package; JIAHE_AUDIT=required fails where nobody can be asked"
	@echo "make bench         the speed and size figures, with their bars"
	@echo "make format        put the code into the house's format"
	@echo "make reference     write the pages of docs/reference that are made from the code"
	@echo "make requirements  pin the dependencies again; UPGRADE=1 for the newest"
	@echo "make clean         forget .venv, the demo and all caches"

demo: .venv/run
	@$(BIN)/jiahe demo
	@$(BIN)/jiahe demo-office

demo-stop: .venv/run
	@$(BIN)/jiahe demo-stop

test: lint audit
	@scripts/install-browser
	@$(PYTEST)

test-fast: .venv/dev
	@$(PYTEST) -m "not slow and not spark and not bench"

lint: .venv/dev
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

audit: .venv/dev
	@$(BIN)/python scripts/audit

reference: .venv/dev
	@$(BIN)/python scripts/reference

bench: .venv/dev
	@$(BIN)/python bench/run.py

format: .venv/dev
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

requirements: .venv/dev
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header $(if $(UPGRADE),--upgrade) \
		pyproject.toml --group build --extra office --extra dev --extra spark --extra bench --output-file requirements/dev.txt
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header $(if $(UPGRADE),--upgrade) \
		pyproject.toml --group build --extra office --constraint requirements/dev.txt --output-file requirements/run.txt

clean:
	@test ! -x $(BIN)/jiahe || $(BIN)/jiahe demo-stop
	rm -rf .venv demo .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache build dist
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +

# .venv/made, .venv/run and .venv/dev are stamps: each is as new as what it was made from.
.venv/made:
	@test -n "$(PYTHON)" || { echo "Jiahe needs Python 3.11 with the venv module, and found none. $(WHERE)" >&2; exit 1; }
	@"$(PYTHON)" -c '$(FITS)' >/dev/null 2>&1 || { echo "PYTHON is set to $(PYTHON), which is no Python 3.11 with the venv" \
		"module. Take PYTHON out of the environment to have one looked for. $(WHERE)" >&2; exit 1; }
	@echo "Making .venv with $(PYTHON) ..."
	@rm -rf .venv
	@"$(PYTHON)" -m venv .venv
	@touch $@

.venv/run: .venv/made requirements/run.txt pyproject.toml
	@echo "Installing what Jiahe needs ..."
	@$(INSTALL) --requirement requirements/run.txt || { $(STOPPED); }
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: .venv/run requirements/dev.txt
	@echo "Installing what the tests and benchmarks need (Spark alone is 450 MB) ..."
	@$(INSTALL) --requirement requirements/dev.txt || { $(STOPPED); }
	@touch $@
