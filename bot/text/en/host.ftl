# What a host reads at a terminal: which setting or file, what is wrong with it, and what would be right.

# Where a fault is. $sentence: one of the sentences that begin in lower case.
fault-in-file = { $file }: { $sentence }
fault-in-line = { $file }, line { $line }: { $sentence }

## The commands

host-about = Magnitude: a Discord bot for awareness campaigns, with an opt-in tally that names nobody.
host-settings-note = Settings come from environment variables, or from a file .env in this folder; config/example.env lists them all.
host-command = COMMAND
host-command-run = connect to Discord and serve (this is what happens without a command)
host-command-preview = try the bot on a simulated server in a local web page; needs no token
host-command-check = look through settings, campaign files, helplines and texts, and tell every fault at once
host-command-sync = register the slash commands with Discord, and tell which have changed
host-command-migrate = bring the database up to this version of the program
host-command-backup = write a copy of the database, without the key, into the folder backups beside it; a bot may be running
host-command-restore = put a backup in the place of the database, with the bot stopped; without BACKUP, list the backups that there are
host-command-rotate-key = change the key that the entries of the tally are made with; nobody has to add themselves again
host-command-health = for Docker's health check: say nothing if the bot that uses this data folder is connected, say so if it is about to be, else fail with a sentence
host-restore-backup = the name of a file in the folder backups, or the path of another backup
host-rotate-key-remove-entries = for a key that is lost: remove every entry, hide every number, and begin with a new key
host-preview-tour = play a written tour without a browser, print what each person saw, and end
host-preview-data = keep the preview's database in this folder instead of a temporary one
host-preview-port = serve the page on this port (default: { $port })

host-port = a port is a number from 1 to { $last } (0 takes a free one)
host-version = Magnitude { $version }
host-version-help = print the version and end

host-sync-changed = Registered with Discord. Changed: { $names }.
host-sync-unchanged = Discord has these commands already. Nothing was changed.
host-migrated = { $from ->
    [0] { $path } was made, at version { $to }.
   *[other] { $path } was brought from version { $from } to version { $to }.
}
host-migrate-unneeded = { $path } is at version { $to } already. Nothing was changed.
# $size: in KB; $kept: how many there are, this one included; $most: how many there can be
host-backup-made = { $path } was written and is whole: { $size } KB, without the key. Here { $kept ->
    [one] is { $kept } backup now
   *[other] are { $kept } backups now
}; the newest { $most } are kept.
# $verdict: what was found when the backup was read through; $size: in KB
host-backups = The backups in { $path }, the newest first:
host-backups-one = - { $name }: { $made } UTC, { $size } KB, { $verdict ->
    [whole] whole
    [newer] whole, but of a newer version of this program
    [foreign] not of this program
    [empty] nothing is in it
    [unreadable] it cannot be read
   *[damaged] damaged, so it cannot be put back
}
host-backups-choose = To put one back, stop the bot and run “python -m bot restore NAME”. Whoever has withdrawn since it was made is counted again then.
host-backups-none = There is no backup in { $path }. “python -m bot backup” makes one; one that is kept elsewhere is put back with “python -m bot restore PATH”.
host-restored = { $backup } is in the place of { $path } now. It was checked and is whole, and the key was not touched.
host-restored-kept = What was there before is kept as a backup: { $path }.
host-restored-aside = What was there before is damaged. It is kept as { $path }, with the entries of whoever has withdrawn; the running bot removes it after { $days } days. Remove it when you do not need it.
host-restored-then = No number is shown for a day at least. Start the bot, then tell the servers: whoever has withdrawn since the backup was made is counted again, and what was erased since is back. docs/keys.md has words for it.
# $state: what was found; $part: of a stuck bot, what is; $since: a time, or empty
host-health = { $state ->
    [starting] The bot is starting and is not connected yet, since { $since }.
    [waiting] The bot was started often within the hour, so it waits until { $since } before it connects.
    [reconnecting] The bot runs, and has lost its connection to Discord since { $since }. It connects again by itself as soon as it can.
    [stuck] { $part ->
        [start] The bot is stuck: it has been starting since { $since } and is still not connected. Look at its log, then start it again.
        [database] The bot is stuck: its database in { $path } has taken nothing since { $since }. Look whether the disk is full, and whether another program holds the database.
       *[loop] The bot is stuck: its process is there, but has given no sign of life since { $since }. Start it again.
    }
    [connected] The bot is connected.
   *[not-running] The bot is not running: no process holds the folder { $path }. Start it; if it ended by itself, its log says why. MAGNITUDE_DATA must be the same for both.
}
host-preview-missing = The preview needs simcord, which is not installed. Run “make preview”, which installs it, or install requirements/preview.lock.
# $reason: what the operating system says
host-output-unwritable = What the command prints cannot be written: { $reason }. Free some space there, or send the output somewhere else.
host-system-refused = Something could not be read, written or reached: { $reason }. If the output goes to a file, look whether its disk is full. Run it again with MAGNITUDE_LOG_LEVEL=DEBUG for the details.
host-unexpected = Something went wrong that the program did not foresee ({ $kind }). Run it again with MAGNITUDE_LOG_LEVEL=DEBUG for the details.

## check

check-settings = { $cautions ->
    [0] Settings: nothing wrong.
    [one] Settings: nothing wrong, but one thing to look at:
   *[other] Settings: nothing wrong, but { $cautions } things to look at:
}
check-content = Content in { $path }: { $campaigns ->
    [one] { $campaigns } campaign
   *[other] { $campaigns } campaigns
} ({ $names }), helplines for { $countries ->
    [one] { $countries } country
   *[other] { $countries } countries
}, { $directories ->
    [one] { $directories } directory
   *[other] { $directories } directories
}.
check-texts = Texts: { $languages ->
    [one] { $languages } language
   *[other] { $languages } languages
} ({ $names }), { $count } messages each.
check-due = { $count ->
    [one] One entry of helplines.toml is due for a check. Open its page, compare, and write the new date:
   *[other] { $count } entries of helplines.toml are due for a check. Open their pages, compare, and write the new dates:
}
# $country: its code, INT for a directory; $checked, $until: as they would stand in the file; $page: an address
check-due-record = - { $country ->
    [INT] everywhere
   *[other] { $country }
}, { $organisation ->
    [none] emergency numbers
   *[other] { $organisation }
}: { $state ->
    [future] the date { $checked } lies in the future and confirms nothing; correct it
    [directory] { $checked ->
        [never] it is not known when its page was checked
       *[other] its page was not checked since { $checked }
    }
    [unconfirmed] its confidence is “{ $confidence }”, so its number is not shown
    [current] last checked { $checked }, counts as current until { $until }
    [ageing] last checked { $checked }, shown after current numbers and marked with that date
   *[site-only] { $checked ->
        [never] no date of a check, so its number is not shown
       *[other] last checked { $checked }, so its number is not shown
    }
}. { $page ->
    [none] See its sources in the file
   *[other] Page: { $page }
}

## Settings

setting-token-missing = DISCORD_TOKEN is not set. Set it, or DISCORD_TOKEN_FILE, to the token from the Bot page of the developer portal.
setting-token-malformed = DISCORD_TOKEN is not a bot token. A token is three parts joined by dots, without spaces, quotation marks or “Bot ” before it. Copy it anew from the Bot page of the developer portal.
# $reason: "malformed", "twice" or "too-many"
setting-key-unusable = { $reason ->
    [twice] MAGNITUDE_KEY holds the same key twice. Leave each in once, the oldest first.
    [too-many] MAGNITUDE_KEY holds more keys than can be used one behind the other. Restore it from your backup.
   *[malformed] MAGNITUDE_KEY is not a key. It takes at least 32 random bytes, written as hex or base64url; several keys with spaces between. Make one with “openssl rand -hex 32”, or leave it out: then a key file is made in the data folder.
}
setting-switch = { $name } is neither on nor off. It takes on or off; leave it out for on.
setting-log-level = MAGNITUDE_LOG_LEVEL is not a level. It takes DEBUG, INFO, WARNING or ERROR.
setting-log-format = MAGNITUDE_LOG_FORMAT is not a format. It takes text or json.
setting-metrics = MAGNITUDE_METRICS is not a place to listen. It takes a port from 1 to 65535, for this machine alone, or one of its addresses with a port: 9464 or 127.0.0.1:9464, and [::1]:9464 for IPv6. It takes off as well, which is the same as leaving it out.
setting-api-base = DISCORD_API_BASE is not an address that can stand in for Discord's. It begins with http:// or https:// and ends in /api/v10, with no user name in it: http://127.0.0.1:8080/api/v10
setting-gateway-url = DISCORD_GATEWAY_URL is not an address that can stand in for Discord's. It begins with ws:// or wss://, with no user name in it: ws://127.0.0.1:7878
setting-twice = { $name } and { $twin } are both set. Set one of them.
setting-file-unreadable = { $name } names { $path }, which cannot be read: { $reason }. Check the path, and that the bot may read the file.
setting-file-not-text = { $name } names { $path }, which is not a text file. Put the secret in it, in one line.
setting-file-empty = { $name } names { $path }, which is empty. Put the secret in it, in one line.
env-file-unreadable = this cannot be read: { $reason }. Make it a text file that the bot may read, or remove it.
env-file-not-text = this is not in UTF-8. Save it again in an editor with the encoding UTF-8, or remove it.
env-file-line = this is not a setting. Write NAME=value; a value that begins with a quotation mark ends with one. A line that is not to be read begins with #.

caution-unknown-name = { $name } is no setting, so it changes nothing. Remove it; config/example.env lists all settings.
# $near: the setting that looks most like it
caution-unknown-name-near = { $name } is no setting, so it changes nothing. Did you mean { $near }?
caution-proxy = { $name } is set: the bot's token goes to { $host } instead of to Discord. Check that it is your own proxy.
caution-proxy-unencrypted = { $name } is set: the bot's token goes to { $host } instead of to Discord, and without encryption. Check that it is your own proxy, and use https:// or wss:// unless it is in the same private network.
# $host: one of the machine's addresses, or "every" of them
caution-metrics-open = MAGNITUDE_METRICS is set: whoever can reach { $host ->
    [every] any address of this machine
   *[other] { $host }
} can read how the bot is doing, and when something is pressed or written. Keep it to a private network of your own, and do not publish its port.

## The data folder and the key

data-unwritable = The data folder { $path } cannot be used: { $reason }. Make it a folder that the bot may write to, with free space, or set MAGNITUDE_DATA to another one.
data-lock-unusable = The file { $path } cannot be opened: { $reason }. Whoever uses the data folder holds it, and it holds nothing. Remove it, or make it one that the user who runs this command may write to.
key-missing = The key is gone: there is a database, but neither is MAGNITUDE_KEY set nor is there a file { $path }. Restore the key file from your backup. Without it nobody who is counted can be found again, to withdraw or to be counted once. When it is lost for good, “python -m bot rotate-key --remove-entries” removes every entry and begins with a new key.
key-of-another-database = The key in { $source } is not the one that the database was written under. Restore the right one from your backup (of several keys all, the oldest first), or set MAGNITUDE_DATA to the folder that this key belongs to. When it is lost for good, “python -m bot rotate-key --remove-entries” removes every entry and begins with a new key.
key-file-open = The key file { $path } can be read by other users of this machine. Run “chmod 600 { $path }”.
key-file-foreign = The key file { $path } is not a plain file that belongs to the user who runs this command. Run it as the user that the file belongs to, or make it a file of this one, with mode 600.
key-file-unreadable = The key file { $path } cannot be read: { $reason }. Make it a file that belongs to the user who runs the bot, with mode 600.
key-file-unusable = { $reason ->
    [twice] The key file { $path } holds the same key twice. Leave each in once, the oldest first.
    [too-many] The key file { $path } holds more keys than can be used one behind the other. Restore it from your backup.
   *[malformed] The key file { $path } does not hold a key. It takes one key a line, each at least 32 random bytes, written as hex or base64url. Restore it from your backup; if nobody was ever counted here, remove it and a new one is made.
}
key-file-unwritable = The key file { $path } cannot be written: { $reason }. Make its folder one that the bot may write to, with free space.
key-file-full = The key cannot be changed once more: { $path } holds { $most } keys already, one for each change, and each costs time whenever a member is looked up. To begin with a new one and no entries, run “python -m bot rotate-key --remove-entries”.

## rotate-key

# $set: "yes" when the keys are in MAGNITUDE_KEY, else "no"; $path: the key file
key-changed = The key is changed. { $path } holds the new one behind the older ones, and all of them are needed: keep a copy of this file in the place of the copy that you have kept. Whoever holds an older key can still test accounts with a copy of the database from before: remove such copies.
key-change-finished = { $set ->
    [yes] The database has followed MAGNITUDE_KEY: every entry is made with its newest key now. Keep a copy of all its keys, and remove copies of the database from before: whoever holds an older key can still test accounts with them.
   *[no] A change of the key that had been begun is finished, and no other key was added. { $path } holds all the keys, and all of them are needed: keep a copy of this file. Remove copies of the database from before: whoever holds an older key can still test accounts with them.
}
key-begun-anew = { $set ->
    [yes] Every entry was removed, and every number is hidden. From now on entries are made with the key in MAGNITUDE_KEY: keep a copy of it.
   *[no] Every entry was removed, and every number is hidden. { $path } holds a new key: keep a copy of it.
}
key-none = There is no key to change in { $path }: no bot has kept anything there. The first start makes a key.
key-change-by-hand = The key is in MAGNITUDE_KEY, or in the file that MAGNITUDE_KEY_FILE names, and this program does not change those. Make another key with “openssl rand -hex 32”, write it behind the one that is there, with a space between, and run this again.
key-change-unfinished = The key was changed, and the database has not followed yet. End the bot if it runs, then run “python -m bot rotate-key”, or start the bot: both finish it.
key-change-interrupted = The change of the key was interrupted. Run “python -m bot rotate-key” again, or start the bot: both finish it.
key-change-held-up = The key is changed, but another program reads { $path }, so that what the older key made is still in its files. Close that program, then run “python -m bot rotate-key” again: it finishes this and adds no other key.

## Text files

# Each follows "de/member.ftl, line 3: " or "de: ", so it begins in lower case.
text-syntax = this is not a message as Fluent writes it. A message is “key = words”; its further lines are indented, and none of them begins with *, [ or a dot.
text-missing = the language has no message “{ $key }”, which English has. Add it: a language is used as a whole or not at all.
text-unknown = the language has a message “{ $key }”, which English does not have. Remove it, or correct its key.
