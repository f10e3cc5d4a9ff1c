"""Every operation as an endpoint, and the reads a client needs. Same inputs, same access, same refusals as the pages."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja import Body, Header, NinjaAPI, Path, Query
from ninja.errors import AuthenticationError, HttpError
from ninja.openapi.schema import OpenAPISchema

from cspr.access.errors import Forbidden, NotHere, Refusal
from cspr.access.reads import about_of, case_for, note_look, note_turned_away, open_duties, visible_cases
from cspr.api.answers import CaseLine, CaseOut, DutyOwed, Recorded, Refused, refused, refused_by
from cspr.api.asked import FactIn, StrictParser, faults
from cspr.api.facts import record
from cspr.api.sign_in import PersonalToken, Session, need
from cspr.operations import InputFault, Operation, clock, come_round, get, registry, run
from cspr.operations.corrections import in_sight
from cspr.operations.errors import Fault
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.facts import pure
from cspr.services.chronology.reads import withheld_rows
from cspr.services.chronology.view import api_rows
from cspr.services.tokens.scopes import NOT_BY_TOKEN, SCOPES
from cspr.steps.fresh import is_fresh
from cspr.steps.read import CaseRead


class Described(OpenAPISchema):
    """Says of each call which scope its token needs."""

    def operation_security(self, operation: Any) -> Any:
        """As it is made, with the scope."""
        asked = [getattr(auth, "scope", None) for auth in operation.auth_callbacks]
        found = super().operation_security(operation) or []
        return [{name: [scope] if scope else [] for name in one} for one, scope in zip(found, asked, strict=True)]


class Api(NinjaAPI):
    """Says what is wrong with an input as the door says it."""

    validation_error_from_error_contexts = staticmethod(faults)  # type: ignore[assignment]

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> OpenAPISchema:
        """The document, scopes included."""
        return Described(self, self.get_root_path(path_params or {}) if path_prefix is None else path_prefix)


WHAT_TOKENS_DO = "A personal token is made for one or more scopes. " + " ".join(f"`{scope}`: {says.split(': ')[1]}" for scope, says in SCOPES.items())
api = Api(title="Practice reviews", version="1", urls_namespace="api-1", auth=[PersonalToken("read"), Session()], parser=StrictParser(),
          openapi_url="/openapi.json", docs_url=None, description=WHAT_TOKENS_DO)
KEY_HELP = "Your own key for this submission: the same key again, with the same body, has no further effect."
READS = {401: Refused, 403: Refused, 404: Refused, 422: Refused}
ANSWERS = {200: Recorded, 400: Refused, **READS, 409: Refused, 413: Refused, 415: Refused}
A_PAGE = 100
Page = Annotated[int, Query(ge=1, le=100_000)]
Reference = Annotated[str, Path(max_length=40)]
Names = Annotated[Literal["named", "anonymised"], Query(description="Names as typed, or the words that stand for them.")]
Key = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200, description=KEY_HELP)]


@api.exception_handler(Refusal)
def on_refusal(request: HttpRequest, error: Refusal) -> HttpResponse:
    """Every refusal of access or the door, with its status."""
    note_turned_away(error, clock.now())
    return refused_by(error)


@api.exception_handler(HttpError)
def on_unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that cannot be read, said by who tried; a form of another site's."""
    return refused_by(error.__cause__) if isinstance(error.__cause__, Refusal) else refused(str(error), error.status_code)


@api.exception_handler(RequestDataTooBig)
def on_too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    """More than the service takes at once."""
    return refused("The body is larger than 2.5 MB. Send it in parts, or shorten it.", 413)


@api.exception_handler(AuthenticationError)
def on_stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Nobody is signed in."""
    message = "Sign in first, or send a personal token (Authorization: Bearer …)." if error.message == "Unauthorized" else error.message
    answer = refused(message, 401)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _only(request: HttpRequest, *known: str) -> None:
    """Raises InputFault for anything else asked after the question mark: a misspelt word is never silently dropped."""
    says = f"is not known here. What may be asked: {', '.join(known)}."
    if faults_ := [Fault(name, f"“{name}” {says}") for name in request.GET if name not in known]:
        raise InputFault(*faults_)


def _member(request: HttpRequest) -> Member:
    return request.auth  # type: ignore[attr-defined,no-any-return]


@api.get("/owed", response={200: list[DutyOwed], **READS}, tags=["owed"])
def owed(request: HttpRequest, page: Page = 1) -> Any:
    """What you owe, in cases and outside them, the oldest debt first, 100 a page."""
    _only(request, "page")
    come_round(_member(request).partnership, clock.now())
    return [DutyOwed.of(d) for d in open_duties(_member(request), clock.today())[(page - 1) * A_PAGE:page * A_PAGE]]


@api.get("/cases", response={200: list[CaseLine], **READS}, tags=["cases"])
def list_cases(request: HttpRequest, page: Page = 1) -> Any:
    """The cases you may see, newest first, 100 a page."""
    _only(request, "page")
    member, today = _member(request), clock.today()
    found = list(visible_cases(member, today)[(page - 1) * A_PAGE:page * A_PAGE])
    in_whole = set(visible_cases(member, today, "overview").order_by().filter(pk__in=[c.pk for c in found]).values_list("pk", flat=True))
    return [CaseLine(reference=c.reference, about=about_of(member, c), stage=c.stage if c.pk in in_whole else "") for c in found]


@api.get("/cases/{reference}", response={200: CaseOut, **READS}, tags=["cases"])
def case_itself(request: HttpRequest, reference: Reference) -> Any:
    """The case, and which parts of it are open to you."""
    seen = case_for(_member(request), reference, clock.today())
    note_look(seen, "api: case", clock.now())
    case = seen.case
    return CaseOut(reference=case.reference, about=seen.about, stage=case.stage if seen.may_enter("overview") else "", protocol=case.protocol,
                   opened_at=case.opened_at, rooms=sorted(seen.rooms))


@api.get("/cases/{reference}/facts", response={200: list[dict[str, Any]], **READS}, tags=["cases"])
def case_facts(request: HttpRequest, reference: Reference) -> Any:
    """The facts of a case, superseded ones too, in the order they were recorded: every one, or, without the history, those of your own."""
    member = _member(request)
    seen = case_for(member, reference, clock.today())
    if not seen.may_enter("history") and Role(member.role) not in get("record.correct").by:
        raise NotHere()
    note_look(seen, "api: facts", clock.now())
    return [pure(f).to_json() for f in reversed(seen.entries) if in_sight(f, member, seen.rooms)]


@api.get("/cases/{reference}/evaluation", response={200: dict[str, Any], **READS}, tags=["cases"])
def case_evaluation(request: HttpRequest, reference: Reference) -> Any:
    """Every duty and gate of a case, worked out from its facts now."""
    seen = case_for(_member(request), reference, clock.today(), "overview")
    note_look(seen, "api: evaluation", clock.now())
    return CaseRead(seen).result.to_json()


@api.get("/cases/{reference}/chronology", response={200: list[dict[str, Any]], **READS}, tags=["chronology"])
def case_chronology(request: HttpRequest, response: HttpResponse, reference: Reference, names: Names = "named") -> Any:
    """The merged chronology in time order, one object a row as the contract words it; rows of unknown date come last.

    The header `Withheld` says how many rows are left out because they are for named people only.
    """
    _only(request, "names")
    seen = case_for(_member(request), reference, clock.today(), "chronology")
    _shown_to_be_they(request)  # As the file is: it is the same.
    note_look(seen, f"api: chronology, {names}", clock.now())
    response["Withheld"] = str(withheld_rows(seen.case))
    return api_rows(seen.case, named=names == "named")


@api.post("/cases/{reference}/facts", response=ANSWERS, tags=["cases"], auth=[PersonalToken(), Session()])
def record_fact(request: HttpRequest, reference: Reference, data: FactIn, key: Key = None) -> Any:
    """Record one fact as the contract words it, through the operation it belongs to (the first that fits your role).

    Of what that operation asks, only the details of the fact's kind have to be there. A token needs that operation's scope.
    """
    return Recorded.of(record(_member(request), reference, data, key, lambda op: _may(request, op)))


def _is_they(request: HttpRequest, op: Operation) -> None:
    """What is asked before a signature. Raises Forbidden."""
    if op.fresh_sign_in:
        _shown_to_be_they(request)


def _shown_to_be_they(request: HttpRequest) -> None:
    """A session is a person at a browser, who shows before a signature, and before taking a case away, that it is still they. Raises Forbidden.

    A token is another system: what it may do was said when it was made (ADR 0103).
    """
    if "Authorization" not in request.headers and not is_fresh(request):
        raise Forbidden("Show first that it is you: open “Your sign-in” in the browser and give your password "
                        "again. A personal token needs no such proof.")


def _may(request: HttpRequest, op: Operation) -> None:
    """What is asked of whoever runs an operation by a fact: the token's scope, or that a person is there. Raises Forbidden."""
    need(request, op.scope)
    _is_they(request, op)


def _endpoint(op: Operation) -> None:
    model = op.data
    if op.on == "case":
        def on_case(request: HttpRequest, reference: Reference, data: Any, key: Key = None) -> Any:
            _is_they(request, op)
            return Recorded.of(run(op.name, _member(request), data, case=reference, key=key))
        view, path = on_case, f"/cases/{{reference}}/{op.stage}/{op.verb}"
    else:
        def without_case(request: HttpRequest, data: Any, key: Key = None) -> Any:
            _is_they(request, op)
            return Recorded.of(run(op.name, _member(request), data, key=key))
        view, path = without_case, f"/{op.stage}/{op.verb}"
    view.__annotations__ = {**view.__annotations__, "data": Annotated[model, Body()]}
    view.__name__ = op.name.replace(".", "_")
    view.__doc__ = (op.body.__doc__ or op.title) + f"\n\nClauses: {', '.join(op.clauses)}. By: {', '.join(sorted(r.label for r in op.by))}."
    auth = [Session()] if op.stage in NOT_BY_TOKEN else [PersonalToken(op.scope), Session()]
    api.post(path, response=ANSWERS, summary=op.title, operation_id=view.__name__, tags=[op.stage], auth=auth)(view)


for _op in registry().values():
    _endpoint(_op)
