from collections.abc import Sequence
from typing import Any, ClassVar, Self, TypedDict, final

__all__ = ["Array", "accept", "describe", "give", "lock", "share", "zeros"]

@final
class Array:
    """Memory of any library, for any other, with no more rights than it came with.

    It speaks the buffer protocol, DLPack with a version and without, the C exchange table of
    DLPack 1.3, `__array_interface__`, and Arrow for one dimension of plain numbers. Each consumer
    keeps the memory alive. As a context manager it lets go at the end.

    Source: PEP 3118; DLPack 1.3; Python array API standard 2023.12; Arrow PyCapsule interface.
    """

    __dlpack_c_exchange_api__: ClassVar[Any]

    @property
    def route(self) -> str:
        """The way the memory came.

        `own`, `buffer`, `exchange-table`, `dlpack`, `dlpack-legacy`, `arrow`, `array-interface` or
        `cuda-interface`.
        """

    @property
    def copied(self) -> bool:
        """Whether the memory is a copy of what was handed in."""

    @property
    def address(self) -> int:
        """Address of the first element."""

    @property
    def nbytes(self) -> int:
        """Bytes of all elements, gaps not counted."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Lengths in elements, the slowest dimension first."""

    @property
    def strides(self) -> tuple[int, ...]:
        """Steps in bytes, one for each dimension."""

    @property
    def ndim(self) -> int:
        """Number of dimensions."""

    @property
    def dtype(self) -> str:
        """Element type by name, as `float32` or `bfloat16`."""

    @property
    def readonly(self) -> bool:
        """Whether consumers are told that they must not write."""

    @property
    def device(self) -> str:
        """Where the memory lies, as `cpu` or `cuda:1`."""

    def release(self) -> None:
        """Let the memory go. What consumers hold stays until they let go too."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *_exception: object) -> None: ...
    def __len__(self) -> int: ...
    def __buffer__(self, flags: int, /) -> memoryview: ...
    def __release_buffer__(self, buffer: memoryview, /) -> None: ...
    def __dlpack_device__(self) -> tuple[int, int]: ...
    def __dlpack__(
        self,
        *,
        stream: object = None,
        max_version: tuple[int, int] | None = None,
        dl_device: tuple[int, int] | None = None,
        copy: bool | None = None,
    ) -> Any: ...
    @property
    def __array_interface__(self) -> dict[str, Any]: ...
    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[Any, Any]: ...

def accept(
    obj: object,
    /,
    dtype: object = None,
    *,
    ndim: int | None = None,
    shape: Sequence[int | None] | None = None,
    order: str | None = None,
    device: str | None = "cpu",
    writable: bool = False,
    copy: bool | None = False,
    reinterpret: bool = False,
    trust_pointer: bool = False,
) -> Array:
    """Borrow an array from any object, or refuse it with every reason.

    The routes are tried in this order: the buffer protocol, a DLPack capsule, the C exchange table,
    `__dlpack__`, Arrow, `__array_interface__`, and `__cuda_array_interface__` as data.

    Parameters
    ----------
    obj
        Anything that offers an array.
    dtype
        Element type: `float32`, `<f4`, a NumPy dtype or `float`; None for any. It is never
        converted. Elements must be aligned as the type needs.
    ndim
        Number of dimensions; None for any.
    shape
        Lengths, None for any length.
    order
        `C`, `F` or None for any strides.
    device
        `cpu`, `cuda:0`, …; None for any. Memory of other devices is data: it is never read.
    writable
        Whether the memory must allow writing.
    copy
        False never copies, None copies where the memory cannot be borrowed as asked, True always.
        A copy is in C order, writable, and aligned to 64 bytes.
    reinterpret
        Read bytes in a row as `dtype`, in `shape` where it is given.
    trust_pointer
        Believe `__array_interface__`, which nobody locks. It is held against the buffer of its
        owner where there is one.

    Returns
    -------
    Array
        The memory, with the rights that it came with.

    Raises
    ------
    TypeError
        If there is no array, or one of other elements.
    BufferError
        If dimensions, order, device, rights or alignment are not as asked.
    ValueError
        If only the lengths are not as asked, or an argument has no such value.
    """

def lock(obj: object, /) -> Array:
    """Hold memory in its place through the buffer protocol, which alone locks its producer.

    While it is held, `bytearray`, `array.array` and `mmap` refuse to change their size or close.
    Use it as `with lock(obj) as view:`; consumers of `view` hold the lock too.

    Parameters
    ----------
    obj
        An object with the buffer protocol.

    Returns
    -------
    Array
        The memory, with the rights that it came with.

    Raises
    ------
    BufferError, TypeError
        If the object has no buffer of plain numbers.
    """

def zeros(shape: int | Sequence[int], dtype: object = None) -> Array:
    """An array of zeros in C order, writable and aligned to 64 bytes.

    The alignment lets JAX take it without a copy.

    Parameters
    ----------
    shape
        Lengths in elements.
    dtype
        Element type; float64 where it is None.

    Returns
    -------
    Array
        Memory of fishplate's own.

    Raises
    ------
    MemoryError
        If there is not so much memory.
    TypeError
        If no element type has that name.
    """

def share(obj: object, /) -> Array:
    """The same memory, read-only, for any number of consumers.

    Parameters
    ----------
    obj
        An `Array`, or anything that `accept` takes.

    Returns
    -------
    Array
        A read-only view. It does not stop others from writing through views of their own.

    Raises
    ------
    BufferError, TypeError, ValueError
        As `accept`; ValueError if the array has been released or given away.
    """

def give(array: Array, /) -> Array:
    """The memory, moved out to the first consumer that asks; `array` has none afterwards.

    Parameters
    ----------
    array
        Writable memory of fishplate's own that nobody else has: what `zeros` or
        `accept(copy=True)` made.

    Returns
    -------
    Array
        Writable, for one export; every further one raises ValueError.

    Raises
    ------
    BufferError
        If others have the memory, or its address was read through `__array_interface__`.
    ValueError
        If it has been released or given away.
    """

class _Row(TypedDict, total=False):
    route: str
    said: str | None
    offered: bool
    dtype: str
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    readonly: bool
    device: str
    address: int
    extent: tuple[int, int]

def describe(obj: object, /) -> list[_Row]:
    """Every route of the object, in the order in which `accept` tries them."""
