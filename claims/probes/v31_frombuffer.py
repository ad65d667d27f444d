"""V-31: who holds the buffer that a view came from: NumPy and memoryview do."""

import numpy as np
from seeing import Seen

seen = Seen()
data = bytearray(64)
array = np.frombuffer(data, np.float64)
seen.raises(BufferError, "NumPy holds the buffer that it shows", lambda: data.append(1))
view = memoryview(data)
del array
seen.raises(BufferError, "so does a memoryview", lambda: data.clear())
view.release()
data.clear()
seen.that("once nobody looks, it may change", len(data) == 0)
immutable = np.frombuffer(b"\0" * 8, np.float64)
seen.that("NumPy keeps bytes read-only", not immutable.flags.writeable)
seen.end()
