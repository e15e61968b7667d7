from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

ACTIVITY = "cs_care.mail_activity_type_alert"


class CsLoyaltyAlert(models.Model):
    """A pattern that somebody has to look into, and what came of it (clause 7.1)."""

    _name = "cs.loyalty.alert"
    _description = "Points Alert"
    _inherit = [
        "cs.privacy.guard",
        "cs.privacy.scan.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"

    _cs_scanned = ("verdict",)

    name = fields.Char(string="What", required=True, readonly=True)
    rule_id = fields.Many2one(
        comodel_name="cs.loyalty.alert.rule",
        string="Pattern",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    key = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, readonly=True
    )
    card_id = fields.Many2one(
        comodel_name="loyalty.card", index="btree_not_null", ondelete="restrict", readonly=True
    )
    partner_id = fields.Many2one(related="card_id.partner_id", string="Customer", store=True)
    is_blocked = fields.Boolean(compute="_compute_is_blocked", string="Card Is Blocked")
    user_id = fields.Many2one(
        comodel_name="res.users", string="Staff", index="btree_not_null", readonly=True
    )
    move_ids = fields.Many2many(
        comodel_name="cs.loyalty.move",
        relation="cs_loyalty_alert_move_rel",
        string="Entries",
        readonly=True,
    )
    state = fields.Selection(
        selection=[
            ("new", "New"),
            ("review", "In Review"),
            ("confirmed", "Misuse"),
            ("dismissed", "No Misuse"),
        ],
        required=True,
        default="new",
        readonly=True,
        tracking=True,
        index=True,
    )
    owner_id = fields.Many2one(
        comodel_name="res.users", string="Who Looks", index="btree_not_null", readonly=True
    )
    verdict = fields.Text(readonly=True)
    decider_id = fields.Many2one(comodel_name="res.users", string="Decided By", readonly=True)
    date_decided = fields.Datetime(string="Decided On", readonly=True)

    _key_uniq = models.UniqueIndex("(rule_id, key)", "This has been reported already.")

    @api.depends("card_id.cs_date_blocked")
    def _compute_is_blocked(self):
        for alert in self:
            alert.is_blocked = bool(alert.sudo().card_id.cs_date_blocked)

    @api.model
    def _cs_raise(self, rule, found):
        """Raise alerts of a rule, each once.

        :param found: dicts ``{key, name}`` with ``card_id``, ``user_id``, ``moves`` (ids),
            ``company_id`` where they are known
        :return: the new alerts
        """
        # sudo: alerts are raised by the server, also about who is at work
        alerts = self.sudo()
        keys = [row["key"] for row in found]
        known = set(alerts.search([("rule_id", "=", rule.id), ("key", "in", keys)]).mapped("key"))
        fresh = {row["key"]: row for row in found if row["key"] not in known}
        cards = {
            card.id: card.company_id.id
            for card in self.env["loyalty.card"]
            .sudo()
            .browse([row["card_id"] for row in fresh.values() if row.get("card_id")])
        }
        raised = alerts.create(
            [
                {
                    "rule_id": rule.id,
                    "key": key,
                    "name": row["name"],
                    "card_id": row.get("card_id"),
                    "user_id": row.get("user_id"),
                    "owner_id": rule.owner_id.id,
                    "company_id": cards.get(row.get("card_id")) or self.env.company.id,
                    "move_ids": [Command.set(row.get("moves") or [])],
                }
                for key, row in fresh.items()
            ]
        )
        for alert in raised.filtered("owner_id"):
            alert.activity_schedule(ACTIVITY, user_id=alert.owner_id.id, note=alert.name)
        return raised

    @api.model
    def _cs_raise_limit(self, limit, cards, day, user=None):
        """Raise an alert that a limit was reached, once per card or user and period."""
        if not (cards or user):
            return self
        # sudo: the rule is the system's
        rule = self.env["cs.loyalty.alert.rule"].sudo().search([("code", "=", "limit")], limit=1)
        if not rule:
            return self
        label = dict(limit._fields["kind"]._description_selection(self.env))[limit.kind]
        name = self.env._("Limit reached: %(limit)s", limit=label)
        whom = user.id if user else False
        return self._cs_raise(
            rule,
            [
                {
                    "key": f"{limit.id},{whom or card.id},{day}",
                    "card_id": card.id,
                    "user_id": whom,
                    "name": name,
                }
                for card in (cards or [self.env["loyalty.card"]])
            ],
        )

    # Buttons

    def _cs_check_verdict(self):
        self.check_access("read")
        if not self.env.user.has_group("cs_care.group_cs_care_supervisor"):
            raise AccessError(self.env._("Alerts are decided by a supervisor."))
        own = self.env.user
        if any(alert.user_id == own or alert.partner_id in own._cs_own_circle() for alert in self):
            raise AccessError(
                self.env._("This alert is about you or your own card. Somebody else looks into it.")
            )

    def action_take(self):
        """Look into it oneself. May be called twice."""
        self._cs_check_verdict()
        for alert in self.filtered(lambda alert: alert.state in ("new", "review")):
            # sudo: the right has been checked; the record is closed for writing
            alert.sudo().write({"state": "review", "owner_id": self.env.uid})
        return True

    def action_confirm(self, verdict=None):
        """Say that it was misuse, and what was found."""
        return self._cs_decide("confirmed", verdict)

    def action_dismiss(self, verdict=None):
        """Say that it was no misuse, and why."""
        return self._cs_decide("dismissed", verdict)

    def _cs_decide(self, state, verdict):
        self._cs_check_verdict()
        if not isinstance(verdict, str) or not verdict.strip():
            self.ensure_one()
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Verdict"),
                "res_model": "cs.loyalty.alert.verdict",
                "view_mode": "form",
                "target": "new",
                "context": {"default_alert_id": self.id, "default_state": state},
            }
        for alert in self.filtered(lambda alert: alert.state != state):
            if alert.state not in ("new", "review"):
                raise UserError(
                    self.env._("This alert has been decided already. Its verdict stays.")
                )
            # sudo: the right has been checked; the record is closed for writing
            alert.sudo().write(
                {
                    "state": state,
                    "verdict": verdict.strip(),
                    "decider_id": self.env.uid,
                    "date_decided": fields.Datetime.now(),
                }
            )
            alert.sudo().activity_feedback([ACTIVITY])
        return True

    def action_block_card(self):
        """Block the card of this alert, or free it; a dialog asks for the reason."""
        self.ensure_one()
        card = self.card_id
        return card.action_cs_unblock() if card.cs_date_blocked else card.action_cs_block()

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_check_server()
        return super().create(vals_list)

    def write(self, vals):
        if set(vals) - {"message_main_attachment_id"}:
            self._cs_check_server()
        return super().write(vals)

    def _cs_check_server(self):
        if not self._cs_is_trusted():
            raise AccessError(
                self.env._("Alerts are raised by the system and decided by their buttons only.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Alerts are evidence and stay. Give a verdict instead."))
