# What a server brings itself, for its moderators: /config content, /config import, /config export.

command-config-content = Add, edit or remove this server's own quotes, facts and resources
command-config-content-action = What to do; shows the list if left empty
command-config-content-action-list = List what this server has of its own
command-config-content-action-add-quote = Add a quote
command-config-content-action-add-fact = Add a fact
command-config-content-action-add-resource = Add a resource
command-config-content-action-edit = Edit an item
command-config-content-action-remove = Remove an item: asks first
command-config-content-item = Which one; choose it from the list that appears while you type
command-config-content-campaign = The campaign; this server's default one if left empty
command-config-import = Bring a campaign file; shows what it would change before anything changes
command-config-import-file = A campaign file (.toml) of at most 256 KB
command-config-export = Get this server's own content as a campaign file
command-config-export-campaign = The campaign; this server's default one if left empty

button-own-add-quote = Add a quote
button-own-add-fact = Add a fact
button-own-add-resource = Add a resource
button-own-edit = Edit
button-own-remove = Remove
button-own-show = Show it in full
button-own-back = Back to the list
button-own-list = See the list
button-own-mend = Fix it
button-own-export = Export as a file
button-own-remove-campaign = Remove this campaign
button-own-apply = Apply
button-own-cancel = Cancel
menu-own-items = Choose one to see, edit or remove it

## The list

own-title = ## { $campaign }: this server's own content
own-none = There is nothing yet. You can add a quote, a fact or a resource with the buttons below, or bring a file with /config import.
# $used: items of all campaigns of the server; $most: how many it may have
own-used = { $used } of { $most } items are used, all campaigns of this server together.
own-used-up = { $used } of { $most } items are used, all campaigns of this server together. To add more, remove some first.
own-rest = Its name, summary, timeline and actions are changed with a file: export it, change it, then use /config import.
own-choose-first = Choose below what to edit or remove, or name it under “item”.
own-line = - **{ own-kind }:** { $name }
own-kind = { $kind ->
    [fact] Fact
    [quote] Quote
   *[resource] Resource
}
# What tells a quote from others. $words: the beginning of its words in quotation marks, or own-name-warning
own-name-quote = { $speaker }: { $words }
own-name-warning = with a warning ({ $warning })
own-more = { $count ->
    [one] And one more.
   *[other] And { $count } more.
}
own-nothing = nothing

## One item

# $kind: "fact", "quote" or "resource"
own-seen-by-members = Members see this with { $kind ->
    [fact] /about, in the campaign { $campaign }
    [quote] /quote, in the campaign { $campaign }
   *[resource] /resources
}.
own-remove-ask = **Remove this from { $campaign }?**
    { $item }
    Members will not see it any more, and a schedule will not post it any more.
own-remove-again = **Nothing was removed.** Somebody has changed it since you were asked. This is what stands there now:
own-removed = **Removed from { $campaign }.** This is what it was:
own-saved-new = **Added to { $campaign }.**
own-saved-again = **Added to { $campaign } again.** Somebody removed it while your form was open.
own-saved-same = **Nothing is different.** { $campaign } has this already, as you wrote it.
own-saved = **Changed in { $campaign }.**
own-saved-over = **Changed in { $campaign }.** Somebody else changed it while your form was open. Your change replaced theirs; under “Before” is what they wrote.
# $field: its label in the form; $before, $after: the beginning of what stands in it
own-field-changed = **{ $field }**
    Before: { $before }
    Now: { $after }
own-not-saved = **This is not saved yet.** What you wrote is kept for up to an hour, while the bot keeps running: press “Fix it” to go on with it.

# $field: its label in the form
own-form-fault = - **{ $field }:** { $fault }

## The forms

own-form-add = { $kind ->
    [fact] Add a fact
    [quote] Add a quote
   *[resource] Add a resource
}
own-form-edit = { $kind ->
    [fact] Edit a fact
    [quote] Edit a quote
   *[resource] Edit a resource
}
# Labels have at most 45 characters, hints at most 100.
own-fact-text = The fact, in plain words
own-fact-date = The date it speaks of
own-fact-date-hint = 2017-10-15, or only 2017-10 or 2017
own-fact-sources = Where it says so
own-fact-sources-hint = https://…, one a line
own-fact-note = What a reader should know about it
own-fact-note-hint = For example where sources differ. Leave empty if there is nothing.
own-quote-text = The words, exactly as printed
own-quote-text-hint = Without quotation marks around them
own-quote-speaker = Who said it
own-quote-date = When it was said
own-quote-date-hint = 2017-10-15, or only 2017-10 or 2017
own-quote-sources = Where it is printed
own-quote-sources-hint = https://…, one a line
own-quote-warning = What the words touch
own-quote-warning-hint = A warning that is shown first. Leave empty if the words need none.
own-resource-topic = What it is about
own-resource-topic-hint = A few words, such as “Legal help”. Resources of one topic are shown together.
own-resource-title = What the page or service calls itself
own-resource-text = What it does, and for whom
own-resource-text-hint = Without telephone numbers: those stand on the page, where they are kept up to date
own-resource-url = The address of the page
own-resource-url-hint = https://…
own-resource-sources = Where it says so
own-resource-sources-hint = https://…, one a line. It can be the same page.

## A file

# $fault: a sentence that begins in lower case
own-fault = - Line { $line }: { $fault }
own-import-refused = **Nothing has changed.** { $file } has { $count ->
    [one] one thing
   *[other] { $count } things
} to fix. After that, use /config import again.
own-import-not-downloaded = **Nothing has changed.** Discord did not hand over the file. You can use /config import again.
own-import-title = ## { $campaign }
    { $kind ->
        [campaign-new] The file holds a new campaign of this server's own.
        [campaign] The file holds this server's own campaign.
        [additions-new] The file adds to this campaign for this server.
       *[additions] The file holds what this server adds to this campaign.
    }
own-import-same = There is no difference between the file and what is there.
own-import-would = ### What would change
own-import-anew = **Counting would start anew.** The file says differently what it means to be counted in { $campaign }, and members agreed to what it said before. Whoever is counted now would not be counted any more, and the number would be hidden. This cannot be undone.
own-import-ask = Nothing has changed yet.
own-import-cancelled = **Cancelled.** Nothing has changed.
own-import-done = **The file is applied to { $campaign }.**
own-import-over = Somebody else changed it after you had seen what the file would do. The file replaced that as well; this is all that changed:
own-import-anew-done = Counting starts anew: nobody is counted now, and the number is hidden. Members can add themselves again while the campaign is running.
own-import-start = Next: start it, here or with /config campaign. Members then open its panel with /add, where they choose { $campaign }.
own-import-command = Members open its panel with /add, where they choose { $campaign }.
own-import-see = Members see it with /about, /quote and /resources.
own-list = **{ $what ->
    [about] Facts
    [timeline] Events
    [quotes] Quotes
    [resources] Resources
   *[actions] Actions
}**
own-list-change = - { $way ->
    [added] Added
    [changed] Changed
   *[removed] Removed
}: { $names }
own-names-more = { $names } and { $count } more
own-setting-changed = - { $what ->
    [name] Name
    [hashtag] Hashtag
    [summary] Summary
    [colour] Colour
    [began] When it began
    [season] Season
    [languages] Languages
    [command] Command
    [panel-title] Title of its panel
   *[panel-meaning] What it means to be counted
}: before “{ $before }”, then “{ $after }”
own-export-done = { $kind ->
    [whole] This file holds { $campaign }, a campaign of this server's own.
   *[additions] This file holds what this server has added to { $campaign }.
} You can keep it, change it, and bring it back with /config import. Nothing that was counted is in it.
own-export-nothing = There is nothing to export: this server has nothing of its own in { $campaign }. A file holds what moderators have added with /config content or /config import, or a whole campaign of this server's own.
own-campaign-remove-ask = **Remove { $campaign } from this server?**
    Its content goes, its campaign message and its schedule. Whoever was counted in it will not be counted any more, and its numbers go. This cannot be undone.
    To keep its content, export it as a file first.
own-campaign-removed = **{ $campaign } is removed from this server.** Its content, its schedule, its numbers and everybody who was counted in it are gone.
