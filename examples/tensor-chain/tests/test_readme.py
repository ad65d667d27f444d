"""The code in the README does what it says."""

import re
from pathlib import Path


def test_the_code_of_the_readme_runs():
    text = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    assert len(blocks) >= 3
    exec(compile("\n".join(blocks), "README.md", "exec"), {})  # noqa: S102 - our own text
