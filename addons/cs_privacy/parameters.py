"""The numbers that an administrator sets, and what holds where nothing is set."""

DEFAULTS = {
    # exact searches by protected values, per user and hour
    "search_limit": 120,
    # records revealed without an approval, per user
    "hour_limit": 60,
    "day_limit": 300,
    # records handed out in files by approved requests, per user and day
    "export_limit": 5000,
    # how long a revealed value is seen, in seconds
    "reveal_seconds": 20,
    # how long an approved request may be used, in hours
    "approval_hours": 24,
    # how long a confidentiality agreement is in force, in months
    "agreement_months": 12,
    # how many days before its end its user is reminded
    "agreement_remind_days": 30,
    # how long access-log entries are kept at least, in months
    "log_months": 36,
}
# Access logs are kept for half a year at least (Cybersecurity Law, article 21).
LOG_MONTHS_FLOOR = 6


def number(env, name):
    """Return a setting of this add-on; its default where nothing sensible is set.

    :param str name: one of :data:`DEFAULTS`
    """
    text = env["ir.config_parameter"].sudo().get_param(f"cs_privacy.{name}")
    try:
        value = int(text)
    except (TypeError, ValueError):
        return DEFAULTS[name]
    return value if value > 0 else DEFAULTS[name]


def switch(env, name, default=False):
    """Return whether a switch of this add-on is on."""
    text = env["ir.config_parameter"].sudo().get_param(f"cs_privacy.{name}", str(default))
    return text not in ("False", "0", "")
