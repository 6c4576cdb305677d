# What a server brings itself: why it was not taken, and what to do next. Shown privately to moderators.

# $count: how many faults there are; they stand below
error-content-refused = Nothing was changed: { $count ->
    [one] something has
   *[other] { $count } things have
} to be mended first.
# $most: how many are possible; of a size: in KB
error-too-much-content = Nothing was changed. { $what ->
    [items] A server can have { $most } facts, events, quotes, resources and actions of its own, all its campaigns together. Remove some first.
    [campaigns] A server can have { $most } campaigns of its own. Remove one first.
   *[size] All that this server has in this campaign would be larger than a file of { $most } KB. Shorten or remove something first.
}
error-content-unreadable = What this server brought itself in this campaign cannot be read any more, so members see only what comes with the bot. Nothing was changed. Export it with /config export, mend the file, or ask whoever runs the bot to; then bring it back with /config import.
error-file-under-way = Another file of this server is being read at this moment. Wait until its answer is there, then upload yours again.
error-nothing-own = This server has nothing like that of its own in { $campaign }. Somebody may have removed it meanwhile.
