# What there is to read about a campaign: /about, /timeline and /quote.

command-about = What a campaign is, who began it and when, with sources
command-about-campaign = The campaign; this server's usual one if left empty
command-timeline = What happened, with dates and sources
command-timeline-campaign = The campaign; this server's usual one if left empty
command-timeline-order = Which events come first; the oldest if left empty
command-quote = One quote, with who said it, when and where
command-quote-campaign = The campaign; this server's usual one if left empty
command-quote-speaker = Whose words; anybody's if left empty

# button-about and button-timeline stand with the campaign message.
button-quote = Quotes
button-actions = What you can do
button-previous = Previous page
button-next = Next page
button-oldest = Oldest first
button-newest = Newest first
button-another = Another quote
button-show = Show

page-number = -# Page { $number } of { $count }
page-outdated = What this button showed has changed since. You can use the command again to see it as it is now.
own-item = -# Added by this server's moderators.
own-campaign = -# This campaign was added by this server's moderators.
nothing-here = There is nothing to read here yet.
note = -# Note: { $value }
shared-from = -# To read this alone, use /{ $command }. Only you see its answer.

about-title = ## { $campaign } · { $hashtag }
actions-title = ## { $hashtag }: what you can do
    You don't have to do any of this.
timeline-title = ## { $hashtag }: what happened, { $order ->
    [newest] newest
   *[oldest] oldest
} first
quote-title = ## { $hashtag }: a quote
quote-warning = **Before you read:** { $warning }
quote-hidden = The words of { $speaker }, { $date }, are not shown yet. You can press Show to read them. You don't have to.
