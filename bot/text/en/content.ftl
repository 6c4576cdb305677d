# What is told about a file in config/, about a file that a server's moderators bring, and about what they write into a
# form. Of a file each sentence follows "config/campaigns/spring.toml, line 14: ", so it begins in lower case. Of a form
# it stands alone, and begins with a capital. Of the place it knows:
# $list: the list that holds the entry ("quotes"), or the table that stands alone, or "file", or "form";
# $number: which entry of the list, from 1 (0: not in a list); $field: the key in it.

# Not sentences: how one entry is named in the sentences below, and where in it something stands.
content-item = { $list ->
    [form] { $field ->
        [text] The text
        [speaker] The name of who said it
        [date] The date
        [place] The place
        [warning] The warning
        [note] The note
        [topic] The topic
        [title] The title
        [url] The address
       *[sources] One of the sources
    }
    [file] the file
    [about] fact { $number }
    [timeline] event { $number }
    [quotes] quote { $number }
    [resources] resource { $number }
    [actions] action { $number }
    [panel] the panel
    [season] the season
    [countries] country { $number }
    [helplines] helpline { $number }
    [directories] directory { $number }
    [emergency] the emergency entry
   *[other] { $number ->
        [0] `{ $list }`
       *[other] entry { $number } of `{ $list }`
    }
}

content-in = { $list ->
    [form] {""}
   *[other] {" "}in `{ $field }`
}

## The file as a whole

# $reason: what the operating system says
content-unreadable = this cannot be read: { $reason }. Check that it exists and that the bot may read it.
# $most: in KB
content-file-too-large = the file is larger than { $most } KB. Make it shorter.
content-not-utf8 = the file is not in UTF-8. Save it again in an editor with the encoding UTF-8.
content-no-text-file = this is not a text file. Bring a campaign file as it is: not in an archive, and not from a word processor.
content-number-too-long = the file has a number of thousands of digits. Put it in quotation marks, or remove it.
# $reason: what the parser says, always in English
content-syntax = this is not valid TOML ({ $reason }). Compare the line with another file that works: quotation marks, commas and brackets come in pairs.
# The parser stopped where a line or the file ends.
content-syntax-end = this is not valid TOML ({ $reason }). Look for a line that ends where something is missing: a value, a closing quotation mark or a closing bracket.
content-too-deep = the file has lists inside lists, or names with many dots between them, too deep to read. Write it like the files that come with the bot.

## What is missing, too much, or not of the right kind

content-missing = { $list ->
    [form] There is no source. Add the page it comes from, with its whole address.
   *[other] { content-missing-in-file }
}
content-missing-in-file = { content-item } has no { $field ->
    [sources] source. Add `sources = ["https://…"]` with the page it comes from.
    [date] date. Add `date = "2017-10-15"`, or only the month, "2017-10", or the year, "2017".
    [checked] date of the last check. Add `checked = "2026-03"` with the day, month or year when somebody looked at it.
    [about] facts. Add at least one, under a line `[[about]]`.
    [panel] texts for the private panel. Add a line `[panel]`, and under it `title = "…"` and `meaning = "…"`.
    [languages] languages. Add `languages = ["en"]` with the language it is written in.
   *[other] `{ $field }`. Add a line that begins with `{ $field } = `.
}
content-empty = { $list ->
    [form] { content-item } is empty. Write something there.
   *[other] { content-item } has nothing in `{ $field }`. Write something between the quotation marks, or remove the line.
}
# $max_length: how many are allowed
content-too-many = { $list ->
    [form] There are too many sources. At most { $max_length } are allowed.
   *[other] { content-item } has too many entries in `{ $field }`. At most { $max_length } are allowed.
}
content-not-text = { content-item } needs text in `{ $field }`. Put it in quotation marks: `{ $field } = "…"`.
content-not-number = { content-item } needs a whole number in `{ $field }`, without quotation marks.
content-not-bool = { content-item } needs `true` or `false` in `{ $field }`, without quotation marks.
content-not-list = { content-item } needs a list in `{ $field }`. Put it in square brackets: `{ $field } = […]`.
content-not-table = { content-item } needs a table in `{ $field }`. Put its keys under a line `[{ $field }]`.
# $reason: what the checking library says, always in English
content-invalid = { content-item } has something in `{ $field }` that does not fit: { $reason }.
# $near: the known key that looks most like it
content-unknown-key-near = { content-item } has a key `{ $field }`, which means nothing here. Did you mean `{ $near }`?
# $known: the keys that may stand there
content-unknown-key = { content-item } has a key `{ $field }`, which means nothing here. Remove it; these keys are known: { $known }.

## What a field holds

# $max: how many characters it may have; $length: how many it has. Characters that Discord needs escaped count twice.
content-too-long = { content-item } has { $length } characters{ content-in }. At most { $most } fit.
content-several-lines = { content-item } has a line break{ content-in }. Write it in one line.
content-gap = { content-item } has several empty lines in a row{ content-in }. Leave one at most: what stands far below could be taken for something else.
content-stacked = { content-item } has a letter with more signs on it than any writing needs{ content-in }, which lie over other lines. Remove them.
# $code: the character, as U+202E
content-invisible = { content-item } has a character{ content-in } that nobody can see ({ $code }). Remove it; it often comes along when text is copied.
# $found: what looks like it
content-mention = { content-item } has “{ $found }”{ content-in }, which could call people or open something in Discord. Write it in words.
content-link-in-text = { content-item } has a link (“{ $found }”){ content-in }. Put the address { $list ->
    [form] among the sources
   *[other] into `sources`
} instead.
content-markup = { content-item } has “{ $found }”{ content-in }, which makes a heading, a box or a hidden part of it. Write it as plain text.
# $words: the words, each in quotation marks; $count: how many
content-words = { content-item } has { $count ->
    [one] a word
   *[other] words
}{ content-in } that can hurt, press or deceive the people this is about: { $words }. Say it another way. For a person, “people who have experienced …” often fits; for a promise, say what happens.
content-date = { $list ->
    [form] “{ $value }” is no date here. Write a day as 2017-10-15, a month as 2017-10, or a year as 2017.
   *[other] { content-item } has “{ $value }” in `{ $field }`, which is no date here. Write `{ $field } = "2017-10-15"`, or only the month, "2017-10", or the year, "2017", in quotation marks.
}
content-day-of-year = { content-item } has “{ $value }” in `{ $field }`, which is no day of the year. Write month and day in quotation marks: `{ $field } = "11-25"`.
content-source = { content-item } has “{ $value }” as a source, which is not text. Put it in quotation marks: `sources = ["https://…"]`.
content-source-form = { $list ->
    [form] { content-item } looks like an address and is none
   *[other] { content-item } has a source that looks like an address and is none
}: “{ $value }”. Copy the address from the browser, so that it begins with `https://`, or name the page in words.
content-address = { $list ->
    [form] { content-item } is not a complete address
   *[other] { content-item } has an address in `{ $field }` that is not complete
}: “{ $value }”. Copy it from the browser; it begins with `https://`.
content-not-https = { $list ->
    [form] { content-item }
   *[other] { content-item } has an address in `{ $field }` that
} does not begin with `https://`: “{ $value }”. A link for people to press has to.
content-colour = { content-item } has “{ $value }” in `{ $field }`, which is no colour. Write it as `{ $field } = "#F58220"`.
content-language = { content-item } has “{ $value }” in `{ $field }`, which is no language code. Write a code such as "en", "de" or "pt-BR".
content-id = { content-item } has “{ $value }” in `{ $field }`. Use small letters, digits and hyphens, at most 32, as in "spring-2027".
content-hashtag = { content-item } has “{ $value }” in `{ $field }`. Write it without spaces and with a # in front, as in "#MeToo".
content-command = { content-item } has “{ $value }” in `{ $field }`. A slash command has 1 to 32 small letters, digits, hyphens or underscores, and no slash.

## Campaign files side by side

# $file is the folder; $reason: what the operating system says
content-no-folder = this folder cannot be read: { $reason }. Set MAGNITUDE_CONFIG to the folder that holds campaigns and helplines.toml, or start the bot beside its folder config.
content-no-campaign = there is no campaign file here. Put back metoo.toml, write your own (one file that ends in .toml), or set MAGNITUDE_CONFIG to another folder.
# $count: how many there are; $most: how many may be
content-too-many-campaigns = there are { $count } campaign files here. At most { $most } are possible; move the others elsewhere.
# $other: the number of the entry that had it first
content-same-id-twice = { content-item } has the id “{ $value }”, as number { $other } of the same list has. Give it another one.
# $other: the file that has it first
content-same-id = the campaign has the id “{ $value }”, as { $other } has. Give one of them another id.
content-same-command = the campaign has the command “{ $value }”, as { $other } has. Give one of them another command.
content-two-defaults = the campaign is marked as the default, as { $other } is. Only one can be; remove `default = true` from the other.
content-reserved-command = the campaign has the command “{ $value }”, which the bot has already. Choose another name.

## What a server brings itself

own-file-default = the file has `default`, which only whoever runs the bot can say. Remove the line; to make the campaign this server's default, use /config campaign.
# $value: the id
own-file-id-taken = the campaign has the id “{ $value }”, as a campaign of this bot has. Give it another one. To add to the bot's campaign instead, bring a file that begins with `extends = "{ $value }"` and holds only facts, quotes and resources.
# $value: what it names; $known: the ids of the bot's campaigns
own-file-extends-unknown = the file adds to a campaign “{ $value }”, which this bot does not have. It has: { $known }.
# $campaign: its name
own-file-extends-own = The file adds to { $campaign }, which is a campaign of this server's own. Export that campaign, change its file and bring it back.
# $value: the id
own-file-id-of-host = { content-item } has the id “{ $value }”, as an entry of the bot's own campaign has. Give it another one.
# S29. $digits: the number
own-file-telephone = { content-item } has what looks like a telephone number{ content-in }: { $digits }. Numbers change, so link to the page that has it instead. If it says how many, write it with commas, as in 1,700,000.
# $value: the source
own-file-source-not-https = { $list ->
    [form] { content-item } is no page that begins with https://
   *[other] { content-item } has a source that is no page which begins with https://
}: “{ $value }”. Give the page that says so; a remark can stand in brackets behind its address.
# $campaign: the one that has it already
own-file-name-taken = The name or the hashtag is that of { $campaign }, another campaign here. Choose another one, so that nobody takes the one for the other.
# $label: what stands on the button
own-file-name-button = The name or the hashtag is what a button of the bot says: “{ $label }”. Choose another one, so that nobody takes the one for the other.
# $value: the date
own-file-still-to-come = { $list ->
    [form] { $value }: this day is still to come
   *[other] { content-item } has the date { $value }: this day is still to come
}. Check the year, or add it when it has come.
own-last-fact = This is the only fact of the campaign, and a campaign has at least one. Add another one first, or remove the whole campaign.
