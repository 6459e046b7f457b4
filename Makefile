# `make` alone lists what there is.

letters_made = output/psp-2017-08-03
documents = psp-press-release supporting-law-enforcement psp-overview iacp-remarks law-enforcement-fact-sheet
python = .venv/bin/python
correspondence = .venv/bin/correspondence

# Homebrew's libraries, where macOS does not look by itself.
ifeq ($(shell uname),Darwin)
run = DYLD_FALLBACK_LIBRARY_PATH=/opt/homebrew/lib:/usr/local/lib
endif

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-12s%s\n", $$1, $$2 }' Makefile

.PHONY: letters
letters: ## install what is needed, then make the sample's four letters and five documents
	@.ci/setup letters
	@$(run) $(correspondence) merge psp-questionnaire psp-2017-08-03
	@set -e; for document in $(documents); do $(run) $(correspondence) render $$document; done
	@echo "The letters are in $(letters_made)/; each document is in a folder of its own beside it."

.PHONY: test
test: ## install what is needed, then run the suite
	@.ci/setup test
	@$(run) $(python) -m pytest --numprocesses logical --dist worksteal

.PHONY: acceptance
acceptance: ## run the large measurements
	@.ci/setup test
	@$(run) $(python) -m pytest -m acceptance

.PHONY: benchmarks
benchmarks: ## measure how fast letters are merged, beside other means
	@.ci/setup test
	@$(python) -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements-benchmarks.lock
	@$(run) $(python) -m benchmarks.merging

.PHONY: lint
lint: ## check style, format and types
	@.ci/setup test
	@$(python) -m ruff check .
	@$(python) -m ruff format --check .
	@$(python) -m mypy

.PHONY: docs
docs: ## make the generated pages, schemas and pictures anew
	@.ci/setup test
	@$(run) $(correspondence) schemas
	@$(run) $(python) docs/reference.py
	@$(run) $(python) docs/pictures.py

.PHONY: lock
lock: ## take the newest allowed versions into the locks
	@.ci/lock

.PHONY: clean
clean: ## remove what was made in output/, but never the register, the outboxes nor the originals of replies
	@if [ -d output ]; then find output -mindepth 1 -maxdepth 1 ! -name 'register.sqlite*' ! -name originals ! -name outbox ! -name README.md -exec rm -rf {} +; fi
