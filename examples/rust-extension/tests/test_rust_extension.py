"""What the README says of overflow, threads and panics is so."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
import rust_extension as rx

# Shared by the threads of a test: enough for the loops to meet, and far below a second of work.
TIMES = 2_000_000
THREADS = 4


def test_fibonacci_is_right_up_to_the_last_that_fits():
    this, following = 0, 1
    for n in range(94):
        assert rx.fibonacci(n) == this
        this, following = following, this + following
    assert rx.recursive(20) == rx.recursive_detached(20) == 6765


@pytest.mark.parametrize("n", [94, 10**6, 2**64 - 1, 2**64, -1])
def test_what_does_not_fit_is_an_overflow_error(n):
    with pytest.raises(OverflowError):
        rx.fibonacci(n)


@pytest.mark.parametrize("n", [1.0, "1", None])
def test_what_is_no_integer_is_a_type_error(n):
    with pytest.raises(TypeError):
        rx.fibonacci(n)


def test_a_recursion_that_would_not_end_is_refused():
    for function in (rx.recursive, rx.recursive_detached):
        with pytest.raises(ValueError, match="call `fibonacci`"):
            function(49)


def longest_wait_s(work):
    """The longest time that another thread of Python did not get on while `work` ran."""
    gaps, is_over = [0.0], threading.Event()

    def ticking():
        last = time.perf_counter()
        while not is_over.is_set():
            now = time.perf_counter()
            gaps.append(now - last)
            last = now

    ticker = threading.Thread(target=ticking)
    ticker.start()
    while len(gaps) < 100:
        time.sleep(0.001)
    del gaps[:]
    start = time.perf_counter()
    work()
    lasted = time.perf_counter() - start
    is_over.set()
    ticker.join()
    return max(gaps), lasted


@pytest.mark.skipif(not getattr(sys, "_is_gil_enabled", lambda: True)(), reason="there is no GIL")
def test_other_threads_wait_for_the_attached_work():
    wait, lasted = longest_wait_s(lambda: rx.recursive(34))
    assert wait > lasted / 2


def test_other_threads_run_beside_the_detached_work():
    # On a busy machine a thread may be kept waiting by others: one quiet try of several will do.
    tries = [longest_wait_s(lambda: rx.recursive_detached(36)) for _ in range(5)]
    assert any(wait < lasted / 2 for wait, lasted in tries)


def counted(counter, times=TIMES):
    """The count after detached loops of several threads that begin together."""
    together = threading.Barrier(THREADS)

    def work():
        together.wait()
        counter.increment_detached(times)

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return counter.get()


def test_the_atomic_counter_loses_nothing_while_threads_run_at_once():
    for _ in range(3):
        assert counted(rx.ThreadSafeCounter()) == THREADS * TIMES


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one processor runs one thread at a time")
def test_the_same_threads_do_find_a_counter_that_is_not_safe():
    # Without this, the test above could pass because the threads never met. On a busy machine they
    # meet seldom, so the loops grow.
    times, end = TIMES, time.monotonic() + 60
    while counted(rx.TornCounter(), times) == THREADS * times:
        assert time.monotonic() < end, "the threads never met"
        times = min(times * 2, 64 * TIMES)


@pytest.mark.skipif(not getattr(sys, "_is_gil_enabled", lambda: True)(), reason="there is no GIL")
def test_the_gil_alone_hides_that_it_is_not_safe():
    counter = rx.TornCounter()

    def work():
        for _ in range(50_000):
            counter.increment()

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counter.get() == THREADS * 50_000


def test_increment_returns_the_new_value():
    counter = rx.ThreadSafeCounter()
    assert [counter.increment() for _ in range(3)] == [1, 2, 3]
    counter.increment_detached(0)
    assert counter.get() == 3


# The handler is set by hand: what a shell starts in the background ignores Ctrl-C from the first.
DEAF = """
import signal
import rust_extension
signal.signal(signal.SIGINT, signal.default_int_handler)
print("ready", flush=True)
rust_extension.ThreadSafeCounter().increment_detached(2**63)
"""


def test_ctrl_c_ends_a_detached_loop():
    command = [sys.executable, "-c", DEAF]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe) as child:
        assert child.stdout.readline() == b"ready\n"
        child.send_signal(signal.SIGINT)
        try:
            _, words = child.communicate(timeout=30)
        finally:
            child.kill()
    assert b"KeyboardInterrupt" in words


def test_a_panic_is_no_exception_that_one_catches_in_passing(capfd):
    assert not issubclass(rx.PanicException, Exception)
    with pytest.raises(rx.PanicException, match="len is 3 but the index is 3"):  # noqa: PT012
        try:
            rx.element_or_panic([1, 2, 3], 3)
        except Exception:  # noqa: BLE001 - that it does not catch this one is what is shown
            pytest.fail("`except Exception` caught a panic")
    assert "panicked at" in capfd.readouterr().err
    assert rx.element_or_panic([1, 2, 3], 2) == 3


def test_what_input_can_reach_is_an_error_and_no_panic():
    assert rx.element([1, 2, 3], 2) == 3
    with pytest.raises(IndexError, match="index 3 of 3 values"):
        rx.element([1, 2, 3], 3)
    with pytest.raises(OverflowError):
        rx.element([1, 2, 3], -1)
