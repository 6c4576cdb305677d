# /config, for moderators: facts first, then the next step. Actions are named as the choices of /config campaign are.

command-config = Set up the campaigns of this server
command-config-show = What is set up in this server, and what needs attention
command-config-campaign = Start, pause, resume, end or reset a campaign, or make it the default one
command-config-campaign-action = What to do with the campaign
command-config-campaign-action-start = Start
command-config-campaign-action-pause = Pause: hides the number, keeps help and withdrawing
command-config-campaign-action-resume = Resume
command-config-campaign-action-end = End
command-config-campaign-action-default = Make it this server's default campaign
command-config-campaign-action-reset = Reset: removes all entries, asks first
command-config-campaign-campaign = The campaign; this server's default one if left empty
command-config-channel = Choose the channel of the campaign message; a message that stands elsewhere moves there
command-config-channel-channel = A text channel in which the bot may post
command-config-channel-campaign = The campaign; this server's default one if left empty
command-config-post = Put up the campaign message, or replace the one that is there
command-config-post-campaign = The campaign; this server's default one if left empty

button-config-reset = Remove all entries

## The states of a campaign, in the middle of a line

config-state-none = not started
config-state-running = running
config-state-paused = paused
config-state-ended = ended

## /config show

config-show-title = ## Settings of this server
config-show-attention = ### What needs attention
config-show-no-problem = Nothing.
config-show-server = ### This server
    Default campaign: { $campaign }
    Share here: { $sharing ->
        [on] on. Members can post what they read to the channel, without their name.
       *[off] off.
    }
config-show-campaign = ### { $campaign }: { $state }
config-show-message = Campaign message: { $place }
config-show-others = ### Not started here
    { $campaigns }. To start one: /config campaign.

# Where a campaign message stands. $channel: as Discord shows it
config-place-none = none yet
config-place-chosen = { $channel }, not posted yet
config-message-link = Go to the message

config-problem-nothing-started = No campaign has been started here. Start one with /config campaign.
config-problem-default = { $campaign } is the default campaign, but it has not been started here. Start it with /config campaign, or make another campaign the default there.
config-problem-not-posted = { $campaign }: the campaign message has not been posted. Use /config post in the channel where it belongs.
config-problem-not-posted-there = { $campaign }: the campaign message is not in { $channel }. Put it up with /config post.
config-problem-channel-gone = { $campaign }: the channel of the campaign message is gone, or the bot cannot see it. Choose another one with /config channel, then use /config post.
config-problem-permissions = { $campaign }: the bot cannot keep the campaign message in { $channel }. Give it these permissions there: { $permissions }.

## /config campaign

config-state-changed = **{ $campaign }**
    Before: { $before }
    Now: { $after }
config-next-post = Next: use /config post in the channel where the campaign message belongs.
config-next-post-there = Next: /config post puts the campaign message there.
config-next-paused = The number is hidden, and nobody can be added. Getting help, /privacy and withdrawing work. To go on: /config campaign with “Resume”.
# $days: how long entries are kept after the end
config-next-ended = The number is hidden, and nobody can be added. Getting help, /privacy and withdrawing work. Entries are removed { $days } days from now. If the campaign is started again before that, they count again.
config-default-changed = **Default campaign**
    Before: { $before }
    Now: { $after }
config-default-same = { $after } is this server's default campaign already. To set another one, name it under “campaign”.
config-reset-ask = **Remove all entries of { $campaign } in this server?**
    Whoever was counted will not be counted any more, and the number is hidden. Nobody sees how many there were. This cannot be undone.
    To keep the entries, dismiss this message.
config-reset-done = **All entries of { $campaign } in this server are removed.**
    The number is hidden. While the campaign is running, members can add themselves again.

## /config channel, /config post

config-place-changed = **{ $campaign }: campaign message**
    Before: { $before }
    Now: { $after }
config-channel-same = The campaign message of { $campaign } is in that channel already: { $message }. To put up a new one there, use /config post.
config-post-elsewhere = The campaign message cannot stand in a thread, a forum or a voice channel. Use /config post in a text channel, or choose one with /config channel.

config-message-follows = The campaign message does not show this yet: Discord did not take the change. The bot tries again every half minute.
config-old-message-stays = The old message in { $channel } may still be there, and the bot cannot remove it. Delete it by hand: its number is not brought up to date any more.
