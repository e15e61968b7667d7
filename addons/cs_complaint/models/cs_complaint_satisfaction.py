import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize
from odoo.tools.urls import urljoin

from ..core.facts import TRANSITION
from .cs_complaint_delivery import TOLD

# 72 bits: short enough for an SMS, and nobody guesses one
TOKEN_BYTES = 9


class CsComplaintSatisfaction(models.Model):
    """The question whether the customer is satisfied: asked once per answer (clause 6.2.4).

    Its rows are the base of the response rate; the customer's words stay with the rating.
    """

    _name = "cs.complaint.satisfaction"
    _description = "Satisfaction Asked of a Complainant"
    _inherit = ["cs.batch.mixin"]
    _order = "date_asked desc, id desc"
    _rec_name = "complaint_id"

    feedback_id = fields.Many2one(
        comodel_name="cs.complaint.feedback",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    complaint_id = fields.Many2one(
        comodel_name="cs.complaint",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(
        related="feedback_id.company_id", store=True, precompute=True, index=True
    )
    department_id = fields.Many2one(
        related="feedback_id.department_id", store=True, precompute=True, index=True
    )
    channel_id = fields.Many2one(
        related="feedback_id.channel_id", string="Asked By", store=True, precompute=True, index=True
    )
    # Part of the link in the letter or SMS. Whoever knows it rates in the customer's name.
    token = fields.Char(readonly=True, copy=False, groups="base.group_system")
    state = fields.Selection(
        selection=[
            ("asked", "Asked"),
            ("answered", "Answered"),
            ("expired", "Not answered"),
        ],
        required=True,
        default="asked",
        readonly=True,
    )
    date_asked = fields.Datetime(
        string="Asked On", required=True, default=fields.Datetime.now, readonly=True
    )
    date_expires = fields.Datetime(string="Link Works Until", required=True, readonly=True)
    date_reminded = fields.Datetime(string="Reminded On", readonly=True)
    next_at = fields.Datetime(
        string="Next Step", readonly=True, help="Reminder, or the end of waiting for an answer."
    )
    rating_id = fields.Many2one(
        comodel_name="rating.rating", index="btree_not_null", ondelete="set null", readonly=True
    )
    date_answered = fields.Datetime(string="Answered On", readonly=True)
    stars = fields.Integer(readonly=True, aggregator="avg")
    source = fields.Selection(
        selection=[("link", "Link"), ("portal", "Customer portal"), ("phone", "Telephone")],
        string="Answered By",
        readonly=True,
    )
    entered_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Typed In By",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
    )
    response_rate = fields.Float(
        string="Response Rate (%)",
        compute="_compute_response_rate",
        store=True,
        aggregator="avg",
    )

    _feedback_uniq = models.UniqueIndex("(feedback_id)", "This has been asked already.")
    _token_uniq = models.UniqueIndex("(token)", "This link exists already.")
    _next_idx = models.Index("(next_at) WHERE next_at IS NOT NULL")

    @api.depends("state")
    def _compute_response_rate(self):
        for request in self:
            request.response_rate = 100.0 if request.state == "answered" else 0.0

    def _has_field_access(self, field, operation):
        if field.name == "token" and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_check_system()
        return super().create(vals_list)

    def write(self, vals):
        self._cs_check_system()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What the customer was asked is evidence and stays."))

    def _cs_check_system(self):
        if self.env.context.get("cs_transition") is not TRANSITION:
            raise AccessError(
                self.env._(
                    "Satisfaction is asked for with the answer, and given by the customer only."
                )
            )

    @api.model
    def _cs_ask(self, feedback):
        """Ask for the customer's satisfaction with ``feedback``, once however often it is called.

        An earlier question about the same complaint ends: the customer rates the last answer.
        """
        requests = self.sudo().with_context(cs_transition=TRANSITION)
        if known := requests.search([("feedback_id", "=", feedback.id)]):
            return known
        complaint, company = feedback.complaint_id, feedback.company_id
        earlier = [("complaint_id", "=", complaint.id), ("state", "=", "asked")]
        requests.search(earlier).write({"state": "expired", "next_at": False})
        now = fields.Datetime.now()
        expires = fields.Datetime.add(now, days=company.cs_complaint_rating_days)
        remind = company.cs_complaint_remind_days
        if remind:
            calendar = company._cs_calendar().with_company(company)
            remind = calendar._cs_deadline(now, remind, "day").replace(tzinfo=None)
        return requests.create(
            {
                "feedback_id": feedback.id,
                "complaint_id": complaint.id,
                "token": secrets.token_urlsafe(TOKEN_BYTES),
                "date_expires": expires,
                "next_at": min(remind or expires, expires),
            }
        )

    @api.model
    def _cs_find(self, token):
        """Return the request with this ``token`` as superuser, or nothing; expired or not."""
        if not isinstance(token, str) or not token.isascii() or len(token) > 64:
            return self.sudo().browse()
        return self.sudo().search([("token", "=", token)], limit=1)

    def _cs_is_open(self):
        """Tell whether the link still works."""
        self.ensure_one()
        is_current = self.feedback_id == self.complaint_id._cs_current_feedback()[:1]
        return (
            self.state != "expired"
            and self.date_expires > fields.Datetime.now()
            and is_current
            and "rate" in self.complaint_id._cs_portal_actions()
        )

    def _cs_url(self):
        """Return the link by which the customer rates; it holds nothing personal."""
        self.ensure_one()
        return urljoin(self.complaint_id.get_base_url(), f"/cs/s/{self.token}")

    def _cs_answered(self, rating, source, user=None):
        """Take over what the customer said."""
        for request in self.sudo().with_context(cs_transition=TRANSITION):
            request.write(
                {
                    "state": "answered",
                    "next_at": False,
                    "rating_id": rating.id,
                    "stars": round(rating.rating),
                    "date_answered": fields.Datetime.now(),
                    "source": source,
                    "entered_by_id": user.id if user else False,
                }
            )

    # Reminder ------------------------------------------------------------------------------------

    @api.model
    def _cron_remind(self, limit=100):
        """Remind once those who have not answered, and end what nobody will answer any more."""
        domain = [("next_at", "<=", fields.Datetime.now())]
        self._cs_run_batches(domain, "next_at, id", limit, type(self)._cs_next_step)

    def _cs_next_step(self):
        """Take the step that is due for these requests, which the caller has locked."""
        now = fields.Datetime.now()
        for request in self.sudo().with_context(cs_transition=TRANSITION):
            if request.state != "asked" or request.date_expires <= now or request.date_reminded:
                values = {"next_at": False}
                if request.state == "asked":
                    values["state"] = "expired"
                request.write(values)
                continue
            request.write({"next_at": request.date_expires})
            if request.feedback_id.delivery_state in TOLD and request._cs_is_open():
                request._cs_remind(now)

    def _cs_remind(self, now):
        """Ask once more, by e-mail where there is an address, else by SMS."""
        self.ensure_one()
        complaint = self.complaint_id
        if email_normalize(complaint.email_from):
            complaint._cs_send_template("cs_complaint.mail_template_satisfaction")
        elif complaint.phone:
            words = complaint.with_context(lang=complaint.lang or self.env.lang).env._(
                "%(company)s: how did we handle your complaint %(number)s? %(link)s",
                company=complaint.company_id.name,
                number=complaint.name,
                link=self._cs_url(),
            )
            complaint._cs_queue_sms(words)
        else:
            return
        self.write({"date_reminded": now})
