"""The rules, pure: no await, no clock, no input or output."""
