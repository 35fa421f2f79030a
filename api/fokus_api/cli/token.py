"""`fokus token`: API keys issued, listed and revoked."""

from datetime import date
from typing import Any

import rich_click as click

from fokus_api.auth.key_uses import KeyUses
from fokus_api.cli.access import DAY, as_day
from fokus_api.cli.completing import completion, roles
from fokus_api.cli.do import acting, as_option, build, tell, waiting
from fokus_api.cli.output import Output, json_option, opened
from fokus_core.access.api_keys import IssueKey, KeyIssued, KeyRevoked, RevokeKey, new_secret
from fokus_core.domain.clock import day_of

COLUMNS = ("key", "actor", "since", "until", "revoked_on", "roles", "scopes", "last_used")


class Token(click.RichGroup):
    """A group that issues a key where an actor is named in place of a command."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take `fokus token ACTOR` for `fokus token issue ACTOR`."""
        return super().resolve_command(ctx, args if args[0] in self.commands else ["issue", *args])


@click.group(cls=Token, context_settings={"ignore_unknown_options": True}, subcommand_metavar="[COMMAND] ARGS...")
def token() -> None:
    """Issue an API key to an actor and print it once; list and revoke keys.

    `fokus token ACTOR` is short for `fokus token issue ACTOR`.
    """


@token.command
@click.argument("actor_id", metavar="ACTOR")
@click.option("--until", type=DAY, help="Last day on which the key holds.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    shell_complete=completion(roles),
    help="Open only what this role of the actor may do; may be repeated.",
)
@click.option("--scope", "scopes", multiple=True, help="Open only what lies within this scope; may be repeated.")
@as_option
@json_option
def issue(
    actor_id: str, until: "date | None", roles: tuple[str, ...], scopes: tuple[str, ...], actor: str | None
) -> None:
    """Issue an API key to an actor and print it once.

    Only a digest of it is kept.
    """
    out = Output()
    with opened(create=True) as service:
        secret, digest = new_secret()
        today = day_of(service.journal.now())
        shape: dict[str, Any] = {"actor": actor_id, "digest": digest, "effective": today, "until": as_day(until)}
        shape |= {"roles": roles, "scopes": scopes}
        receipt = service.journal.handle(build(IssueKey, shape), by=acting(actor))
        if receipt.proposal:
            out.aside(waiting(receipt.proposal))
            out.aside("Its secret, shown this once; the key reads `fk_<id>_<secret>` with the id it is then given:")
            out.say({"secret": secret, "actor": actor_id, "proposal": receipt.proposal}, secret)
            return
        issued = next(record.fact for record in receipt.facts if isinstance(record.fact, KeyIssued))
        text = f"fk_{issued.key}_{secret}"
        document = {"token": text, "key": issued.key, "actor": actor_id, "until": issued.until}
        out.aside(f"The key {issued.key} of {actor_id}, shown this once; send it as `Authorization: Bearer …`:")
        out.say(document | {"position": receipt.position}, text)


@token.command("list")
@click.argument("actor_id", metavar="[ACTOR]", required=False)
@json_option
def list_keys(actor_id: str | None) -> None:
    """List the API keys of an actor, or all; never their secrets."""
    out = Output()
    with opened() as service:
        found: dict[str, dict[str, Any]] = {}
        for record in service.journal.follow():
            match record.fact:
                case KeyIssued(key=key, actor=actor, until=until, roles=roles, scopes=scopes) as issued:
                    row = (key, actor, issued.effective, until, None, roles, scopes, None)
                    found[key] = dict(zip(COLUMNS, row, strict=True))
                case KeyRevoked(key=key) as revoked:
                    found[key]["revoked_on"] = revoked.effective
                case _:
                    pass
        keys = [one for one in found.values() if actor_id in (None, one["actor"])]
        for key, at in KeyUses(service.state_store).last(one["key"] for one in keys).items():
            found[key]["last_used"] = at
        rows = [[" ".join(cell) if isinstance(cell, tuple) else cell for cell in one.values()] for one in keys]
        out.say({"keys": keys}, out.table(COLUMNS, rows) if rows else "There are no keys.")


@token.command
@click.argument("key")
@click.option("--reason", required=True, help="Why it is revoked.")
@as_option
@json_option
def revoke(key: str, reason: str, actor: str | None) -> None:
    """Revoke an API key, by its id, from today on."""
    out = Output()
    with opened() as service:
        shape = {"key": key, "reason": reason, "effective": day_of(service.journal.now())}
        tell(out, service, service.journal.handle(build(RevokeKey, shape), by=acting(actor)))
