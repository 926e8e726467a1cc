"""What objects became, kept for the next run: an object is taken from there only when all its conversion asked is
answered as it was.

Nothing here is ever needed: whatever cannot be kept, found or read is converted, as without it.
"""
