# The report page in a real browser. Chromium and Node.js are the system's, axe-core (MPL) and
# Playwright are fetched for the tests alone, by their hashes; where any is missing, every test is
# skipped by name.

CHROMIUM ?= chromium
PAGE_WORK := target/page

.PHONY: test-page
test-page: need-build ## test the report page in a headless Chromium: plots, sorting, accessibility; part of `make test`
	@cargo build --locked --package fishplate
	@$(MAKE) test-page-built

# With the binary that is there: `make test` has just built one.
.PHONY: test-page-built
test-page-built:
	@if missing="$$(tests/page/ready "$(CHROMIUM)" $(PAGE_WORK))"; then \
		FISHPLATE_PAGE_WORK=$(PAGE_WORK) FISHPLATE_BINARY="$(BUILD)/debug/fishplate" \
		CHROMIUM="$$(command -v "$(CHROMIUM)")" node --test --test-reporter=spec $(PAGE_WORK)/page.test.mjs; \
	else \
		sed -nE 's/^ *test\(["`](.*)["`],.*/skipped \1/p' tests/page/page.test.mjs; \
		echo "0 passed, 0 failed, $$(grep -cE '^ *test\(' tests/page/page.test.mjs) skipped: $$missing"; \
	fi
