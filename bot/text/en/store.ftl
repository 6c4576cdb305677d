# What a host reads when the database cannot be opened or upgraded. The file is named before each sentence.

store-folder-unusable = The folder { $folder } cannot hold the database ({ $reason }). Give MAGNITUDE_DATA a folder that the bot's user may write to.
store-cannot-open = This file cannot be opened as a database ({ $reason }). Check that it is a file, and that the bot's user may read and write it and its folder.
store-read-only = The database cannot be written to. Check that the file and its folder belong to the bot's user and that the disk is not mounted read-only.
store-disk-full = The disk is full. Free some space, then start again; nothing was lost.
store-damaged = This is not a whole SQLite database ({ $reason }). Put a backup in its place, or move it away to begin with an empty one.
store-foreign = This database belongs to another program. Give MAGNITUDE_DATA a folder of its own.
store-newer = This database has version { $found }, and this program knows versions up to { $known }. Start the newer program, or put back a backup from before the upgrade.
store-locked = Another program holds the database. Close it, then start again.
store-no-wal = The disk cannot keep SQLite's write-ahead log. Give MAGNITUDE_DATA a folder on a local disk, not on a network share.
store-migration-failed = The upgrade by { $script } did not work ({ $reason }). The database was left as it was; start the program that you used before, and report this.
store-failed = The database did not open ({ $reason }). Check the disk, then start again.
