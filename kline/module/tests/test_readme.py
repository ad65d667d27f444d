"""The examples of the README run, one after the other, as a reader would type them."""

import re
from pathlib import Path
from typing import Any

README = Path(__file__).parent.parent / "README.md"


def test_the_examples_of_the_readme_run() -> None:
    names: dict[str, Any] = {}
    examples = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert len(examples) >= 3
    for example in examples:
        exec(compile(example, str(README), "exec"), names)  # noqa: S102 - our own text
    assert len(set(names["pixels"].ravel().tolist())) == 3
