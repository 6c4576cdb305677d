"""The use cases: async, told the time, talking to Protocols."""
