"""Forms as a moderator fills them in."""

from __future__ import annotations

from typing import Any

from simulated_server import World


async def opened(world: World, page: Any, label: str = "Change") -> Any:
    """The form that a button of the page opens."""
    form = await world.moderator.click(page.response, label=label)
    assert form.modal
    return form


async def sent(world: World, form: Any, **fields: str) -> Any:
    """The answer to a form with these fields changed and the others left as they were."""
    given = {**values(form), **fields}
    menus = {field["custom_id"] for field in _fields(form) if "options" in field}
    return await world.moderator.submit_modal(
        form, {name: [value] if name in menus else value for name, value in given.items()}
    )


def values(form: Any) -> dict[str, str]:
    """What the fields of a form show when it opens."""
    return {field["custom_id"]: _chosen(field) for field in _fields(form)}


def offered(form: Any, name: str) -> list[str]:
    """What a menu of the form offers."""
    return [option["value"] for field in _fields(form) if field["custom_id"] == name for option in field["options"]]


def _fields(form: Any) -> list[dict[str, Any]]:
    return [label["component"] for label in form.modal["components"]]


def _chosen(field: dict[str, Any]) -> str:
    chosen = [option["value"] for option in field.get("options", ()) if option.get("default")]
    return chosen[0] if chosen else field.get("value") or ""
