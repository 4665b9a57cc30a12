"""The demonstration's material, made once for all tests of it."""

from __future__ import annotations

import pytest

from workbench.demo.material import Material, make_material
from workbench.jobs import finish


@pytest.fixture(scope="session")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    """Returns the whole material, drawn and encoded."""
    return finish(make_material(tmp_path_factory.mktemp("material")))
