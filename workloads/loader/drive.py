"""The truth, the wrapper and the rivals of `loader`: batches of arrays, made elsewhere.

A timed call takes eight batches, one after another, and adds up each. A binding's function
fills an array; two threads call it, into arrays that are used again and again. The rivals have
two worker processes, which fill arrays with the same C function and hand them over. All of them
keep two batches for each worker on the way. Threads and processes are there before the clock.

Run as a program this file is such a worker process. It ends when nobody holds the other end of
its connection any more, however the other process ended.
"""

import atexit
import contextlib
import ctypes
import functools
import mmap
import os
import pickle
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection, Pipe
from typing import Any

import numpy as np

BATCHES = 8
WORKERS = 2
AHEAD = 2
SLOTS = WORKERS * AHEAD
LARGEST = 1_000_000
ITEM_BYTES = 8
# The way, the slot, the seed and the number of elements.
REQUEST = struct.Struct("<BBIQ")
PICKLE, OUT_OF_BAND, SHARED = range(3)


def numbers(seed: int, size: int) -> Any:
    """Give what `fill` must write, found by another way: each step doubles what is known."""
    bits = 2**64 - 1
    factor, term = 6364136223846793005, 1442695040888963407
    states = np.array([(seed * factor + term) & bits], dtype=np.uint64)
    while len(states) < size:
        later = states * np.uint64(factor) + np.uint64(term)
        states = np.concatenate([states, later])
        factor, term = (factor * factor) & bits, (factor * term + term) & bits
    return (states[:size] >> np.uint64(11)).astype(np.float64) * 2.0**-53


def units(scene: Any) -> int:
    """Say how many batches a timed call takes."""
    return BATCHES


def reference(out: Any, seed: int) -> float:
    """Give the sum of all batches; `out`, which is there for its type, stays as it is."""
    return sum(float(numbers(seed + batch, len(out)).sum()) for batch in range(BATCHES))


def around(function: Callable[..., Any], scene: Any) -> Callable[..., Any]:
    """Give what takes the batches; a function that fills an array is called by threads."""

    def loaded(out: Any, seed: int) -> float:
        return sum([float(array.sum()) for array in batches(seed)])

    batches = _batches(function, scene)
    return loaded


def proof(function: Callable[..., Any], scene: Any) -> str:
    """Say which batch holds other numbers than it should, if one does."""
    for batch, array in enumerate(_batches(function, scene)(2**20)):
        if not np.array_equal(array, numbers(2**20 + batch, scene.size)):
            return f"batch {batch} does not hold what was made for it"
    return ""


def _batches(function: Callable[..., Any], scene: Any) -> Callable[[int], Iterator[Any]]:
    if function in (ctypes_no_loader, *WAYS):
        return functools.partial(function, scene)
    return functools.partial(_by_threads, function, _pool(), _arrays(scene.size))


@functools.cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(WORKERS)


@functools.cache
def _arrays(size: int) -> list[Any]:
    return [np.zeros(size) for _ in range(SLOTS)]


def _by_threads(
    fill: Callable[..., Any], pool: ThreadPoolExecutor, arrays: list[Any], seed: int
) -> Iterator[Any]:
    def start(batch: int) -> Any:
        return pool.submit(fill, arrays[batch % SLOTS], seed + batch)

    waiting = [start(batch) for batch in range(SLOTS)]
    for batch in range(BATCHES):
        waiting[batch % SLOTS].result()
        yield arrays[batch % SLOTS]
        if batch + SLOTS < BATCHES:
            waiting[batch % SLOTS] = start(batch + SLOTS)


def ctypes_no_loader(scene: Any, seed: int) -> Iterator[Any]:
    """Make each batch where it is needed, with nobody's help."""
    fill = _kernel(scene.kernel)
    array = _arrays(scene.size)[0]
    for batch in range(BATCHES):
        fill(array.ctypes.data, len(array), seed + batch)
        yield array


def processes_pickle(scene: Any, seed: int) -> Iterator[Any]:
    """Have each batch pickled whole, as `multiprocessing` does."""
    for connection, _ in _requested(scene, PICKLE, seed):
        yield pickle.loads(connection.recv_bytes())


def processes_pickle_out_of_band(scene: Any, seed: int) -> Iterator[Any]:
    """Have only the head pickled; the numbers follow as they are, and are not copied again."""
    for connection, _ in _requested(scene, OUT_OF_BAND, seed):
        head = connection.recv_bytes()
        yield pickle.loads(head, buffers=[connection.recv_bytes()])


def processes_shared_memory(scene: Any, seed: int) -> Iterator[Any]:
    """Have each batch made in memory that both processes see; only a word goes between them."""
    memory = _workers(scene.kernel).memory
    for connection, slot in _requested(scene, SHARED, seed):
        connection.recv_bytes()
        yield _slot(memory, slot, scene.size)


WAYS = (processes_pickle, processes_pickle_out_of_band, processes_shared_memory)


def _requested(scene: Any, way: int, seed: int) -> Iterator[tuple[Connection, int]]:
    """Give the connection that the next batch comes from, and its slot; ask for more behind it."""

    def ask(batch: int) -> None:
        request = REQUEST.pack(way, batch % SLOTS, seed + batch, scene.size)
        connections[batch % WORKERS].send_bytes(request)

    connections = _workers(scene.kernel).connections
    for batch in range(SLOTS):
        ask(batch)
    for batch in range(BATCHES):
        yield connections[batch % WORKERS], batch % SLOTS
        if batch + SLOTS < BATCHES:
            ask(batch + SLOTS)


class Workers:
    """The worker processes, the connections to them, and the memory that all share."""

    def __init__(self, kernel: str) -> None:
        # Memory with no name: it is gone with the last process that has it.
        shared = os.memfd_create("fishplate-loader")
        os.ftruncate(shared, SLOTS * LARGEST * ITEM_BYTES)
        self.memory = mmap.mmap(shared, 0)
        self.connections: list[Connection] = []
        self._processes = []
        for _ in range(WORKERS):
            ours, theirs = Pipe()
            command = [sys.executable, "-I", "-B", __file__]
            command += [str(theirs.fileno()), str(shared), kernel]
            self._processes.append(
                subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    pass_fds=(theirs.fileno(), shared),
                )
            )
            theirs.close()
            self.connections.append(ours)
        os.close(shared)
        atexit.register(self.close)

    def close(self) -> None:
        """End the workers and wait for them."""
        for connection in self.connections:
            connection.close()
        for process in self._processes:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@functools.cache
def _workers(kernel: str) -> Workers:
    return Workers(kernel)


def _slot(memory: mmap.mmap, slot: int, size: int) -> Any:
    return np.frombuffer(memory, np.float64, count=size, offset=slot * LARGEST * ITEM_BYTES)


@functools.cache
def _kernel(path: str) -> Callable[[int, int, int], None]:
    fill: Any = ctypes.CDLL(path).fill
    fill.argtypes = [ctypes.c_void_p, ctypes.c_long, ctypes.c_uint32]
    fill.restype = None
    made: Callable[[int, int, int], None] = fill
    return made


def _serve(connection: Connection, memory: mmap.mmap, kernel: str) -> None:
    fill = _kernel(kernel)
    while True:
        way, slot, seed, size = REQUEST.unpack(connection.recv_bytes())
        array = _slot(memory, slot, size) if way == SHARED else np.empty(size)
        fill(array.ctypes.data, size, seed)
        if way == PICKLE:
            connection.send_bytes(pickle.dumps(array))
        elif way == OUT_OF_BAND:
            bodies: list[pickle.PickleBuffer] = []
            head = pickle.dumps(array, protocol=5, buffer_callback=bodies.append)
            connection.send_bytes(head)
            connection.send_bytes(bodies[0].raw())
        else:
            connection.send_bytes(b"made")


if __name__ == "__main__":
    # The other process closed its end, or is gone: there is nothing left to do.
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        _serve(Connection(int(sys.argv[1])), mmap.mmap(int(sys.argv[2]), 0), sys.argv[3])
