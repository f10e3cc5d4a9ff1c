"""Every operation as an endpoint, and the reads a client needs. Same inputs, same access, same refusals as the pages."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Body, Header, NinjaAPI, Path, Query
from ninja.errors import AuthenticationError, ValidationError
from ninja.responses import Response
from ninja.security import APIKeyCookie
from pydantic import BaseModel, ConfigDict

from cspr import protocol
from cspr.access.errors import Refusal
from cspr.access.reads import about_of, case_for, note_look, visible_cases
from cspr.operations import Done, GateClosed, InputFault, Operation, clock, recording, registry, run
from cspr.operations.errors import Conflict
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.facts import of_case, pure
from cspr.steps.tasks import CaseRead


class Session(APIKeyCookie):
    """The same session as the pages, cross-site requests refused."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> Member | None:
        """The hat the caller wears."""
        return getattr(request, "member", None)


class Moved(BaseModel):
    """A duty that changed."""

    what: str
    duty: str
    for_: str
    due: str | None


class Recorded(BaseModel):
    """What came of an operation."""

    case: str | None
    facts: list[dict[str, Any]]
    moved: list[Moved]
    repeated: bool


class Refused(BaseModel):
    """Why something was not done. Each fault has its place; each missing thing its clauses."""

    message: str
    faults: list[dict[str, str]] = []
    missing: list[dict[str, Any]] = []
    changes: list[str] = []


class FactIn(BaseModel):
    """A fact as in the contract. It is recorded through the operation it belongs to."""

    model_config = ConfigDict(extra="forbid")

    kind: str
    at: str
    details: dict[str, Any] = {}
    supersedes: str | None = None


class CaseLine(BaseModel):
    """A case in a list. stage: "" where the case's overview is not open to you."""

    reference: str
    about: str
    stage: str


api = NinjaAPI(title="Practice reviews", version="1", urls_namespace="api-1", auth=[Session()], openapi_url="/openapi.json", docs_url=None)
KEY_HELP = "Your own key for this submission: the same key again has no further effect."
ANSWERS = {200: Recorded, 400: Refused, 401: Refused, 403: Refused, 404: Refused, 409: Refused, 422: Refused}
READS = {401: Refused, 403: Refused, 404: Refused, 422: Refused}
Reference = Annotated[str, Path(max_length=40)]
Key = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200, description=KEY_HELP)]


def refused(refusal: Refusal) -> dict[str, Any]:
    """A refusal as JSON."""
    return Refused(
        message=refusal.message,
        faults=[{"field": f.field, "message": f.message} for f in refusal.faults] if isinstance(refusal, InputFault) else [],
        missing=[{"says": m.says, "clauses": list(m.clauses)} for m in refusal.missing] if isinstance(refusal, GateClosed) else [],
        changes=list(refusal.changes) if isinstance(refusal, Conflict) else [],
    ).model_dump()


def _recorded(done: Done) -> Recorded:
    return Recorded(
        case=done.case.reference if done.case else None, facts=[pure(f).to_json() for f in done.facts], repeated=done.repeated,
        moved=[Moved(what=m.what, duty=m.duty, for_=m.for_value, due=m.due.isoformat() if m.due else None) for m in done.moved],
    )


@api.exception_handler(Refusal)
def on_refusal(request: HttpRequest, error: Refusal) -> Response:
    """Every refusal of access or the door, with its status."""
    return Response(refused(error), status=error.status)


@api.exception_handler(ValidationError)
def on_invalid(request: HttpRequest, error: ValidationError) -> Response:
    """Input that does not fit its model."""
    faults = [{"field": ".".join(str(p) for p in e["loc"][2:] or e["loc"]), "message": str(e["msg"])} for e in error.errors]
    return Response(Refused(message="; ".join(f"{f['field']}: {f['message']}" for f in faults), faults=faults).model_dump(), status=422)


@api.exception_handler(AuthenticationError)
def on_stranger(request: HttpRequest, error: AuthenticationError) -> Response:
    """Nobody is signed in."""
    return Response(Refused(message="Sign in first.").model_dump(), status=401)


def _member(request: HttpRequest) -> Member:
    return request.member  # type: ignore[attr-defined,no-any-return]


@api.get("/cases", response={200: list[CaseLine], **READS}, tags=["cases"])
def list_cases(request: HttpRequest, page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> Any:
    """The cases you may see, newest first, 100 a page."""
    member, today = _member(request), clock.today()
    found = list(visible_cases(member, today)[(page - 1) * 100:page * 100])
    in_whole = set(visible_cases(member, today, "overview").order_by().filter(pk__in=[c.pk for c in found]).values_list("pk", flat=True))
    return [CaseLine(reference=c.reference, about=about_of(member, c), stage=c.stage if c.pk in in_whole else "") for c in found]


@api.get("/cases/{reference}/facts", response={200: list[dict[str, Any]], **READS}, tags=["cases"])
def case_facts(request: HttpRequest, reference: Reference) -> Any:
    """Every fact of a case, superseded ones too, in the order they were recorded."""
    seen = case_for(_member(request), reference, clock.today(), "history")
    note_look(seen, "api: facts", clock.now())
    return [f.to_json() for f in of_case(seen.case)]


@api.get("/cases/{reference}/evaluation", response={200: dict[str, Any], **READS}, tags=["cases"])
def case_evaluation(request: HttpRequest, reference: Reference) -> Any:
    """Every duty and gate of a case, worked out from its facts now."""
    seen = case_for(_member(request), reference, clock.today(), "overview")
    note_look(seen, "api: evaluation", clock.now())
    return CaseRead(seen).result.to_json()


@api.post("/cases/{reference}/facts", response=ANSWERS, tags=["cases"])
def record_fact(request: HttpRequest, reference: Reference, data: FactIn, key: Key = None) -> Any:
    """Record one fact as the contract words it, through the operation it belongs to (the first that fits your role)."""
    member = _member(request)
    case_for(member, reference, clock.today())
    if data.kind not in protocol.KINDS:
        raise InputFault.at("kind", f"“{data.kind}” is not a kind of fact. The kinds are in the protocol's vocabulary.")
    if data.supersedes is not None:
        reason = str(data.details.get("reasons", ""))
        given = {"fact": data.supersedes, "reason": reason} if data.kind == "withdrawn" else {
            "fact": data.supersedes, "reason": reason or "Corrected through the API.", "at": data.at, "details": data.details}
        return _recorded(run("record.take_back" if data.kind == "withdrawn" else "record.correct", member, given, case=reference, key=key))
    ways = [o for o in recording(data.kind) if o.stage != "record" and o.on == "case" and data.kind != "withdrawn"]
    if not ways:
        raise InputFault.at("kind", f"“{data.kind}” is recorded by the service itself, or names in “supersedes” the entry it takes back.")
    op = next((o for o in ways if Role(member.role) in o.by), ways[0])
    given = {**data.details, "at": data.at}
    return _recorded(run(op.name, member, given, case=reference, key=key))


def _endpoint(op: Operation) -> None:
    model = op.data
    if op.on == "case":
        def on_case(request: HttpRequest, reference: Reference, data: Any, key: Key = None) -> Any:
            return _recorded(run(op.name, _member(request), data, case=reference, key=key))
        view, path = on_case, f"/cases/{{reference}}/{op.stage}/{op.verb}"
    else:
        def without_case(request: HttpRequest, data: Any, key: Key = None) -> Any:
            return _recorded(run(op.name, _member(request), data, key=key))
        view, path = without_case, f"/{op.stage}/{op.verb}"
    view.__annotations__ = {**view.__annotations__, "data": Annotated[model, Body()]}
    view.__name__ = op.name.replace(".", "_")
    view.__doc__ = (op.body.__doc__ or op.title) + f"\n\nClauses: {', '.join(op.clauses)}. By: {', '.join(sorted(r.label for r in op.by))}."
    api.post(path, response=ANSWERS, summary=op.title, operation_id=view.__name__, tags=[op.stage])(view)


for _op in registry().values():
    _endpoint(_op)

