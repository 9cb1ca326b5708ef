# taskbot: every target installs what it needs; `make` alone lists the targets.
.DEFAULT_GOAL := help
.PHONY: help demo run test browser faults bench check format lock cities workdays pictures clean

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
	@$(BIN)/python -m compileall -q src # not by each of the first programs that start at once
	@touch $@

demo: $(READY) ## run the bot with a stand-in for Telegram and a chat page, on this machine (PORT=8080)
	@$(BIN)/python -m taskbot demo --port $(PORT)

run: $(READY) ## run the bot in Telegram (settings from the environment or .env)
	@$(BIN)/python -m taskbot

test: $(READY) ## run all tests on a real PostgreSQL and a real HTTP Bot API
	@$(BIN)/python -m pytest -n auto --dist worksteal

browser: $(READY) ## test the chat page and the demo in a headless Chromium
	@$(BIN)/python -m pytest -n auto -m browser tests/browser

faults: $(READY) ## kill, freeze and starve daemons and PostgreSQL under load, 25 min (ONLY=sigkill,poison SEED=7; FAULTS=short: 3 min)
ifeq ($(FAULTS),short)
	@$(BIN)/python -m pytest -m faults tests/faults/test_faults_short.py
else
	@PYTHONPATH=tests $(BIN)/python -m faults.harness_run $(ONLY) $(if $(SEED),--seed $(SEED))
endif

bench: $(READY) ## compare with a bare aiogram bot, measure growth and search; write docs/performance.md (BENCH=short: 2 min)
	@$(BIN)/python -m bench $(if $(filter short,$(BENCH)),--short)

check: $(READY) ## check style, types, imports, the Dockerfile and migrations
	@echo "==> Lint";             $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "==> Types";            $(BIN)/mypy
	@echo "==> Import contracts"; $(BIN)/lint-imports
	@echo "==> Import circles";   $(BIN)/python tools/import_circles.py taskbot
	@echo "==> Dockerfile";       $(BIN)/hadolint Dockerfile
	@echo "==> Migrations";       $(BIN)/python -m taskbot migrate --check

format: $(READY) ## format the code
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

lock: $(READY) ## update the pinned dependencies, with hashes
	@$(COMPILE) pyproject.toml --extra embedded --extra metrics -o requirements/run.txt
	@$(COMPILE) pyproject.toml --all-extras --group dev -o requirements/dev.txt
	@$(COMPILE) --group build -o requirements/build.txt

cities: $(READY) ## update the table of cities from GeoNames
	@PYTHONPATH=src $(BIN)/uv run --quiet --no-project tools/cities.py src/taskbot/places

workdays: $(READY) ## update the table of workdays from the package holidays
	@$(BIN)/python tools/workdays.py src/taskbot/domain/workdays.txt

pictures: $(READY) ## renew the documents' pictures by walking through the demo
	@TASKBOT_PICTURES=1 $(BIN)/python -m pytest -m browser tests/browser/test_walk.py tests/browser/test_paths.py tests/browser/test_time.py tests/browser/test_demo_groups.py

clean: ## remove everything that the targets created
	@rm -rf .venv dist htmlcov .coverage* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
