from psycopg2.extensions import STATUS_READY

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

# First half of advisory locks on customers and on users; any number, but always the same.
CUSTOMER_LOCK = 7364111
CASHIER_LOCK = 7364112
RESULTS = [
    ("match", "Verified"),
    ("wrong", "Wrong"),
    ("locked", "Refused: locked"),
    ("override", "Vouched for by a supervisor"),
    ("pin", "Wrong PIN of a supervisor"),
]


class CsPosIdentityCheck(models.Model):
    """Who checked at a till whether somebody is the customer, and what came of it (clause 3.2).

    Rows hold no digit of what was typed. They are committed by a cursor of their own, so an
    attempt counts also when its request fails, and two servers count together.
    """

    _name = "cs.pos.identity.check"
    _description = "Identity Check at a Counter"
    _order = "id desc"
    _rec_name = "date"
    _log_access = False

    date = fields.Datetime(required=True, readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Cashier",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    config_id = fields.Many2one(
        comodel_name="pos.config", string="Till", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, ondelete="restrict"
    )
    result = fields.Selection(selection=RESULTS, required=True, readonly=True)
    supervisor = fields.Char(readonly=True, help="Who vouched for the customer.")
    reason = fields.Char(readonly=True)

    _partner_idx = models.Index("(partner_id, date)")
    _user_idx = models.Index("(user_id, date)")

    @api.model
    def _cs_attempt(self, till, partner, result, **facts):
        """Count an attempt, commit it, and return its result: ``locked`` after too many failures.

        :param till: ``pos.config`` with the limits of its company
        :param str result: what the attempt comes to when it is not locked
        :param facts: ``supervisor``, ``reason``
        """
        company = till.company_id
        with self.env.registry.cursor() as cr:
            if cr.connection.status == STATUS_READY:
                # In snapshot isolation the attempts of another server would not be seen.
                cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            for lock, key in ((CUSTOMER_LOCK, partner.id), (CASHIER_LOCK, self.env.uid)):
                cr.execute(SQL("SELECT pg_advisory_xact_lock(%s, %s)", lock, key))
            cr.execute(self._cs_failures_query(partner, company))
            of_customer, of_cashier = cr.fetchone()
            most = company.cs_pos_identity_failures
            if result != "override" and (of_customer >= most or of_cashier >= 2 * most):
                result = "locked"
            cr.execute(
                SQL(
                    "INSERT INTO cs_pos_identity_check (date, partner_id, user_id, config_id,"
                    " company_id, result, supervisor, reason) VALUES"
                    " (clock_timestamp() AT TIME ZONE 'UTC', %s, %s, %s, %s, %s, %s, %s)",
                    partner.id,
                    self.env.uid,
                    till.id,
                    company.id,
                    result,
                    facts.get("supervisor"),
                    facts.get("reason"),
                )
            )
        return result

    @api.model
    def _cs_failures_query(self, partner, company):
        """Return the query of recent failures: about the customer since a supervisor vouched, and
        of the user."""
        since = SQL(
            "(clock_timestamp() AT TIME ZONE 'UTC') - %s * interval '1 minute'",
            company.cs_pos_identity_minutes,
        )
        return SQL(
            """
            SELECT (SELECT count(*) FROM cs_pos_identity_check
                     WHERE partner_id = %(partner)s AND date > %(since)s
                       AND result IN ('wrong', 'pin')
                       AND id > COALESCE((SELECT max(id) FROM cs_pos_identity_check
                                           WHERE partner_id = %(partner)s
                                             AND result = 'override'), 0)),
                   (SELECT count(*) FROM cs_pos_identity_check
                     WHERE user_id = %(user)s AND date > %(since)s
                       AND result IN ('wrong', 'pin'))
            """,
            partner=partner.id,
            user=self.env.uid,
            since=since,
        )

    @api.model
    def _cs_standing(self, partner, till):
        """Return ``(verified on or None, is locked)`` of a customer for this cashier and till."""
        minutes = till.company_id.cs_pos_identity_minutes
        checks = self.sudo().search(
            [
                ("partner_id", "=", partner.id),
                ("date", ">", fields.Datetime.subtract(fields.Datetime.now(), minutes=minutes)),
            ]
        )
        mine = checks.filtered(
            lambda check: check.user_id == self.env.user and check.result in ("match", "override")
        )
        vouched = max(checks.filtered(lambda check: check.result == "override").ids, default=0)
        failures = checks.filtered(
            lambda check: check.result in ("wrong", "pin") and check.id > vouched
        )
        return mine[:1].date or None, len(failures) >= till.company_id.cs_pos_identity_failures

    def write(self, vals):  # pylint: disable=method-required-super
        self._cs_refuse()

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        self._cs_refuse()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._cs_refuse()

    @api.model
    def _cs_refuse(self):
        raise AccessError(self.env._("Identity checks are evidence; tills alone record them."))
