"""Attachments are sealed while they stream in, and come back whole or not at all."""

import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from fokus_core.domain.refusals import Unusable
from fokus_core.files.files import FRAME, FileBroken, FileMissing, Files, FileTooLarge, StoredFile, open_files
from fokus_core.privacy import PersonErasedError, Vault, open_vault
from fokus_core.privacy.sealed import ERASED
from fokus_core.storage.open_database import open_database

MARKER = b"Nachweis Kanarienvogel "
SIZES = [0, 1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME, 20 * FRAME + 7]


@pytest.fixture(params=["folder", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "folder":
        return f"file://{tmp_path}/files"
    return str(request.getfixturevalue("emptied_url"))


@pytest.fixture
def files(url: str) -> Iterator[Files]:
    with closing(open_files(url)) as opened:
        yield opened


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with closing(open_vault(f"sqlite:///{tmp_path}/vault/vault.db", bytes(32))) as opened:
        yield opened


def content(size: int) -> bytes:
    return (MARKER * (size // len(MARKER) + 1))[:size]


def put(files: Files, vault: Vault, pieces: Iterable[bytes], limit: int, subject: str = "p1") -> StoredFile:
    with closing(files.begin(subject=subject, purpose="evidence", vault=vault, limit=limit)) as upload:
        for piece in pieces:
            upload.write(piece)
        return upload.keep()


def stored(files: Files, vault: Vault, data: bytes = MARKER, subject: str = "p1") -> StoredFile:
    return put(files, vault, [data], len(data), subject)


def read(files: Files, name: str, vault: Vault) -> bytes:
    pieces = files.open(name, vault)
    assert pieces is not ERASED
    assert isinstance(pieces, Iterator)
    return b"".join(pieces)


def overwrite(url: str, name: str, data: bytes) -> None:
    if url.startswith("file:"):
        (Path(url.removeprefix("file://")) / "unclaimed" / name).write_bytes(data)
        return
    with closing(open_database(url, "files")) as raw:
        raw.execute("INSERT INTO files_names (name, at, claimed) VALUES (?, 0, 0) ON CONFLICT DO NOTHING", (name,))
        raw.execute("DELETE FROM files_parts WHERE name = ?", (name,))
        raw.execute("INSERT INTO files_parts (name, part, bytes) VALUES (?, 0, ?)", (name, data))


def raw_bytes(url: str, name: str) -> bytes:
    if url.startswith("file:"):
        return (Path(url.removeprefix("file://")) / "unclaimed" / name).read_bytes()
    with closing(open_database(url, "files")) as raw:
        return b"".join(b for (b,) in raw.query("SELECT bytes FROM files_parts WHERE name = ? ORDER BY part", (name,)))


@pytest.mark.parametrize("step", [1000, FRAME, 10_000_000])
def test_a_file_of_any_size_in_any_pieces_comes_back_as_it_was(files: Files, vault: Vault, url: str, step: int) -> None:
    for size in SIZES:
        data = content(size)
        pieces = (data[n : n + step] for n in range(0, size, step))
        file = put(files, vault, pieces, size)
        assert file == (sha256(raw_bytes(url, file.name)).hexdigest(), size, vault.key_for("p1", "evidence")[0])
        assert read(files, file.name, vault) == data
        assert MARKER not in raw_bytes(url, file.name)


def test_the_same_bytes_stored_twice_have_two_names(files: Files, vault: Vault) -> None:
    assert stored(files, vault).name != stored(files, vault).name


def test_a_file_over_the_limit_is_refused_and_leaves_nothing(files: Files, vault: Vault, tmp_path: Path) -> None:
    sent = []

    def endless() -> Iterator[bytes]:
        while True:
            sent.append(1)
            yield content(FRAME)

    with pytest.raises(FileTooLarge, match="more than the 200000 bytes"):
        put(files, vault, endless(), 200_000)
    assert len(sent) == 4
    assert files.unclaimed(-60) == []
    assert [p for p in tmp_path.rglob("files/**/*") if p.is_file()] == []


def test_an_upload_that_breaks_off_leaves_nothing(files: Files, vault: Vault, tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield content(3 * FRAME)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        put(files, vault, broken(), 10**9)
    assert files.unclaimed(-60) == []
    assert [p for p in tmp_path.rglob("files/**/*") if p.is_file()] == []


def test_nothing_is_stored_for_an_erased_person(files: Files, vault: Vault) -> None:
    vault.destroy("p1")
    with pytest.raises(PersonErasedError):
        stored(files, vault)


def test_a_file_whose_key_was_destroyed_is_erased_and_its_neighbour_is_not(files: Files, vault: Vault) -> None:
    gone, kept = stored(files, vault), stored(files, vault, subject="p2")
    vault.destroy("p1")
    assert files.open(gone.name, vault) is ERASED
    assert read(files, kept.name, vault) == MARKER


def test_a_changed_shortened_lengthened_or_exchanged_file_is_refused_before_a_byte_is_given_out(
    files: Files, vault: Vault, url: str
) -> None:
    file = stored(files, vault, content(3 * FRAME))
    whole = raw_bytes(url, file.name)
    header = len(whole) - 3 * (FRAME + 16)
    other = raw_bytes(url, stored(files, vault, b"other").name)
    for bad in (
        whole[:-1],
        whole[: header + 2 * (FRAME + 16)],
        whole[:header],
        whole[:5],
        whole + b"x",
        whole[:-1] + bytes([whole[-1] ^ 1]),
        bytes([whole[0] ^ 1]) + whole[1:],
        other,
    ):
        overwrite(url, file.name, bad)
        with pytest.raises(FileBroken):
            files.open(file.name, vault)
    overwrite(url, file.name, whole)
    assert read(files, file.name, vault) == content(3 * FRAME)


def test_cut_off_or_reordered_frames_are_refused_even_under_a_fitting_name(
    files: Files, vault: Vault, url: str
) -> None:
    whole = raw_bytes(url, stored(files, vault, content(3 * FRAME)).name)
    header, step = len(whole) - 3 * (FRAME + 16), FRAME + 16
    one, two, three = (whole[header + n * step : header + (n + 1) * step] for n in range(3))
    for frames in (one + two, two + one + three, one + three, one + two + three + three, one + two + three[:20], b""):
        bad = whole[:header] + frames
        name = sha256(bad).hexdigest()
        overwrite(url, name, bad)
        with pytest.raises(FileBroken):
            read(files, name, vault)


def test_a_name_that_is_none_of_ours_is_missing(files: Files, vault: Vault) -> None:
    for name in ("", "x", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64, "0" * 64 + "\n"):
        with pytest.raises(FileMissing):
            files.open(name, vault)
        with pytest.raises(FileMissing):
            files.claim(name)


def test_unclaimed_files_are_found_by_age_and_claimed_ones_stay(files: Files, vault: Vault) -> None:
    claimed, left = stored(files, vault), stored(files, vault)
    files.claim(claimed.name)
    files.claim(claimed.name)
    assert files.unclaimed(3600) == []
    time.sleep(0.02)
    assert files.unclaimed(0) == [left.name]
    assert not files.delete(claimed.name, unclaimed_only=True)
    assert files.delete(left.name, unclaimed_only=True)
    assert not files.delete(left.name)
    with pytest.raises(FileMissing):
        files.open(left.name, vault)
    assert read(files, claimed.name, vault) == MARKER
    assert files.delete(claimed.name)
    with pytest.raises(FileMissing):
        files.open(claimed.name, vault)


def test_claiming_and_sweeping_at_once_never_loses_a_claimed_file(files: Files, vault: Vault) -> None:
    names = [stored(files, vault).name for _ in range(12)]
    claimed: list[str] = []

    def claim() -> None:
        for name in names:
            try:
                files.claim(name)
            except FileMissing:
                continue
            claimed.append(name)

    thread = threading.Thread(target=claim)
    thread.start()
    swept = [name for name in reversed(names) if files.delete(name, unclaimed_only=True)]
    thread.join()
    assert sorted(claimed + swept) == sorted(names)
    assert [read(files, name, vault) for name in claimed] == [MARKER] * len(claimed)


def test_files_outlive_the_process(url: str, vault: Vault) -> None:
    with closing(open_files(url)) as first:
        file = stored(first, vault)
    with closing(open_files(url)) as second:
        assert read(second, file.name, vault) == MARKER


def test_a_backup_is_a_folder_of_files_and_takes_only_what_is_new(files: Files, vault: Vault, tmp_path: Path) -> None:
    one, two = stored(files, vault, content(40 * FRAME)), stored(files, vault)
    files.claim(one.name)
    target = tmp_path / "backup"
    assert files.backup(str(target)) == 2
    files.claim(two.name)
    three = stored(files, vault)
    assert files.backup(str(target)) == 1
    with closing(open_files(f"file:{target}")) as copy:
        assert copy.unclaimed(-60) == [three.name]
        assert read(copy, one.name, vault) == content(40 * FRAME)
        assert read(copy, two.name, vault) == MARKER


def test_nothing_of_a_file_lies_in_clear_on_the_disk(vault: Vault, tmp_path: Path) -> None:
    with closing(open_files(f"file://{tmp_path}/files")) as files:
        file = stored(files, vault, content(2 * FRAME))
        _, key = vault.key_for("p1", "evidence")
        raw = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
        assert MARKER not in raw
        assert key not in raw
        assert [p.name for p in (tmp_path / "files").rglob("*") if p.is_file()] == [file.name]


def test_uploads_abandoned_by_a_killed_process_are_swept_after_a_day(tmp_path: Path) -> None:
    open_files(f"file://{tmp_path}/files").close()
    old, young = (tmp_path / "files" / "incoming" / name for name in ("old", "young"))
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    open_files(f"file://{tmp_path}/files").close()
    assert [path.name for path in old.parent.iterdir()] == ["young"]


@pytest.mark.parametrize("bad", ["file://host/x", "file:", "sqlite:///x", "/tmp/x", ""])
def test_an_unusable_url_is_answered_in_a_sentence(bad: str) -> None:
    with pytest.raises(Unusable, match=r"\.$"):
        open_files(bad)
