# What a host reads when Discord ends the connection for good.

discord-token-refused = Discord does not accept the token. Copy it anew from the Bot page of the developer portal into DISCORD_TOKEN (or the file that DISCORD_TOKEN_FILE names).
discord-intents-refused = Discord refuses the intents that the bot asks for. Magnitude needs no privileged intent; check that DISCORD_TOKEN belongs to a bot of its own.
discord-closed = Discord ended the connection for good (close code { $code }). See the gateway close codes in Discord's documentation, then start the bot again.
discord-unreachable = Discord cannot be reached ({ $reason }). Check the network, and DISCORD_API_BASE and DISCORD_GATEWAY_URL if they are set, then start the bot again.
data-in-use = Another bot serves from { $path } already, or its key is being changed there, or a backup put back. End that first, or give this one a data folder of its own (MAGNITUDE_DATA).
