"""What the host does beside running the bot: look, check, prepare."""
