"""Compiled templates: the first environment compiles, the others reuse its code."""

import pytest
from jinja2 import DictLoader, Environment

from app.web.compiled_templates import CompiledTemplates


def test_a_template_is_compiled_once_and_rendered_with_the_globals_of_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compiled = []
    compile_ = Environment._compile

    def counted(self: Environment, source: str, filename: str) -> object:
        compiled.append(filename)
        return compile_(self, source, filename)

    monkeypatch.setattr(Environment, "_compile", counted)
    templates = CompiledTemplates()
    texts = {
        "macro.html": "{% macro greeting() %}{{ word }}!{% endmacro %}",
        "page.html": "{% from 'macro.html' import greeting %}{{ greeting() }}",
    }

    def rendered(word: str) -> str:
        environment = Environment(
            loader=DictLoader(texts), bytecode_cache=templates, autoescape=True
        )
        environment.globals["word"] = word
        return environment.get_template("page.html").render()

    assert [rendered("a"), rendered("b")] == ["a!", "b!"]
    assert len(compiled) == 2
    texts["macro.html"] = "{% macro greeting() %}{{ word }}?{% endmacro %}"
    assert rendered("c") == "c?"
    assert len(compiled) == 3
