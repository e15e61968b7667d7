from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain


class CsChurnListing(models.Model):
    """Putting customers on the list, and keeping the open entries up to date."""

    _inherit = "cs.churn.risk"

    @api.model
    def _cs_list(self, partner_ids, company, day):
        """List those of these customers whose risk has reached the company's limit.

        :return: how many are new on the list
        """
        if not partner_ids:
            return 0
        snapshots = self.env["cs.loyalty.index"].search(
            [
                ("partner_id", "in", partner_ids),
                ("company_id", "=", company.id),
                ("month", "=", day.replace(day=1)),
            ]
        )
        listed = self.search(
            [("partner_id", "in", partner_ids), ("company_id", "=", company.id)]
            + [("state", "!=", "closed")]
        )
        by_partner = {entry.partner_id.id: entry for entry in listed}
        for snapshot in snapshots:
            entry = by_partner.get(snapshot.partner_id.id)
            # What was a reason stays readable: an entry is not emptied by better news.
            if entry and snapshot.signals and entry.signals != snapshot.signals:
                entry._cs_step(risk=snapshot.risk, score=snapshot.score, signals=snapshot.signals)
        return self._cs_add(snapshots, set(by_partner), company, day)

    @api.model
    def _cs_add(self, snapshots, open_ids, company, day):
        risky = snapshots.filtered(
            lambda one: one.risk >= company.cs_churn_limit and one.partner_id.id not in open_ids
        )
        rested = self._cs_resting(risky.partner_id, company, day)
        new = risky.filtered(lambda one: one.partner_id not in rested)
        # sudo: entries are the server's to make, whoever presses the button of a scheduled action
        self.sudo().with_context(tracking_disable=True, mail_create_nosubscribe=True).create(
            [
                {
                    "partner_id": one.partner_id.id,
                    "company_id": company.id,
                    "month": one.month,
                    "date_listed": fields.Datetime.now(),
                    "risk": one.risk,
                    "score": one.score,
                    "signals": one.signals,
                }
                for one in new
            ]
        )
        return len(new)

    @api.model
    def _cs_resting(self, partners, company, day):
        """Return those whose entry was closed so lately that they are left in peace."""
        since = day - relativedelta(months=company.cs_churn_rest_months)
        return self.search(
            Domain("partner_id", "in", partners.ids)
            & Domain("company_id", "=", company.id)
            & Domain("state", "=", "closed")
            & Domain("date_closed", ">=", since)
        ).partner_id
