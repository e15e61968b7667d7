"""Why the graver complaints of the demonstration arose, by category: cause, two whys, and what is
done about it."""

CAUSES = {
    "network_quality": (
        "network_3",
        "The planned work ran longer than announced.",
        "Nobody checks the announced end against the work plan.",
        "Work plans are released only with an announced end and a named person to call.",
    ),
    "charging": (
        "system_1",
        "The roaming reminder was not sent.",
        "The queue of messages was blocked for two days and nobody was alerted.",
        "An alert watches the age of the message queue.",
    ),
    "function": (
        "product_1",
        "The voice format of the exchange and the telephone do not match.",
        "The new version was not tested with call forwarding.",
        "Call forwarding becomes part of the acceptance test.",
    ),
    "performance": (
        "product_3",
        "A batch of the maker has a faulty part.",
        "Goods are not tested by sample when they come in.",
        "Five of each batch run for a day before they are handed out.",
    ),
    "false_advertising": (
        "information_1",
        "The post left out a condition of the campaign.",
        "Posts are not compared with the conditions before they go online.",
        "Marketing releases no post without the conditions beside it.",
    ),
    "policy_change": (
        "information_2",
        "The customer had not heard that the old network ends.",
        "Letters went to addresses that had not been checked for years.",
        "Customers with an old telephone are called as well.",
    ),
    "policy_execution": (
        "process_1",
        "A shop asked for a deposit that the rules do not know.",
        "The rule was explained orally when it changed.",
        "Changed rules are part of the check list of each shop.",
    ),
}
