import json
import re

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.i18n import ENGLISH, PSEUDO, load
from app.web.later_words import create_router, later_words_url
from app.web.page import render


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    app.include_router(create_router())
    return TestClient(app)


@pytest.mark.parametrize("code", [ENGLISH, PSEUDO])
def test_a_page_leads_to_the_words_of_its_language(client, code):
    language = load(code)
    (address,) = re.findall(r'data-later="\./([^"]+)"', render(language))
    answer = client.get(f"/{address}")
    assert answer.json() == language.later
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]


def test_words_come_uncompressed_where_that_is_asked_for(client):
    headers = {"accept-encoding": "identity"}
    answer = client.get(f"/words/{ENGLISH}.json", headers=headers)
    assert "content-encoding" not in answer.headers
    assert json.loads(answer.content) == load(ENGLISH).later


def test_an_unknown_language_has_no_words(client):
    assert client.get("/words/xx.json").status_code == 404


def test_other_words_have_another_address():
    assert later_words_url(load(ENGLISH)) != later_words_url(load(PSEUDO))
    assert later_words_url(load(ENGLISH)) == later_words_url(load(ENGLISH))
