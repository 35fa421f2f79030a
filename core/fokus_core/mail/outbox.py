"""Deliveries: what the state store knows of each message and recipient, so that none is left out or sent twice."""

import time
from collections.abc import Callable, Iterable
from email.message import EmailMessage
from typing import Literal

import msgspec

from fokus_core.domain.tracing import span
from fokus_core.mail.message import MailDelayed, MailRefused, MailSession, MailUnavailable
from fokus_core.storage.state_store import StateStore

__all__ = ["Absent", "Delivery", "DeliveryState", "Outbox", "deliveries"]

Absent = Literal["erased", "no-address", "same-mailbox"]  # why there is no message: nobody, nowhere, or there already
DeliveryState = Literal["delayed", "accepted", "refused", "given-up"] | Absent  # how far a message to one recipient is
SPACE = "mail"
CLAIMS = "mail-claim"
CLAIMED = 600.0  # seconds that handing over one message takes at most
MOST = 100_000


class Delivery(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far a message to one recipient has come; `code` is the server's last answer, times seconds since 1970.

    `message` is the Message-ID under which it was handed over last, without its domain: by it what lies here is found.
    """

    state: DeliveryState
    since: float
    at: float
    attempts: int = 0
    code: int = 0
    message: str = ""

    @property
    def final(self) -> bool:
        """Whether nothing more is to be done."""
        return self.state != "delayed"


class Outbox:
    """Hands messages over, each recipient claimed before and marked after.

    Where a process dies in between, the claim keeps others away until it expires; then the message goes out again,
    with the Message-ID it had.
    """

    def __init__(
        self,
        state_store: StateStore,
        holds: Callable[[], bool],
        *,
        first_delay: float = 60.0,
        longest_delay: float = 4 * 3600.0,
        give_up_after: float = 5 * 86400.0,
        claimed: float = CLAIMED,
    ) -> None:
        """Prepare deliveries; `holds` is asked before each, delays are in seconds, doubling."""
        self._state_store = state_store
        self._holds = holds
        self._first_delay = first_delay
        self._longest_delay = longest_delay
        self._give_up_after = give_up_after
        self._claimed = claimed

    def deliver(
        self,
        mail: str,
        recipients: Iterable[str],
        make: Callable[[str], EmailMessage | Absent],
        session: MailSession,
    ) -> bool:
        """Deliver to whom it is due, and tell whether nothing is left to do; `make` writes a recipient's message.

        It may raise `MailRefused` for an address that is none. Raises `MailUnavailable`, and what else `make` raises.
        """
        known = deliveries(self._state_store, mail)
        done, failure = True, None
        for recipient in recipients:
            before = known.get(recipient)
            if before is not None and before.final:
                continue
            if before is not None and time.time() < before.at + self._pause(before.attempts):
                done = False
                continue
            if not self._holds():
                return False
            try:
                done = self._hand_over(mail, recipient, make, session) and done
            except MailUnavailable:
                raise
            except Exception as error:  # the others get theirs all the same
                failure = error
        if failure is not None:
            raise failure
        return done

    def _hand_over(
        self, mail: str, recipient: str, make: Callable[[str], EmailMessage | Absent], session: MailSession
    ) -> bool:
        key = f"{mail}:{recipient}"
        if not self._state_store.add(CLAIMS, key, b"", expires=time.time() + self._claimed):
            return False
        id_ = ""
        before = _decoded(self._state_store.get(SPACE, key))  # looked at again: another may have been faster
        if before is None or not before.final:
            try:
                message = make(recipient)
                id_ = "" if isinstance(message, str) else str(message["Message-ID"]).strip("<>").partition("@")[0]
                self._note(key, before, id_)  # before it is handed over: who dies in between leaves no nameless copy
                state, code = _handed_over(message, session)
            except MailRefused as error:
                state, code = "refused", error.code
            except MailDelayed as error:
                state, code = "delayed", error.code
            except MailUnavailable:  # nothing was handed over; after any other error nobody knows
                self._note(key, before)
                self._state_store.delete(CLAIMS, key)
                raise
            now = time.time()
            since, attempts = (before.since, before.attempts) if before else (now, 0)
            if state == "delayed" and now >= since + self._give_up_after:
                state = "given-up"
            before = Delivery(state=state, since=since, at=now, attempts=attempts + 1, code=code, message=id_)
            self._state_store.put(SPACE, key, msgspec.json.encode(before))
        self._state_store.delete(CLAIMS, key)
        return before.final

    def _note(self, key: str, before: Delivery | None, message: str = "") -> None:
        """Note the Message-ID under which a message may lie somewhere from now on, or that there is none after all."""
        if message:
            now = time.time()
            noted = before or Delivery(state="delayed", since=now, at=now - self._longest_delay)
            self._state_store.put(SPACE, key, msgspec.json.encode(msgspec.structs.replace(noted, message=message)))
        elif before is None:
            self._state_store.delete(SPACE, key)

    def _pause(self, attempts: int) -> float:
        return float(min(self._longest_delay, self._first_delay * 2 ** min(attempts - 1, 30)))


def deliveries(state_store: StateStore, mail: str) -> dict[str, Delivery]:
    """Return how far a message has come, by recipient; who is missing waits for the first attempt."""
    found = state_store.scan(SPACE, prefix=f"{mail}:", limit=MOST)
    return {key.partition(":")[2]: delivery for key, value in found if (delivery := _decoded(value))}


def lying_for(state_store: StateStore, person: str) -> set[str]:
    """Return the Message-IDs, without their domain, of what was handed over to a person, or was about to be.

    So of a message to somebody else where `mail`, its name, names the person, as it holds their data.
    """
    found = (_decoded(value) for _key, value in state_store.naming(SPACE, person))
    return {one.message for one in found if one is not None and one.message}


def _handed_over(message: EmailMessage | Absent, session: MailSession) -> tuple[DeliveryState, int]:
    if isinstance(message, str):
        return message, 0
    with span("delivery", {"fokus.delivery": "mail"}, kind="client"):
        session.send(message)
    return "accepted", 0


def _decoded(value: bytes | None) -> Delivery | None:
    return None if value is None else msgspec.json.decode(value, type=Delivery)
