# What is posted at set times: /config schedule, the posts themselves, and what became of those that did not come.

command-config-schedule = Post quotes, facts or resources at set times; shows what is set if left empty
command-config-schedule-time = Time of day, such as 18:00
command-config-schedule-zone = Time zone of that time: the largest city near you, such as Europe/Berlin
command-config-schedule-days = Days of the week, such as mon, wed, fri; every day if never set
command-config-schedule-content = What to post; nothing comes twice before everything was shown
command-config-schedule-content-quote = Quotes
command-config-schedule-content-fact = Facts
command-config-schedule-content-resource = Resources
command-config-schedule-content-turn = Quotes, facts and resources in turn
command-config-schedule-content-off = Off: post nothing at set times
command-config-schedule-channel = A text channel in which the bot may post
command-config-schedule-campaign = The campaign; this server's default one if left empty

button-schedule-set = Set up
button-schedule-change = Change
button-schedule-off = Turn off
button-schedule-retry = Try again

## Days and contents, in the middle of a line

weekday-0 = Monday
weekday-1 = Tuesday
weekday-2 = Wednesday
weekday-3 = Thursday
weekday-4 = Friday
weekday-5 = Saturday
weekday-6 = Sunday
weekday-short-0 = Mon
weekday-short-1 = Tue
weekday-short-2 = Wed
weekday-short-3 = Thu
weekday-short-4 = Fri
weekday-short-5 = Sat
weekday-short-6 = Sun
schedule-days-daily = every day
schedule-days-weekdays = Monday to Friday
schedule-content-quote = a quote
schedule-content-fact = a fact
schedule-content-resource = a resource
schedule-content-turn = quotes, facts and resources in turn
schedule-none = nothing is posted at set times
# $zone: an IANA name; $channel: as Discord shows it
schedule-words = { $days } at { $time } ({ $zone }): { $content }, in { $channel }

## The page, the form, and what they answer

schedule-title = ## { $campaign }: posts at set times
schedule-set = Set: { $schedule }
# $date: as Discord shows it in the reader's own time zone; $local: schedule-clock
schedule-next = Next post: { $date } for you. That is { $local } in { $zone }.
schedule-clock = { $weekday }, { $date }, { $time }
# A time that the clocks of the zone leave out on some day
schedule-gap = On the day the clocks go forward, { $time } does not exist there. The post then comes right after the gap.
schedule-paused = While { $campaign } is paused, nothing is posted. To go on: /config campaign with “Resume”.
schedule-ended = { $campaign } has ended here, so nothing is posted. To start it again: /config campaign.
schedule-channel-gone = The channel is gone, or the bot cannot see it. Press Change and choose another one.
schedule-permissions = The bot cannot post in { $channel }. Give it these permissions there: { $permissions }.
schedule-troubles = **Posts that did not come, or may not have**
schedule-about = -# Quotes that carry a content warning are never posted this way. Nothing comes twice before everything was shown.
schedule-none-set = Nothing was posted at set times for { $campaign }, so nothing has changed.
schedule-changed = **{ $campaign }: posts at set times**
    Before: { $before }
    Now: { $after }
schedule-form = Posts at set times
schedule-form-days = Days
schedule-form-time = Time
schedule-form-time-hint = Hours and minutes, such as 18:00
schedule-form-zone = Time zone
schedule-form-zone-hint = The largest city near you, such as Europe/Berlin
schedule-form-content = What to post
schedule-form-channel = Channel
schedule-not-changed = Nothing was changed. What you wrote is kept for now.
schedule-zones = You can choose a time zone here instead. The rest stays as you wrote it:

## Posts that did not come. $campaign: its name; $date, $channel: as Discord shows them; $kind: "schedule" or "milestone"

trouble-missed = { $campaign }: the post of { $date } in { $channel } was left out, because the bot could not send it for hours. Later ones are not affected.
trouble-refused = { $campaign }: the post of { $date } was not sent, because { $channel } is gone or the bot may not post there. Let the bot view the channel and send messages there, or choose another one with { $kind ->
    [milestone] /config channel
   *[schedule] /config schedule
}.
trouble-uncertain = { $campaign }: it is not known whether the post of { $date } arrived in { $channel }, because something stopped it while it was sent. It is not sent again. Look in the channel.

## The posts

announcement-fact = ## { $hashtag }: a fact
announcement-resource = ## { $hashtag }: a page that may help
# $number: the milestone that the published number has reached
announcement-milestone = At least { $number } people here have added themselves to { $hashtag }.
