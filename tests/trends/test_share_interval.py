"""The interval of a share, against values that others published."""

import numpy as np
import pytest

from monitor.trends.intervals import share_interval


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17, 857–872, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_as_published(count: int, total: int, low: float, high: float) -> None:
    found = share_interval(count, total)
    assert found == pytest.approx((low, high), abs=5e-5)


def test_a_share_of_nothing_has_no_interval() -> None:
    low, high = share_interval([0, 3], [0, 2])
    assert np.isnan(low[0])
    assert np.isnan(high[0])
    assert high[1] == 1.0
