"""V-35: the audio example with NumPy in torch's place: what is shared, copied, and fails."""

import numpy as np
from seeing import Seen

seen = Seen()
samples = np.ones(44_100, np.float32)
shared = np.from_dlpack(samples)
seen.that("the addresses are equal", shared.ctypes.data == samples.ctypes.data)
ramp = np.linspace(0.0, 1.0, 1000, dtype=np.float32)
faded = shared.copy()
faded[:1000] *= ramp
seen.that("a fade on a clone never reaches the shared memory", bool((samples == 1.0).all()))
shared[:1000] *= ramp
seen.that("one in place does", samples[0] == 0.0 and samples[1500] == 1.0)


def fade(clip):
    """The first thousand samples, as the example fades them."""
    clip[:1000] *= ramp


seen.raises(
    ValueError, "stereo does not fit the ramp", lambda: fade(np.ones((44_100, 2), np.float32))
)
seen.raises(
    ValueError, "a clip of 500 samples does not either", lambda: fade(np.ones(500, np.float32))
)
written = memoryview(samples)
seen.that(
    "`tobytes` copies",
    np.frombuffer(samples.tobytes(), np.float32).ctypes.data != samples.ctypes.data,
)
seen.that("a memoryview shares", np.asarray(written).ctypes.data == samples.ctypes.data)
seen.end()
