"""`fokus restore`: after stores were restored, what was lost is given up, and what was erased since erased again."""

from pathlib import Path

import rich_click as click

from fokus_api.cli.output import Output, brought, json_option, settings


@click.command
@click.option(
    "--accept",
    "head",
    type=click.IntRange(min=1),
    metavar="HEAD",
    help="Last position of the journal that lies there now, where it went back in time.",
)
@click.option(
    "--without-register",
    is_flag=True,
    help="The register of erasures is lost: what was erased after the backup stays restored.",
)
@json_option
def restore(head: int | None, without_register: bool) -> None:
    """Accept a journal that went back in time, and erase again who was erased after the backup.

    What was recorded after HEAD is lost. The read models that may still show it are kept aside, and built anew at the
    next start; state store and files that are new belong to the journal from now on. Until the erasures that the
    register knows are carried out again, a server answers 503. End the server before.
    """
    from fokus_api.plugins.load import load_plugins
    from fokus_api.runtime.logs import setup_logging
    from fokus_api.runtime.service import Service, StartRefused
    from fokus_projections import followed

    setup_logging("warning")
    inforce, out = settings(), Output()
    if followed(Path(inforce.read_models)):
        raise StartRefused("A server still runs on these read models. End it, then restore. Nothing was changed.")
    loaded = load_plugins(inforce, extra=brought())
    with Service.open(inforce, *loaded, follow=False, create=False, accept=head) as service:
        journal = service.journal.id
        if service.register.missing and not without_register:
            raise StartRefused(
                f"The register of erasures is missing at {inforce.erasure_register}. Put it there, so that nobody who "
                "was erased comes back; --without-register gives it up."
            )
        aside = None if head is None else service.models.put_aside()
        erased = service.register.replay(service, service.state_store)
    kept = [f"The read model of the time before is kept as {aside}."] if aside else []
    accepted = [] if head is None else [f"Journal {journal} is accepted as it ends at position {head}."]
    document = {"journal": journal, "head": head, "kept": None if aside is None else str(Path(aside)), "erased": erased}
    out.say(document, *accepted, *kept, f"Persons erased again: {erased}.")
