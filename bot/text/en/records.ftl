# /config log and /config erase, for moderators.

command-config-log = Who changed what in the settings, and when; never anything a member did
command-config-erase = Remove everything that the bot holds about this server; asks first

button-erase = Erase everything

## /config log

# $days: how long a change is kept
log-title = ## Change log
    What moderators changed, the newest first. A change is kept for { $days } days. Nothing that a member did is in it.
log-empty = Nothing was changed in that time.
# $when: as Discord shows it; $who: a mention that notifies nobody; $what: a sentence of those below
log-line = { $when }, { $who }
    { $what }
log-changed = { $what }: { $before } → { $after }
log-campaign-changed = { $campaign }, { $what }: { $before } → { $after }
log-added = { $campaign }, { $what } added: { $after }
log-taken = { $campaign }, { $what } removed: { $before }
log-reset = { $campaign }: all entries removed
log-removed = { $campaign }: the campaign was removed with all that was counted

# What was changed, in the middle of a line
log-setting-default = default campaign
log-setting-sharing = share here
log-setting-total = total across servers
log-setting-language = language of what the bot posts
log-setting-country = country offered first
log-setting-state = state
log-setting-post = campaign message
log-setting-schedule = scheduled posts
log-setting-threshold = threshold of the number
log-setting-cadence = cadence of the number
log-setting-milestones = milestone posts
log-setting-quote = quote
log-setting-fact = fact
log-setting-resource = resource
log-setting-file = campaign file

# What was set, in the middle of a line
log-none = none
log-on = on
log-off = off
log-people = { $count } people
log-posted = posted in { $channel }

## /config erase

erase-title = ## Erase everything about this server
erase-goes = **What goes, at once and for good:** every campaign here with everybody who was counted and all numbers, scheduled posts, this server's own content and campaigns, the settings, and the change log. The bot also deletes its campaign messages.
# $copies, $backups: for how many days the bot keeps its copies of the database
erase-stays = **What stays:** posts that the bot has made to channels at set times or because somebody shared something. Discord's own records. Copies of the database: those that the bot makes before an upgrade, or keeps of a damaged database, go after { $copies } days, its backups after { $backups } days at the latest; copies that the people who run it keep elsewhere stay until they replace them.
erase-silent = Nobody who was counted is told. If that matters here, tell your members first.
erase-final = This cannot be undone. To pause instead, or to keep a campaign as a file, use /config campaign and /config export first.
erase-next = The next step asks you to type “{ erase-word }”.
erase-word = erase

# A form's title has at most 45 characters, its label too, its hint 100
form-erase-title = Erase everything about this server
form-erase-label = To erase everything, type “{ erase-word }”
form-erase-hint = Campaigns, everybody counted, numbers, content, settings. This cannot be undone.

erase-not = **Nothing was erased.** What was typed was not “{ erase-word }”.
erase-done = **Everything about this server is erased.**
    Campaigns, everybody who was counted, numbers, schedules, own content, settings and the change log are gone.
# $channels: as Discord shows them
erase-messages-stay = Campaign messages may still stand in { $channels }, and the bot cannot delete them. Delete them by hand: they are not brought up to date any more.
erase-after = Nothing is counted and nothing is posted any more. To begin anew, open all settings. To remove the bot: Server Settings > Integrations.
