# /config, for moderators: facts first, then the next step. Actions are named as the choices of /config campaign are.

command-config = Set up the campaigns of this server
command-config-show = What is set up in this server, what needs attention, and the way to every setting
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

button-settings = All settings
# $campaign: where it is the next step from a page that shows several
button-config-start-campaign = Start { $campaign }
button-config-start = Start
button-config-pause = Pause
button-config-resume = Resume
button-config-end = End
button-config-default = Make it the default
button-config-message = Campaign message
button-config-schedule = Schedule
button-config-tally = Counting
button-config-content = Own content
button-config-ask-reset = Remove all entries…
button-config-reset = Remove all entries
button-config-defaults = Server defaults
button-config-log = Change log

# A menu of campaigns, where there are more than fit as buttons
menu-config-campaigns = Open a campaign
menu-config-more-campaigns = Open another campaign

## The states of a campaign, in the middle of a line

config-state-none = not started
config-state-running = running
config-state-paused = paused
config-state-ended = ended

## Lines that several pages have

config-message = Campaign message: { $place }
# Where a campaign message stands. $channel: as Discord shows it
config-place-none = none yet
config-place-gone = its channel is gone
config-place-chosen = { $channel }, not posted yet
config-message-link = Go to the message
config-schedule-none = Scheduled posts: none
config-schedule = Scheduled posts: { $schedule }
    Next post { $next }.
config-schedule-waits = Scheduled posts: { $schedule }
    Nothing is posted while the campaign is not running.
config-own-content = Own content: { $count ->
        [one] { $count } entry
       *[other] { $count } entries
    } added by this server's moderators
config-threshold = Counting: the number is shown from { $threshold } people on.
# $wait: how often, at most
config-cadence = Counting: the number is looked at { $wait }.
config-milestones = Milestone posts: on

## The home: /config show

config-show-title = ## Settings of this server
config-show-attention = ### What needs attention
config-show-no-problem = Nothing.
config-show-host = For the people who run this bot:
config-show-campaign = ### { $campaign }: { $state }
config-show-server = ### Server defaults
    Default campaign: { $campaign }
    Language of what the bot posts: { $language }
    Country offered first: { $country }
    Share here: { $sharing ->
        [on] on. Members can post what they read to the channel, without their name.
       *[off] off.
    }
    Total across servers: { $total ->
        [on] this server's published numbers are part of it.
       *[off] this server takes no part.
    }
config-country-none = none
config-show-others = ### Not started here
    { $campaigns }. To start one, open it below.
config-show-more = -# /config import and /config export bring in and give out campaign files. /config erase removes everything about this server.

config-problem-nothing-started = No campaign has been started here. First step: press “Start { $campaign }”. Nothing is posted before you choose a channel. In words: /config campaign.
config-problem-default = { $campaign } is the default campaign, but it has not been started here. Open it below and press “Start”, or make another campaign the default.
# $least: how many members a server needs
config-problem-few-members = This server has fewer than { $least } members. Everything works, but no number is shown before it has { $least }.
config-problem-milestones = { $campaign }: milestone posts are on, but there is no channel for them. They come in the channel of the campaign message: open { $campaign } below and press “Campaign message”.
config-problem-not-posted = { $campaign }: the campaign message has not been posted. Open { $campaign } below and press “Campaign message”, or use /config post in the channel where it belongs.
config-problem-not-posted-there = { $campaign }: the campaign message is not in { $channel }. Open { $campaign } below and press “Campaign message”, or put it up with /config post.
config-problem-channel-gone = { $campaign }: the channel of the campaign message is gone, or the bot cannot see it. Open { $campaign } below and press “Campaign message”, or choose another channel with /config channel.
config-problem-permissions = { $campaign }: the bot cannot keep the campaign message in { $channel }. Give it these permissions there: { $permissions }.
config-problem-schedule-channel-gone = { $campaign }: the channel of the scheduled posts is gone, or the bot cannot see it. Open { $campaign } below and press “Schedule”, or choose another channel with /config schedule.
config-problem-schedule-permissions = { $campaign }: the bot cannot post what is scheduled in { $channel }. Give it these permissions there: { $permissions }.
config-problem-more-posts = The same happened to { $count ->
        [one] one earlier post
       *[other] { $count } earlier posts
    } of the last { $days } days.
config-problem-slow = The bot's database is slow now. Answers may take longer; what was confirmed is kept.
config-problem-helplines = { $count ->
        [one] One helpline was last checked too long ago, so /resources shows no number for it.
       *[other] { $count } helplines were last checked too long ago, so /resources shows no number for them.
    } “python -m bot check” lists what is due.

## The page of a campaign

config-page-title = ## { $campaign }: { $state }
config-page-none = Nobody can be added, no number is shown, and there is no campaign message. Getting help works.
    Next: press “Start”. Nothing is posted before you choose a channel.
# $command: what members type
config-page-running = Members can add themselves and withdraw with { $command }. The number is published at set times, and the campaign message follows it. Getting help works.
config-page-paused = The number is hidden, also on the campaign message, and nobody can be added. Getting help, /privacy and withdrawing work. Nothing scheduled is posted.
    To go on: “Resume”, or /config campaign.
# $days: how long entries are kept after the end; $date: the day on which they go
config-page-ended = The number is hidden, also on the campaign message, and nobody can be added. Getting help, /privacy and withdrawing work. Nothing scheduled is posted.
    Entries are removed { $days } days after the end: { $date }. If the campaign is started again before that, they count again.
config-page-default = This is the default campaign: commands answer with it when none is named.

config-next-post = Next: press “Campaign message” and choose its channel, or use /config post in the channel where it belongs.
config-next-post-there = Next: press “Campaign message” to put it up, or use /config post.
config-next-done = Nothing is left to do. If you want to: “Schedule” posts quotes or facts at set times, and “Own content” adds what this server brings.

## What was changed

config-state-changed = **State of { $campaign }**
    Before: { $before }
    Now: { $after }
config-default-changed = **Default campaign**
    Before: { $before }
    Now: { $after }
config-default-same = { $after } is this server's default campaign already. To set another one, name it under “campaign”.
config-reset-ask = **Remove all entries of { $campaign } in this server?**
    Whoever was counted will not be counted any more, and the number is hidden. Nobody sees how many there were. This cannot be undone.
    To keep the entries, go back or dismiss this message.
config-reset-done = **All entries of { $campaign } in this server are removed.**
    The number is hidden. While the campaign is running, members can add themselves again.

## The campaign message: /config channel, /config post, and the form

# A form's title has at most 45 characters
form-message-title = Campaign message
form-message-channel = Channel
form-message-hint = The message is put up there. One that stands already is replaced, or moves.

config-place-changed = **{ $campaign }: campaign message**
    Before: { $before }
    Now: { $after }
config-place-replaced = **{ $campaign }: campaign message**
    The message in { $channel } is replaced by a new one.
config-channel-same = The campaign message of { $campaign } is in that channel already: { $message }. To put up a new one there, use /config post.
config-post-elsewhere = The campaign message cannot stand in a thread, a forum or a voice channel. Use /config post in a text channel, or choose one with /config channel.

config-message-follows = The campaign message does not show this yet: Discord did not take the change. The bot tries again every half minute.
config-old-message-stays = The old message in { $channel } may still be there, and the bot cannot remove it. Delete it by hand: its number is not brought up to date any more.

## A form that was sent too late

# $minutes: how long the buttons of a page work after its last change
error-page-too-old = The buttons of a settings page work for { $minutes } minutes after it was last changed. Nothing was changed now. Open it again with /config show.
# $typed, $rest: all that was written in it, in two halves
error-written-too-late = This form was opened too long ago, and nothing was changed. Open it anew with its command. What you wrote, to copy:
    { $typed }{ $rest }
