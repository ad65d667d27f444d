"""V-31: `torch.from_buffer` is not there, and `torch.frombuffer` lets its buffer go."""

from seeing import Seen, not_run

try:
    import numpy as np
    import torch
except ImportError:
    not_run("this Python has no torch and NumPy; on Debian: apt-get install python3-torch")

seen = Seen()
seen.that("`torch.from_buffer` is not there", not hasattr(torch, "from_buffer"), torch.__version__)
data = bytearray(64)
tensor = torch.frombuffer(data, dtype=torch.float64)
try:
    data.extend(b"\0" * 64)
    is_held = False
except BufferError:
    is_held = True
# The tensor is not read from here on: what it shows was freed.
seen.that("`torch.frombuffer` does not hold the buffer", not is_held)
del tensor
other = bytearray(64)
safe = torch.from_numpy(np.frombuffer(other, np.float64))
seen.raises(BufferError, "through NumPy it is held", lambda: other.append(1))
seen.that("and shown", safe.shape == (8,))
seen.end()
