#!/usr/bin/env python3
"""Writes the .npy and .npz files here, with NumPy 1.24. Run in this folder; the same files come out each time, but for the times in them."""
import numpy as np

TYPES = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"]


def values(dtype, shape=(2, 3)):
    """0, 1, 2 ... as integers; 2.5 less as floating point; every second one true."""
    numbers = np.arange(np.prod(shape)).reshape(shape)
    kind = np.dtype(dtype).kind
    return (numbers - 2.5 if kind == "f" else numbers % 2 == 1 if kind == "b" else numbers).astype(dtype)


arrays = {}
for name in TYPES:
    for order in "<>":
        arrays[f"{name}{'le' if order == '<' else 'be'}_c"] = values(order + name)
        arrays[f"{name}{'le' if order == '<' else 'be'}_fortran"] = np.asfortranarray(values(order + name))
arrays["cube_fortran"] = np.asfortranarray(values("<f4", (2, 3, 4)))
arrays["scalar"] = np.float64(-2.5)
arrays["empty"] = np.zeros((2, 0, 3), "<i8")
np.savez("stored.npz", **arrays)
np.savez_compressed("packed.npz", cube=values("<f4", (2, 3, 4)), mask=np.zeros((40, 50), bool), deep=values("<i8", (4,)))

np.save("float32.npy", values("<f4"))
np.save("float64.npy", values("<f8", (5,)))
np.save("int64.npy", values("<i8", (12, 1, 2)))
np.save("bool.npy", values("b1"))
np.save("scalar.npy", np.float32(-2.5))
np.save("empty.npy", np.zeros((0, 4), "<f4"))
for major in (2, 3):
    with open(f"version{major}.npy", "wb") as file:
        np.lib.format.write_array(file, values("<f4"), version=(major, 0))
