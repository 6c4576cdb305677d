# The sentences of the member commands.
