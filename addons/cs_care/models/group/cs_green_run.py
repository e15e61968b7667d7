from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CsGreenRun(models.Model):
    """How the entitlements of a rule are kept right: set-based, only what changed."""

    _inherit = "cs.green.rule"

    @api.model
    def _cron_run(self, limit=1000):
        """Bring the entitlements of all rules up to date (hourly).

        Rules that were archived are run too, to end what they gave.
        """
        cron = self.env["ir.cron"]
        rules = self.with_context(active_test=False).search([("active", "in", (True, False))])
        for rule in rules:
            if not (rule := rule.try_lock_for_update()):
                continue
            while changed := rule._cs_run(limit=limit):
                if not cron._commit_progress(changed):
                    return
            rule.date_run = fields.Datetime.now()
            if not cron._commit_progress(1):
                return

    def _cs_run(self, partners=None, limit=None):
        """Bring the entitlements of this rule up to date and tell the persons' service level.

        :param partners: only these persons; default: everybody
        :param int limit: at most so many entitlements of each kind of change
        :return: how many have changed; call again until it is 0 when there is a limit
        """
        self.ensure_one()
        # The table of a relation is not flushed by a condition on it.
        self.env["res.partner"].flush_model(
            ["category_id", "cs_loyalty_tier_id", "cs_special_group_ids"]
        )
        # sudo: a rule holds for everybody, whoever caused it to be run
        rule = self.sudo().with_context(active_test=False)
        among = Domain("id", "in", partners.ids) if partners is not None else Domain.TRUE
        target = self.env["res.partner"].sudo()._search(rule._cs_domain() & among)
        of_rule = Domain("rule_id", "=", self.id) & Domain("date_end", "=", False)
        if partners is not None:
            of_rule &= Domain("partner_id", "in", partners.ids)
        open_ones = self.env["cs.green.entitlement"].sudo()
        now = fields.Datetime.now()

        met = open_ones.search(
            of_rule & Domain("date_unmet", "!=", False) & Domain("partner_id", "in", target),
            limit=limit,
        )
        met._cs_step(date_unmet=False)
        unmet = open_ones.search(
            of_rule & Domain("date_unmet", "=", False) & Domain("partner_id", "not in", target),
            limit=limit,
        )
        unmet._cs_step(date_unmet=now)
        grace = rule.grace_days if rule.active else 0
        last = fields.Datetime.subtract(now, days=grace)
        over = open_ones.search(of_rule & Domain("date_unmet", "<=", last), limit=limit)
        over._cs_step(date_end=now)
        new = rule._cs_entitle(target, limit)
        (over.partner_id | new)._cs_refresh_green()
        return len(met) + len(unmet) + len(over) + len(new)

    def _cs_entitle(self, target, limit):
        """Entitle those of the query ``target`` who are not yet; return them."""
        self.env["cs.green.entitlement"].flush_model()
        entitled = SQL(
            "(SELECT partner_id FROM cs_green_entitlement WHERE rule_id = %s AND date_end IS NULL)",
            self.id,
        )
        new = (
            self.env["res.partner"]
            .sudo()
            .search(Domain("id", "in", target) & Domain("id", "not in", entitled), limit=limit)
        )
        now = fields.Datetime.now()
        self.env["cs.green.entitlement"].sudo().create(
            [{"rule_id": self.id, "partner_id": partner.id, "date_start": now} for partner in new]
        )
        return new
