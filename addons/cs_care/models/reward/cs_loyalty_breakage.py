from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

# Lots that expired in so many months before this one tell how customers behave
LOOK_BACK = 24


class CsLoyaltyBreakage(models.Model):
    """Which share of what is outstanding so many months before its expiry will expire unused.

    From the own history: of the lots that expired in the last two years, what was left ``months``
    before their last day, and what of that expired in the end. With too little history the rate of
    the settings stands in its place.
    """

    _name = "cs.loyalty.breakage"
    _description = "Breakage of Points"
    _order = "program_id, months"
    _rec_name = "program_id"

    program_id = fields.Many2one(
        comodel_name="loyalty.program", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True)
    months = fields.Integer(
        string="Months before Expiry", required=True, aggregator=None, help="From so many on."
    )
    outstanding = fields.Float(
        string="Was Outstanding", digits=(16, 2), help="Of lots that have expired since."
    )
    expired = fields.Float(string="Expired of That", digits=(16, 2))
    rate = fields.Float(string="Breakage (%)", required=True, aggregator="avg", digits=(16, 4))
    source = fields.Selection(
        selection=[("history", "Own history"), ("default", "Settings")], required=True
    )
    history_months = fields.Integer(
        string="Months of History", aggregator="max", help="In which lots expired."
    )

    _program_uniq = models.UniqueIndex("(program_id, months)")
    _rate_valid = models.Constraint(
        "CHECK (rate BETWEEN 0 AND 100)", "Breakage lies between 0 and 100 per cent."
    )

    @api.model
    def _cron_refresh(self):
        """Compute the rates of all managed programs anew; a few statements for each."""
        programs = self.env["loyalty.program"].search([("cs_managed", "=", True)])
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(programs))
        for program in programs:
            self._cs_refresh(program)
            if not cron._commit_progress(1):
                break

    @api.model
    def action_refresh(self):
        """Compute the rates now. Managers only."""
        if not self.env.user.has_group("cs_care.group_cs_care_manager"):
            raise AccessError(self.env._("The rates are computed anew by a manager."))
        programs = self.env["loyalty.program"].search([("cs_managed", "=", True)])
        for program in programs:
            # sudo: rates are the server's to write; the right has been checked
            self.sudo()._cs_refresh(program)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _cs_refresh(self, program):
        """Replace the rates of a program."""
        company = program.company_id or self.env.company
        first = program._cs_today().replace(day=1)
        history = self._cs_history_months(program, first)
        rows = []
        if history >= company.cs_loyalty_breakage_months:
            rows = self._cs_rates(self._cs_ends(program, first))
        is_own = bool(rows)
        rows = rows or [{"months": 0, "rate": company.cs_loyalty_breakage}]
        self.search([("program_id", "=", program.id)]).unlink()
        common = {
            "program_id": program.id,
            "source": "history" if is_own else "default",
            "history_months": history,
        }
        return self.create([{**common, **row} for row in rows])

    def _cs_history_months(self, program, first):
        """Return in how many months, of the last two years, lots of a program expired."""
        self.env["cs.loyalty.lot"].flush_model()
        return self.env.execute_query(
            SQL(
                "SELECT count(DISTINCT date_trunc('month', date_expiry)) FROM cs_loyalty_lot"
                " WHERE program_id = %s AND date_expiry < %s AND date_expiry >= %s",
                program.id,
                first,
                fields.Date.subtract(first, months=LOOK_BACK),
            )
        )[0][0]

    def _cs_ends(self, program, first):
        """Return how points of expired lots ended: ``{months before expiry: [spent, expired]}``.

        What came back into a lot counts against what was spent.
        """
        self.env["cs.loyalty.move.line"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT GREATEST(0,
                           (EXTRACT(YEAR FROM l.date_expiry) - EXTRACT(YEAR FROM m.date)) * 12
                           + EXTRACT(MONTH FROM l.date_expiry) - EXTRACT(MONTH FROM m.date))::int,
                       -sum(line.points) FILTER (WHERE m.kind <> 'expire'),
                       -sum(line.points) FILTER (WHERE m.kind = 'expire')
                  FROM cs_loyalty_lot l
                  JOIN cs_loyalty_move_line line ON line.lot_id = l.id
                   AND line.move_id <> l.move_id
                  JOIN cs_loyalty_move m ON m.id = line.move_id AND m.kind <> 'transfer'
                 WHERE l.program_id = %s AND l.date_expiry < %s AND l.date_expiry >= %s
              GROUP BY 1 ORDER BY 1
                """,
                program.id,
                first,
                fields.Date.subtract(first, months=LOOK_BACK),
            )
        )
        return {months: (float(spent or 0), float(expired or 0)) for months, spent, expired in rows}

    @api.model
    def _cs_rates(self, ends):
        """Return rows of rates by months before expiry, nearest first.

        Of 100 points of which 20 are spent in the last month, 50 before, and 30 expire: 30 of 50
        expire of what is outstanding in the last month, 30 of 100 of what is outstanding before.
        """
        expired = sum(part for _spent, part in ends.values())
        spent, rows = 0.0, []
        for months in sorted(ends):
            spent += ends[months][0]
            outstanding = expired + max(spent, 0.0)
            if outstanding > 0:
                rows.append(
                    {
                        "months": months,
                        "outstanding": outstanding,
                        "expired": expired,
                        "rate": min(100.0 * expired / outstanding, 100.0),
                    }
                )
        return rows
