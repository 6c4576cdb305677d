# Being counted, and the published number. The consent texts keep every point of S2; a change in meaning is a new
# version, for new entries only (S5).

command-tally = The published number of a campaign in this server
command-tally-campaign = The campaign; this server's usual one if left empty
command-add = A private page about a campaign of this server and being counted
command-add-campaign = The campaign; this server's own ones have no command of their own
command-of-campaign = A private page about { $hashtag } and being counted

button-add = Add me
button-withdraw = Withdraw
button-share = Share here

consent-kept = **What is kept:** one scrambled mark, made from your account, this server and this campaign. No name, no date, no words.
consent-seen = **What others see:** a rounded number, only from { $threshold } people on, updated at set times. No command shows who is in it, and moderators see no more than you do.
consent-how-long = **How long:** until you withdraw, or { $days } days after the campaign ends here. Withdraw is one press, on this page, at any time. It removes the mark.
consent-limits = **What this cannot protect:** Discord keeps its own records. Someone who sees your screen or uses your account sees what you see. Whoever runs this bot and holds both its database and its key could test whether an account is in it.
consent-version = -# You don't have to do anything here. This is version 1 of this text.

panel-paused = **{ $campaign } is paused here.** Nobody can be added now. Withdrawing works.
panel-ended = **{ $campaign } has ended here.** Nobody can be added now. Withdrawing works.
panel-added = You are counted now. You can withdraw here at any time.
panel-withdrawn = You are not counted.

tally-title = ## { $hashtag } in this server
tally-explained = -# The number is rounded down and looked at only at set times, so that it tells little about any one person. The bot cannot be asked who is counted.
number-shown = At least **{ $number }** people here have added themselves.
number-total = In all servers of this bot that take part in the total: at least **{ $total }**. Somebody who is counted in several of them counts in each.
number-hidden = The number is not shown now: fewer than { $threshold } people are counted, or this server has fewer than { $members } members.
number-paused = The campaign is paused here, and the number is not shown.
number-ended = The campaign has ended here, and the number is not shown.
number-times = Last update { $updated }. Next update { $next }.
history-title = **Published so far**
history-number = { $date }: at least { $number }
history-hidden = { $date }: not shown

share-done = It is in this channel now. Your name is not on it. Someone who watches the channel may still guess.

