"""The verbs of agencies' own sign-ins. Each leaves an entry in the partnership's chain."""

from __future__ import annotations

from cspr.operations import Doing, InputFault, operation
from cspr.partnership.roles import Role
from cspr.services.sign_in import kept
from cspr.services.sign_in.inputs import SetProvider, WhichAgency
from cspr.services.sign_in.models import Provider

KEEPERS = (Role.ADMINISTRATOR,)


@operation("sign_in.set_provider", title="Let an agency's people sign in through it", clauses=[], by=KEEPERS, records=["provider_set"],
           on="partnership", fresh_sign_in=True)
def set_provider(do: Doing, data: SetProvider) -> None:
    """From now on whoever has an account for the agency may sign in through its identity provider, or through another than before."""
    agency = do.agency(data.agency)
    Provider.objects.update_or_create(agency=agency, defaults={
        "issuer": data.issuer, "client": data.client, "secret": kept.seal(data.secret.get_secret_value()), "multi_factor": data.multi_factor,
        "addresses_trusted": data.addresses_trusted})
    do.record("provider_set", agency=agency.slug, multi_factor=data.multi_factor, addresses_trusted=data.addresses_trusted)


@operation("sign_in.end_provider", title="End an agency's own sign-in", clauses=[], by=KEEPERS, records=["provider_ended"],
           on="partnership", fresh_sign_in=True)
def end_provider(do: Doing, data: WhichAgency) -> None:
    """Nobody signs in through it from now on, and who did is signed out. Raises InputFault where the agency has none."""
    agency = do.agency(data.agency)
    if not Provider.objects.filter(agency=agency).delete()[0]:
        raise InputFault.at("agency", "That agency has no sign-in of its own. Choose one from the list.")
    do.record("provider_ended", agency=agency.slug)
