import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from random import Random

import pytest
from fishplate.declarations import limits
from fishplate.declarations.command import main, read
from fishplate.declarations.scan import BadTarget

TEXT = "from ctypes import *\nlib = CDLL('x')\nlib.{}.restype = c_int\n"
FOLDER = Path(__file__).resolve().parent.parent / "fishplate" / "declarations"


def write(path: Path, symbol: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEXT.format(symbol))
    return path


def symbols(*targets: Path, excluded: list[str] | None = None) -> list[str]:
    told = read([str(target) for target in targets], excluded)
    return [one["symbol"] for one in told["functions"]]


def test_a_folder_is_read_without_hidden_folders_and_environments(tmp_path: Path) -> None:
    write(tmp_path / "a.py", "a")
    write(tmp_path / "inner" / "b.py", "b")
    write(tmp_path / ".hidden" / "c.py", "c")
    write(tmp_path / "env" / "d.py", "d")
    (tmp_path / "env" / "pyvenv.cfg").write_text("")
    write(tmp_path / "node_modules" / "e.py", "e")
    assert symbols(tmp_path) == ["a", "b"]
    assert symbols(tmp_path, tmp_path / "a.py") == ["a", "b"]
    assert symbols(tmp_path, excluded=["*/inner/*"]) == ["a"]


def test_modules_are_named_by_the_packages_that_they_are_in(tmp_path: Path) -> None:
    package = tmp_path / "src" / "demo"
    write(package / "__init__.py", "a")
    (package / "types.py").write_text("from ctypes import c_uint8 as byte\n")
    (package / "api.py").write_text(
        "from ctypes import *\nfrom demo.types import byte\nfrom . import lib\n"
        "class R(Structure): _fields_ = [('b', byte)]\nlib.f.argtypes = [byte]\n"
    )
    told = read([str(tmp_path / "src")])
    assert [one["name"] for one in told["records"]] == ["demo.api.R"]
    assert told["functions"][-1]["arguments"] is not None


def test_links_in_a_ring_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "a.py", "a")
    os.symlink(tmp_path, tmp_path / "loop")
    os.symlink(tmp_path / "self.py", tmp_path / "self.py")
    told = read([str(tmp_path)])
    assert [one["symbol"] for one in told["functions"]] == ["a"]
    assert [one["what"] for one in told["unresolved"]] == ["the file"]


def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    assert "regular" in read([str(tmp_path)])["unresolved"][0]["why"]


def test_a_file_that_is_too_large_is_said(tmp_path: Path) -> None:
    large = tmp_path / "large.py"
    with large.open("wb") as file:
        file.truncate(limits.FILE_BYTES + 1)
    assert "larger" in read([str(tmp_path)])["unresolved"][0]["why"]


def test_a_wheel_is_read_in_memory(tmp_path: Path) -> None:
    wheel = tmp_path / "demo-1.0-py3-none-any.whl"
    link = zipfile.ZipInfo("demo/link.py")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(link, "../../../etc/passwd")
        archive.writestr("demo/__init__.py", TEXT.format("a"))
        archive.writestr(
            "demo/inner.py", "from . import lib\nlib.b.restype = None\nlib.f.argtypes=[]\n"
        )
        archive.writestr("../evil.py", TEXT.format("evil"))
        archive.writestr("demo/bomb.py", b"#" * (limits.FILE_BYTES // 2))
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("demo/inner.py", TEXT.format("twice"))
    told = read([str(wheel)])
    assert [one["symbol"] for one in told["functions"]] == ["a", "b", "f"]
    assert told["functions"][0]["span"]["file"] == f"{wheel}/demo/__init__.py"
    why = " ".join(one["why"] for one in told["unresolved"])
    assert "leads out" in why
    assert "tightly" in why
    assert "two members" in why
    assert "it is a link" in why
    assert sorted(tmp_path.iterdir()) == [wheel]


@pytest.mark.parametrize("cut", [0, 1, 10, 100, -1, -10])
def test_a_broken_wheel_is_said(tmp_path: Path, cut: int) -> None:
    whole = tmp_path / "whole.whl"
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("demo/__init__.py", TEXT.format("a"))
    broken = tmp_path / "broken.whl"
    broken.write_bytes(whole.read_bytes()[:cut])
    assert "not a whole wheel" in read([str(broken)])["unresolved"][0]["why"]


def test_a_member_with_two_names_is_left_out(tmp_path: Path) -> None:
    wheel = tmp_path / "two.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("demo/inner.py", TEXT.format("a"))
        archive.writestr("demo/other.py", TEXT.format("b"))
    data = wheel.read_bytes()
    # The first is the name before the data, the last the one in the list at the end.
    wheel.write_bytes(data.replace(b"demo/inner.py", b"demo/outer.py", 1))
    told = read([str(wheel)])
    assert [one["symbol"] for one in told["functions"]] == ["b"]
    assert "cannot be unpacked" in told["unresolved"][0]["why"]


def test_a_damaged_wheel_never_ends_the_reading(tmp_path: Path) -> None:
    whole = tmp_path / "whole.whl"
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("demo/__init__.py", TEXT.format("a"))
        archive.writestr("demo/inner.py", TEXT.format("b"))
    data = whole.read_bytes()
    random = Random(1)
    damaged = tmp_path / "damaged.whl"
    for cut in range(len(data)):
        damaged.write_bytes(data[:cut])
        assert read([str(damaged)])["unresolved"], cut
    for _ in range(400):
        copy = bytearray(data)
        for _ in range(random.randint(1, 4)):
            copy[random.randrange(len(copy))] ^= 1 << random.randrange(8)
        damaged.write_bytes(copy)
        told = read([str(damaged)])
        assert len(told["functions"]) + len(told["unresolved"]) > 0 or told["files"] < 2
    assert sorted(tmp_path.iterdir()) == [damaged, whole]


def test_what_is_no_target_is_said_with_what_to_give(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("")
    for target in (tmp_path / "missing", other):
        with pytest.raises(BadTarget, match="give a folder"):
            read([str(target)])


def test_the_command_prints_one_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--exclude", "*/b.py", "--", str(write(tmp_path / "a.py", "a"))]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["version"] == 1
    assert told["files"] == 1
    assert main([]) == 2
    assert main([str(tmp_path / "missing")]) == 2
    assert "is not there" in capsys.readouterr().err


def test_the_folder_runs_without_being_installed(tmp_path: Path) -> None:
    target = write(tmp_path / "types.py", "a")
    command = [sys.executable, "-I", "-S", "-B", str(FOLDER), str(target)]
    done = subprocess.run(command, capture_output=True, check=True, cwd=tmp_path)
    assert json.loads(done.stdout)["functions"][0]["symbol"] == "a"
    assert done.stderr == b""
