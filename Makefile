# The commands of this project. `make run` and `make test` start from nothing but Python 3.11+ and make.

VENV := .venv
PYTHON := $(VENV)/bin/python
# mediapipe and ONNX Runtime must stay silent in every tool that runs here; neopain sets this by itself too.
export ORT_DISABLE_TELEMETRY := 1

.PHONY: run test check audit fuzz bench bench-short bench-peers lock alarm-report build screenshots words clean

run: $(VENV)/.run
	@.ci/run-monitor $(PYTHON)

test: $(VENV)/.dev
	$(PYTHON) -m tests.run_all

check: $(VENV)/.dev
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PYTHON) -m pytest -q -n 2 --dist loadfile -m "not slow and not xvfb and not bench" tests

# Damaged files and odd addresses by the thousand, for some minutes; `make test` tries a few.
fuzz: $(VENV)/.dev
	NEOPAIN_FUZZ=3000 $(PYTHON) -m pytest -q -p no:randomly --timeout=900 tests/fuzz

# Known vulnerabilities of the locked packages; needs a network, and says so where there is none.
audit: $(VENV)/.dev
	$(PYTHON) .ci/audit

# Speed, memory and start-up beside the peers, as build/bench/bench.md and bench.json; then what else prints figures.
# A part: `.venv/bin/python -m tests.bench engines beds`. Two hours, on a machine that does nothing else.
# What one file of tests/bench measures: make bench SECTION=faces, written to the folder that NEOPAIN_BENCH_OUT names.
bench: $(VENV)/.dev
	$(if $(SECTION),,$(PYTHON) -m tests.bench)
	$(PYTHON) -m pytest -q -s -m bench -p no:randomly tests/bench/$(SECTION)

# The same figures from few repeats, in five minutes.
bench-short: $(VENV)/.dev
	$(PYTHON) -m tests.bench --short

# The engines that others would use, for measuring beside them; nothing of it is shipped.
bench-peers: $(VENV)/.dev
	$(PYTHON) -m venv $(VENV)-peers
	$(VENV)-peers/bin/python -m pip install -q -r tests/bench/house/peers.txt

# Run the tests that name a clause of the alarm system, and write what they showed.
alarm-report: $(VENV)/.dev
	$(PYTHON) -m pytest -q -p tests.alarm_report --alarm-report docs/alarm-report.md -p no:randomly tests

# Renew the pins that CI and `make run` install.
lock: $(VENV)/.dev
	$(VENV)/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-annotate --upgrade -q -o .lock/run.txt
	$(VENV)/bin/uv pip compile pyproject.toml --extra export --extra cluster --extra parquet --extra edf --extra lsl --extra encryption --extra dev --universal \
	    --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -q -o .lock/dev.txt

# Make the bundled classifier again from nothing but this repository.
build: $(VENV)/.dev
	$(VENV)/bin/neopain-export build

# The pictures of the docs, from the real product on the simulated neonate.
screenshots: $(VENV)/.dev
	$(PYTHON) -m tests.ui.screenshots docs/screenshots
	$(PYTHON) -m tests.ui.review_screenshots docs/screenshots
	$(PYTHON) -m tests.ui.annotation_screenshots docs/screenshots

# Collect the screen's words for the translators, and compile what is translated.
words: $(VENV)/.dev
	$(PYTHON) -c "from neopain.ui.language.templates import for_translators; print(for_translators())" \
	    > $(VENV)/words_of_tables.py
	$(VENV)/bin/pyside6-lupdate $$(git ls-files "app/neopain/ui/*.py" "export/neopain_export/annotation/window/*.py") $(VENV)/words_of_tables.py -ts assets/translations/neopain_*.ts \
	    -source-language en -no-obsolete -locations none
	for words in assets/translations/*.ts; do \
	    $(VENV)/bin/pyside6-lrelease $$words -qm $${words%.ts}.qm; \
	done

clean:
	rm -rf $(VENV) $(VENV)-peers build dist

$(VENV)/.run: .lock/run.txt pyproject.toml .ci/prepare
	@.ci/prepare run $(VENV)
	@touch $@

$(VENV)/.dev: .lock/dev.txt pyproject.toml .ci/prepare
	@.ci/prepare dev $(VENV)
	@touch $@ $(VENV)/.run
