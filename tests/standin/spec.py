"""Request bodies checked against Discord's own OpenAPI document, where that lies beside the project."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

DOCUMENT = Path(__file__).resolve().parents[3] / "shared" / "discord" / "openapi.json"
DOCUMENT_URI = "urn:discord:openapi"
METHODS = ("get", "put", "post", "patch", "delete")


class Spec:
    """Knows Discord's routes and what their bodies look like."""

    def __init__(self, document: dict[str, Any]) -> None:
        resource: Resource[Any] = Resource.from_contents(document, default_specification=DRAFT202012)
        self._registry: Registry[Any] = Registry[Any]().with_resource(DOCUMENT_URI, resource)
        self._paths: dict[str, dict[str, Any]] = document["paths"]
        routes = [(template, method) for template, item in self._paths.items() for method in item if method in METHODS]
        # Fewest placeholders first, so that "@original" and "@me" win over "{id}".
        routes.sort(key=lambda route: route[0].count("{"))
        self._routes = [(method.upper(), _pattern(template), template) for template, method in routes]
        # Any: the published types of jsonschema are incomplete.
        self._validators: dict[tuple[str, str], Any] = {}
        self._verdicts: dict[tuple[str, str, bytes], str | None] = {}

    def template(self, method: str, path: str) -> str | None:
        """The route that a path belongs to, None when Discord has no such route."""
        for route_method, pattern, template in self._routes:
            if route_method == method and pattern.fullmatch(path):
                return template
        return None

    def fault(self, method: str, path: str, body: bytes) -> str | None:
        """What is wrong with a JSON body, None when nothing is. Equal bodies are looked at once: a burst sends many."""
        template = self.template(method, path)
        if template is None:
            return f"Discord has no {method} {path}"
        key = (method, template, body)
        if key not in self._verdicts:
            self._verdicts[key] = self._look(method, template, body)
        return self._verdicts[key]

    def _look(self, method: str, template: str, body: bytes) -> str | None:
        errors = self._validator(method, template).iter_errors(json.loads(body))
        return next(map(_sentence, errors), None)

    def _validator(self, method: str, template: str) -> Any:
        key = (method, template)
        if key not in self._validators:
            escaped = template.replace("~", "~0").replace("/", "~1")
            pointer = f"/paths/{escaped}/{method.lower()}/requestBody/content/application~1json/schema"
            reference = f"{DOCUMENT_URI}#{quote(pointer, safe='/~@!$&()*+,;=:?')}"
            self._validators[key] = Draft202012Validator(
                {"$ref": reference}, registry=self._registry, format_checker=FormatChecker()
            )
        return self._validators[key]


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(template)))


def _sentence(error: Any) -> str:
    """Where the fault is and what. Among alternatives the one is meant whose `type` fits."""
    alternatives: dict[int, list[Any]] = {}
    for inner in error.context:
        alternatives.setdefault(inner.schema_path[0], []).append(inner)
    for faults in alternatives.values():
        if not any(fault.path and fault.path[-1] == "type" for fault in faults):
            return _sentence(faults[0])
    return f"{error.json_path}: {error.message}"[:500]


@cache
def load() -> Spec | None:
    """The document beside the project, None where there is none: then bodies are held to `limits` alone."""
    if not DOCUMENT.is_file():
        return None
    return Spec(cast("dict[str, Any]", json.loads(DOCUMENT.read_text(encoding="utf-8"))))
