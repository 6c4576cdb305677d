"""The REST side of interactions: the first response, and the messages that a token reaches afterwards."""

from __future__ import annotations

from asyncio import get_running_loop
from collections.abc import Iterable

from aiohttp import web

from tests.standin import answers, limits, payloads, wire, world
from tests.standin.answers import Interaction
from tests.standin.messages import LOADING
from tests.standin.payloads import is_ephemeral
from tests.standin.rest import Call, Rest
from tests.standin.state import State
from tests.standin.wire import EPHEMERAL, Json, RefusedError, json_response

TOKEN_LIFE = 15 * 60.0
FITTING = {
    payloads.COMMAND: {answers.MESSAGE, answers.DEFERRED_MESSAGE, answers.MODAL},
    payloads.COMPONENT: {4, 5, 6, 7, 9},
    payloads.AUTOCOMPLETE: {answers.CHOICES},
    payloads.MODAL_SUBMIT: {4, 5, 6, 7},
}
"""Which first responses each kind of interaction takes."""


class Interactions:
    def __init__(self, state: State, rest: Rest) -> None:
        self._state = state
        self._rest = rest

    def routes(self) -> list[web.RouteDef]:
        hook = "/webhooks/{application}/{token}"
        return [
            self._rest.route("POST", "/interactions/{interaction}/{token}/callback", self._respond),
            self._rest.route("POST", hook, self._follow_up),
            self._rest.route("GET", f"{hook}/messages/{{message}}", self._get),
            self._rest.route("PATCH", f"{hook}/messages/{{message}}", self._edit),
            self._rest.route("DELETE", f"{hook}/messages/{{message}}", self._delete),
        ]

    def _respond(self, call: Call) -> web.Response:
        interaction = self._state.interactions.get(call.number("interaction"))
        now = get_running_loop().time()
        if interaction is None or now - interaction.sent > answers.DEADLINE:
            raise RefusedError(*wire.UNKNOWN_INTERACTION)
        if interaction.token != call.match["token"]:
            raise RefusedError(*wire.INVALID_WEBHOOK_TOKEN)
        if interaction.response is not None:
            raise RefusedError(*wire.ALREADY_ACKNOWLEDGED)
        kind: int = call.body["type"]
        if kind not in FITTING[interaction.payload["type"]]:
            raise RefusedError.invalid(
                f"type {kind} does not answer an interaction of type {interaction.payload['type']}"
            )
        self._carry_out(interaction, kind, call)
        interaction.response = kind
        interaction.answered = now
        interaction.settled = kind not in (answers.DEFERRED_MESSAGE, answers.DEFERRED_UPDATE)
        if call.query.get("with_response") not in ("1", "true", "True"):
            return web.Response(status=204)
        return json_response(self._report(interaction, kind))

    def _carry_out(self, interaction: Interaction, kind: int, call: Call) -> None:
        data: Json = call.body.get("data") or {}
        ephemeral = bool((data.get("flags") or 0) & EPHEMERAL)
        messages = self._state.messages
        if kind == answers.MESSAGE:
            written = messages.write(interaction.channel_id, data, call.files, ephemeral=ephemeral)
            interaction.message_id = self._sign(interaction, written)
        elif kind == answers.DEFERRED_MESSAGE:
            _refuse(limits.deferral_faults(data))
            written = messages.placeholder(interaction.channel_id, ephemeral=ephemeral)
            interaction.message_id = self._sign(interaction, written)
        elif kind in (answers.UPDATE, answers.DEFERRED_UPDATE):
            source = None if interaction.source_id is None else messages.get(interaction.source_id)
            if source is None:
                raise RefusedError.invalid("there is no message to update")
            interaction.message_id = interaction.source_id
            if kind == answers.UPDATE:
                messages.edit(source, data, call.files)
        elif kind == answers.MODAL:
            _refuse(limits.modal_faults(data))
            interaction.modal = data
        else:
            choices = wire.objects(data, "choices")
            _refuse(limits.choice_faults(choices))
            interaction.choices = choices

    def _sign(self, interaction: Interaction, message: Json) -> int:
        """Write on a message what it answers."""
        message["webhook_id"] = message["application_id"] = str(world.APPLICATION_ID)
        message["interaction_metadata"] = {
            "id": str(interaction.id),
            "type": interaction.payload["type"],
            "user": interaction.person.user(),
            "authorizing_integration_owners": interaction.payload["authorizing_integration_owners"],
        }
        return int(message["id"])

    def _report(self, interaction: Interaction, kind: int) -> Json:
        about: Json = {"id": str(interaction.id), "type": interaction.payload["type"]}
        resource: Json = {"type": kind}
        message = None if interaction.message_id is None else self._state.messages.get(interaction.message_id)
        if message is not None:
            about |= {
                "response_message_id": message["id"],
                "response_message_loading": kind == answers.DEFERRED_MESSAGE,
                "response_message_ephemeral": is_ephemeral(message),
            }
            if kind in (answers.MESSAGE, answers.UPDATE):
                resource["message"] = message
        return {"interaction": about, "resource": resource}

    def _follow_up(self, call: Call) -> web.Response:
        interaction = self._known(call)
        original = None if interaction.message_id is None else self._state.messages.get(interaction.message_id)
        if original is not None and original["flags"] & LOADING:
            # The first follow-up takes the place of the "is thinking", and its visibility.
            message = self._state.messages.edit(original, call.body, call.files)
        else:
            ephemeral = bool((call.body.get("flags") or 0) & EPHEMERAL)
            message = self._state.messages.write(interaction.channel_id, call.body, call.files, ephemeral=ephemeral)
            interaction.followup_ids.append(self._sign(interaction, message))
        interaction.settled = True
        return json_response(message)

    def _get(self, call: Call) -> web.Response:
        return json_response(self._message(self._known(call), call))

    def _edit(self, call: Call) -> web.Response:
        interaction = self._known(call)
        message = self._state.messages.edit(self._message(interaction, call), call.body, call.files)
        interaction.settled = True
        return json_response(message)

    def _delete(self, call: Call) -> web.Response:
        interaction = self._known(call)
        self._state.messages.delete(int(self._message(interaction, call)["id"]))
        interaction.settled = True
        return web.Response(status=204)

    def _known(self, call: Call) -> Interaction:
        """The interaction of a token that was answered and is young enough."""
        interaction = self._state.by_token(call.match["token"])
        if interaction is None or get_running_loop().time() - interaction.sent > TOKEN_LIFE:
            raise RefusedError(*wire.INVALID_WEBHOOK_TOKEN)
        if interaction.response is None:
            raise RefusedError(*wire.UNKNOWN_WEBHOOK)
        return interaction

    def _message(self, interaction: Interaction, call: Call) -> Json:
        wanted = call.match["message"]
        known = [interaction.message_id, *interaction.followup_ids]
        message_id = interaction.message_id if wanted == "@original" else int(wanted)
        message = self._state.messages.get(message_id) if message_id in known and message_id is not None else None
        if message is None:
            raise RefusedError(*wire.UNKNOWN_MESSAGE)
        return message


def _refuse(faults: Iterable[str]) -> None:
    found = list(faults)
    if found:
        raise RefusedError.invalid("; ".join(found))
