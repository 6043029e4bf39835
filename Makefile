# What a person types. Cargo, npm and scripts/ do the work.

SHELL := /bin/bash
TARGET := $(abspath $(or $(CARGO_TARGET_DIR),target))
WEB_SOURCES := $(shell find web/src web/public web/scripts -type f 2>/dev/null) \
	$(wildcard web/*.html web/*.json web/*.ts)

# More arguments for `daftari up`: make run ARGS="--port 9000"
ARGS ?=
# Parts of the benchmark, and more arguments for it: make bench ONLY=lane,stock ARGS="--rounds 1"
ONLY ?=

# How many payments to soak, and from which seed: make soak PAYMENTS=50000 SEED=7
PAYMENTS ?= 10000
SEED ?= 2547

# How long to fuzz, in seconds: make fuzz SECONDS=3600
SECONDS ?= 600

.PHONY: help run bench test soak fuzz lint fmt sqlx openapi screenshots

help:
	@echo "make run          start Daftari with its demo data; ARGS= gives more arguments"
	@echo "make bench        measure the event store and the web, and write docs/benchmarks.md; ONLY= names parts"
	@echo "make test         run every check and every test"
	@echo "make soak         many payments with callbacks lost, repeated and out of order; both books must agree; PAYMENTS= and SEED="
	@echo "make fuzz         feed the readers of Safaricom's deliveries mutated payloads; SECONDS= says how long"
	@echo "make lint         run the checks only"
	@echo "make fmt          format all code"
	@echo "make sqlx         describe the SQL statements anew, after a change of SQL or schema"
	@echo "make openapi      write openapi.json and the web's types anew, after a change of the API"
	@echo "make screenshots  take a picture of every page anew, into docs/screenshots"

run:
	@scripts/setup run
	@$(MAKE) --no-print-directory web/dist/index.html
	cargo build -p cli
	@exec $(TARGET)/debug/daftari up --demo $(ARGS)

bench:
	@scripts/setup bench
	@$(MAKE) --no-print-directory web/dist/index.html
	cargo build --release -p cli -p bench
	@exec $(TARGET)/release/bench --data-dir $(TARGET)/bench $(if $(ONLY),--only $(ONLY)) $(ARGS)

test:
	@scripts/setup test
	@$(MAKE) --no-print-directory web/node_modules/.package-lock.json
	@scripts/test

soak:
	@scripts/setup test
	cargo build --quiet --workspace --all-targets
	DAFTARI_TEST_BINARIES=$(TARGET)/debug DAFTARI_SOAK_PAYMENTS=$(PAYMENTS) DAFTARI_SOAK_SEED=$(SEED) \
		$(TARGET)/debug/with-services cargo test --quiet --workspace --test api both_sides_have_the_same_books

fuzz:
	@scripts/fuzz $(SECONDS)

lint: web/dist/index.html
	cd web && npm run check
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings

fmt: web/node_modules/.package-lock.json
	cargo fmt --all
	cd web && npm run fix

sqlx:
	scripts/sqlx-prepare

openapi: web/dist/index.html
	cargo run --quiet -p cli -- openapi > $(TARGET)/openapi.json
	mv $(TARGET)/openapi.json api/openapi.json
	cd web && npm run generate

screenshots: web/dist/index.html
	cargo build -p cli
	cd web && DAFTARI_BIN=$(TARGET)/debug/daftari npm run screenshots

# npm writes this file last, so it is there only when everything is.
web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	touch $@

web/dist/index.html: web/node_modules/.package-lock.json $(WEB_SOURCES)
	cd web && npm run build
	touch $@
