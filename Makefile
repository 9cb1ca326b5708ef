# taskbot: every target sets up what it needs; `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help demo run test browser faults bench check format lock cities pictures clean

PYTHON ?= python3
PORT ?= 8080
BIN := .venv/bin
READY := .venv/.ready
COMPILE := $(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-strip-extras --no-emit-index-url \
  --no-emit-find-links --python-version 3.11 --custom-compile-command 'make lock'

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(READY): requirements/dev.txt pyproject.toml src/taskbot/__init__.py
	@echo "==> Setting up .venv (the first time takes a minute)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "taskbot needs Python 3.11 or newer, and $(PYTHON) is not that. Where another is installed: make demo PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

demo: $(READY) ## the bot, a Telegram stand-in and a chat page, on this machine alone (PORT=8080)
	@$(BIN)/python -m taskbot demo --port $(PORT)

run: $(READY) ## the bot itself, in Telegram (settings from the environment or .env)
	@$(BIN)/python -m taskbot

test: $(READY) ## all tests, on a real PostgreSQL and a real HTTP Bot API
	@$(BIN)/python -m pytest -n auto --dist worksteal

browser: $(READY) ## the chat page and the demo, walked through in a headless Chromium
	@$(BIN)/python -m pytest -n auto -m browser tests/browser

faults: $(READY) ## kill, freeze and starve daemons and PostgreSQL under load, ~25 min; ONLY=sigkill,poison SEED=7 (FAULTS=short: three minutes)
ifeq ($(FAULTS),short)
	@$(BIN)/python -m pytest -m faults tests/faults/test_faults_short.py
else
	@PYTHONPATH=tests $(BIN)/python -m faults.harness_run $(ONLY) $(if $(SEED),--seed $(SEED))
endif

bench: $(READY) ## speed beside a bare aiogram bot, and growth; writes docs/performance.md (BENCH=short: a minute)
	@$(BIN)/python -m bench $(if $(filter short,$(BENCH)),--short)

check: $(READY) ## lint, strict types, import contracts, migrations up to date
	@echo "==> Lint";             $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "==> Types";            $(BIN)/mypy
	@echo "==> Import contracts"; $(BIN)/lint-imports
	@echo "==> Import circles";   $(BIN)/python tools/import_circles.py taskbot
	@echo "==> Dockerfile";       $(BIN)/hadolint Dockerfile
	@echo "==> Migrations";       $(BIN)/python -m taskbot migrate --check

format: $(READY) ## let ruff write the code's layout
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

lock: $(READY) ## pin every dependency anew, with hashes
	@$(COMPILE) pyproject.toml --extra embedded --extra metrics -o requirements/run.txt
	@$(COMPILE) pyproject.toml --all-extras --group dev -o requirements/dev.txt
	@$(COMPILE) --group build -o requirements/build.txt

cities: $(READY) ## write the table of cities anew, from GeoNames
	@$(BIN)/uv run --quiet --no-project tools/cities.py src/taskbot/places/cities.tsv.gz

pictures: $(READY) ## the documents' pictures, from a walk through the demo
	@TASKBOT_PICTURES=1 $(BIN)/python -m pytest -m browser tests/browser/test_walk.py tests/browser/test_paths.py

clean: ## remove what the targets made
	@rm -rf .venv dist htmlcov .coverage* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
