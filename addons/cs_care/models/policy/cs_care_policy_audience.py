from ast import literal_eval

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...core.holdout import STEPS


class CsCarePolicyAudience(models.Model):
    """Whom a policy is for; PostgreSQL chooses them, however many there are."""

    _inherit = "cs.care.policy"

    def _cs_audience_domain(self):
        """Return the domain of customers who are meant. A hook: ``super() & …`` narrows it.

        Who may be addressed is a part of it; it is asked again when something is sent.
        """
        self.ensure_one()
        domain = Domain(literal_eval(self.domain or "[]"))
        domain &= Domain("partner_share", "=", True) & Domain("active", "=", True)
        domain &= Domain("company_id", "in", (False, self.company_id.id))
        return domain & self._cs_consent_domain()

    def _cs_consent_domain(self):
        # sudo: who agreed is asked for the operator, and only the sum of it is shown
        partners = self.env["res.partner"].sudo()
        codes = self._cs_channels() or (None,)
        return Domain.OR(partners._cs_consented_domain(self.purpose_id, code) for code in codes)

    def _cs_held_back_sql(self, partner_id):
        """Return the condition that a person is held back; the same as in ``core/holdout``."""
        return SQL("%s < %s", self._cs_draw_sql(partner_id), round(self.holdout_percent * STEPS / 100))

    def _cs_draw_sql(self, partner_id, salt=""):
        return SQL(
            "(('x' || left(md5(%s || %s), 8))::bit(32)::bigint %% %s)",
            f"{salt}{self.id}:",
            partner_id,
            STEPS,
        )

    def _cs_count_audience(self):
        """Return ``{"audience": n, "holdout": n, "treated": n}`` as of now, for the preview."""
        self.ensure_one()
        partners = self.env["res.partner"].sudo().with_context(active_test=True)
        query = partners._search(self._cs_audience_domain())
        held = self._cs_held_back_sql(SQL("chosen.id::text"))
        ((total, holdout),) = self.env.execute_query(
            SQL(
                "SELECT count(*), count(*) FILTER (WHERE %s) FROM (%s) chosen(id)",
                held,
                query.select(),
            )
        )
        return {"audience": total, "holdout": holdout, "treated": total - holdout}

    def _cs_sample(self, size=20):
        """Return some customers of the audience, spread over all of it."""
        self.ensure_one()
        partners = self.env["res.partner"].sudo().with_context(active_test=True)
        query = partners._search(self._cs_audience_domain())
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM (%s) chosen(id) ORDER BY %s LIMIT %s",
                query.select(),
                self._cs_draw_sql(SQL("chosen.id::text"), "sample"),
                size,
            )
        )
        return self.env["res.partner"].browse(row[0] for row in rows)

    def _cs_today(self):
        """Return the date where the company is."""
        zone = self.company_id._cs_calendar().tz or self.company_id.partner_id.tz or "UTC"
        return fields.Datetime.context_timestamp(
            self.with_context(tz=zone), fields.Datetime.now()
        ).date()

    def action_preview(self):
        """Open what the policy would do now: counts, some customers, the message."""
        self.ensure_one()
        preview = self.env["cs.care.preview"]._cs_make(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview"),
            "res_model": preview._name,
            "res_id": preview.id,
            "view_mode": "form",
            "target": "new",
        }
