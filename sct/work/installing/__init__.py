"""Blocks of installers, run before anything runs: a block whose every decision is known is the statements it executes."""
