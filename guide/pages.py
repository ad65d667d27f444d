"""Makes one guide of docs/ and of the READMEs around it; MkDocs calls the functions as hooks.

Pages are written to be read in the repository too, so their links are the repository's. Here they
become links of the guide; what is not in the guide, such as a source file, becomes plain text.
"""

import logging
import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File

ROOT = Path(__file__).parent.parent
LOG = logging.getLogger("mkdocs.hooks.pages")

# A link with a path of the repository; pictures, anchors and other addresses are left alone.
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)#\s:]+)(#[^)\s]*)?\)")


def around() -> dict[str, str]:
    """What is taken in beside docs/: the path in the repository, and the page."""
    pages = {
        f"{name}.md": f"{name.lower()}.md" for name in ("ARCHITECTURE", "CONTRIBUTING", "CHANGELOG")
    }
    for readme in sorted(ROOT.glob("examples/*/README.md")):
        pages[readme.relative_to(ROOT).as_posix()] = f"examples/{readme.parent.name}.md"
    for name in ("exchange", "kline"):
        pages[f"{name}/module/README.md"] = f"examples/{name}-module.md"
    return pages


def named(nav: Any) -> list[str]:
    """The pages that a part of the navigation names."""
    if isinstance(nav, dict):
        nav = list(nav.values())
    if isinstance(nav, list):
        return [page for part in nav for page in named(part)]
    return [nav]


def on_config(config: Any) -> Any:
    """Put READMEs with the examples, and what is named nowhere at the end."""
    pages = around()
    known = set(named(config.nav))
    docs = Path(config.docs_dir)
    ours = {path.relative_to(docs).as_posix() for path in docs.rglob("*.md")}
    taken_in = [page for page in pages.values() if page.startswith("examples/")]
    examples = next(part["Examples"] for part in config.nav if "Examples" in part)
    examples.extend(page for page in taken_in if page not in known)
    rest = [page for page in pages.values() if page not in taken_in]
    config.nav.append({"More": sorted(ours - known) + rest})
    return config


def on_files(files: Any, config: Any) -> Any:
    """Take the pages around docs/ in."""
    for source, page in around().items():
        text = (ROOT / source).read_text(encoding="utf-8")
        files.append(File.generated(config, page, content=text))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Turn the links of the repository into links of the guide."""
    sources = {target: source for source, target in around().items()}
    here = page.file.src_uri
    source = sources.get(here, f"docs/{here}")

    def turned(link: re.Match[str]) -> str:
        text, path, anchor = link.group(1), link.group(2), link.group(3) or ""
        target = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
        if not (ROOT / target).exists():
            LOG.warning("%s: links to `%s`, which is not there", source, target)
        page_there = around().get(target)
        if target.startswith("docs/") and target.endswith(".md"):
            page_there = target.removeprefix("docs/")
        if page_there is None:
            return text
        return f"[{text}]({posixpath.relpath(page_there, posixpath.dirname(here) or '.')}{anchor})"

    # Code is left as it is: of the pieces between fences, every second one is code.
    pieces = re.split(r"(^```.*?^```$)", markdown, flags=re.MULTILINE | re.DOTALL)
    return "".join(
        piece if index % 2 else LINK.sub(turned, piece) for index, piece in enumerate(pieces)
    )


def on_page_content(html: str, page: Any, config: Any, files: Any) -> str:
    """Warn of what this Markdown shows otherwise than the repository's does."""
    prose = re.sub(r"<pre.*?</pre>|<code.*?</code>", "", html, flags=re.DOTALL)
    for pattern, what in (
        (r"<p>[^<]*\n(?:[-*]|\d+\.) ", "a list without an empty line before it"),
        (r"<p>\|", "a table without an empty line before it"),
        (r"```", "a fence that is no block of code"),
    ):
        if re.search(pattern, prose):
            LOG.warning("%s: %s", page.file.src_uri, what)
    return html
