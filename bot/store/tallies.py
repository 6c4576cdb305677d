"""Campaigns in servers, and what was published."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from bot.domain.tally import Publication, Rules, State, TallyId, first_publication, next_tick
from bot.services.protocols import Post, PublishingRule, Tally
