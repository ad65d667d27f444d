"""When memory is let go: on other threads, with exceptions pending, at the very end."""

import gc
import subprocess
import sys
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor

import fishplate_exchange as fx
import hostile
import numpy as np
import pyarrow
import pytest


class Watched(np.ndarray):
    """An array that can be referred to weakly."""


def watched():
    a = np.zeros(16, "f4").view(Watched)
    return a, weakref.ref(a)


@pytest.mark.parametrize(
    "consume",
    [
        np.asarray,
        np.from_dlpack,
        memoryview,
        pyarrow.array,
        lambda v: v.__dlpack__(max_version=(1, 0)),
    ],
)
def test_each_consumer_keeps_the_producer_and_lets_it_go(consume):
    original, reference = watched()
    view = fx.accept(original)
    consumer = consume(view)
    del original, view
    gc.collect()
    assert reference() is not None
    del consumer
    gc.collect()
    assert reference() is None


def test_an_address_that_was_read_stays_as_long_as_the_object():
    original, reference = watched()
    view = fx.accept(original)
    assert view.__array_interface__["data"][0] == view.address
    view.release()
    del original
    gc.collect()
    assert reference() is not None, "whoever read the address keeps the object, and has no more"
    with pytest.raises(ValueError, match="released"):
        memoryview(view)
    del view
    gc.collect()
    assert reference() is None


def test_memory_is_let_go_on_another_thread():
    original, reference = watched()
    held = [fx.accept(original), np.from_dlpack(fx.accept(original))]
    del original
    thread = threading.Thread(target=held.clear)
    thread.start()
    thread.join()
    gc.collect()
    assert reference() is None


def test_an_exception_that_is_pending_survives_a_capsule():
    def dies_with_capsule():
        capsule = fx.accept(np.zeros(4)).__dlpack__(max_version=(1, 0))
        raise LookupError(id(capsule))

    with pytest.raises(LookupError):
        dies_with_capsule()


def test_a_cycle_through_a_producer_is_collected():
    producer = hostile.Producer()
    view = fx.accept(producer)
    producer.view = view
    reference = weakref.ref(producer)
    del producer
    view.release()
    del view
    gc.collect()
    assert reference() is None


AT_THE_END = """
import atexit, sys, threading
import numpy as np
import fishplate_exchange as fx
kept = [fx.accept(bytearray(100)), fx.zeros(100).__dlpack__(), np.asarray(fx.zeros(10))]
kept.append(np.from_dlpack(fx.accept(np.zeros(10))))
sys.kept = kept
class Late:
    def __del__(self, accept=fx.accept):
        accept(bytearray(10))
sys.late = [Late(), fx.accept(np.zeros(10)).__arrow_c_array__()]
cycle = [fx.accept(np.zeros(10))]
cycle.append(cycle)
def stay():
    import time
    mine = fx.accept(bytearray(10))
    time.sleep(30)
threading.Thread(target=stay, daemon=True).start()
print("end")
"""


def test_the_end_of_the_interpreter_is_quiet():
    ended = subprocess.run(
        [sys.executable, "-c", AT_THE_END], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "end\n", "")


def test_four_threads_take_and_give_what_is_theirs():
    shared = np.arange(1000, dtype="f4")
    producer = bytearray(64)
    barrier = threading.Barrier(4)

    def work(seed):
        barrier.wait()
        for turn in range(500):
            view = fx.accept(shared, "float32")
            assert np.from_dlpack(view)[turn] == turn
            ours = fx.zeros(8, "i4")
            mine = np.asarray(ours)
            mine[:] = seed
            given = np.from_dlpack(fx.accept(ours, copy=True))
            assert given.tolist() == [seed] * 8
            with fx.lock(producer) as locked:
                assert locked.nbytes == 64
            with pytest.raises(TypeError):
                fx.accept(shared, "int32")
        return seed

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(4))) == [0, 1, 2, 3]
    producer.append(1)


def test_what_is_given_goes_to_one_of_four_threads():
    for _ in range(50):
        given = fx.give(fx.zeros(4))
        barrier = threading.Barrier(4)

        def take(given=given, barrier=barrier):
            barrier.wait()
            try:
                return np.from_dlpack(given)
            except ValueError:
                return None

        with ThreadPoolExecutor(4) as pool:
            taken = [future.result() for future in [pool.submit(take) for _ in range(4)]]
        assert sum(array is not None for array in taken) == 1


def test_refused_and_taken_arrays_leave_no_references():
    a = np.zeros((4, 4), "f4")
    before = sys.getrefcount(a)
    for _ in range(200):
        fx.accept(a)
        fx.explain(a)
        fx.share(a).__dlpack__(max_version=(1, 0))
        with pytest.raises(TypeError):
            fx.accept(a, "f8")
    gc.collect()
    assert sys.getrefcount(a) == before
