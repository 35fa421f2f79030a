"""Signatures of what is sent, by the Standard Webhooks specification, and the secrets behind them."""

import hmac
from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from fokus_core.privacy import Vault
from fokus_core.webhooks.subscriptions import Webhook

__all__ = ["OVERLAP", "forget_secrets", "headers_of", "secret_of", "secrets_gone"]

OVERLAP = timedelta(days=1)  # for which the secret before signs as well
PURPOSE = "webhook"


def secret_of(vault: Vault, webhook: Webhook) -> str:
    """Return the secret in force as its holder keeps it; drawn and sealed by the vault on first use."""
    return f"whsec_{b64encode(_key(vault, webhook, webhook.secret)).decode()}"


def forget_secrets(vault: Vault, webhook: Webhook) -> None:
    """Destroy the secrets of a webhook for good."""
    vault.destroy(f"webhook:{webhook.id}")


def secrets_gone(vault: Vault, webhook: Webhook) -> bool:
    """Tell whether the secrets of a webhook were destroyed."""
    return vault.erased(f"webhook:{webhook.id}")


def headers_of(vault: Vault, webhook: Webhook, message: str, now: datetime, body: bytes) -> Mapping[str, str]:
    """Return the three headers by which a receiver knows that a message is ours, and not an old one."""
    at = int(now.timestamp())
    content = b"%s.%d.%s" % (message.encode(), at, body)
    signatures = [b64encode(hmac.digest(key, content, sha256)).decode() for key in _in_force(vault, webhook, now)]
    return {
        "webhook-id": message,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(f"v1,{one}" for one in signatures),
    }


def _in_force(vault: Vault, webhook: Webhook, now: datetime) -> Iterator[bytes]:
    yield _key(vault, webhook, webhook.secret)
    if webhook.renewed is not None and now < webhook.renewed + OVERLAP:
        yield _key(vault, webhook, webhook.secret - 1)


def _key(vault: Vault, webhook: Webhook, number: int) -> bytes:
    return vault.key_for(f"webhook:{webhook.id}", PURPOSE, str(number))[1]
