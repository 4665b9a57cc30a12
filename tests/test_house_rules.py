"""Each rule of the house catches the fault it is there for, and lets a sound house pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import house_rules

LONG_FUNCTION = '"""M."""\ndef grow():\n    """Grows."""\n' + "    x = 1\n" * 60

FOR_TYPES = '"""A."""\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from workbench.b import B\n'
METHOD = '"""A."""\nclass B:\n    """B."""\n    def act(self): ...\n'
SOUND_A = '"""A, which stands alone."""\nclass Database:\n    """A store."""\n    def _hidden(self): ...\n'
SOUND_B = (
    '"""B, which uses A."""\nfrom workbench.a import Database\ndef open_it():\n    """Opens A."""\n    import sqlite3\n'
)

FAULTS = {
    "a circle": (
        "import_circles",
        {"workbench/a.py": '"""A."""\nimport workbench.b\n', "workbench/b.py": '"""B."""\nfrom workbench import a\n'},
    ),
    "a circle for types": (
        "import_circles",
        {
            "workbench/a.py": FOR_TYPES,
            "workbench/b.py": '"""B."""\nfrom .a import A\n',
        },
    ),
    "a deferred import": (
        "deferred_first_party_imports",
        {"ui/a.py": '"""A."""\ndef f():\n    """Fetches."""\n    from workbench import errors\n'},
    ),
    "a busy package": ("busy_packages", {"ui/panels/__init__.py": '"""Panels."""\nfrom ui import desk\n'}),
    "a silent package": ("busy_packages", {"ui/panels/__init__.py": ""}),
    "an empty class name": ("empty_names", {"ui/a.py": '"""A."""\nclass CaseManager:\n    """A."""\n'}),
    "an empty module name": ("empty_names", {"ui/common.py": '"""A."""\n'}),
    "an empty plural": ("empty_names", {"ui/case_helpers.py": '"""A."""\n'}),
    "a long function": ("oversized", {"ui/a.py": LONG_FUNCTION}),
    "a long file": ("oversized", {"ui/a.py": '"""A."""\n' + "x = 1\n" * 400}),
    "an undescribed module": ("undescribed", {"ui/a.py": "x = 1\n"}),
    "an undescribed class": ("undescribed", {"ui/a.py": '"""A."""\nclass _B:\n    pass\n'}),
    "an undescribed function": ("undescribed", {"ui/a.py": METHOD}),
    "no sentence": ("undescribed", {"ui/a.py": '"""words and words"""\n'}),
    "a bare label": ("careless_widgets", {"ui/a.py": '"""A."""\nlabel = QtWidgets.QLabel("<img src=x>")\n'}),
    "a subclassed label": ("careless_widgets", {"ui/a.py": '"""A."""\nclass B(QLabel):\n    """B."""\n'}),
    "a picture by path": ("careless_widgets", {"ui/a.py": '"""A."""\npicture = QPixmap(str(path))\n'}),
    "an icon by path": ("careless_widgets", {"ui/a.py": '"""A."""\nicon = QIcon("evidence.svg")\n'}),
    "a tip from elsewhere": ("guessing_tips", {"ui/a.py": '"""A."""\nlabel.setToolTip(f"{name} may write")\n'}),
    "a player": ("careless_widgets", {"ui/widgets/labels.py": '"""A."""\nplayer = QMediaPlayer()\n'}),
}

SOUND = {
    "workbench/__init__.py": '"""The core."""\n',
    "workbench/a.py": SOUND_A,
    "workbench/b.py": SOUND_B,
    "ui/widgets/labels.py": '"""Labels."""\nlabel = QLabel("plain")\n',
    "ui/a.py": '"""A."""\npicture = QPixmap(self.size())\nempty = QIcon()\nsized = QPixmap(4, 4)\n'
    'self.setToolTip(plain_tip(name) if name else "")\n',
}


def build(root: Path, files: dict[str, str]) -> house_rules.House:
    """Writes a small house and reads it."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return house_rules.read_house(root)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(fault: str, tmp_path: Path) -> None:
    rule, files = FAULTS[fault]
    assert getattr(house_rules, rule)(build(tmp_path, files))


@pytest.mark.parametrize("rule", house_rules.RULES, ids=lambda rule: rule.__name__)
def test_a_sound_house_passes(rule, tmp_path: Path) -> None:
    assert rule(build(tmp_path, SOUND)) == []


def test_every_rule_has_a_planted_fault() -> None:
    assert {rule.__name__ for rule in house_rules.RULES} == {rule for rule, _ in FAULTS.values()}
