"""Copies are found, and found out: each proof has a row that copies and one that shares."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import worker_jobs as jobs
from fishplate.worker import linux, memory

np = pytest.importorskip("numpy", reason="the inputs of buffers are NumPy arrays")

PROBE = """
#include <string.h>
unsigned char fishplate_echo_record[1 << 16];
unsigned long fishplate_echo_used;
long fishplate_echo_function = -1;
long fishplate_echo_calls;

double peek(const double *data, long n)
{
    fishplate_echo_calls++;
    fishplate_echo_function = 4;
    memcpy(fishplate_echo_record, &data, sizeof data);
    memcpy(fishplate_echo_record + sizeof data, &n, sizeof n);
    return 0.0;
}
"""

DRIVE = """
import ctypes
import time
import numpy as np

def reference(data):
    return float(data[0])

def look(answer):
    return answer if isinstance(answer, float) else float(np.frombuffer(answer)[0])

def kernel():
    peek = ctypes.CDLL("libkernel.so").peek
    peek.argtypes = [ctypes.c_void_p, ctypes.c_long]
    peek.restype = ctypes.c_double
    return peek

def shares(data):
    return kernel()(data.ctypes.data, len(data))

def copies(data):
    own = data.copy()
    return kernel()(own.ctypes.data, len(own))

def copies_back(data):
    own = data.copy()
    answer = kernel()(own.ctypes.data, len(own))
    data[:] = own
    return answer

def lists(data):
    own = (ctypes.c_double * len(data))(*data)
    return kernel()(own, len(data))

def view(data):
    return data.view()

def busy(data):
    end = time.thread_time() + 0.02
    while time.thread_time() < end:
        pass
    return data.view()

def clone(data):
    return bytes(data)

def own_sum(data):
    return float(data[0])

def numpy_sum(data):
    return np.sum(data)

def own_sum_of_a_copy(data):
    return float(data.copy()[0])

def displeased(data):
    shares(data)
    raise ValueError("0.0 is no answer")
"""


def copy_job(folder: Path, phase: str, functions: list[str], **changes: Any) -> dict[str, Any]:
    made = jobs.job(folder, phase, functions, **changes)
    (folder / "drive.py").write_text(DRIVE, encoding="utf-8")
    [group] = made["groups"]
    group["function"] = "peek"
    group["size"] = 100
    group["arguments"] = [
        {"name": "data", "kind": "buffer", "dtype": "float64"},
        {"name": "n", "kind": "length", "of": "data"},
    ]
    for row in group["rows"]:
        row["inputs"] = "builtin" if row["function"] == "lists" else "binding"
    return made


@pytest.fixture
def probe(tmp_path: Path) -> Path:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler, so there is no probe")
    (tmp_path / "probe.c").write_text(PROBE, encoding="utf-8")
    library = tmp_path / "libkernel.so"
    flags = ["-shared", "-fPIC", "-Wl,-soname,libkernel.so", "-o", str(library)]
    subprocess.run([compiler, *flags, str(tmp_path / "probe.c")], check=True)
    return library


def test_the_address_that_arrives_tells_a_copy(tmp_path: Path, probe: Path) -> None:
    expected = {
        "shares": True,
        "copies": False,
        "copies_back": False,
        "lists": False,
        "displeased": True,
        # These never call the kernel: their answer is memory, or nothing is seen.
        "view": True,
        "clone": False,
        "own_sum": None,
        "numpy_sum": None,
    }
    made = copy_job(tmp_path, "copies", list(expected), kernel=str(probe))
    made["probe"] = {"peek": {"number": 4, "codes": ["P", "q"]}}
    events, code = jobs.run(tmp_path, made)
    found = {event["row"]: event["same"] for event in jobs.of_kind(events, "addresses")}
    assert (found, code) == (expected, 0)


def test_a_call_of_another_function_is_no_proof(tmp_path: Path, probe: Path) -> None:
    made = copy_job(tmp_path, "copies", ["shares"], kernel=str(probe))
    made["probe"] = {"peek": {"number": 5, "codes": ["P", "q"]}}
    events, _ = jobs.run(tmp_path, made)
    assert [event["same"] for event in jobs.of_kind(events, "addresses")] == [None]


def test_a_text_is_shared_where_its_own_memory_arrives(tmp_path: Path, probe: Path) -> None:
    drive = """
import ctypes

def reference(text):
    return 0.0

def peek(address):
    function = ctypes.CDLL("libkernel.so").peek
    function.argtypes = [ctypes.c_void_p, ctypes.c_long]
    function.restype = ctypes.c_double
    return function(address, 0)

def lent(text):
    as_utf8 = ctypes.pythonapi.PyUnicode_AsUTF8
    as_utf8.argtypes = [ctypes.py_object]
    as_utf8.restype = ctypes.c_void_p
    return peek(as_utf8(text))

def encoded(text):
    own = ctypes.create_string_buffer(text.encode())
    return peek(ctypes.addressof(own))
"""
    for dtype, expected in (("ascii", True), ("utf8", False)):
        made = copy_job(tmp_path, "copies", ["lent", "encoded"], kernel=str(probe))
        (tmp_path / "drive.py").write_text(drive, encoding="utf-8")
        made["groups"][0]["arguments"] = [{"name": "text", "kind": "text", "dtype": dtype}]
        made["probe"] = {"peek": {"number": 4, "codes": ["P"]}}
        events, _ = jobs.run(tmp_path, made)
        found = {event["row"]: event["same"] for event in jobs.of_kind(events, "addresses")}
        assert found == {"lent": expected, "encoded": False}


def test_memory_tells_a_copy_where_nothing_is_called(tmp_path: Path) -> None:
    names = ["own_sum", "own_sum_of_a_copy", "view", "clone", "displeased"]
    events, code = jobs.run(tmp_path, copy_job(tmp_path, "memory", names))
    found = {event["row"]: event for event in jobs.of_kind(events, "memory")}
    # A row that raises has no figures, and no other row suffers for it.
    assert (set(found), code) == (set(names) - {"displeased"}, 0)
    for event in found.values():
        assert event["input_bytes"] == memory.LARGE_BYTES
    for name in ("own_sum", "view"):
        assert found[name]["extra_bytes"] < 1 << 20
        assert found[name]["page_faults"] < 256
    for name in ("own_sum_of_a_copy", "clone"):
        taken = found[name]["extra_bytes"] / memory.LARGE_BYTES
        assert 0.95 < taken < 1.10


def test_a_row_alone_in_its_process_has_its_first_call_apart(tmp_path: Path) -> None:
    for name, is_copy in (("view", False), ("clone", True)):
        made = copy_job(tmp_path, "isolated", [name])
        made["groups"][0].update(size=32 << 20, size_unit="bytes")
        events, code = jobs.run(tmp_path, made)
        [first], [used] = (jobs.of_kind(events, kind) for kind in ("first", "memory"))
        assert code == 0
        assert first["ns"] > 0
        assert used["input_bytes"] == 32 << 20
        assert (used["extra_bytes"] > 31 << 20) is is_copy
        assert len(jobs.of_kind(events, "sample")) >= 2


def test_a_slow_call_alone_in_its_process_is_made_a_few_times_only(tmp_path: Path) -> None:
    clocks = {}
    for name in ("view", "busy"):
        events, _ = jobs.run(tmp_path, copy_job(tmp_path, "isolated", [name]))
        clocks[name] = [event["clock"] for event in jobs.of_kind(events, "sample")]
    assert set(clocks["view"]) == {"monotonic"}
    assert clocks["busy"] == ["thread_cpu", "thread_cpu"]


def test_a_wrong_answer_alone_in_its_process_is_never_timed(tmp_path: Path) -> None:
    made = copy_job(tmp_path, "isolated", ["view"])
    drive = DRIVE.replace("float(data[0])", "float(data[1])", 1)
    (tmp_path / "drive.py").write_text(drive, encoding="utf-8")
    events, _ = jobs.run(tmp_path, made)
    assert [event["event"] for event in events] == ["first", "wrong", "done"]


def test_rows_that_are_alone_do_not_share_a_fault(tmp_path: Path) -> None:
    made = copy_job(tmp_path, "isolated", ["view", "displeased", "dying", "clone"])
    dying = "\n\ndef dying(data):\n    ctypes.string_at(0)\n"
    (tmp_path / "drive.py").write_text(DRIVE + dying, encoding="utf-8")
    events, code = jobs.run(tmp_path, made)
    faults = {event["row"]: event["reason"] for event in jobs.of_kind(events, "verified")}
    assert set(faults) == {"displeased", "dying"}
    assert "SIGSEGV" in faults["dying"]
    assert {event["row"] for event in jobs.of_kind(events, "first")} == {"view", "clone"}
    assert code == 0


def test_a_peak_is_what_was_held_at_once_and_is_reset() -> None:
    def twice() -> int:
        return sum(len(bytearray(40 << 20)) for _ in range(2))

    used = memory.measured(twice)
    if used.extra_bytes is None:
        pytest.skip("this system does not tell the peak of a process")
    assert 39 << 20 < used.extra_bytes < 60 << 20
    assert used.answer == 80 << 20
    assert memory.measured(lambda: None).extra_bytes == 0
    assert linux.resident_bytes()[0] > 1 << 20
