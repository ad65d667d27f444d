"""The code in the pages runs, and the commands that they name are there."""

import os
import re
from pathlib import Path

import pytest
from blocks import Block, blocks
from commands import code_of, helps, uses
from running import ROOT, Shell, is_like, tools, typed

FISHPLATE = Path(os.environ.get("FISHPLATE", ROOT / "target/debug/fishplate")).absolute()
# It is made of the examples of the rules, each of which has a test of its own.
RULES = ROOT / "docs/rules.md"


def pages() -> list[Path]:
    """The pages of the guide; a README with a test of its own beside it is left to that."""
    found = [ROOT / name for name in ("README.md", "CONTRIBUTING.md")]
    for pattern in ("docs/**/*.md", "examples/*/README.md", "*/module/README.md"):
        found.extend(sorted(ROOT.glob(pattern)))
    is_tested = [page == RULES or (page.parent / "tests/test_readme.py").exists() for page in found]
    return [page for page, is_elsewhere in zip(found, is_tested, strict=True) if not is_elsewhere]


PAGES = pages()
TEXTS = {page: page.read_text(encoding="utf-8") for page in PAGES}
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]


@pytest.fixture(scope="session")
def on_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tools(tmp_path_factory.mktemp("tools"), FISHPLATE)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_each_block_that_one_might_type_says_whether_it_is_run(page: Path) -> None:
    found = blocks(page.relative_to(ROOT), TEXTS[page])
    unmarked = [block.place for block in found if block.needs_a_mark]
    assert not unmarked, f"say `<!-- run -->`, or `<!-- not run: REASON -->`, above {unmarked}"


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_the_code_of_the_page_runs(page: Path, tmp_path: Path, on_path: Path) -> None:
    shell = Shell(tmp_path, on_path)
    found = blocks(page.relative_to(ROOT), TEXTS[page])
    missing = []
    for block in found:
        if block.file is not None:
            target = tmp_path / block.file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.code, encoding="utf-8")
        elif block.running is not None and block.reason is None:
            if not shell.interpreter(block.running["venv"]).exists():
                missing.append(f"{block.place} needs {block.running['venv']}-venv")
                continue
            shell.run(block)
    if missing:
        pytest.skip("; ".join(missing))


def test_commands_and_options_on_the_pages_are_there() -> None:
    known = helps(FISHPLATE)
    wrong = []
    for page, text in TEXTS.items():
        for name, options in uses(text):
            if name not in known:
                wrong.append(f"{page.relative_to(ROOT)}: there is no `fishplate {name}`")
            elif not options <= known[name]:
                missing = ", ".join(sorted(options - known[name]))
                wrong.append(f"{page.relative_to(ROOT)}: `fishplate {name}` has no {missing}")
    assert not wrong, "\n".join(wrong)


def test_each_command_and_each_option_is_on_a_page() -> None:
    code = "\n".join(code_of(text) for text in TEXTS.values())
    said = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", code))
    # An answer of `choose` has a key in its file and an option of the same name.
    keys = re.findall(r"^([a-z_]+) = ", code, re.MULTILINE)
    said |= {"--" + key.replace("_", "-") for key in keys}
    navigation = (ROOT / "guide/mkdocs.yml").read_text(encoding="utf-8")
    for command, options in helps(FISHPLATE).items():
        has_page = f"- {command}: " in navigation or (ROOT / f"docs/{command}.md").exists()
        assert has_page or command == "completions", f"`{command}` has no page"
        silent = options - said - {"--help"}
        assert not silent, f"no page says what `fishplate {command}` does with {sorted(silent)}"


def test_make_targets_on_the_pages_are_there() -> None:
    rules = (ROOT / "Makefile").read_text(encoding="utf-8")
    for included in re.findall(r"^include (\S+)$", rules, re.MULTILINE):
        rules += (ROOT / included).read_text(encoding="utf-8")
    known = set(re.findall(r"^([a-z-]+):", rules, re.MULTILINE))
    for page, text in TEXTS.items():
        named = set(re.findall(r"(?:^|[\s$])make ([a-z][a-z-]*)$", code_of(text), re.MULTILINE))
        assert named <= known, f"{page.relative_to(ROOT)}: no such target: {sorted(named - known)}"


def test_links_within_the_repository_lead_somewhere() -> None:
    broken = []
    for page, text in TEXTS.items():
        for path in re.findall(r"\]\(([^)#\s:]+)(?:#[^)\s]*)?\)", text):
            if not (page.parent / path).exists():
                broken.append(f"{page.relative_to(ROOT)}: `{path}`")
    assert not broken, "\n".join(broken)


def test_the_site_fetches_nothing_from_elsewhere() -> None:
    site = ROOT / "target/guide"
    if not site.is_dir():
        pytest.skip("the site is not built; type `make guide`")
    fetched = []
    for page in site.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        parts = re.findall(r"<(?:script|link|img|iframe)\b[^>]*>", html)
        fetched += [f"{page.name}: {part}" for part in parts if re.search(r"=\"(https?:)?//", part)]
    for sheet in site.rglob("*.css"):
        if re.search(r"url\([\"']?(https?:)?//|@import", sheet.read_text(encoding="utf-8")):
            fetched.append(sheet.name)
    assert not fetched, "\n".join(fetched)


# The reader of pages and the judge of outputs are judged themselves.

PAGE = """
<!-- file: a.h
int f(void);
-->

<!-- run: exit 1 -->
```console
$ one
first
…
last
$ two
```

```python
unmarked()
```

<!-- not run: for a reason -->
```python
pass
```

<!-- run -->
Text between.

```python
unmarked_too()
```
"""


def test_marks_belong_to_the_block_below_them() -> None:
    hidden, run, unmarked, explained, far = blocks(Path("p.md"), PAGE)
    assert (hidden.file, hidden.code) == ("a.h", "int f(void);\n")
    assert run.running is not None
    assert run.running["exit"] == "1"
    assert run.line == 7
    assert typed(run.code) == [("one", "first\n…\nlast"), ("two", "")]
    assert explained.reason == "for a reason"
    assert [block.needs_a_mark for block in (run, unmarked, explained, far)] == [0, 1, 0, 1]


def test_a_command_goes_on_behind_a_backslash() -> None:
    assert typed("$ one --two \\\n    --three\nshown\n") == [("one --two --three", "shown")]


def test_a_word_that_is_no_mark_does_not_pass_for_one() -> None:
    block = Block(Path("p.md"), 1, "python", "", "rnu")
    assert block.needs_a_mark


@pytest.mark.parametrize(
    ("shown", "is_right"),
    [
        ("one\ntwo\nthree", True),
        ("one\n…\nthree", True),
        ("one\n…", True),
        ("…\nthree", True),
        ("o…e\ntwo\nth…", True),
        ("one\nthree", False),
        ("one\n…\ntwo", False),
        ("one two three", False),
    ],
)
def test_an_ellipsis_stands_for_what_is_left_out(shown: str, is_right: bool) -> None:
    assert is_like("one  \ntwo\nthree\n\n", shown) is is_right
