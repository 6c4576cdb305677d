# /config tally, sharing, language, country: how a campaign is counted, and what holds for the whole server.

command-config-tally = How a campaign is counted here: threshold, cadence, milestone posts
command-config-tally-threshold = From how many people on a number is shown, in steps of 5; it can only be raised
command-config-tally-cadence = How often the number is looked at; it can only become slower
command-config-tally-milestones = Whether a post tells that the published number has passed 100, 250, 500 and so on
command-config-tally-campaign = The campaign; this server's default one if left empty
command-config-sharing = What may be shared: “Share here” for members, and this server's part in the total
command-config-sharing-here = Whether members may post what they read to a channel, without their name
command-config-sharing-total = Whether this server's published numbers go into the total across servers
command-config-language = The language of what the bot posts for everybody
command-config-language-language = A language that the bot speaks; empty shows what is set
command-config-country = The country that /resources offers first
command-config-country-country = A country; empty shows what is set

button-config-tally-edit = Change
button-config-tally-raise = Change it for good
button-config-defaults-edit = Change
button-config-no-country = No country

## A setting and its values, in the middle of a line

setting-on = on
setting-off = off
setting-none = none
setting-default = Default campaign
setting-language = Language of public messages
setting-country = Country offered first
setting-sharing = Share here
setting-total = Part in the total

setting-changed = **{ $setting }**
    Before: { $before }
    Now: { $after }
setting-not-changed = Nothing was changed.
setting-same = Nothing has changed: that is set already.

## /config tally

# $hours: 0 where the server has no cadence of its own
counting-wait = { $hours ->
    [0] as usual
    [12] at most every 12 hours
    [24] at most once a day
    [48] at most every 2 days
    [168] at most once a week
    [720] at most every 30 days
   *[other] at most every { $hours } hours
}
counting-title = ## How { $campaign } is counted
counting-threshold = **Threshold: { $threshold }**
    Below { $threshold } people no number is shown, not to moderators either. From there on it is rounded down to a multiple of 5.
counting-cadence = **How often: { $wait }**
    Usual: the number is looked at every 24 hours, from 100 people every 6 hours, from 1,000 every hour. A server can be slower, not faster.
counting-milestones = **Milestone posts: { $switch }**
    A calm post in the channel of the campaign message when the published number passes 100, 250, 500, 1,000 and so on, once each.
counting-ratchet = -# The threshold can only be raised, and the number can only be looked at less often, so that nobody can find out about single people by changing them back and forth.

counting-form = Counting: { $campaign }
counting-form-threshold = Threshold
counting-form-threshold-hint = { $now } to { $most }, in steps of 5. It cannot be lowered again.
counting-form-cadence = How often
counting-form-cadence-hint = It cannot be made faster again.
counting-form-milestones = Milestone posts
counting-form-milestones-hint = When the published number passes 100, 250, 500 and so on.

counting-ask-threshold = **Raise the threshold from { $before } to { $after }?**
    Nobody can lower it again. A published number below { $after } is hidden at once.
counting-ask-cadence = **Look at the number less often?**
    Before: { $before }
    Then: { $after }
    Nobody can make it faster again.
counting-ask-keep = To leave it as it is, dismiss this message.

error-rule-refused = { $reason ->
    [threshold-number] The threshold is a whole number. Possible here: { $now } to { $most }, in steps of { $step }.
    [threshold-bounds] That threshold is not possible. Possible here: { $now } to { $most }, in steps of { $step }.
    [threshold-step] The threshold goes in steps of { $step }, as the number does that is shown. Possible here: { $now } to { $most }.
    [threshold-edge] The number shown last is { $number }, and a threshold there could tell that one person has withdrawn. Choose one that is lower by { $step } or more, or a higher one.
    [threshold-lower] The threshold is { $now } here, and a threshold is never lowered. Possible here: { $now } to { $most }, in steps of { $step }.
    [cadence-faster] The number is looked at { counting-wait } here, and that is never made faster. You can choose a slower one.
   *[cadence-bounds] That cadence is too slow. The slowest: { counting-wait }.
}

## /config sharing, language, country

defaults-title = ## Defaults of this server
defaults-default = **Default campaign: { $campaign }**
    Commands answer with it when no campaign is named.
defaults-language = **Language of public messages: { $language }**
    Campaign messages and posts at set times come in it. A private answer comes in its reader's own language, where the bot speaks it. { $count ->
        [one] So far the bot speaks { $language } only.
       *[other] The bot speaks { $count } languages.
    }
defaults-country = **Country offered first: { $country }**
    /resources offers it before the other countries. It is never chosen for anybody: each person chooses, and the choice is not kept.
defaults-sharing = **Share here: { $switch }**
    Whether members can post what they read to a channel, without their name.
defaults-total = **Part in the total: { $switch }**
    The numbers that this server publishes are added to those of the other servers of this bot that take part, campaign by campaign. /tally shows the total in the servers that take part, while at least { $least } of them show a number. Where few take part, others can work out this server's published number from it. A server's own campaigns have no total.

defaults-form = Defaults of this server
defaults-form-country-hint = Its name, or its two letters. Empty: no country is offered first.
defaults-form-sharing-hint = Whether members can post what they read to a channel, without their name.
defaults-form-total-hint = Whether this server's published numbers go into the total across servers.

defaults-country-unknown = There are no helplines for “{ $name }” here, so nothing was changed. Write the country's name in English or its two letters, or use /config country, which lists the countries while you type.

error-unknown-language = The bot does not speak “{ $name }”. Choose a language from the list that appears while you type.
