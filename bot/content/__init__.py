"""Reads what a host may edit in `config/` into domain objects; every fault names its file and line."""
