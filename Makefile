# `make demo` and `make test` are all that a newcomer types. Both build the environment first, once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LINKED := $(VENV)/.linked
DATA ?= data
PORT ?= 8420
FRONTEND := web/static/packages
.DEFAULT_GOAL := help
.PHONY: help env frontend expected pictures demo test check unit bench scores lock clean

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

# npm's own folder is left as it is; only the files that a page asks for go into the package.
$(FRONTEND)/yasgui.min.js: frontend/package.json frontend/package-lock.json frontend/node.lock | $(LINKED)
	@command -v npm >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--require-hashes -r frontend/node.lock
	cd frontend && PATH="$$PATH:$(abspath $(BIN))" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@mkdir -p $(FRONTEND)
	cp frontend/node_modules/@zazuko/yasgui/build/yasgui.min.css frontend/node_modules/@zazuko/yasgui/build/yasgui.min.js $(FRONTEND)

$(FRONTEND)/cytoscape.min.js: $(FRONTEND)/yasgui.min.js
	cp frontend/node_modules/cytoscape/dist/cytoscape.min.js $(FRONTEND)

frontend: $(FRONTEND)/cytoscape.min.js ## bring the query editor and the graph pictures from npm; pages work without them

expected: env ## rewrite the rows and outputs that tests and docs show
	$(BIN)/python -m tests.expected_rows
	$(BIN)/python -m tests.query_reference
	$(BIN)/python -m tests.shown_commands

pictures: frontend ## take the pictures that README and docs show anew
	$(BIN)/python -m tests.pictures

demo: env ## build the graph from the bundled corpus, serve it and print its address
	@$(MAKE) --no-print-directory frontend || echo "The query editor and graph pictures can't be had from npm now; the plain form and lists serve." >&2
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
	rm -rf $(VENV) $(FRONTEND) frontend/node_modules build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
