# The repository's verbs; `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help setup build run check lint test bench lock fmt screenshots words
SHELL := /bin/bash
BIN := .venv/bin
PYTHON ?= python3
# Where no bytecode may be kept, every program that starts compiles all that it imports anew: 12 s in place of 4.
unexport PYTHONDONTWRITEBYTECODE

help: ## List the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

setup: .venv/installed ## Install what the product needs into .venv

.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Duebook needs Python 3.11 or newer; this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@command -v npm >/dev/null || { echo "Duebook builds its pages with npm, which is not installed: apt-get install npm"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/tested: .venv/installed requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

build: setup ## Build the front end once; reused while its sources are unchanged
	@$(BIN)/python -m shared.ui.frontend build

run: build ## The whole product with its demo story; Ctrl+C stops all of it
	@$(BIN)/duebook demo
	@$(BIN)/duebook run

check: lint ## The fast loop: style, types, layers, and the tests that need no server
	$(BIN)/pytest -q -n 2 -m "not postgres and not browser" -p no:cacheprovider

test: .venv/tested ## Everything: lint, types, layers, unit, property, walks, PostgreSQL, browser
	@$(BIN)/python -m tests.machine
	@$(MAKE) --no-print-directory -j 2 -O lint build
	$(BIN)/python -m tests.everything

lint: .venv/tested
	$(BIN)/ruff format --check . && $(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/tested ## Every benchmark; ratios are measured in one run
	@$(BIN)/python -m benchmarks

screenshots: .venv/tested build ## Draw docs/screenshots anew
	@$(BIN)/python -m tests.browser.screenshots

fmt: .venv/tested ## Rewrite to style
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

words: .venv/installed ## Bring the debtors' languages up to what pages, mails and refusals say
	@$(BIN)/python -m shared.i18n

lock: ## Write the lock files anew, with hashes and without index addresses
	$(BIN)/pip install --quiet uv
	for extra in "" "--extra dev"; do \
	  $(BIN)/uv pip compile --quiet pyproject.toml $$extra --generate-hashes --no-header --python-version 3.11 \
	    --no-emit-index-url --no-emit-find-links -o requirements$${extra:+-dev}.lock; done
