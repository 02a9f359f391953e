# `make demo` and `make test` are all that a newcomer types. Both build the environment first, once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LINKED := $(VENV)/.linked
DATA ?= data
PORT ?= 8420
.DEFAULT_GOAL := help
.PHONY: help env demo test check unit bench scores lock clean

help: ## say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1\t/' | expand -t 16

env: $(LINKED) ## build .venv with the command `warrant` in it

$(STAMP): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Warrant needs Python 3.11 or newer; name one with make PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(LINKED): $(STAMP) pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

demo: env ## build the graph from the bundled corpus, serve it and print its address
	@$(BIN)/warrant demo --data $(DATA) --port $(PORT)

test: env check ## run every check and test
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: env ## style, types, import law, spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell ontology kg ingest web tests docs README.md CHANGELOG.md CONTRIBUTING.md

unit: env ## only the quick tests
	$(BIN)/python -m pytest -q tests/unit

bench: env ## measure speed and memory; the results go to docs/benchmarks.md
	$(BIN)/python -m tests.benchmark.run

scores: env ## measure the reading anew and commit to its scores: the tests hold it to them
	$(BIN)/python -m tests.benchmark.scores

lock: ## rewrite requirements.lock (needs uv)
	uv pip compile pyproject.toml --extra test --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header -o requirements.lock

clean: ## remove what was built, but not the data
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
