"""The form of a campaign file for editors, as JSON Schema: they complete keys and mark faults while one writes."""

from __future__ import annotations

import json

from bot.content.model import CampaignTable


def campaign_schema() -> str:
    """What `config/campaigns/schema.json` holds; each campaign file names it in its first line."""
    return json.dumps(CampaignTable.model_json_schema(), indent=2, ensure_ascii=False) + "\n"
