PYTHON ?= python3
BIN := .venv/bin

.PHONY: sandbox run test check bench

sandbox: .venv/ready  ## the toy town and the bot in it; prints one address
	$(BIN)/python -m sandbox

run: .venv/ready  ## the bot against real Telegram, from .env
	$(BIN)/python -m bot run

test: .venv/ready  ## a module stays in one process: it shares servers, towns and evenings
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --numprocesses 3 --dist loadscope --no-loadscope-reorder

check: .venv/ready
	$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports

bench: .venv/ready
	$(BIN)/python -m benchmarks

.venv/ready: requirements-dev.lock requirements-uv.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-uv.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $@
