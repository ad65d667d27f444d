import gzip
import io
import tarfile
import time
from pathlib import Path
from random import Random

import pytest
from fishplate.declarations import limits, tar_stream
from fishplate.declarations.command import read
from fishplate.declarations.scan import Scan, scan
from fishplate.declarations.tar_stream import Broken, members

TEXT = b"from ctypes import *\nlib = CDLL('x')\nlib.%b.restype = c_int\n"
TOP = "demo-1.0"


def packed(
    files: dict[str, bytes], form: int = tarfile.PAX_FORMAT, kinds: dict[str, bytes] | None = None
) -> bytes:
    """A source archive; a name that begins with more blanks than another is the same name."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", format=form) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name.lstrip())
            member.size = len(data)
            member.type = (kinds or {}).get(name, tarfile.REGTYPE)
            if member.type != tarfile.REGTYPE:
                member.linkname, member.size = "elsewhere.py", 0
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def found_in(folder: Path, data: bytes, excluded: list[str] | None = None) -> Scan:
    archive = folder / "demo-1.0.tar.gz"
    archive.write_bytes(data)
    return scan([str(archive)], excluded or [])


def names(found: Scan) -> list[str]:
    return [source.path.split(".tar.gz/")[1] for source in found.sources]


def reasons(found: Scan) -> list[str]:
    return [why for _, why in found.left_out]


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_an_archive_is_read_as_the_folder_that_it_holds(tmp_path: Path, form: int) -> None:
    long = "/".join(["a" * 60] * 3)
    files = {
        f"{TOP}/setup.py": b"",
        f"{TOP}/demo/api.py": b"from .types import byte\nfrom ctypes import *\n"
        b"lib = CDLL('x')\nlib.f.argtypes = [byte]\n",
        f"{TOP}/demo/types.py": b"from ctypes import c_uint8 as byte\n",
        # Only here it shows that the folder is a package.
        f"{TOP}/demo/__init__.py": b"",
        f"{TOP}/{long}/deep.py": TEXT % b"deep",
    }
    (tmp_path / "d.tar.gz").write_bytes(packed(files, form))
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    archive, folder = str(tmp_path / "d.tar.gz"), str(tmp_path / TOP)
    told = read([archive])
    assert [one["symbol"] for one in told["functions"]] == ["deep", "f"]
    by_hand = str(read([folder])).replace(folder, f"{archive}/{TOP}")
    assert str(told) == by_hand


def test_what_a_folder_would_not_give_is_not_read(tmp_path: Path) -> None:
    files = [".git/a.py", "node_modules/b.py", "demo/c.py", "d.pyw", "e.txt", "tests/f.py"]
    found = found_in(tmp_path, packed({f"{TOP}/{one}": b"" for one in files}), ["tests"])
    assert names(found) == [f"{TOP}/demo/c.py"]
    assert found.left_out == []


@pytest.mark.parametrize("pattern", ["vendor", "vendor/*", "*/vendor/*", f"{TOP}/vendor/*"])
def test_a_pattern_need_not_know_the_outermost_folder(tmp_path: Path, pattern: str) -> None:
    data = packed({f"{TOP}/vendor/a.py": b"", f"{TOP}/b.py": b""})
    assert names(found_in(tmp_path, data, [pattern])) == [f"{TOP}/b.py"]


def test_members_that_lie_are_left_out_with_a_reason(tmp_path: Path) -> None:
    files = {
        "../out.py": b"",
        "/root.py": b"",
        f"{TOP}/link.py": b"",
        f"{TOP}/hard.py": b"",
        f"{TOP}/device.py": b"",
        f"{TOP}/twice.py": b"1",
        f" {TOP}/twice.py": b"2",
    }
    kinds = {
        f"{TOP}/link.py": tarfile.SYMTYPE,
        f"{TOP}/hard.py": tarfile.LNKTYPE,
        f"{TOP}/device.py": tarfile.CHRTYPE,
    }
    found = found_in(tmp_path, packed(files, kinds=kinds))
    assert names(found) == [f"{TOP}/twice.py"]
    assert found.sources[0].data == b"1"
    assert reasons(found) == [
        "its name leads out of the archive",
        "its name leads out of the archive",
        "it is a link, and links are not followed",
        "it is a link, and links are not followed",
        "it is not a regular file",
        "the archive has two members of this name",
    ]
    assert list(tmp_path.iterdir()) == [tmp_path / "demo-1.0.tar.gz"]


def test_a_bomb_is_not_unpacked_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UNPACKED_BYTES", 4 << 20)
    files = {f"{TOP}/a.py": b"", f"{TOP}/bomb.bin": bytes(64 << 20), f"{TOP}/b.py": b""}
    found = found_in(tmp_path, packed(files))
    assert names(found) == [f"{TOP}/a.py"]
    assert reasons(found) == ["it is not a whole source archive: it unpacks to more than 4 MiB"]


def test_a_large_source_and_too_many_members_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FILE_BYTES", 1 << 20)
    monkeypatch.setattr(limits, "MEMBERS", 2)
    files = {f"{TOP}/a.py": bytes(2 << 20), f"{TOP}/b.py": b"", f"{TOP}/c.py": b""}
    found = found_in(tmp_path, packed(files, tarfile.USTAR_FORMAT))
    assert names(found) == [f"{TOP}/b.py"]
    assert reasons(found) == [
        "it is larger than 1 MiB",
        "it is not a whole source archive: it has more than 2 members",
    ]


def header(kind: bytes, size: int) -> bytes:
    member = tarfile.TarInfo("x")
    member.type, member.size = kind, size
    return member.tobuf(tarfile.USTAR_FORMAT)


@pytest.mark.parametrize(
    "data",
    [
        header(b"x", 20) + b"99 path=a\n".ljust(512, b"\0"),
        header(b"x", 20) + b"9 path\n".ljust(512, b"\0"),
        header(b"x", 20) + b"0 path=a\n".ljust(512, b"\0"),
        header(b"x", 20) + b"-9 path=a\n".ljust(512, b"\0"),
        header(b"x", 20) + b"12 size=many\n".ljust(512, b"\0") + header(b"0", 1),
        header(b"L", 1 << 30),
        header(b"x", 7 << 30),
        header(b"0", 7 << 30),
        header(b"0", 1)[:300],
        b"1" * 512,
    ],
)
def test_headers_that_lie_are_refused(data: bytes) -> None:
    with pytest.raises(Broken):
        list(members(io.BytesIO(gzip.compress(data))))


def test_a_heap_of_extended_headers_ends_in_time() -> None:
    record = b"5 a=\n" * (tar_stream.EXTENSION_BYTES // 5)
    one = header(b"x", len(record)) + record + bytes(-len(record) % 512)
    before = time.process_time()
    with pytest.raises(Broken):
        list(members(io.BytesIO(gzip.compress(one * 400, 1))))
    assert time.process_time() - before < 20


def test_files_of_gzip_in_a_row_are_one() -> None:
    data = gzip.decompress(packed({f"{TOP}/a.py": b"1" * 5000}))
    parts = gzip.compress(data[:700]) + gzip.compress(data[700:])
    assert [one.read() for one in members(io.BytesIO(parts))] == [b"1" * 5000]


def test_a_cut_archive_says_so_wherever_it_is_cut(tmp_path: Path) -> None:
    data = packed({f"{TOP}/a.py": TEXT % b"a", f"{TOP}/b.py": TEXT % b"b"})
    whole = names(found_in(tmp_path, data))
    for end in range(len(data)):
        found = found_in(tmp_path, data[:end])
        assert names(found) == whole[: len(found.sources)]
        if len(found.sources) < len(whole):
            assert len(found.left_out) == 1, end


def test_random_damage_is_survived(tmp_path: Path) -> None:
    random = Random(4)
    good = gzip.decompress(
        packed({f"{TOP}/a.py": TEXT % b"a", f"{TOP}/{'n' * 120}.py": TEXT % b"b"})
    )
    for _ in range(600):
        data = bytearray(good)
        for _ in range(random.randrange(1, 6)):
            data[random.randrange(len(data))] ^= 1 << random.randrange(8)
        found = found_in(tmp_path, gzip.compress(bytes(data), 1))
        assert len(found.sources) <= 2
        compressed = bytearray(packed({f"{TOP}/a.py": TEXT % b"a"}))
        compressed[random.randrange(len(compressed))] ^= 1 << random.randrange(8)
        found_in(tmp_path, bytes(compressed))


def test_a_random_archive_is_read_as_the_standard_library_reads_it() -> None:
    random = Random(7)
    for form in (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        for _ in range(40):
            files = {}
            for _ in range(random.randrange(6)):
                parts = ["é" * random.randrange(1, 9) + "a" * random.randrange(40) for _ in "abc"]
                files["/".join(parts)] = random.randbytes(random.randrange(3000))
            data = packed(files, form)
            ours = {one.name: one.read() for one in members(io.BytesIO(data))}
            assert ours == files


def test_cython_sources_in_an_archive_are_told_to_who_reads_them(tmp_path: Path) -> None:
    (tmp_path / "a.tar.gz").write_bytes(packed({f"{TOP}/a.py": b"", f"{TOP}/b.pxd": b""}))
    (tmp_path / "b.tar.gz").write_bytes(packed({f"{TOP}/a.py": b""}))
    assert read([str(tmp_path / "a.tar.gz")])["archives_hold_cython"]
    assert not read([str(tmp_path / "b.tar.gz")])["archives_hold_cython"]
