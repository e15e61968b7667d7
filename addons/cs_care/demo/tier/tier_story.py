"""Members of Harbour Club: who joined when, what they paid, and what else they did."""

# customer, days ago, agent, amounts of the monthly bills (the last one is repeated)
MEMBERS = [
    ("customer", 400, "agent", (1380, 1420, 1290)),
    ("huang", 395, "agent2", (6200, 5900)),
    ("wang_sy", 470, "agent", (4990, 5200, 480)),
    ("chang_jh", 300, "agent2", (2750, 2600)),
    ("li_jr", 260, "agent", (680,)),
    ("wu_pc", 210, "agent", (1880, 1999)),
    ("tsai_yj", 150, "agent2", (3200,)),
    ("okafor", 120, "agent", (899,)),
    ("tanaka", 90, "agent2", (1280,)),
    ("carter", 60, "agent", (1150,)),
]
# new member, recommended by, days ago, agent
REFERRALS = [("murphy", "customer", 75, "agent"), ("santos", "huang", 12, "agent2")]
PROOF = "Yes on the recorded line"
# customer, tier, days ago, days, reason
BY_HAND = [("tanaka", "gold", 20, 120, "Goodwill after the outage in Zuoying")]
