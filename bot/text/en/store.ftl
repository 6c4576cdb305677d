# What a host reads when the database cannot be opened or upgraded.

store-folder-unusable = The folder { $folder } cannot hold the database ({ $reason }). Set MAGNITUDE_DATA to a folder that the bot may write to.

# $path: of a database
store-nothing-to-copy = There is no database { $path } to back up, or nothing is in it. Set MAGNITUDE_DATA to the folder that the bot uses, or start the bot first.
# $path: of a folder
store-copy-unwritten = No copy of the database could be written to { $path }: { $reason }. Nothing of it was left there, and the other copies were not touched. Make it a folder that the bot may write to, with free space.
store-copy-damaged = The copy of the database that was written to { $path } did not read back whole, and was removed. The other copies were not touched. Check the disk, then try again.

# $verdict: what was found when the backup was read through
restore-unusable = { $verdict ->
    [newer] { $path } is a backup of a newer version of this program, so nothing was changed. Put it back with that version, or choose an older backup.
    [foreign] { $path } belongs to another program, so nothing was changed. “python -m bot restore” lists the backups that there are.
    [empty] There is nothing in { $path }, so nothing was changed. “python -m bot restore” lists the backups that there are.
    [unreadable] { $path } cannot be read, so nothing was changed. Make it a file that the user who runs this command may read.
   *[damaged] { $path } is damaged or is no backup, so nothing was changed. “python -m bot restore” lists the backups that are whole.
}
restore-none = There is no backup { $path }. “python -m bot restore” lists those that there are.
restore-itself = { $path } is the database itself, so nothing was changed. “python -m bot restore” lists the backups that can take its place.
restore-key = { $path } was made under another key than the one in { $source }, so nothing was changed: nobody who is counted in it could withdraw. Choose another backup, or first put back the key that belongs to it (of several keys all, the oldest first).
restore-key-missing = There is no key: neither is MAGNITUDE_KEY set nor is there a file { $path }. First put back the key that belongs to the backup, then run this again; nothing was changed.
restore-not-kept = { $path } is damaged and cannot be kept under another name: { $reason }. Nothing was put back. Move it away yourself, and with it what bears its name with -wal behind it, then run this again.

# The rest follow the name of the file, so they begin in lower case.
store-cannot-open = this cannot be opened as a database ({ $reason }). Check that it is a file, and that the bot may read and write it and its folder.
store-read-only = the database cannot be written to. Check that the file and its folder belong to the user who runs the bot, and that the disk is not mounted read-only.
store-disk-full = the disk is full. Free some space, then start again. What was stored before is still there.
store-damaged = this is not a whole database: a part of it is damaged, or it never was one. Put a backup in its place with “python -m bot restore”, or move it away to begin with an empty one.
store-foreign = this database belongs to another program. Set MAGNITUDE_DATA to a folder of the bot's own.
store-newer = this database has version { $found }, and this program knows versions up to { $known }. Start the newer program, or put back a backup from before the upgrade with “python -m bot restore”.
store-locked = another program holds the database. Close it, then start again.
store-no-wal = this disk cannot keep SQLite's write-ahead log. Set MAGNITUDE_DATA to a folder on a local disk, not on a network share.
store-migration-failed = the step { $script } did not work ({ $reason }). The database was left as it was. Free some space if the disk is full. If a version of the bot worked with this database before, start that one.
store-failed = the database did not open ({ $reason }). Check the disk, then start again.
