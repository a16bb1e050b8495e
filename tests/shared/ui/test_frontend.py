from pathlib import Path

import pytest

from shared.ui.frontend import digest


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("app.py", "rxconfig.py", "portal/pages/home.py", "shared/ui/table.py", "assets/duebook.css"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path


@pytest.mark.parametrize("name", ["app.py", "portal/pages/home.py", "shared/ui/table.py", "assets/duebook.css"])
def test_a_changed_source_needs_a_new_build(checkout: Path, name: str) -> None:
    before = digest(checkout)
    (checkout / name).write_text("changed")
    assert digest(checkout) != before


def test_a_renamed_source_needs_a_new_build(checkout: Path) -> None:
    before = digest(checkout)
    (checkout / "portal/pages/home.py").rename(checkout / "portal/pages/start.py")
    assert digest(checkout) != before


def test_another_origin_or_other_faces_need_a_new_build(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {digest(checkout)}
    monkeypatch.setenv("DUEBOOK_ORIGIN", "https://pay.example")
    seen.add(digest(checkout))
    monkeypatch.setenv("DUEBOOK_FACES", "portal")
    seen.add(digest(checkout))
    assert len(seen) == 3


def test_what_python_and_tests_leave_behind_does_not(checkout: Path) -> None:
    before = digest(checkout)
    (checkout / "portal/__pycache__").mkdir()
    (checkout / "portal/__pycache__/home.pyc").write_bytes(b"x")
    (checkout / "tests").mkdir()
    (checkout / "tests/test_home.py").write_text("x")
    assert digest(checkout) == before
