"""Sign-in: access tokens and browser sessions from one identity provider (OpenID Connect)."""

from fokus_api.auth.signin.provider import ProviderDown
from fokus_api.auth.signin.signin import SignIn, log_refused
from fokus_api.auth.signin.tokens import Flaw, actor_of

__all__ = ["Flaw", "ProviderDown", "SignIn", "actor_of", "log_refused"]
