"""V-34: with DLPack each side holds the memory; a weak reference holds nothing."""

import gc
import weakref

import numpy as np
from seeing import Seen

seen = Seen()
producer = np.full(1000, 1.5)
consumer = np.from_dlpack(producer)
address = producer.ctypes.data
seen.that("both are one memory", consumer.ctypes.data == address)
del consumer
gc.collect()
seen.that("the producer stays when the consumer goes", bool((producer == 1.5).all()))

alive = weakref.ref(producer)
consumer = np.from_dlpack(producer)
del producer
gc.collect()
others = [np.zeros(1000) for _ in range(50)]
seen.that("the memory stays when the producer's name goes", bool((consumer == 1.5).all()))
seen.that("at its address", consumer.ctypes.data == address)
seen.that("since the consumer holds the producer", alive() is not None)
del consumer
gc.collect()
seen.that("when both are gone it is freed", alive() is None)

lonely = np.full(1000, 2.5)
weak = weakref.ref(lonely)
del lonely
gc.collect()
seen.that("a weak reference keeps nothing alive", weak() is None)
seen.end()
