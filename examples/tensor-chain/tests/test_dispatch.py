"""The way of a call: keys, devices, operators of one's own, the tape."""

import subprocess
import sys
import threading

import numpy as np
import pytest
import tensor_chain as tc
from tensor_chain import _native


def test_operators_are_found_by_name_once_and_called_by_handle():
    assert [name for name in tc.operators() if name.startswith("chain::")] == [
        "chain::add",
        "chain::add_",
        "chain::matmul",
        "chain::mul",
        "chain::mul_",
    ]
    handle = tc.operator("chain::add")
    assert (handle.name, handle.tensors, handle.in_place) == ("chain::add", 2, False)
    assert handle.keys == ["cpu", "fake", "tape"]
    base = tc.ones((2,))._base
    assert memoryview(handle(base, base)).tolist() == [2, 2]
    with pytest.raises(ValueError, match="there is no operator `chain::sub`"):
        tc.operator("chain::sub")
    with pytest.raises(TypeError, match="takes 2 tensors, and 1 were given"):
        handle(base)
    with pytest.raises(TypeError, match=r"takes tensors, not numpy\.ndarray"):
        handle(base, np.ones(2))


def test_tensors_that_do_not_go_together_are_refused():
    a = tc.ones((2, 3))
    for call, error, words in (
        (lambda: a + tc.ones((2,)), ValueError, "do not go together"),
        (lambda: a.add_(tc.ones((2, 2, 3))), ValueError, "does not fill"),
        (lambda: a @ a, ValueError, "cannot be multiplied"),
        (lambda: a @ tc.ones((3,)), ValueError, "cannot be multiplied"),
        (lambda: a + tc.ones((2, 3), "float64"), TypeError, "float32 and float64"),
        (lambda: a + tc.ones((2, 3), device="fake"), ValueError, "cpu and fake:0"),
        (lambda: a + np.ones((2, 3)), TypeError, "`asarray`"),
        (lambda: np.ones((2, 3)) + a, TypeError, "`asarray`"),
        (lambda: a @ 2, TypeError, "unsupported"),
        (lambda: tc.Tensor(np.ones(2)), TypeError, "is made with"),
    ):
        with pytest.raises(error, match=words):
            call()
    assert a.tolist() == [[1] * 3] * 2


def test_a_device_without_memory_computes_forms_and_fails_alike():
    a, b = tc.zeros((4, 3), device="fake:1"), tc.zeros((3, 2), device="fake:1")
    made = (a @ b) + tc.ones((2,), device="fake:1")
    assert (made.shape, made.device) == ((4, 2), "fake:1")
    a += 1
    a.T.mul_(tc.zeros((4,), device="fake:1"))
    with pytest.raises(ValueError, match="cannot be multiplied"):
        a @ a
    with pytest.raises(ValueError, match=r"fake:1 and fake:2"):
        a + a.to("fake:2")
    for use in (a.tolist, a.numpy, lambda: np.from_dlpack(a), lambda: a.to("cpu")):
        with pytest.raises(BufferError, match="has a form and no memory"):
            use()
    assert a.__dlpack_device__() == (12, 1)
    assert tc.ones((2,)).to("fake").shape == (2,)
    for name in ("cuda", "fake:x", "", "fake:256"):
        with pytest.raises(ValueError, match="there is no device"):
            a.to(name)


def test_the_guard_switches_for_another_device_only():
    cpu, fake = tc.ones((2,)), tc.ones((2,), device="fake")
    longer = tc.ones((3,), device="fake")
    before = _native.device_switches()
    cpu.add_(cpu)
    assert _native.device_switches() == before
    fake.add_(fake)
    assert _native.device_switches() == before + 2
    with pytest.raises(ValueError, match="does not fill"):
        fake.add_(longer)
    assert _native.device_switches() == before + 4
    assert (cpu + cpu).device == "cpu"


def test_an_operator_of_ones_own_is_dispatched_as_any_other():
    seen = []

    @tc.kernel("tests::scaled_sum", 3)
    def scaled_sum(a, b, scale):
        seen.append(type(a))
        return (a + b) * scale

    @scaled_sum.kernel("fake")
    def _(a, b, scale):
        return tc.zeros(a.shape, a.dtype, a.device)

    one = tc.ones((2,))
    made = scaled_sum(one, one, tc.tensor(3.0))
    assert made.tolist() == [6, 6]
    assert seen == [tc.Tensor]
    fake = one.to("fake:3")
    assert scaled_sum(fake, fake, fake).device == "fake:3"
    with pytest.raises(ValueError, match="there is an operator"):
        tc.define("tests::scaled_sum", 3)
    with pytest.raises(ValueError, match="has a kernel for `cpu` already"):
        scaled_sum.kernel("cpu")(lambda *tensors: tensors[0])
    with pytest.raises(TypeError, match="takes tensors, not int"):
        scaled_sum(one, one, 3)
    again = tc.operator("tests::scaled_sum")
    assert memoryview(again(one._base, one._base, one._base)).tolist() == [2, 2]


def test_what_a_kernel_does_wrong_is_said():
    def fails(tensor):
        raise ZeroDivisionError("in the kernel")

    one = tc.ones((2,))
    failing = tc.kernel("tests::fails", 1)(fails)
    with pytest.raises(ZeroDivisionError, match="in the kernel"):
        failing(one)
    odd = tc.kernel("tests::odd", 1)(lambda tensor: 7)
    with pytest.raises(TypeError, match="gave int, not a tensor"):
        odd(one)
    none = tc.kernel("tests::none", 1)(lambda tensor: None)
    with pytest.raises(TypeError, match="gave NoneType, not a tensor"):
        none(one)
    bare = tc.define("tests::bare", 1)
    with pytest.raises(ValueError, match="has no kernel for `cpu`"):
        bare(one)
    for name, tensors in (("bare", 1), ("tests::", 1), ("tests::x y", 1), ("tests::zero", 0)):
        with pytest.raises(ValueError, match=r"no name|cannot take"):
            tc.define(name, tensors)
    for key in ("tape", "cuda"):
        with pytest.raises(ValueError, match="is for `cpu` or `fake`"):
            bare.kernel(key)(fails)
    with pytest.raises(TypeError, match="cannot be called"):
        bare.handle.register("cpu", 7)


def test_an_operator_in_place_gives_its_first_tensor_back():
    def double(tensor):
        tensor += tensor

    doubled = tc.kernel("tests::double_", 1, in_place=True)(double)
    one = tc.ones((2,))
    assert doubled(one) is one
    assert one.tolist() == [2, 2]
    wrong = tc.kernel("tests::wrong_", 1, in_place=True)(lambda tensor: tensor)
    with pytest.raises(TypeError, match="gives back None"):
        wrong(one)


def test_an_operator_that_calls_itself_for_ever_ends_as_python_does():
    script = """
import tensor_chain as tc
@tc.kernel("tests::forever", 1)
def forever(a):
    return forever(a)
try:
    forever(tc.ones((1,)))
except RecursionError:
    print("ended")
print(tc.ones((1,)).tolist(), tc.zeros((1,)).device)
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (ended.stdout, ended.returncode) == ("ended\n[1.0] cpu\n", 0), ended.stderr


def test_a_recording_tells_the_steps_and_the_way_back_can_be_computed():
    a, b = tc.tensor([2.0, 3.0]), tc.tensor([5.0, 7.0])
    made, steps = tc.record(lambda: (a * b) + a)
    assert [step.operator for step in steps] == ["chain::mul", "chain::add"]
    assert tc.identity(steps[0].output) == tc.identity(steps[1].tensors[0])
    # d(ab + a): from the last step to the first, what each tensor had part in.
    slopes = {tc.identity(made): tc.ones((2,))}
    for step in reversed(steps):
        slope = slopes[tc.identity(step.output)]
        first, second = step.tensors
        parts = {"chain::add": (slope, slope)}
        parts["chain::mul"] = (slope * second, slope * first)
        for tensor, part in zip(step.tensors, parts[step.operator], strict=True):
            key = tc.identity(tensor)
            slopes[key] = slopes[key] + part if key in slopes else part
    assert slopes[tc.identity(a)].tolist() == [6, 8]
    assert slopes[tc.identity(b)].tolist() == [2, 3]


def test_a_recording_ends_with_its_function_whatever_becomes_of_it():
    one = tc.ones((2,))
    with pytest.raises(ValueError, match="the tape may hold"):
        tc.record(lambda: one.add_(1))
    with pytest.raises(ZeroDivisionError):
        tc.record(lambda: 1 / 0)
    assert one.add_(1).tolist() == [2, 2]
    (_, inner), outer = tc.record(lambda: tc.record(lambda: one + one))
    assert (len(inner), len(outer)) == (1, 0)
    assert tc.record(lambda: None) == (None, [])


def test_keys_and_devices_belong_to_a_thread():
    told = []

    def other():
        one = tc.ones((2,))
        one += 1
        told.append((one.tolist(), (one + one).device))

    def both():
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        return tc.ones((1,)) + 1

    _, steps = tc.record(both)
    assert told == [([2, 2], "cpu")]
    assert len(steps) == 1


def test_many_threads_call_the_same_operators():
    shared = tc.ones((1000,))

    def work():
        own = tc.zeros((1000,))
        for _ in range(300):
            own += shared
            shared + own
        assert own.tolist() == [300] * 1000

    failures = []
    threading.excepthook, before = failures.append, threading.excepthook
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    threading.excepthook = before
    assert not failures
