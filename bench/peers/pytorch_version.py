"""Prints one line: which PyTorch this is, on which BLAS, with kernels for which core."""
import ctypes

import torch

torch.mm(torch.ones(8, 8), torch.ones(8, 8))
with open("/proc/self/maps", encoding="utf-8") as maps:
    libraries = sorted({line.split()[-1] for line in maps if "blas" in line})
builds = set()
for library in libraries:  # OpenBLAS stands behind the names libblas and liblapack too
    try:
        blas = ctypes.CDLL(library)
        blas.openblas_get_config.restype = blas.openblas_get_corename.restype = ctypes.c_char_p
        builds.add(f"{blas.openblas_get_config().decode()}, kernels {blas.openblas_get_corename().decode()}")
    except (AttributeError, OSError):
        builds.add(library)
print(", ".join([f"PyTorch {torch.__version__}", *sorted(builds)]))
