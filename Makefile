# What a developer types. Everything runs in .venv/, which `setup` makes from requirements.lock.
# PYTHON=python3.13 chooses the interpreter; ARGS=… is handed on (make test ARGS="-k seed").

BIN := .venv/bin
# one more than there are cores: many tests wait for a server of their own
WORKERS := $(shell expr `getconf _NPROCESSORS_ONLN || echo 2` + 1)
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-site test lint check evaluate hard fuzz wheel lock clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:  ## make .venv/ (instant where it is up to date)
	@PYTHON="$(PYTHON)" tools/setup.sh

demo: setup  ## crawl a small news site served from fixtures/, and show what came in
	@$(BIN)/python tools/demo.py $(ARGS)

demo-site: setup  ## serve that site until Ctrl-C, to try the commands on (ARGS=PORT)
	@$(BIN)/python tools/demo_site.py $(ARGS)

test: setup  ## run the tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

lint: setup  ## style, types and the import rule
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test  ## what must pass before a change goes in

evaluate: setup  ## score the cleaners on gold pages, against the floors (benchmarks/README.md)
	$(BIN)/python benchmarks/gate.py $(ARGS)

hard: setup  ## what the web does to a crawl, row by row (docs/hard.md)
	$(BIN)/python -m benchmarks.hard $(ARGS)

fuzz: setup  ## inputs made against each reader (ARGS="--examples 2000")
	$(BIN)/python -m benchmarks.hard.fuzz $(ARGS)

wheel: setup  ## build both distributions into dist/
	rm -rf dist
	$(BIN)/python -m build --no-isolation --outdir dist . > /dev/null
	$(BIN)/python -m build --no-isolation --outdir dist --wheel packaging/cleaners > /dev/null
	@ls dist

lock: setup  ## compile requirements.lock anew from pyproject.toml (newest versions: ARGS=--upgrade)
	$(BIN)/python -m pip install --quiet --upgrade --target build/uv uv
	build/uv/bin/uv pip compile pyproject.toml --no-config --group dev --extra export --extra join --extra parquet --extra postgres --extra redis --extra render --extra serve --universal --python-version 3.11 \
		--generate-hashes --no-header --quiet --output-file requirements.lock $(ARGS)

clean:  ## remove everything that make has made, .venv/ too
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find cleaners crawler tests benchmarks tools -name __pycache__ -type d -prune -exec rm -rf {} +
