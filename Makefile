# make demo   a tour: assess, convert and prove the bundled schema, explain a code, move rows; says where the report is
# make test   format, lint, types, tests
# make test-slow   10,000 mutated scripts, large and long input, 1,000 random programs (half an hour)
# make bench  measure against other tools on the same files

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo demo-move test test-slow test-move-slow lint servers bench clean

demo: $(STAMP)
	@echo "1. What would it come to?      sct assess fixtures/schemas/bookshop --from oracle --to postgres:15 --to postgres:18"
	@$(BIN)/sct assess fixtures/schemas/bookshop --from oracle --to postgres:15 --to postgres:18
	@echo
	@echo "2. Convert, and prove it:      sct convert fixtures/schemas/bookshop --from oracle --to postgres -o demo-out"
	@$(BIN)/sct convert fixtures/schemas/bookshop --from oracle --to postgres -o demo-out --fail-on none
	@echo
	@echo "3. What does a code mean?      sct explain PG0101"
	@$(BIN)/sct explain PG0101
	@echo
	@echo "4. Load it once more, as edited: sct check demo-out"
	@$(BIN)/sct check demo-out
	@echo
	@echo "5. Move rows into it:          sct move plan ..., sct move run ..."
	@$(MAKE) --no-print-directory demo-move
	@echo
	@echo "The report for people: demo-out/report.html; for review and CI: sct report demo-out --format markdown|sarif|junit|csv"

# The bookshop's rows, as files an Oracle shop would export, into an embedded PostgreSQL of the converted schema.
demo-move: $(STAMP)
	rm -rf demo-move
	$(BIN)/sct move plan "file://$(CURDIR)/fixtures/rows/bookshop" "embedded://$(CURDIR)/demo-move/postgres" \
	  --manifest demo-out/manifest.json -o demo-move/plan
	$(BIN)/sct move run demo-move/plan

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
	  if [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv; \
	  else echo "python3-venv is missing: install it, or run make as root" >&2; exit 1; fi; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet -e ".[verify,verify-redshift,move,move-mysql,test]"
	$(BIN)/python -c 'from sct.frontends.structure import load; load("oracle_ddl")'
	@touch $@

# What tests want beside Python: PostgreSQL 15 with plpgsql_check (bodies are compiled), MariaDB (moves), Chromium (the
# report's page). What cannot be installed is named here, and its tests skip and say so.
servers:
	@if [ ! -x /usr/lib/postgresql/15/bin/postgres ] || [ ! -f /usr/share/postgresql/15/extension/plpgsql_check.control ]; then \
	  if [ "$$(id -u)" = 0 ]; then \
	    apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	      postgresql-15 postgresql-15-plpgsql-check >/dev/null || echo "SKIPPED: PostgreSQL 15 could not be installed" >&2; \
	  else echo "SKIPPED: PostgreSQL 15 is missing and only root can install it" >&2; fi; fi
	@if ! command -v mariadb-install-db >/dev/null; then \
	  if [ "$$(id -u)" = 0 ]; then \
	    apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	      mariadb-server-core mariadb-client-core >/dev/null || echo "SKIPPED: MariaDB could not be installed" >&2; \
	  else echo "SKIPPED: MariaDB is missing and only root can install it" >&2; fi; fi
	@if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; then \
	  if [ "$$(id -u)" = 0 ]; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	      chromium chromium-driver >/dev/null || echo "SKIPPED: Chromium could not be installed" >&2; \
	  else echo "SKIPPED: Chromium is missing and only root can install it" >&2; fi; fi

lint: $(STAMP)
	$(BIN)/ruff format --check sct tests bench
	$(BIN)/ruff check sct tests bench
	$(BIN)/mypy sct

test: $(STAMP) servers lint
	$(BIN)/pytest -n 2 -rsfE

# Ten thousand mutated scripts, and large and long input.
test-slow: $(STAMP)
	SCT_SLOW=1 SCT_MUTATIONS=$${SCT_MUTATIONS:-10000} SCT_PROGRAMS=$${SCT_PROGRAMS:-1000} SCT_SCHEMAS=$${SCT_SCHEMAS:-200} \
	  $(BIN)/pytest -n 2 tests/test_robustness.py tests/test_robustness_large.py tests/test_random_programs.py tests/test_random_schemas.py

# 100 random kills of a data move; two hours of mixed load; values of 300 MB; all types in all pairs; a Spark cluster that loses a worker; Debezium's
# connector (both: 700 MB to install, skipped without Java); minutes.
test-move-slow: $(STAMP) servers
	$(BIN)/pip install --quiet -e ".[spark,capture-debezium]"
	SCT_CHAOS=100 SCT_SPARK=1 SCT_DEBEZIUM=1 SCT_LOAD_HOURS=2 $(BIN)/pytest -rsfE tests/move/test_chaos.py \
	  tests/move/test_spark.py tests/move/test_debezium.py tests/move/test_mixed_load.py
	SCT_SLOW=1 $(BIN)/pytest -rsfE tests/move/test_lobs.py tests/move/test_thousand.py tests/move/extremes

bench: $(STAMP)
	$(BIN)/python bench/convert.py
	$(BIN)/python bench/scale.py

clean:
	rm -rf $(VENV) demo-out demo-move sct-out build dist .pytest_cache .mypy_cache .ruff_cache
