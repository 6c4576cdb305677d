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
preview-open = The preview is open. This address works in a browser on this machine, for as long as this program runs:
preview-people = Under “Viewing as” on the page, choose who you are: { $first } and { $second } are members, { $newcomer } joined a moment ago, { $moderator } sees /config as well. Type / in the message field to run a command.
preview-fresh = Prepared through the bot's own commands: { $moderator } started { $campaigns } and posted the campaign messages. Then { $count } other members added themselves to { $default } with { $command } and “{ $add }”, and a day passed, so that a first number shows.
preview-resumed = The database of an earlier preview was found, and everything in it holds. The simulated channel begins empty each time; { $moderator } posted the campaign messages again.
preview-data-temporary = The database is in a temporary folder and is removed at the end. To keep it: --data DIR.
preview-data-kept = The database is in { $path }. Give the same folder again to go on from here.
preview-keys = Enter: let a day pass, so that the next update comes.   q and Enter: end.
preview-signal = To end it, stop this program (SIGTERM or Ctrl-C).
preview-day-passed = A day has passed. It is { $now } now.
preview-number-shown = { $campaign }: at least { $number }.
preview-number-hidden = { $campaign }: no number is shown.
preview-ended = The preview has ended.
preview-marker = This folder belongs to the preview of Magnitude. It holds a simulated server, nothing real.

preview-port-unusable = The preview cannot be served on port { $port }: something else uses it, or it is not allowed. Choose another one with --port N; --port 0 takes one that is free.
preview-data-unusable = The folder { $path } cannot be used: { $reason }. Choose one that you may write to with --data DIR, or leave --data out.
preview-data-of-bot = The folder { $path } holds the database of a bot that is not a preview. Nothing in it was touched. Choose another folder with --data DIR, or leave --data out.
preview-data-not-fresh = The tour begins with an empty database, and there is one in { $path } already. Choose an empty folder with --data DIR, or leave --data out.
