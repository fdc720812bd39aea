# Everything one needs to work on Bashkë; `make` alone lists it. The work itself is in scripts/.

.DEFAULT_GOAL := help
.PHONY: help start check test bench soak clean

help:
	@echo "make start    from nothing to a running demo at http://localhost:8000/ (PORT=8001 for another port)"
	@echo "make check    the fast checks: format, lint, types, layers, content, translations, migrations"
	@echo "make test     all tests, on SQLite and on PostgreSQL, in a browser too (ARGS='-k words' for some)"
	@echo "make bench    the table of measured numbers; writes bench/results.json"
	@echo "make soak     the long tests, outside CI"
	@echo "make clean    remove what can be made again; var/ with its data stays"

start:
	@scripts/start

check:
	@scripts/check

test:
	@scripts/test $(ARGS)

bench:
	@scripts/bench $(ARGS)

soak:
	@scripts/environment
	.venv/bin/pytest -m soak $(ARGS)

clean:
	rm -rf .venv .tools dist build bench/lighthouse/node_modules
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find bashke tests bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
