from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...core.care_signal import stored, tell

AGENT = "cs_care.group_cs_care_agent"
LAST = "cs_care.suggested_until"
BATCH = 1000


class CsCareSuggestion(models.Model):
    """A next best care for a customer, and what an agent decided about it (7.1.3(1))."""

    _name = "cs.care.suggestion"
    _description = "Suggested Care"
    _inherit = ["cs.privacy.guard"]
    _order = "priority, id"
    _rec_name = "rule_id"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    rule_id = fields.Many2one(
        comodel_name="cs.care.suggestion.rule",
        string="Advice",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    signal = fields.Selection(related="rule_id.signal", store=True, readonly=True)
    priority = fields.Integer(readonly=True, aggregator=None)
    # In every reader's language: what the signal said, in parts
    why_parts = fields.Json(readonly=True)
    why = fields.Char(compute="_compute_why")
    date = fields.Datetime(
        string="Suggested On", required=True, readonly=True, default=fields.Datetime.now
    )
    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("taken", "Taken"),
            ("declined", "Declined"),
            ("expired", "No longer called for"),
        ],
        required=True,
        default="open",
        readonly=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Decided By",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    date_decided = fields.Datetime(string="Decided On", readonly=True)
    reason = fields.Char(string="Why Declined", readonly=True)
    action_id = fields.Many2one(
        comodel_name="cs.care.action",
        string="What Was Done",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    action_state = fields.Selection(related="action_id.state", string="Result")

    _open_uniq = models.UniqueIndex(
        "(partner_id, rule_id) WHERE state = 'open'", "This is suggested for the customer already."
    )
    _decided_idx = models.Index("(partner_id, date_decided) WHERE state IN ('taken', 'declined')")

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_check_system()
        return super().create(vals_list)

    def write(self, vals):
        self._cs_check_system()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was suggested and decided is evidence and stays."))

    def _cs_check_system(self):
        if not self._cs_is_trusted():
            raise UserError(
                self.env._("Suggestions come from the rules: take or decline them instead.")
            )

    def _cs_check_agent(self):
        if not (self.env.su or self.env.user.has_group(AGENT)):
            raise AccessError(self.env._("Agents of care decide on suggestions."))
        self.check_access("read")

    @api.depends("why_parts")
    @api.depends_context("lang")
    def _compute_why(self):
        for suggestion in self:
            parts = suggestion.why_parts
            suggestion.why = tell(self.env, parts) if parts else False

    def action_take(self):
        """Give the care that is suggested; once, however often it is pressed."""
        self._cs_check_agent()
        for suggestion in self:
            # sudo: the user may decide, the record is the server's
            locked = suggestion.sudo()
            locked.lock_for_update()
            locked.invalidate_recordset(["state"])
            if locked.state != "open":
                continue
            action = locked.rule_id.policy_id._cs_care_for(
                suggestion.partner_id, f"suggestion,{suggestion.id}"
            )
            locked._cs_decide("taken", self.env.user, action_id=action.id)
        return self._cs_told()

    def action_decline(self):
        """Ask why the care is not given."""
        self._cs_check_agent()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decline"),
            "res_model": "cs.care.decline",
            "view_mode": "form",
            "target": "new",
            "context": {"default_suggestion_ids": self.ids},
        }

    def _cs_decline(self, reason):
        """Remember that the user declined these suggestions, and why."""
        self._cs_check_agent()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why: the rules are mended by it."))
        # sudo: the user may decide, the records are the server's
        self.sudo().filtered(lambda one: one.state == "open")._cs_decide(
            "declined", self.env.user, reason=reason.strip()
        )

    def _cs_decide(self, state, user, **values):
        self._cs_step(state=state, user_id=user.id, date_decided=fields.Datetime.now(), **values)

    def _cs_rest_days(self):
        """Return for how many days the same is not suggested again."""
        self.ensure_one()
        was_given = self.state == "taken" and self.action_id.state not in ("skipped", "failed")
        return self.rule_id.taken_days if was_given else self.rule_id.declined_days

    def _cs_told(self):
        """Return the notice of what came of the care just taken."""
        actions = self.sudo().action_id
        undone = actions.filtered(lambda action: action.state != "done")
        texts = [self.env._("Done.")]
        if undone:
            states = dict(actions._fields["state"]._description_selection(self.env))
            whys = dict(actions._fields["why"]._description_selection(self.env))
            texts = [
                ": ".join(filter(None, (states[action.state], whys.get(action.why))))
                for action in undone
            ]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if undone else "success",
                "message": " ".join(texts),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _cs_suggest(self, partners, limit=False):
        """Bring the open suggestions of these customers up to date; few queries for hundreds.

        :param bool limit: keep to the number of open suggestions of each rule
        :return: the open suggestions of these customers
        """
        suggestions = self.sudo()
        found = partners._cs_next_care()
        wanted = {
            (partner_id, rule.id): (rule, why)
            for partner_id, rows in found.items()
            for rule, why in rows
        }
        open_ones = suggestions.search(
            [
                ("partner_id", "in", partners.ids),
                ("state", "=", "open"),
                ("company_id", "=", self.env.company.id),
            ]
        )
        known = {(one.partner_id.id, one.rule_id.id): one for one in open_ones}
        over = open_ones.filtered(lambda one: (one.partner_id.id, one.rule_id.id) not in wanted)
        over._cs_step(state="expired")
        values = []
        room = {}
        for (partner_id, rule_id), (rule, why) in wanted.items():
            if (partner_id, rule_id) in known:
                continue
            if limit:
                room.setdefault(rule, rule.most_open - rule.open_count)
                if room[rule] <= 0:
                    continue
                room[rule] -= 1
            values.append(suggestions._cs_values(partner_id, rule, why))
        return (open_ones - over) | suggestions.create(values)

    @api.model
    def _cs_values(self, partner_id, rule, why):
        return {
            "partner_id": partner_id,
            "rule_id": rule.id,
            "company_id": rule.company_id.id,
            "priority": rule.sequence,
            "why_parts": stored(why),
        }

    @api.model
    def _cron_suggest(self):
        """Go through the customers and fill the lists of suggestions, each company its own."""
        cron = self.env["ir.cron"]
        rules = self.env["cs.care.suggestion.rule"]
        companies = self.env["res.company"].search([("id", "!=", False)])
        cron._commit_progress(remaining=len(companies))
        for company in companies:
            suggestions = self.with_company(company)
            if rules.with_company(company)._cs_in_force():
                while suggestions._cs_suggest_next():
                    if not cron._commit_progress(0):
                        return
            if not cron._commit_progress(1):
                return

    @api.model
    def _cs_suggest_next(self):
        """Look at the next customers; return whether there are more of them."""
        parameters = self.env["ir.config_parameter"].sudo()
        key = f"{LAST},{self.env.company.id}"
        after = int(parameters.get_param(key) or 0)
        partners = self.env["res.partner"].search(
            [
                ("id", ">", after),
                ("partner_share", "=", True),
                ("company_id", "in", (False, self.env.company.id)),
            ],
            order="id",
            limit=BATCH,
        )
        if partners:
            self._cs_suggest(partners, limit=True)
        is_more = len(partners) == BATCH
        parameters.set_param(key, str(partners[-1].id if is_more else 0))
        return is_more
