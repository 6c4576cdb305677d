# The public message of a campaign, and what two of its buttons answer privately.

button-stand = I stand with survivors
button-learn = Learn more
button-about = About
button-timeline = Timeline

message-private = -# Each button answers you alone.
message-removed = This campaign has ended here. What it counted is removed in time. You can press Withdraw, or use /privacy, to remove your part now.

stand-title = ## Standing with survivors
    You don't have to post anything. Some of what helps people who have experienced harassment or violence:
learn-title = ## How { $hashtag } began

permission-view-channel = View Channel
permission-send-messages = Send Messages
permission-embed-links = Embed Links
permission-attach-files = Attach Files
permission-send = View Channel and Send Messages
