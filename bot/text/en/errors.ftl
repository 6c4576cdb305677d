# What went wrong and what to do next, for people in Discord. Shown privately.

error-unknown = Something went wrong on our side. You can try again in a minute; pressing twice does no harm. For help, use /resources.
error-unknown-campaign = There is no campaign called “{ $name }” here. Choose one from the list that appears while you type.
error-unknown-speaker = There is no quote by “{ $name }” in this campaign. Choose a name from the list that appears while you type.
error-unknown-country = There is no list for “{ $name }” yet. Choose a country from the list that appears while you type, or leave it empty for international directories.
error-not-running = { $campaign } is not counting in this server now. You can still withdraw, and /resources still works.
error-wrong-state = { $state ->
    [running] { $campaign } is running here already. You can pause it or end it.
    [paused] { $campaign } is paused here. You can resume it or end it.
    [ended] { $campaign } has ended here. You can start it again.
   *[none] { $campaign } has not been started here. You can start it with /config campaign.
}
error-channel-unusable = The bot cannot post in that channel. { $permissions ->
    [none] The channel is gone, or the bot cannot see it. Choose another one.
   *[other] Give it these permissions there, then try again: { $permissions }.
}
error-outdated = This button belongs to an older page. Open the page anew with its command.
error-too-soon = Something was shared in this channel a moment ago. You can try again in { $minutes } minutes.
error-not-allowed = You cannot do this here: it is not allowed in this server or channel.
error-store-unavailable = The bot cannot reach its records now, and nothing was changed. You can try again in a few minutes. /resources works meanwhile.
error-store-uncertain = The bot's records are slow now. It may have done what you asked; pressing again does no harm.
error-too-slow = That took too long to open. You can try again now.
error-discord-unavailable = Discord did not do that just now. You can try again in a minute.
