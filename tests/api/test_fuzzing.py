"""Whatever is sent, the API answers as its description says: no 500, no status and no body that is not described."""

import pytest
import schemathesis
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from articles.checking import BESIDE_NOTES
from articles.models import User, issue_token
from newsreader.wsgi import application
from tests.api.examples import world

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
REAL = {
    "annotations": "7k2m9x4qpd",
    "articles": "plant-to-close",
    "imports": "qqimport",
    "sources": "maria-ortiz",
    "number": 1,
}
EXAMPLES = 4  # of each operation, of what is right and of what is wrong, for each of three readers


@pytest.fixture(scope="module")
def schema():
    """The description, over the application itself."""
    schema = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(public=True))
    schema.app = application
    schema.config.update(base_url="http://localhost")
    return schema


@pytest.fixture
def headers(request, db, open_connection, settings) -> dict[str, str]:
    """Those of a reader without an account, an annotator or an editor."""
    settings.API_LIMITS = dict.fromkeys(settings.API_LIMITS, 10**9)
    world()
    if request.param is None:
        return {"Accept-Encoding": "identity"}
    _, secret = issue_token(User.objects.get(username=request.param), "fuzzing", ["review"])
    return {"Accept-Encoding": "identity", "Authorization": f"Token {secret}"}


@pytest.mark.parametrize("headers", [None, "ana", "otto"], ids=["anonymous", "annotator", "editor"], indirect=True)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
def test_everything_that_is_sent_is_answered_as_described(schema, headers, mode):
    for result in schema.get_all_operations():
        operation = result.ok()
        if mode == GenerationMode.NEGATIVE and not _can_be_wrong(operation):
            continue
        _send(operation, headers, mode)


def _can_be_wrong(operation) -> bool:
    return bool(operation.body or operation.query)


def _send(operation, headers: dict[str, str], mode: GenerationMode) -> None:
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), real=st.sampled_from([True, True, False]))
    def run(case, real):
        if real:
            for name in case.path_parameters or {}:
                case.path_parameters[name] = REAL[name if name == "number" else operation.path.split("/")[3]]
        assume((case.path_parameters or {}).get("public_id") not in BESIDE_NOTES)  # what has an address there
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS)

    run()
