"""Files that are written whole or not at all."""

import os
from pathlib import Path

import pytest

from fokus_core.storage.durable import write_whole


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what was made durable, by name, in this order."""
    real, names = os.fsync, list[str]()

    def fsync(descriptor: int) -> None:
        names.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    return names


def test_a_file_is_private_and_durable_before_it_bears_its_name_and_its_folder_after(
    tmp_path: Path, synced: list[str]
) -> None:
    write_whole(tmp_path / "key", b"one")
    write_whole(tmp_path / "key", b"two")
    assert (tmp_path / "key").read_bytes() == b"two"
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["key"]
    drafts, folders = synced[0::2], synced[1::2]
    assert all(draft.startswith(f"{tmp_path}/.key.") for draft in drafts)
    assert folders == [str(tmp_path)] * 2


def test_without_replacing_the_first_one_stays_and_is_durable(tmp_path: Path, synced: list[str]) -> None:
    write_whole(tmp_path / "key", b"one", replace=False)
    with pytest.raises(FileExistsError):
        write_whole(tmp_path / "key", b"two", replace=False)
    assert (tmp_path / "key").read_bytes() == b"one"
    assert [path.name for path in tmp_path.iterdir()] == ["key"]
    assert synced[-1] == str(tmp_path)


def test_a_write_that_fails_leaves_the_earlier_file_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_whole(tmp_path / "key", b"one")

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(tmp_path / "key", b"two")
    assert (tmp_path / "key").read_bytes() == b"one"
    assert [path.name for path in tmp_path.iterdir()] == ["key"]
