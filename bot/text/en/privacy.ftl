# What is held, deleting it, and what the bot can do: /privacy and /help.

command-privacy = What this bot keeps, for how long, who can see it, and deleting it
command-help = What this bot can do here, and how to leave a page quickly

button-forget = Delete what you hold on me
button-forget-now = Delete now

privacy-title = ## What this bot keeps
privacy-kept = **What is kept:** if you add yourself to a campaign, one scrambled mark made from your account, the server and the campaign. No name, no date, no words. If you manage a server and change its settings or add content, the change is kept with the number of your account and what you wrote.
privacy-not-kept = **What is not kept:** which commands you use, which country you choose, which pages you read. Messages are never read.
privacy-seen = **Who can see it:** others see a rounded number, only from { $threshold } people on, updated at set times. No command shows who is counted, to moderators or to anybody else. Who changed which setting of a server, and what they wrote, can be seen by everybody who may use /config there, and by the people who run this bot.
privacy-how-long = **How long:** a mark, until you withdraw or delete it, or { $entries } days after the campaign ends in that server. A change to settings, { $changes } days. Everything of a server, { $server } days after the bot was removed from it.
# $copies, $backups: days
privacy-backups = **What deleting does not reach at once:** copies of the database. Those that the bot makes before an upgrade, or keeps of a damaged database, go after { $copies } days, its backups after { $backups } days at the latest. Copies that the people who run it keep elsewhere keep a mark until they replace them. If they have to put a copy back, marks that were deleted since are there again, until you delete them again.
privacy-limits = **What this bot cannot protect:** Discord keeps its own records, also of the commands you use and the buttons you press. Someone who sees your screen or uses your account sees what you see. Whoever runs this bot and holds both its database and its key could test whether a given account is counted.
privacy-host = The people who run this bot publish a privacy statement of their own. The moderators of a server can tell you where it is and how to reach them.

forget-title = ## Deleting what this bot holds on you
forget-goes = If you press Delete now, your marks go from every campaign in every server that this bot serves, at once. You don't have to say why. You can add yourself again later.
forget-done = This bot holds no mark of yours now, in any campaign or server.
forget-stays = **What stays:** copies and backups of the database, as /privacy says. Discord's own records. Earlier messages on your screen, until you dismiss them. If you manage a server: the changes you made to its settings, for the time that /privacy names, and the content you added.

help-bot-title = ## What this bot can do here
help-bot-command = **/{ $command }**: { $what }
help-bot-servers = In a server that uses this bot, there are also a page about being counted and the published number of a campaign.
help-bot-moderators = **/config**: for those who manage this server
help-bot-help = **Get help** opens places to get help, as /resources does. This bot points to them. It gives no counselling, and nobody reads or answers here.
help-bot-leave = **Leave quickly** is a link that opens a neutral page. The answers here stay on the screen until you dismiss them or restart Discord.
help-bot-limits = This bot never reads messages and never writes to you first. Its answers are for you alone; someone who sees your screen sees them too.
