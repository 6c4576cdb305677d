"""Every number that a rule or a platform sets, each with its reason.

A number that a server or host may change is a default here; the direction in which it may be changed
stands beside it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

# Counting (safety rules S14 to S20). k = 10 and rounding to 5 follow the small-cell rules of statistics offices.
THRESHOLD: Final = 10
"""S14: no number below this one. A server can raise it, never lower it."""
ROUNDING: Final = 5
"""S15: a published number is rounded down to a multiple of this."""
LEAST_CHANGE: Final = 5
"""S17: the exact count must have moved by this much before the published number changes."""
LEAST_MEMBERS: Final = 50
"""S20: no number in a server with fewer members."""
CADENCE: Final = ((1_000, timedelta(hours=1)), (100, timedelta(hours=6)), (0, timedelta(hours=24)))
"""S16: (published number from which it holds, time between two ticks). A server can be slower, never faster."""

HIGHEST_THRESHOLD: Final = 1_000
"""The highest that a server can choose: above it a campaign is better paused, since a threshold is never lowered."""
SLOWEST_CADENCE: Final = timedelta(days=30)
"""The slowest that a server can choose, since it is never made quicker again."""
LEAST_SERVERS_IN_TOTAL: Final = 3
"""S21: a total across servers needs this many that show a number."""
FIRST_MILESTONES: Final = (100, 250, 500)
"""Published numbers that a calm post may tell of; the next ones are these times 10, 100, 1,000 and so on."""

# Scheduled posts.
POST_HOLDS: Final = timedelta(hours=6)
"""A post that is later than this says nothing any more: it is skipped, and moderators are told."""
NONCE_HOLDS: Final = timedelta(minutes=2)
"""How long a repeated nonce is trusted to bring no second message. Discord says "the past few minutes"."""
KEEP_TROUBLES: Final = timedelta(days=7)
"""How long moderators are told of a post that did not come."""
KEEP_DELIVERIES: Final = timedelta(days=90)

# Keeping (S12, S13).
KEEP_ENTRIES_AFTER_END: Final = timedelta(days=90)
KEEP_REMOVED_SERVER: Final = timedelta(days=30)
KEEP_WITHOUT_FILE: Final = timedelta(days=7)
"""A campaign whose file is gone shows nothing at once, and has ended after this: until then a mistake can be mended."""
KEEP_CHANGES: Final = timedelta(days=90)
KEEP_COPIES: Final = timedelta(days=7)
"""S13: a copy of the database from before an upgrade; a withdrawn entry lives on in it."""
BACKUPS: Final = 7
"""S13: the newest that each new one leaves, of those that a host makes; a restore adds one and removes none."""
KEEP_BACKUPS: Final = timedelta(days=30)
"""S13: no backup that the bot knows of lives longer, for a withdrawn entry would live on in it as long."""
RENEW_BACKUPS: Final = timedelta(days=7)
"""The bot then makes a new backup, where there is one: three weeks of tries before the last goes by KEEP_BACKUPS."""
CLOCK_JUMP: Final = timedelta(days=1)
"""A clock that moves further in an hour is wrong, or was. Nothing is removed until it has run evenly for as long."""
CLOCK_STEP: Final = timedelta(minutes=1)
"""A clock that moves so much further than time has passed was set, by hand or from afar."""
CLOCK_DOUBTED: Final = timedelta(hours=1)
"""So long what was published and posted goes by the clock as it would be without that; then by the one that was set."""

# Helplines (S29). A host can set shorter times, never longer ones.
HELPLINE_CURRENT_MONTHS: Final = 12
HELPLINE_OLDEST_MONTHS: Final = 36

# Sharing to a channel: one post in a channel in this time, so that a channel is not flooded.
SHARE_COOLDOWN: Final = timedelta(minutes=5)

# Discord (developer documentation, August 2026).
MESSAGE_TEXT: Final = 4_000
"""Characters of text in all, in a Components V2 message. discord.py does not check it."""
MESSAGE_COMPONENTS: Final = 40
"""Components in all, nested ones included, in a Components V2 message."""
AUTOCOMPLETE_CHOICES: Final = 25
SELECT_OPTIONS: Final = 25
CUSTOM_ID: Final = 100
CHOICE_NAME: Final = 100
MODAL_TITLE: Final = 45
COMMAND_NAME: Final = 32

# What the bot asks a server for (S45): View Channel, Send Messages, Embed Links, Attach Files.
INVITE_PERMISSIONS: Final = 1 << 10 | 1 << 11 | 1 << 14 | 1 << 15

# Campaign files. One message shows one fact, event or quote with its sources, and those of the largest kind (a quote)
# must leave 500 characters of MESSAGE_TEXT for the frame around it: a test adds them up. Characters that a renderer
# has to escape count twice.
CONTENT_FILE: Final = 256 * 1024
"""Bytes of one file; the largest that ships has about 30,000."""
CAMPAIGNS: Final = SELECT_OPTIONS
"""Campaigns of one host: they must fit into one choice."""
CONTENT_TEXT: Final = 1_000
"""A fact, an event, a quote, an action, the panel's meaning. The longest that ships has about 450."""
CONTENT_NOTE: Final = 250
CONTENT_LINE: Final = 100
"""A title, a speaker, a place, a warning: a line or two on a phone."""
CONTENT_SUMMARY: Final = 300
CONTENT_NAME: Final = 40
"""A campaign's name or hashtag stands in buttons (BUTTON_LABEL) and command descriptions, with words around it."""
CONTENT_SOURCE: Final = 250
"""Address and remark of one source."""
CONTENT_SOURCES: Final = 6
CONTENT_ITEMS: Final = 200
"""Entries of one list of a file."""

# What a server brings itself.
OWN_ITEMS: Final = 200
"""Facts, events, quotes, resources and actions of a server, all its files together."""
OWN_CAMPAIGNS: Final = 5
"""Campaigns of a server's own."""
FORM_HOLDS: Final = timedelta(hours=1)
"""Somebody who writes takes time; what was written longer ago is given back instead of being kept."""
PAGE_HOLDS: Final = timedelta(minutes=15)
"""The buttons of a moderators' page work this long after its last change: who may press them may change as well."""
PAGE_LASTS: Final = timedelta(hours=1)
"""And no longer than this after it was opened, however often it is turned."""
