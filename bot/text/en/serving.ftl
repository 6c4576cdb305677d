# What a host reads when Discord ends the connection for good.

discord-token-refused = Discord does not accept the token. Copy it anew from the Bot page of the developer portal into DISCORD_TOKEN (or the file that DISCORD_TOKEN_FILE names).
discord-intents-refused = Discord refuses the intents that the bot asks for. Magnitude needs no privileged intent; check that DISCORD_TOKEN belongs to a bot of its own.
# $cause: shards, version or other
discord-closed = { $cause ->
    [shards] Discord asks for more shards than the bot began with (close code { $code }). Start the bot again: it asks anew how many there have to be.
    [version] Discord does not speak as this version of Magnitude does any more (close code { $code }). Install the newest version, then start the bot again.
   *[other] Discord ended the connection for good (close code { $code }). See the gateway close codes in Discord's documentation, then start the bot again.
}
discord-too-often = Discord was asked too often from here, and asks to be left alone for { $seconds } seconds. Start the bot again after that.
discord-unreachable = Discord cannot be reached ({ $reason }). Check the network, and DISCORD_API_BASE and DISCORD_GATEWAY_URL if they are set, then start the bot again.
metrics-port-in-use = The metrics cannot be served: port { $port } of { $host } is in use by another program, or by another bot. Set MAGNITUDE_METRICS to a free port, or end the other one.
metrics-place-foreign = The metrics cannot be served at { $host }: that is no address of this machine. Set MAGNITUDE_METRICS to one that is, with a port behind it, or to a port alone.
metrics-place-unusable = The metrics cannot be served at { $host }, port { $port }: { $reason }. Set MAGNITUDE_METRICS to a port above 1023 and an address of this machine, or to a port alone.
data-in-use = Another bot serves from { $path } already, or its key is being changed there, or a backup put back. End that first, or give this one a data folder of its own (MAGNITUDE_DATA).
data-held = This needs the bot to be stopped, and { $path } is in use: the bot runs, or another of its commands does. Stop the bot, run this again, then start it.
