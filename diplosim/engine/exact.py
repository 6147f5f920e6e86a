"""Powers of two by their bits: the two library calls inside exponential and logarithm, without the call.

Both are exact, so the results are the same bits as those of `math.ldexp` and `math.frexp`; a test compares them. Unlike
the calls they let the compiler work on several numbers at once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.extending import overload

from diplosim.rules import numeric

BIAS = 1023
MANTISSA_BITS = 52
MANTISSA = (1 << MANTISSA_BITS) - 1
HALF = (BIAS - 1) << MANTISSA_BITS  # the exponent bits of numbers in [0.5, 1)
TWO_52 = 4503599627370496.0


@overload(numeric.scaled, jit_options={"error_model": "numpy"})
def _scaled(x: Any, k: Any) -> Any:
    """For results that are normal numbers, as those of `det_exp` always are."""

    def by_bits(x: Any, k: Any) -> Any:
        return x * np.int64((np.int64(k) + BIAS) << MANTISSA_BITS).view(np.float64)

    return by_bits


@overload(numeric.split, jit_options={"error_model": "numpy"})
def _split(x: Any) -> Any:
    """For every positive finite number, subnormal ones included."""

    def by_bits(x: Any) -> Any:
        shift = 0
        if x < 2.2250738585072014e-308:
            x = x * TWO_52
            shift = MANTISSA_BITS
        bits = np.float64(x).view(np.int64)
        exponent = (bits >> MANTISSA_BITS) - (BIAS - 1)
        return np.int64((bits & MANTISSA) | HALF).view(np.float64), exponent - shift

    return by_bits
