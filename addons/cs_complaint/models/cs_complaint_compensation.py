from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, float_compare, formatLang

from ..core.facts import DONE_STATES, TRANSITION

GRANTED = ("approved", "carried_out")


class CsComplaintCompensation(models.Model):
    """What a customer gets for what went wrong: asked, proposed, agreed to, carried out.

    It changes by its buttons alone. Who carries it out extends :meth:`_cs_carry_out`.
    """

    _name = "cs.complaint.compensation"
    _description = "Compensation of a Complainant"
    _order = "id desc"
    _rec_name = "kind"

    complaint_id = fields.Many2one(
        comodel_name="cs.complaint",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="complaint_id.partner_id", string="Customer")
    kind = fields.Selection(
        selection=[
            ("bill_credit", "Credit on the next bill"),
            ("credit_note", "Credit note"),
            ("points", "Points"),
            ("gift", "Gift"),
            ("other", "Other"),
        ],
        required=True,
        readonly=True,
    )
    amount_asked = fields.Monetary(
        string="Asked For", readonly=True, help="What the customer asked for; 0 when nothing."
    )
    amount = fields.Monetary(
        string="Value",
        required=True,
        readonly=True,
        help="In money; of points and gifts what they are worth.",
    )
    amount_granted = fields.Monetary(
        string="Granted", compute="_compute_amount_granted", store=True
    )
    reason = fields.Text(required=True, readonly=True)
    state = fields.Selection(
        selection=[
            ("proposed", "Waits for approval"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("carried_out", "Carried out"),
        ],
        required=True,
        default="proposed",
        readonly=True,
        index=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Proposed By",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    decider_id = fields.Many2one(
        comodel_name="res.users", string="Decided By", index="btree_not_null", readonly=True
    )
    date_decided = fields.Datetime(string="Decided On", readonly=True)
    date_carried_out = fields.Datetime(string="Carried Out On", readonly=True)
    reference = fields.Char(
        readonly=True, help="By which the credit note, booking or parcel is found."
    )

    _amount_positive = models.Constraint(
        "CHECK (amount > 0 AND amount_asked >= 0)", "Compensation has a value above zero."
    )

    @api.depends("amount", "state")
    def _compute_amount_granted(self):
        for compensation in self:
            is_granted = compensation.state in GRANTED
            compensation.amount_granted = compensation.amount if is_granted else 0.0

    @api.model
    def _cs_propose(self, complaint, kind, amount, reason, amount_asked=0.0):
        """Propose compensation; within the own limit it is granted at once, else approval is asked.

        The limit counts for all that the complaint has been granted, so that it cannot be split.

        :param str kind: see the field
        :param float amount: value in the company's currency, above zero
        :param str reason: why, for who approves
        :param float amount_asked: what the customer asked for
        :raise AccessError: for the own complaint or that of one's family or company
        """
        complaint = complaint.with_env(self.env).ensure_one()
        complaint.check_access("write")
        complaint._cs_require_reason(reason)
        if complaint.state in DONE_STATES:
            raise UserError(
                self.env._(
                    "Complaint %(number)s is finished. Reopen it to compensate the customer.",
                    number=complaint.name,
                )
            )
        if not isinstance(amount, (int, float)) or not 0 < amount < 1e12:
            raise UserError(self.env._("Enter a value above zero."))
        if not isinstance(amount_asked, (int, float)) or not 0 <= amount_asked < 1e12:
            raise UserError(self.env._("What the customer asked for is zero or more."))
        self._cs_check_own(complaint)
        # Two at once shall not both stay within the limit: the second waits here and, as the row
        # has changed, is repeated by the framework.
        self.env.cr.execute(
            SQL("UPDATE cs_complaint SET write_date = write_date WHERE id = %s", complaint.id)
        )
        currency = complaint.company_id.currency_id
        # sudo: made by this named action alone, which has checked right and state
        compensation = (
            self.sudo()
            .with_context(cs_transition=TRANSITION)
            .create(
                {
                    "complaint_id": complaint.id,
                    "company_id": complaint.company_id.id,
                    "kind": kind,
                    "amount": currency.round(amount),
                    "amount_asked": currency.round(amount_asked or 0.0),
                    "reason": reason,
                    "user_id": self.env.uid,
                }
            )
            .with_env(self.env)
        )
        if compensation._cs_is_within_limit(self.env.user):
            compensation._cs_grant()
        else:
            self.env["cs.complaint.approval"]._cs_request(
                complaint,
                "compensation",
                f"{compensation._cs_text()}: {reason}",
                compensation_id=compensation.id,
            )
        return compensation

    @api.model
    def _cs_check_own(self, complaint):
        """Refuse that somebody compensates himself, the own family or the own firm."""
        own = self.env.user.partner_id
        # sudo: who belongs together is asked for the decision, not shown
        customer = complaint.sudo().partner_id
        employers = self.env["res.company"].sudo().search([("id", "!=", False)]).partner_id
        mine = (own | own.sudo().commercial_partner_id | own.sudo().parent_id) - employers
        theirs = (customer | customer.commercial_partner_id | customer.parent_id) - employers
        if mine & theirs:
            raise AccessError(
                self.env._(
                    "You and the customer of complaint %(number)s belong together. Somebody else "
                    "has to decide about this compensation.",
                    number=complaint.name,
                )
            )

    def _cs_is_within_limit(self, user):
        """Tell whether ``user`` may grant this together with what was granted before."""
        self.ensure_one()
        complaint = self.sudo().complaint_id
        others = complaint.compensation_ids - self.sudo()
        before = sum(others.mapped("amount_granted"))
        limit = self.env["cs.complaint.compensation.limit"]._cs_limit(complaint, user)
        total = before + self.sudo().amount
        return limit == float("inf") or float_compare(total, limit, precision_digits=2) <= 0

    def _cs_text(self):
        """Return kind and value in the language of the environment."""
        self.ensure_one()
        record = self.sudo()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        value = formatLang(self.env, record.amount, currency_obj=record.currency_id)
        return f"{kinds[record.kind]} ({value})"

    def _cs_grant(self):
        self._cs_decide("approved")

    def _cs_refuse(self):
        self._cs_decide("refused")

    def _cs_decide(self, state):
        for compensation in self:
            if compensation.state != "proposed":
                continue
            compensation._cs_set(
                state=state, decider_id=self.env.uid, date_decided=fields.Datetime.now()
            )
            states = dict(self._fields["state"]._description_selection(self.env))
            compensation.sudo().complaint_id._message_log(
                body=self.env._(
                    "Compensation: %(what)s. %(state)s.",
                    what=compensation._cs_text(),
                    state=states[state],
                )
            )

    def action_carry_out(self, reference=None):
        """Carry out what was approved; where no add-on does it, ``reference`` says where it stands.

        A second call does no harm.
        """
        for compensation in self:
            compensation.sudo().complaint_id.with_env(self.env).check_access("write")
            compensation._cs_check_own(compensation.complaint_id)
            if compensation.state == "carried_out":
                continue
            if compensation.state != "approved":
                raise UserError(self.env._("Only approved compensation is carried out."))
            # Two clicks at once shall not pay twice.
            compensation.sudo().lock_for_update()
            reference = compensation._cs_carry_out() or reference
            if not reference:
                return compensation._cs_ask_reference()
            if not isinstance(reference, str) or not reference.strip():
                raise UserError(self.env._("Say by which number the booking is found."))
            compensation._cs_set(
                state="carried_out",
                date_carried_out=fields.Datetime.now(),
                reference=reference.strip()[:200],
            )
        return True

    def _cs_carry_out(self):
        """Hook: carry this compensation out and return a reference to the booking, or nothing.

        Called once, with the record locked, in the transaction that sets *carried out*. The
        base carries out nothing by itself: whoever did it by hand enters the reference. An add-on
        extends it for the kinds it can book, e.g. points.
        """
        self.ensure_one()

    def _cs_ask_reference(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Carried Out"),
            "res_model": "cs.complaint.carry.out",
            "view_mode": "form",
            "target": "new",
            "context": {"default_compensation_id": self.id},
        }

    def _cs_set(self, **values):
        self.sudo().with_context(cs_transition=TRANSITION).write(values)

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_check_system()
        hide = self.env["cs.privacy.scan"]._cs_hide_for
        return super().create([hide([self._name], v, plain=("reason",)) for v in vals_list])

    def write(self, vals):
        self._cs_check_system()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Compensation is evidence and stays. Refuse it instead."))

    def _cs_check_system(self):
        if self.env.context.get("cs_transition") is not TRANSITION:
            raise AccessError(
                self.env._(
                    "Compensation is proposed by the button of the complaint, and changed by its "
                    "own buttons only."
                )
            )
