# The commands of Yui; `make` alone lists them. They need Python 3.11 or later, make and bash, nothing else.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
PYTHON_HERE := .venv/bin/python
export PYTHONDONTWRITEBYTECODE =

.PHONY: help run fresh test test-all lint format bench drill pictures wording lock vendor environment dev

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: environment ## the demo on http://localhost:8000/ (PORT=8123, YUI_PREFECTURE=yamagata)
	@exec .ci/demo

fresh: ## move the demo's database, keys and files aside, so that the next `make run` starts anew
	@.ci/fresh

test: ## everything: linters, quick tests on SQLite, all tests on PostgreSQL
	@.ci/needs
	@$(MAKE) dev
	@.ci/test

test-all: ## the same with every matrix in full
	@.ci/needs
	@$(MAKE) dev
	@.ci/test full

lint: dev ## style, types, arrows, missing migrations
	@.ci/lint

format: dev ## put the layout of the Python files right
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix --quiet .

bench: dev ## the benchmarks; prints one table
	@$(PYTHON_HERE) -m bench.run

drill: environment ## a backup of a demo, restored on another path and timed (CONSULTATIONS=20000)
	@.ci/drill

pictures: dev ## take the pictures of the README and of the screens again, from the demo
	@$(PYTHON_HERE) -m tests.pictures

wording: environment ## read the Japanese wording anew after a change of a django.po
	@$(PYTHON_HERE) -m tests.environment $(PYTHON_HERE) manage.py compile_wording

lock: dev ## write the locked lists anew from requirements.in and requirements-dev.in
	@.ci/lock

vendor: dev ## fetch the vendored files of package.json again (needs npm; running does not)
	@.ci/vendor

environment:
	@.ci/environment requirements.txt

dev:
	@.ci/environment requirements-dev.txt
