from datetime import timedelta

from odoo import api, fields, models

# A transaction may commit so long after its entries got their date
OVERLAP = timedelta(hours=1)
FIRST_LOOK = timedelta(days=1)


class CsLoyaltyAlertRule(models.Model):
    """A pattern to look for in new entries of the ledger.

    An add-on adds a rule with ``selection_add`` to ``code`` and a method ``_cs_detect_<code>``.
    """

    _name = "cs.loyalty.alert.rule"
    _description = "Rule of Points Alerts"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    code = fields.Selection(
        selection=[
            ("velocity", "Many credits to one card"),
            ("same_staff", "Same member of staff and customer again and again"),
            ("enrol_spend", "Points right after enrolment, then spent"),
            ("reversals", "Many reversals by one user"),
            ("same_number", "Many cards with one telephone number"),
            ("limit", "A limit was reached"),
        ],
        string="Pattern",
        required=True,
    )
    count = fields.Integer(string="From So Many", default=10)
    hours = fields.Integer(string="Within (Hours)", default=24)
    points = fields.Float(
        string="From So Many Points", digits=(16, 2), help="Of the card, in all. 0: any number."
    )
    owner_id = fields.Many2one(
        comodel_name="res.users",
        string="Who Looks",
        domain="[('share', '=', False)]",
        help="Empty: alerts wait in the list for a supervisor.",
    )
    date_scanned = fields.Datetime(string="Last Looked", readonly=True, copy=False)

    _numbers_valid = models.Constraint(
        "CHECK (count >= 1 AND hours BETWEEN 1 AND 8784 AND points >= 0)",
        "The number is one or more, the time between 1 and 8784 hours, points are not negative.",
    )
    _code_uniq = models.UniqueIndex("(code) WHERE active", "There is a rule for this pattern.")

    @api.model
    def _cron_detect(self):
        """Look for each pattern in what is new since the last time; one rule per commit."""
        cron = self.env["ir.cron"]
        rules = self.search([("code", "!=", "limit")])
        cron._commit_progress(remaining=len(rules))
        for rule in rules:
            if locked := rule.try_lock_for_update():
                locked._cs_detect()
            if not cron._commit_progress(1):
                break

    def _cs_detect(self):
        """Raise alerts for what entered since the last time.

        Entries commit out of order, so that the times overlap; an alert has a key and is raised
        once.
        """
        self.ensure_one()
        now = fields.Datetime.now()
        since = (self.date_scanned or now - FIRST_LOOK) - OVERLAP
        self.env["cs.loyalty.move"].flush_model()
        self.env["loyalty.card"].flush_model()
        found = getattr(self, f"_cs_detect_{self.code}")(since, now - timedelta(hours=self.hours))
        self.env["cs.loyalty.alert"]._cs_raise(self, found)
        self.date_scanned = now
