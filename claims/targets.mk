# What a person does with `claims/`: included by the Makefile, whose words it uses.

CLAIMS = $(TEST_SETTINGS) $(IN_VENV)python -B claims --python "$(PYTHON)" --build "$(BUILD)"

.PHONY: claims
claims: need-build want-tools venv ## try the article's statements again, and say which verdicts were seen; ARGS='V-14' for some
	@$(call want,valgrind,apt-get install valgrind)
	@cargo build --release --locked --package fishplate
	@$(CLAIMS) --fishplate $(FISHPLATE) $(ARGS)

.PHONY: claims-fast
claims-fast: need-build venv ## the same for the probes that take a second or two and time nothing; part of `make test`
	@$(CLAIMS) --fast

.PHONY: claims-page
claims-page: venv ## write docs/claims.md from claims/rows
	@$(CLAIMS) --bless
