# The only commands a person needs. `make` alone lists them.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

.PHONY: help python run test check bench chaos fmt

help:
	@echo "make run     install, build and start vidstudio (HOST, PORT, VIDSTUDIO_DATA_DIR)"
	@echo "make test    every test, in the browser too"
	@echo "make check   lint, types, floors, sizes, drift"
	@echo "make bench   the figures"
	@echo "make chaos   the storm: kill -9, restarts of PostgreSQL, 10,000 videos"
	@echo "make fmt     format the code"

python:
	@test -n "$(PYTHON)" || { echo "vidstudio needs Python 3.11 or newer, and found none." >&2; exit 1; }

run: python
	@$(PYTHON) -m tools.run

test: python
	@$(PYTHON) -m tools.test $(ARGS)

check: python
	@$(PYTHON) -m tools.check

bench: python
	@$(PYTHON) -m tools.bench $(ARGS)

chaos: python
	@$(PYTHON) -m tools.chaos $(ARGS)

fmt: python
	@$(PYTHON) -m tools.fmt
