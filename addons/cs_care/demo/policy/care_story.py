"""Care policies, the next best care and education of the demonstration."""

# Title, kind, summary, content, earns points
EDUCATION = [
    (
        "How to recognise a false call",
        "fraud",
        "Three signs, and what to do.",
        (
            "<h3>Three signs</h3><ul><li>The caller is in a hurry.</li><li>You are asked for a code "
            "that came by SMS.</li><li>You are to pay by gift card or transfer.</li></ul>"
            "<h3>What to do</h3><p>Hang up, and call us at the number on your bill.</p>"
        ),
        True,
    ),
    (
        "Roaming without surprises",
        "guide",
        "What to switch off before the plane takes off.",
        (
            "<p>Switch data roaming off, and book a day pass when you need it. We tell you by SMS when "
            "half of it is used.</p>"
        ),
        False,
    ),
]
# Advice, signal, reason of the call, priority
ADVICE = [
    ("Call about the complaint", "complaint_open", "Say where the complaint stands", 5),
    ("Ask what went wrong", "low_score", "Ask about the low score", 10),
    ("Visit: special group", "group_unvisited", "Ask how the service can be made easier", 20),
    ("Congratulate", "anniversary", "Say thank you for the years", 30),
]
# Who reads the first item, days ago, and whether to the end
READERS = [("huang", 40, True), ("customer", 31, True), ("tsai_yj", 12, False)]
