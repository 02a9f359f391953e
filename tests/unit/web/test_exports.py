"""Citations and exports over HTTP: each form in its media type, and clear answers where there is none."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient

from kg.exports.forms import FORMS
from kg.identifiers import mint
from kg.model import Recommendation
from tests import factories

MADE = factories.extraction()
ASK = next(each for each in MADE.statements if isinstance(each, Recommendation))


def path(iri: str) -> str:
    return "/id/" + iri.split("/id/", 1)[1]


@pytest.mark.parametrize("name", FORMS)
def test_a_statement_comes_in_every_format(client: FlaskClient, name: str) -> None:
    response = client.get(f"{path(ASK.iri)}/export/{name}")
    assert response.status_code == 200
    assert response.mimetype == FORMS[name].media_type
    assert factories.CLOSE_LOOPHOLES in response.text or name == "claims"
    assert FORMS[name].suffix in response.headers["Content-Disposition"]


@pytest.mark.parametrize("name", FORMS)
def test_a_document_comes_in_every_format_that_fits_one(client: FlaskClient, name: str) -> None:
    response = client.get(f"{path(MADE.document.iri)}/export/{name}")
    assert response.status_code == (400 if FORMS[name].of_one else 200)


def test_a_nanopublication_answers_at_its_own_name(client: FlaskClient) -> None:
    text = client.get(f"{path(ASK.iri)}/export/nanopub").text
    (name,) = set(re.findall(r"<https://w3id.org(/warrant/np/[^#>]+)>", text))
    address = name.removeprefix("/warrant")
    given = client.get(address)
    assert (given.status_code, given.mimetype, given.text) == (200, "application/trig", text)
    assert given.headers["Vary"] == "Accept"
    page = client.get(address, headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["Location"]) == (303, path(ASK.iri))
    assert client.get(address[:-1] + ("a" if address[-1] != "a" else "b")).status_code == 404
    assert client.get("/np/00000000000000000000/RAx").status_code == 404


def test_a_second_request_for_the_same_costs_nothing(client: FlaskClient) -> None:
    address = f"{path(ASK.iri)}/export/argdown"
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("kind", ["document", "statement", "quote"])
@pytest.mark.parametrize(
    ("form", "mimetype", "begins"),
    [
        ("bluebook", "text/plain", "Example Institute, "),
        ("bibtex", "application/x-bibtex", "@misc{"),
        ("csl-json", "application/vnd.citationstyles.csl+json", "["),
    ],
)
def test_everything_with_words_is_cited_in_each_form(
    client: FlaskClient, kind: str, form: str, mimetype: str, begins: str
) -> None:
    iris = {"document": MADE.document.iri, "statement": ASK.iri, "quote": ASK.quote.iri}
    response = client.get(f"{path(iris[kind])}/cite?format={form}")
    assert response.status_code == 200
    assert response.mimetype == mimetype
    assert response.text.startswith(begins)


def test_a_reference_manager_gets_its_form_by_negotiation(client: FlaskClient) -> None:
    response = client.get(f"{path(ASK.iri)}/cite", headers={"Accept": "application/vnd.citationstyles.csl+json"})
    (item,) = json.loads(response.text)
    assert item["title"] == MADE.document.title


def test_the_page_shows_all_forms_and_leads_to_the_exports(client: FlaskClient) -> None:
    html = client.get(f"{path(ASK.iri)}/cite", headers={"Accept": "text/html"}).text
    assert "@misc{" in html
    assert all(f"/export/{name}" in html for name in FORMS)
    assert "/export/nanopub" not in client.get(f"{path(MADE.document.iri)}/cite").text


@pytest.mark.parametrize("tail", ["cite", "export/argdown"])
def test_what_is_not_there_is_not_found(client: FlaskClient, tail: str) -> None:
    for kind in ("document", "statement"):
        assert client.get(f"{path(mint(kind, 'nothing'))}/{tail}").status_code == 404  # type: ignore[arg-type]
    assert client.get(f"/id/statement/x/{tail}").status_code == 404
    assert client.get(f"{path(ASK.iri)}/export/pdf").status_code == 404
