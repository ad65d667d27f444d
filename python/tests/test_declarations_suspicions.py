"""Patterns that are guessed at: as people write them, broken and clean."""

from __future__ import annotations

import pytest
from declaration_texts import read

START = """
import array
import ctypes
from ctypes import POINTER, addressof, c_char, c_double, c_void_p, cast
import numpy as np
import torch
lib = ctypes.CDLL("x")
CB = ctypes.CFUNCTYPE(None, ctypes.c_int)
P = POINTER(c_double)
def handler(code): pass
"""


def codes(body: str) -> list[str]:
    """The codes of what is suspected in a body that follows the start."""
    return [one["code"] for one in read(START + body)["suspicions"]]


@pytest.mark.parametrize(
    "body",
    [
        "lib.set_handler(CB(handler))",
        "lib.glfwSetKeyCallback(1, CB(lambda code: None))",
        "lib.curl_easy_setopt(1, 2, CB(handler))",
        "lib.signal(2, CB(handler))",
        "lib.set_handler(cast(CB(handler), c_void_p))",
        "class A:\n    def go(self):\n"
        "        lib.add_listener(CB(self.on))\n    def on(self, c): pass",
        "def go():\n    kept = CB(handler)\n    lib.register_it(kept)",
        "def go():\n    @CB\n    def inner(code): pass\n    lib.on_event(inner)",
        "def go():\n    f = CB(handler)\n    lib.set_hook(f)\n    print(f)",
    ],
)
def test_a_callback_that_nobody_keeps(body: str) -> None:
    assert codes(body) == ["FP141"]


@pytest.mark.parametrize(
    "body",
    [
        "KEPT = CB(handler)\nlib.set_handler(KEPT)",
        "@CB\ndef kept(code): pass\nlib.set_handler(kept)",
        "KEPT = CB(handler)\nlib.set_handler(cast(KEPT, c_void_p))",
        "lib.qsort(1, 2, CB(handler))",
        "lib.set_handler(None)",
        "lib.remove_handler(CB(handler))",
        "class A:\n    def go(self):\n"
        "        self.f = CB(handler)\n        lib.set_handler(self.f)",
        "class A:\n    kept = CB(handler)\n    def go(self):\n        lib.set_handler(self.kept)",
        "KEEP = {}\ndef go(key):\n    f = CB(handler)\n    KEEP[key] = f\n    lib.set_handler(f)",
        "KEEP = []\ndef go():\n    f = CB(handler)\n    KEEP.append(f)\n    lib.set_handler(f)",
        "def go():\n    global f\n    f = CB(handler)\n    lib.set_handler(f)",
        "def go(f):\n    lib.set_handler(f)\ngo(CB(handler))\n",
        "def go():\n    f = CB(handler)\n    lib.set_handler(f)\n    return f",
    ],
)
def test_a_callback_that_is_kept_or_not_needed_later(body: str) -> None:
    assert "FP141" not in codes(body)


@pytest.mark.parametrize(
    "body",
    [
        "p = np.array([1.0]).ctypes.data",
        "p = np.array([1.0]).ctypes.data_as(P)",
        "def go(x):\n    lib.f(x.astype('f8').ctypes.data)",
        "def go(x):\n    lib.f((x * 2).ctypes.data)",
        "def go(x):\n    lib.f(np.array(x)[1:].ctypes.data)",
        "def go(x):\n    lib.f(np.array(x).reshape(-1).ctypes.data)",
        "def go(x):\n    lib.f(np.zeros(3).T.ctypes.data)",
        "def go(s, x):\n    s.values = np.array(x).ctypes.data_as(P)",
        "def go(x):\n    q = cast(np.array(x).ctypes.data_as(P), c_void_p)",
        "def go(x):\n    return np.array(x).__array_interface__['data'][0]",
        "import numpy as N\ndef go(x):\n    lib.f(N.array(x).ctypes.data)",
        "from numpy import ascontiguousarray\ndef go(x):\n"
        "    lib.f(ascontiguousarray(x).ctypes.data)",
    ],
)
def test_the_address_of_a_temporary(body: str) -> None:
    assert codes(body) == ["FP201"]


@pytest.mark.parametrize(
    "body",
    [
        "def go(x):\n    kept = np.array(x)\n    lib.f(kept.ctypes.data)\n    return kept",
        "def go(x):\n    lib.f(np.ascontiguousarray(x).ctypes.data_as(P), 3)",
        "def go(x):\n    lib.f(x[1:].ctypes.data)",
        "def go(x):\n    lib.f(x.T.ctypes.data)",
        "def go(x):\n    lib.f(x.reshape(-1).ctypes.data)",
        "def go(x):\n    lib.f(np.frombuffer(x).ctypes.data)",
        "def go(self):\n    lib.f(self.values.ctypes.data)",
        "def go(x):\n    n = np.array(x).ctypes.shape",
        "def go(x):\n    return x.__array_interface__['data'][0]",
    ],
)
def test_the_address_of_what_lives(body: str) -> None:
    assert "FP201" not in codes(body)


@pytest.mark.parametrize(
    "body",
    [
        "def go(a):\n    p, n = a.buffer_info()\n    a.append(1)\n    lib.f(p)",
        "def go(a):\n    p = a.buffer_info()[0]\n    a.extend([1])\n    lib.f(p)",
        "def go(self):\n    self.p = self.a.buffer_info()[0]\n    self.a.append(1)",
        "def go(b):\n    p = addressof(c_char.from_buffer(b))\n    b += b'x'\n    lib.f(p)",
        "def go(b):\n    p = addressof((c_char * 4).from_buffer(b))\n    del b[:2]\n    lib.f(p)",
        "def go(a):\n    p = a.buffer_info()[0]\n    for x in range(9):\n        a.append(x)\n"
        "    lib.f(p)",
        "def go(a):\n    lib.set_buffer(a.buffer_info()[0])\n    a.append(1)",
        "def go(x):\n    p = addressof(x)\n    ctypes.resize(x, 99)\n    lib.f(p)",
        "def go(a):\n    p = a.ctypes.data\n    a.resize(99)\n    lib.f(p)",
        "a = array.array('d', [1.0])\np, n = a.buffer_info()\na.append(2.0)\nlib.f(p, n)",
    ],
)
def test_the_address_of_what_grows_meanwhile(body: str) -> None:
    assert codes(body) == ["FP202"]


@pytest.mark.parametrize(
    "body",
    [
        "def go(a):\n    a.append(1)\n    p, n = a.buffer_info()\n    lib.f(p)",
        "def go(a):\n    lib.f(a.buffer_info()[0], len(a))\n    a.append(1)",
        "def go(a):\n    while True:\n        p, n = a.buffer_info()\n"
        "        lib.f(p)\n        a.append(1)",
        "def go(a, b):\n    p, n = a.buffer_info()\n    b.append(1)\n    lib.f(p)",
        "def go(b):\n    v = c_char.from_buffer(b)\n    p = addressof(v)\n    lib.f(p)",
        "def go(a):\n    p, n = a.buffer_info()\n    lib.f(p)\n    p, n = 0, 0\n",
        "def go(x):\n    ctypes.resize(x, 99)\n    p = addressof(x)\n    lib.f(p)",
    ],
)
def test_the_address_of_what_has_grown_before(body: str) -> None:
    assert "FP202" not in codes(body)


@pytest.mark.parametrize(
    "body",
    [
        "d = bytearray(64)\nt = torch.frombuffer(d, dtype=torch.float32)\nd.clear()",
        "def go(d):\n"
        "    t = torch.frombuffer(d, dtype=torch.float32)\n    d.extend(b'x')\n    return t",
        "def go(d):\n    t = torch.frombuffer(d, dtype=torch.uint8)\n    d += b'x'\n    return t",
        "def go(d):\n    t = torch.frombuffer(d, dtype=torch.uint8)\n    del d[4:]\n    return t",
        "import torch as T\ndef go(d):\n    t = T.frombuffer(d)\n    d.pop()\n    return t",
        "from torch import frombuffer\ndef go(d):\n"
        "    t = frombuffer(d)\n    d.append(1)\n    return t",
        "def go(d):\n"
        "    t = torch.frombuffer(buffer=d, dtype=torch.uint8)\n    d.clear()\n    return t",
        "def go(self):\n"
        "    self.t = torch.frombuffer(self.d, dtype=torch.uint8)\n    self.d.clear()",
    ],
)
def test_a_tensor_over_what_is_resized(body: str) -> None:
    assert codes(body) == ["FP203"]


@pytest.mark.parametrize(
    "body",
    [
        "def go(d):\n    v = np.frombuffer(d, dtype='f4')\n    d.clear()\n    return v",
        "def go(d):\n"
        "    t = torch.from_numpy(np.frombuffer(d, dtype='f4'))\n    d.clear()\n    return t",
        "def go(d):\n    d.clear()\n    return torch.frombuffer(d, dtype=torch.uint8)",
        "def go(d, e):\n"
        "    t = torch.frombuffer(d, dtype=torch.uint8)\n    e.clear()\n    return t",
        "def go(d):\n"
        "    t = torch.frombuffer(bytearray(d), dtype=torch.uint8)\n    d.clear()\n    return t",
        "def go(d):\n"
        "    t = torch.frombuffer(d, dtype=torch.uint8).clone()\n    d.clear()\n    return t",
        "from numpy import frombuffer\ndef go(d):\n"
        "    v = frombuffer(d)\n    d.clear()\n    return v",
    ],
)
def test_a_view_that_holds_its_owner(body: str) -> None:
    assert "FP203" not in codes(body)
