from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

BATCH = 200
# Who has been a member for longer was not brought by anybody.
NEW_MEMBER_DAYS = 30


class CsLoyaltyReferral(models.Model):
    """A member brought another one; both are rewarded once, after a condition (clause 7.3.3(3)).

    The reward itself is the matter of rules for behaviour: when the condition is met, the events
    ``referral_made`` and ``referral_joined`` are recorded, and the rules give points within their
    limits.
    """

    _name = "cs.loyalty.referral"
    _description = "Referral"
    _inherit = ["cs.privacy.guard"]
    _order = "id desc"
    _rec_name = "referred_id"

    _cs_protected = frozenset(
        {
            "program_id",
            "referrer_id",
            "referred_id",
            "date",
            "state",
            "reason",
            "date_check",
            "date_done",
        }
    )

    program_id = fields.Many2one(
        comodel_name="loyalty.program",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="program_id.company_id", store=True, precompute=True, index=True
    )
    referrer_id = fields.Many2one(
        comodel_name="res.partner",
        string="Recommended By",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    referred_id = fields.Many2one(
        comodel_name="res.partner",
        string="New Member",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    state = fields.Selection(
        selection=[
            ("waiting", "Waiting"),
            ("done", "Rewarded"),
            ("refused", "Refused"),
            ("expired", "Expired"),
        ],
        required=True,
        readonly=True,
        default="waiting",
    )
    reason = fields.Selection(
        selection=[
            ("household", "Same person or household"),
            ("left", "No member any more"),
            ("condition", "Condition not met in time"),
        ],
        readonly=True,
    )
    date_check = fields.Date(string="Looked at on", readonly=True)
    date_done = fields.Datetime(string="Rewarded On", readonly=True)

    _once = models.UniqueIndex(
        "(program_id, referred_id)", "This member was recommended by somebody already."
    )
    _check_idx = models.Index("(date_check) WHERE state = 'waiting'")
    _not_oneself = models.Constraint(
        "CHECK (referrer_id <> referred_id)", "Nobody recommends himself."
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Referrals are evidence and cannot be deleted."))

    @api.model
    def _cs_claim(self, code, partner):
        """Record that a new member was recommended by the holder of a code.

        The caller has checked that the partner may be spoken for. Claiming again changes nothing.

        :param str code: ``cs_referral_code`` of a card, in any case
        :param partner: the new member, a member of the programme already
        :return: the referral, in superuser mode
        :raise UserError: says why it is refused
        """
        # The code is the right to name its holder.
        card = self.env["loyalty.card"].sudo()._cs_of_referral_code(code)
        program = card.program_id
        if not card:
            raise UserError(
                self.env._("No member has this code. Check it, or go on without a recommendation.")
            )
        known = self.sudo().search(
            [("program_id", "=", program.id), ("referred_id", "=", partner.id)]
        )
        if known and known.referrer_id == card.partner_id:
            return known
        self._cs_check_claim(program, card, partner, known)
        return self.sudo().create(
            {
                "program_id": program.id,
                "referrer_id": card.partner_id.id,
                "referred_id": partner.id,
                "date_check": program._cs_today() + timedelta(program.cs_referral_days),
            }
        )

    @api.model
    def _cs_check_claim(self, program, card, partner, known):
        if known:
            raise UserError(self.env._("You were recommended by another member already."))
        joined = program._cs_card_of(partner).get(partner.id)
        oldest = program._cs_today() - timedelta(NEW_MEMBER_DAYS)
        if not joined or (joined.cs_member_since and joined.cs_member_since < oldest):
            raise UserError(
                self.env._(
                    "A recommendation counts for new members only, within %(days)s days.",
                    days=NEW_MEMBER_DAYS,
                )
            )
        if card.partner_id._cs_same_household(partner):
            raise UserError(
                self.env._("Nobody recommends themselves or somebody of their own household.")
            )
        card.lock_for_update()
        year = program._cs_today().replace(month=1, day=1)
        made = self.sudo().search_count(
            [
                ("program_id", "=", program.id),
                ("referrer_id", "=", card.partner_id.id),
                ("state", "in", ("waiting", "done")),
                ("date", ">=", year),
            ]
        )
        if program.cs_referral_most and made >= program.cs_referral_most:
            raise UserError(
                self.env._(
                    "This member has recommended %(count)s others this year, which is the most "
                    "that count.",
                    count=made,
                )
            )

    @api.model
    def _cron_settle_referrals(self):
        """Reward referrals whose condition is met, and end those that waited for too long."""
        today = fields.Date.context_today(self)
        cron = self.env["ir.cron"]
        domain = [("state", "=", "waiting"), ("date_check", "<=", today)]
        while batch := self.search(domain, limit=BATCH, order="date_check, id"):
            batch = batch.try_lock_for_update()
            batch.sudo()._cs_settle(today)
            self.env.flush_all()
            full = len(batch) == BATCH
            if not cron._commit_progress(len(batch), remaining=BATCH if full else 0) or not full:
                break

    def _cs_settle(self, today):
        """Decide on waiting referrals; a constant number of queries but for households."""
        for program, referrals in self.grouped("program_id").items():
            members = program._cs_card_of(referrals.referrer_id | referrals.referred_id)
            met = referrals._cs_condition_met(program)
            for referral in referrals:
                both = {referral.referrer_id.id, referral.referred_id.id}
                end = referral.date.date() + timedelta(program.cs_referral_expiry_days)
                if not both.issubset(members):
                    referral._cs_step(state="refused", reason="left")
                elif referral.referrer_id._cs_same_household(referral.referred_id):
                    referral._cs_step(state="refused", reason="household")
                elif referral in met:
                    referral._cs_step(state="done", date_done=fields.Datetime.now())
                elif end < today:
                    referral._cs_step(state="expired", reason="condition")
                else:
                    referral._cs_step(date_check=today + timedelta(1))
        self.filtered(lambda referral: referral.state == "done")._cs_record_events()

    def _cs_condition_met(self, program):
        """Return those whose new member did what the programme asks; one query."""
        kind = program.cs_referral_kind_id
        if not kind or not self:
            return self
        last = {
            partner.id: date
            for partner, date in self.env["cs.customer.event"]._read_group(
                [
                    ("kind_id", "=", kind.id),
                    ("partner_id", "in", self.referred_id.ids),
                    ("date", ">=", min(self.mapped("date"))),
                ],
                ["partner_id"],
                ["date:max"],
            )
        }
        return self.filtered(
            lambda referral: (
                (happened := last.get(referral.referred_id.id)) and happened >= referral.date
            )
        )

    def _cs_record_events(self):
        events = self.env["cs.customer.event"]
        for code, name in (("referral_made", "referrer_id"), ("referral_joined", "referred_id")):
            events._cs_record(
                code,
                [
                    {
                        "partner_id": referral[name].id,
                        "company_id": (referral.company_id or self.env.company).id,
                        "source": "cs_care",
                        "external_id": f"referral,{referral.id}",
                        "res_model": self._name,
                        "res_id": referral.id,
                    }
                    for referral in self
                ],
            )
