"""Whose use falls, and what became of the first of them on the list."""

# Customer of cs_base, megabytes a month from the oldest to the newest
USAGE = [
    ("huang", (9200, 9100, 9400, 9000, 4100, 2300)),
    ("wang_sy", (5200, 5100, 5300, 3900, 1800, 900)),
    ("customer", (7100, 7300, 7000, 7600, 7900, 8200)),
]
MONTHS = 6
