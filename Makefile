# Everything runs in an environment of its own, built on first use from the hashed lock.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

.PHONY: demo serve test test-search test-fast test-browser test-browser-search pictures check package advisories proof bench mutants generate clean

demo: $(READY)  ## play the cases on the logical clock, check the books, leave the artefacts in out/
	$(BIN)/jiuzhu demo

serve: $(READY)  ## keep the sandbox up on loopback in real time
	$(BIN)/jiuzhu serve

test: $(READY)  ## every test that is no search
	$(BIN)/python -m pytest -q -n auto -m "not search"

test-search: $(READY)  ## the searches: a crash at every call, every order of two who act at once, the demo as a whole
	$(BIN)/python -m pytest -q -n auto -m search --ignore tests/browser

test-browser: $(READY)  ## a person with a phone: the mini program in a real Chromium, pictures in out/phone/
	$(BIN)/python -m pytest -q -n 3 -m "not search" tests/browser

test-browser-search: $(READY)  ## the searches in the browser: the network, the store and others fail at every point
	$(BIN)/python -m pytest -q -n 3 -m search tests/browser

pictures: $(READY)  ## the README's pictures, from what `make test-browser` left in out/
	$(BIN)/python -m tests.browser.pictures

test-fast: $(READY)  ## the tests that need no tables: rules, words, dates, money
	$(BIN)/python -m pytest -q -n auto tests/unit

check: $(READY)  ## format, lint, types, directions, workflow, template, generated pages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/vulture
	$(BIN)/python -m tools.requirements --check
	$(BIN)/python -m tools.generate --check
	$(BIN)/python -m tools.package build/check

package: $(READY)  ## the deployable artefact: dist/sam.json and its two zips
	$(BIN)/python -m tools.package dist

advisories: $(READY)  ## known weaknesses of what ships, by the advisories of today; each week and before a deployment
	$(BIN)/python -m tools.advisories $(COPY)

proof: $(READY)  ## crash at every AWS and HTTP call of two cases
	$(BIN)/jiuzhu proof

bench: .venv-bench/ready $(READY)  ## households per second beside other engines; a thousand families verified; what an application asks of the tables, and costs
	.venv-bench/bin/python -m bench
	$(BIN)/jiuzhu verification
	$(BIN)/jiuzhu capacity
	$(BIN)/jiuzhu bill

.venv-bench/ready: requirements-bench.txt
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --require-hashes -r requirements-bench.txt
	touch .venv-bench/ready

mutants: $(READY)  ## change rules and money a little at a time; list what no test notices
	$(BIN)/mutmut run
	$(BIN)/mutmut results

generate: $(READY)  ## write what is generated from the code
	$(BIN)/python -m tools.generate

$(READY): requirements.txt requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; name one with PYTHON=...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $(READY)

clean:
	rm -rf .venv .venv-bench out dist build mutants
