# What was wrong with a schedule, and what to do next. Shown privately to moderators.

error-unknown-zone = There is no time zone called “{ $name }”. Write it as Europe/Berlin: the largest city of your zone.
error-unknown-time = “{ $value }” is not a time of day. Write it as 18:00, or as 6:00 pm.
error-unknown-days = “{ $value }” are not days of the week. Write “daily”, “weekdays”, “weekends”, or days such as “Mon, Wed, Fri”.
error-not-scheduled = Nothing is posted at set times for { $campaign } yet, and { $missing ->
    [time] a time is missing. Give one under “time”, such as 18:00.
    [zone] a time zone is missing. Give one under “zone”, such as Europe/Berlin.
   *[channel] a channel is missing. Choose one under “channel”.
}
error-nothing-to-post = { $campaign } has { $content ->
    [quote] no quotes that can be posted: those with a content warning are never posted by a schedule. Add one with /config content, or choose facts or resources.
    [fact] no facts to post. Add one with /config content, or choose quotes or resources.
    [resource] no resources to post. Add one with /config content, or choose quotes or facts.
   *[other] nothing to post yet. Add something with /config content.
}
