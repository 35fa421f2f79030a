"""Messages, addresses, the folder, and the settings that say where mail goes."""

import stat
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from fokus_core.domain.refusals import Unusable
from fokus_core.mail.folder import Folder
from fokus_core.mail.message import Enclosure, MailRefused, MailUnavailable, address_of, compose, message_id
from fokus_core.mail.open_mailer import open_mailer

AT = datetime(2026, 1, 15, 12, tzinfo=UTC)
NETZ = "Netzwerk NRW <netz@example.org>"


def letter(to: str = "erika@example.org", **fields: Any) -> EmailMessage:
    sender = open_mailer("file:///nowhere", NETZ).sender
    given = {"id": message_id(sender, "fact", to), "at": AT, "sender": sender, "to": to}
    return compose(**{**given, "subject": "Grüße aus Köln", "text": "Guten Tag,\nschöne Grüße\n"} | fields)


def read(data: bytes) -> EmailMessage:
    found = message_from_bytes(data, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def test_a_message_reads_as_it_was_written() -> None:
    data = bytes(letter(enclosures=[Enclosure("Anlage-1.pdf", "application/pdf", b"%PDF-1.7")]))
    assert data.isascii()
    found = read(data)
    assert (found["From"], found["To"], found["Subject"]) == (NETZ, "erika@example.org", "Grüße aus Köln")
    assert found["Date"].datetime == AT
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["List-Unsubscribe"] == "<mailto:netz@example.org?subject=Abmeldung>"
    body = found.get_body()
    assert body is not None
    assert body["Content-Language"] == "de"
    assert body.get_content().replace("\r\n", "\n") == "Guten Tag,\nschöne Grüße\n"
    (attachment,) = found.iter_attachments()
    assert (attachment.get_filename(), attachment.get_content_type()) == ("Anlage-1.pdf", "application/pdf")
    assert attachment.get_content() == b"%PDF-1.7"


def test_a_message_id_is_the_same_every_time_and_tells_no_id() -> None:
    sender = open_mailer("file:///nowhere", NETZ).sender
    one = message_id(sender, "f" * 32, "person-1")
    assert one == message_id(sender, "f" * 32, "person-1")
    assert len({one, message_id(sender, "f" * 32, "person-2"), message_id(sender, "e" * 32, "person-1")}) == 3
    assert "person" not in one
    assert one.endswith("@example.org>")


@pytest.mark.parametrize("line", ["a\r\nBcc: x@example.org", "a\nBcc: x@example.org", "a\rBcc: x@example.org"])
def test_no_subject_brings_a_header_of_its_own(line: str) -> None:
    with pytest.raises(ValueError, match="linefeed or carriage return"):
        letter(subject=line)


BAD = [
    "erika",
    "@example.org",
    "erika@",
    "a@b@c",
    "erika@example.org\n",
    "erika@example.org\r\nBcc: x@example.org",
    "erika@example.org, paul@example.org",
    "erika@example.org,paul",
    "<erika@example.org>",
    "Erika <erika@example.org>",
    "erika@a..b",
    "erika@" + "x" * 70 + ".org",
    "eri\x00ka@example.org",
    "eri\u2028ka@example.org",
    "",
]


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_address_is_refused_and_named_nowhere(text: str) -> None:
    with pytest.raises(MailRefused) as refused:
        letter(text)
    assert refused.value.code == 553
    assert str(refused.value) == "refused (553)"
    assert refused.value.__cause__ is None


def test_a_domain_with_umlauts_is_spelled_in_ascii() -> None:
    assert address_of("rat@münchen.example").addr_spec == "rat@xn--mnchen-3ya.example"
    assert read(bytes(letter("rat@münchen.example")))["To"] == "rat@xn--mnchen-3ya.example"


def test_a_folder_holds_each_message_once_for_its_owner_alone(tmp_path: Path) -> None:
    folder = open_mailer(f"file://{tmp_path}/out%20box", NETZ)
    message = letter()
    with folder.session() as session:
        for _ in range(2):
            session.send(message)
        session.send(letter("paul@example.org"))
    files = sorted((tmp_path / "out box").iterdir())
    assert len(files) == 2
    mine = tmp_path / "out box" / f"{message['Message-ID'].strip('<>')}.eml"
    assert mine.read_bytes() == bytes(message)
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "out box").stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_written_to_is_no_loss(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for place in ("file", "file/below"):
        folder = Folder(tmp_path / place, open_mailer("file:///nowhere", NETZ).sender)
        with folder.session() as session, pytest.raises(MailUnavailable):
            session.send(letter())
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    "url",
    [
        "smtp://",
        "smtp://user:geheim@",
        "smtp://user:geheim@host/path",
        "smtp://user:gehe/im@host:25",
        "smtp://user:geheim@host:port",
        "smtp://user@host",
        "smtp://host?password=geheim",
        "http://host",
        "file://folder",
        "geheim",
        "",
    ],
)
def test_a_place_that_mail_cannot_go_to_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(Unusable, match="mail_url") as refused:
        open_mailer(url, NETZ)
    assert "geheim" not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("sender", ["", "Netz", "a@example.org, b@example.org", "Netz <netz>", "a@x\nBcc: b@x", "<>"])
def test_a_sender_is_one_address(sender: str) -> None:
    with pytest.raises(Unusable, match="mail_from"):
        open_mailer("smtp://mail.example.org", sender)


def test_what_leaves_the_house_has_a_sender_that_is_answered() -> None:
    with pytest.raises(Unusable, match="mail_from"):
        open_mailer("smtp://mail.example.org", "Fokus Kommune <fokus@localhost>")
    assert open_mailer("file:///folder", "Fokus Kommune <fokus@localhost>").sender.domain == "localhost"
