"""Room for the frames of calls, so that no loop asks the system for memory at every turn.

Python keeps the frames of calls in pieces of 16 KiB, and gives a piece back as soon as the call
that began it returns. Where a loop happens to stand at the end of a piece, each call that it makes
asks the system for a new one, and clears it: a call of a tenth of a microsecond takes seven. Which
loop that is changes with every function between the request and the loop. Newer releases of Python
keep one piece (https://github.com/python/cpython/issues/142183); 3.11 and 3.12 do not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

SLOTS = 2**16
"""Words of 8 bytes that the frame of `with_room` asks for. Python makes the piece for it twice as
large, so that half a mebibyte is left for what is called: two thousand frames.
"""


def with_room(function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Calls the function, and all that it calls lies in one piece of memory. It takes 9 µs."""
    return function(*args, **kwargs)


with_room.__code__ = with_room.__code__.replace(co_stacksize=SLOTS)
