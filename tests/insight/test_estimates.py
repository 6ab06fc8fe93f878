"""The Beta distribution, against values that can be worked out by hand."""

from __future__ import annotations

from itertools import pairwise
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.insight.estimates import Beta


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.73, 1.0])
def test_without_cases_every_share_is_as_likely(share: float) -> None:
    assert Beta(1, 1).below(share) == pytest.approx(share)


@given(st.integers(1, 40), st.integers(1, 40), st.floats(0.01, 0.99))
def test_it_is_a_sum_of_binomials_for_whole_numbers(yes: int, no: int, share: float) -> None:
    tries = yes + no - 1
    exact = sum(
        comb(tries, k) * share**k * (1 - share) ** (tries - k) for k in range(yes, tries + 1)
    )
    assert Beta(yes, no).below(share) == pytest.approx(exact, abs=1e-9)


@given(st.floats(0.5, 3000), st.floats(0.5, 3000), st.floats(0.01, 0.99))
def test_a_quantile_is_the_share_below_which_it_lies(yes: float, no: float, p: float) -> None:
    belief = Beta(yes, no)
    assert belief.below(belief.quantile(p)) == pytest.approx(p, abs=1e-6)


def test_an_interval_narrows_around_what_is_counted() -> None:
    intervals = [Beta(0.7 * cases, 0.3 * cases).interval() for cases in (20, 200, 2000)]
    widths = [high - low for low, high in intervals]
    assert all(wide > 3 * narrow for wide, narrow in pairwise(widths))
    assert all(low < 0.7 < high for low, high in intervals)
