"""Curve: f, its point and its tangent."""

from __future__ import annotations

import numpy as np
import pytest

from engine.functions.activations import ACTIVATIONS
from engine.functions.kinds.kinds import kind_of
from engine.inspection.inspector.curve import curve
from tests.engine.autodiff import ACTIVATIONS as DEFINITIONS


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("z", [-7.0, -0.3, 1.2, 40.0])
def test_the_curve_is_that_of_the_definition(name, z):
    f, found = DEFINITIONS[name], curve(kind_of(name), z)
    assert len(found.z) == len(found.a) == 49
    np.testing.assert_allclose(found.a, f(found.z), rtol=1e-9, atol=1e-12)
    assert found.z[0] == -found.z[-1] < -abs(z) < abs(z) < found.z[-1]
    assert found.at_z == z
    assert found.at_a == pytest.approx(f(z), rel=1e-12, abs=1e-15)
    slope = f(z + 1e-30j).imag / 1e-30
    assert found.at_df == pytest.approx(slope, rel=1e-9, abs=1e-12)
    assert (found.name, found.latex) == (name, ACTIVATIONS[name].latex)
    assert found.latex_local == ACTIVATIONS[name].latex_df


def test_before_z_is_computed_there_is_the_curve_alone():
    found = curve(kind_of("tanh"), float("nan"))
    assert np.isfinite(found.a).all()
    assert np.isnan([found.at_z, found.at_a, found.at_df]).all()
