# The preview: a simulated server on the host's own machine, and the written tour through it.

## The simulated server. Names without meaning.

preview-bot = Magnitude
preview-server = Riverside
preview-channel = campaigns
preview-role = Moderators
preview-moderator = Kim (moderator)
preview-first = Ana
preview-second = Ben
preview-newcomer = Noor (new here)
preview-other = Member { $number }

## What the host reads at the terminal

preview-preparing = Preparing the simulated server …
preview-open = The preview is open. This address works in a browser on this machine, for as long as this program runs. Copy all of it: without the part after # the page stays empty.
preview-people = At the top of the page, under “Viewing as”, choose who you are: { $first } and { $second } are members, { $newcomer } joined a moment ago, { $moderator } sees /config as well.
preview-commands = To run a command, type / and its name into the message field and choose it with Enter. Then click the arrow at the right to send it. A second Enter does not send: it opens an option, where there is one; type there to see its choices.
preview-fresh = Prepared through the bot's own commands: { $moderator } started { $campaigns } and posted the campaign messages. Then { $count } other members added themselves to { $default } with { $command } and “{ $add }”, and a day passed, so that a first number shows.
preview-resumed = The database of an earlier preview was found, and everything in it holds. The simulated channel begins empty each time; { $moderator } posted the campaign messages again.
preview-data-temporary = The database is in a temporary folder and is removed at the end. To keep it: --data DIR.
preview-data-kept = The database is in { $path }. Give the same folder again to go on from here.
preview-keys = Type here: Enter alone to let a day pass, or q and Enter to end the preview.
preview-days = On each such day { $count } other members add themselves to { $campaign }, until nobody is left. Then the next update comes.
preview-signal = There is no terminal to type at, so days cannot be made to pass here. Ctrl-C or SIGTERM ends the preview.
preview-day-passed = A day has passed. It is { $now } now.
preview-joined = { $count ->
    [0] No other member added themselves to { $campaign }.
    [one] { $count } other member added themselves to { $campaign }.
   *[other] { $count } other members added themselves to { $campaign }.
}
preview-number-shown = { $campaign }: at least { $number }.
preview-number-hidden = { $campaign }: no number is shown.
preview-ended = The preview has ended.
preview-marker = This folder belongs to the preview of Magnitude. It holds a simulated server, nothing real.

preview-port-unusable = The preview cannot be served on port { $port }: something else uses it, or it is not allowed. Choose another one with --port N; --port 0 takes one that is free.
preview-data-unusable = The folder { $path } cannot be used: { $reason }. Choose one that you may write to with --data DIR, or leave --data out.
preview-data-of-bot = The folder { $path } holds the database of a bot that is not a preview. Nothing in it was touched. Choose another folder with --data DIR, or leave --data out.
preview-data-not-fresh = The tour begins with an empty database, and there is one in { $path } already. Choose an empty folder with --data DIR, or leave --data out.

## The tour

tour-title = Magnitude: a tour
tour-intro = This is the real bot with a real database, on a simulated Discord server of { $members } people. It is { $date } there. Everything below has just happened, in this order. You see what each person saw, word for word.
tour-marks =
    → Somebody does something.
    ┌ What they see, and who else sees it.
    ✓ What was checked.
    In brackets: [ a button ], ( a button that is off ),
    and [ a link ↗ ], [ a menu ▾ ], [ a file ↓ ].
    In a text, ↗ follows a link.
tour-end = { $chapters } chapters, { $checks } checks, all of them held. { $answers } commands and buttons were answered, each to the one person who used it.
tour-failed = Chapter { $chapter } of the tour failed. This was expected: { $expected }

tour-runs = { $who } runs { $command }
tour-presses = { $who } presses “{ $button }”
tour-chooses = { $who } chooses “{ $choice }”
# $title: what stands at the top of the form
tour-form = { $who } fills in “{ $title }”:
tour-private = { $who } alone sees:
tour-changed = { $who } alone sees in its place:
tour-public = Everybody sees:

tour-about = What this is about
tour-about-intro = Every answer is private, and every fact has its date and its source.
tour-quote = A quote with a warning
tour-quote-none = This host's files hold no quote with a warning.
tour-help = Getting help
tour-help-intro = Without a country there are directories and no numbers: a number from the wrong country leads nowhere.
tour-countries = Getting help in a country
tour-countries-intro = The emergency number comes first, where it is known. A number that was not confirmed for a year is marked; later it is not shown at all.
tour-countries-fewer = This host's files hold no country with a confirmed emergency number, or none with a number that is getting old.
tour-start = A moderator starts { $campaign }
tour-start-intro = Two commands in Discord. From then on the campaign message stands in the channel.
tour-add = Twelve members add themselves
tour-add-intro = The first press explains and stores nothing. Only “Add me” does.
tour-add-others = { $count } more, { $first } to { $last }, do the same.
tour-withdraw = One changes their mind
tour-withdraw-intro = Withdrawing takes no more presses than adding. The panel looks the same as before: whoever holds the phone does not learn from it whether somebody is counted.
tour-tick = A day later
tour-tick-intro = Eleven are counted now. The number is looked at once a day while it is small. It is shown from { $threshold } people on, rounded down to a multiple of five, in servers of at least { $members } members.
tour-delete = Delete what you hold on me
tour-other = A second campaign, side by side
tour-other-intro = A campaign is a file. { $campaign } brings its own command, { $command }, and its own tally. A moderator starts it and posts its message. One member reads about it and adds themselves, and a day passes.
tour-further = Another campaign: { $campaign }
tour-further-intro = It brings its own command, { $command }. A moderator starts it.
tour-pause = A moderator pauses
tour-pause-intro = Pausing hides the number. Getting help, deleting and withdrawing go on.
tour-read = More to read
tour-home = All settings on one page
tour-home-intro = What needs attention, what runs and where, and the way to each setting. What is pressed here can be typed as well.
tour-schedule = Posts at set times
tour-schedule-intro = A form asks for the days, the time, a time zone, what to post, and where. A time zone goes by the name of a large city in it. Where the bot does not know a name, it offers some to choose from.
tour-schedule-next = The next day:
tour-schedule-down = Then the bot does not run until the night after the next post, when it would come at an odd hour.
tour-own = A quote of this server's own
tour-own-intro = What moderators add has to pass the same checks as a campaign file.
tour-own-quote = We meet every month, and everybody can speak.
tour-own-speaker = Sam Rivers (invented)
tour-counting = How it is counted
tour-counting-intro = { $count } more members add themselves, and a day passes.
tour-import = A campaign of this server's own
tour-import-intro = It is a file. A moderator brings it, sees what it would change, and starts it like any other.
tour-log = What was changed
tour-disk = What is on the disk
tour-disk-intro = The files of the database are searched for the numbers of the members' accounts.
tour-erase = Erasing everything about this server
tour-erase-another-word = no

tour-expect-private = { $who } alone sees the answer.
tour-expect-about = It begins with where the campaign comes from.
tour-expect-ways-out = “Get help” and “Leave quickly” are there.
tour-expect-warning = The warning is there, and the words of the quote are not in the message at all.
tour-expect-quote = After “Show” the words are there, with who said them.
tour-expect-no-numbers = No telephone number of any country is in it.
tour-expect-leave = “Leave quickly” is there.
tour-expect-emergency = The emergency number is in the first line.
tour-expect-number = The number { $number } is there.
tour-expect-ageing = There is no emergency number that nobody confirmed, and { $number } is marked as last checked in { $year }.
tour-expect-one-message = This is the one message that everybody sees.
tour-expect-no-number = No number is shown.
tour-expect-four-buttons = There are these four buttons and no others.
tour-expect-in-place = The answer stands where the panel stood.
tour-expect-own-words = The panel says what being counted means, in the words of this campaign's file.
tour-expect-alike = All of them saw the same panel and were told the same words.
tour-expect-public-same = Nothing that everybody sees has changed.
tour-expect-withdrawn = The answer says that { $who } is not counted.
tour-expect-again-same = A second time with { $what } gives the same words.
tour-expect-tally = It says “at least { $number }”.
tour-expect-message = The campaign message says “at least { $number }” as well.
tour-expect-never-counted = { $who }, who was never counted, is told the same words.
tour-expect-other-tally = { $campaign } has its own number still: at least { $number }.
tour-expect-paused = The message says that the campaign is paused, and the number is gone.
tour-expect-help-works = “Get help” on this message still opens the places to get help.
tour-expect-no-ids = Of the { $count } members, none has the number of their account in the files.
tour-expect-moderator-id = { $who } has, in the change log: what moderators change is recorded.
tour-expect-form = { $who } is shown a form.
tour-expect-home = The page says that the campaign is paused.
tour-expect-before-and-now = The answer says what held before and what holds now.
tour-expect-number-back = The number that was published last is on the campaign message again.
tour-expect-nothing-lost = Nothing was changed, and what was written is not lost.
tour-expect-scheduled = The answer says when the next post comes.
tour-expect-no-repeat = It is another one than the day before.
tour-expect-no-warned = Neither carries a content warning.
tour-expect-missed = It was not posted, and moderators are told so.
tour-expect-own-quote = The quote is there.
tour-expect-own-mark = It says that this server's moderators added it.
tour-expect-number-is = The number is “at least { $number }” now.
tour-expect-hidden-at-once = The campaign message shows no number any more.
tour-expect-not-lowered = The threshold is not lowered, and the answer says so.
tour-expect-import-asks = Looking at the file has changed nothing.
tour-expect-export-same = The exported file, brought in again, makes no difference.
tour-expect-log-moderator = It names { $who }.
tour-expect-log-no-member = It names no member.
tour-expect-not-erased = With another word nothing is erased.
tour-expect-message-gone = The campaign message is gone from the channel.
tour-expect-nothing-left = A moment later neither this server's number nor the moderator's stands in the files of the database.

## The pictures

pictures-no-browser = The pictures need Chromium, and none was found. Install one ({ $names }), or name the program with { $variable }=/path/to/chromium.
pictures-no-start = Chromium did not start. Try it by hand, or name another one with { $variable }=/path/to/chromium.
