from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.urls import urljoin

from ...core.survey_facts import CHANNELS, SURVEY_DOOR


class CsSurveyInvitation(models.Model):
    """A customer asked to answer a survey, once (clause 4.3.1).

    Rows are written by the draw, by doors of the server and by named actions; they are the base
    of the response rate. What an anonymous customer answered is never found from here.
    """

    _name = "cs.survey.invitation"
    _description = "Survey Invitation"
    _inherit = ["cs.privacy.guard", "cs.batch.mixin"]
    _order = "id desc"
    _rec_name = "partner_id"

    campaign_id = fields.Many2one(
        comodel_name="cs.survey.campaign",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    survey_id = fields.Many2one(
        comodel_name="survey.survey", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    is_anonymous = fields.Boolean(related="campaign_id.is_anonymous")
    draw_id = fields.Many2one(
        comodel_name="cs.survey.draw", readonly=True, index=True, ondelete="restrict"
    )
    stratum_id = fields.Many2one(
        comodel_name="cs.survey.stratum", readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    # What was rated, and who served the customer then: who never interviews
    contact_id = fields.Many2one(
        comodel_name="cs.contact", readonly=True, index="btree_not_null", ondelete="set null"
    )
    served_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    department_id = fields.Many2one(
        comodel_name="hr.department", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    contact_channel_id = fields.Many2one(
        comodel_name="cs.channel",
        string="Channel of the Contact",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    region_id = fields.Many2one(
        comodel_name="res.country.state",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    channel = fields.Selection(selection=CHANNELS, string="Asked By", required=True, readonly=True)
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        readonly=True,
    )
    state = fields.Selection(
        selection=[
            ("drawn", "Drawn"),
            ("asked", "Asked"),
            ("answered", "Answered"),
            ("expired", "Not answered"),
            ("refused", "Declined"),
            ("unreachable", "Not reached"),
            ("skipped", "Not asked"),
        ],
        required=True,
        default="drawn",
        readonly=True,
    )
    skip_reason = fields.Char(string="Why Not Asked", readonly=True)
    # Part of the link. Whoever knows it answers in the customer's name.
    token = fields.Char(readonly=True, copy=False, groups="base.group_system")
    user_input_id = fields.Many2one(
        comodel_name="survey.user_input",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_system",
    )
    next_at = fields.Datetime(string="Next Step", readonly=True)
    date_drawn = fields.Datetime(string="Drawn On", readonly=True)
    date_asked = fields.Datetime(string="Asked On", readonly=True)
    date_reminded = fields.Datetime(string="Reminded On", readonly=True)
    date_expires = fields.Datetime(string="Open Until", readonly=True)
    date_answered = fields.Datetime(string="Answered On", readonly=True)

    # Of telephone interviews
    attempt_count = fields.Integer(string="Attempts", readonly=True, default=0)
    next_call_at = fields.Datetime(string="Call Again From", readonly=True)
    interviewer_id = fields.Many2one(
        comodel_name="res.users", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    call_ids = fields.One2many(
        comodel_name="cs.survey.call", inverse_name="invitation_id", readonly=True
    )

    # Of answers that may be led back
    response_id = fields.Many2one(
        comodel_name="cs.survey.response",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        groups="cs_care.group_cs_care_supervisor",
    )
    score = fields.Float(
        readonly=True,
        aggregator="avg",
        help="From 0 to 100.",
        groups="cs_care.group_cs_care_supervisor",
    )
    has_score = fields.Boolean(readonly=True, groups="cs_care.group_cs_care_supervisor")
    satisfaction = fields.Integer(
        readonly=True, aggregator=None, groups="cs_care.group_cs_care_supervisor"
    )
    nps = fields.Integer(
        string="Recommendation",
        readonly=True,
        aggregator=None,
        groups="cs_care.group_cs_care_supervisor",
    )
    nps_group = fields.Selection(
        selection=[
            ("promoter", "Promoter"),
            ("passive", "Passive"),
            ("detractor", "Detractor"),
        ],
        readonly=True,
        groups="cs_care.group_cs_care_supervisor",
    )

    _token_uniq = models.UniqueIndex("(token)", "This link exists already.")
    _draw_uniq = models.UniqueIndex(
        "(draw_id, partner_id) WHERE draw_id IS NOT NULL",
        "This customer has been drawn already.",
    )
    _campaign_idx = models.Index("(campaign_id, state)")
    _partner_idx = models.Index("(partner_id, id)")
    _next_idx = models.Index("(next_at, id) WHERE next_at IS NOT NULL")
    _call_idx = models.Index(
        "(company_id, next_call_at, id) WHERE channel = 'phone' AND state = 'asked'"
    )

    def _has_field_access(self, field, operation):
        # Not even administrators answer in a customer's name.
        if field.name in ("token", "user_input_id") and not self.env.su:
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
        raise UserError(self.env._("Who was asked is the base of the response rate and stays."))

    def _cs_check_system(self):
        if not self._cs_is_trusted():
            raise UserError(
                self.env._(
                    "Customers are drawn by a campaign and answer by themselves. Use the buttons "
                    "of the campaign and of the call."
                )
            )

    def _cs_is_open(self):
        """Tell whether the customer may still answer."""
        self.ensure_one()
        return (
            self.state == "asked"
            and self.campaign_id.state == "running"
            and bool(self.date_expires)
            and self.date_expires > fields.Datetime.now()
        )

    def _cs_url(self):
        """Return the customer's link; it holds nothing personal and works once."""
        self.ensure_one()
        return urljoin(self.get_base_url(), f"/cs/q/{self.sudo().token}")

    @api.model
    def _cs_find(self, token):
        """Return the invitation with this ``token`` as superuser, or nothing."""
        if not isinstance(token, str) or not token.isascii() or not 16 <= len(token) <= 64:
            return self.sudo().browse()
        return self.sudo().search([("token", "=", token)], limit=1)

    def _cs_answer_sheet(self):
        """Return, as superuser, the answer sheet of this open invitation; made when first asked.

        :rtype: survey.user_input
        """
        self.ensure_one()
        invitation = self.sudo()
        if not invitation.user_input_id:
            survey = invitation.survey_id.with_context(cs_survey_door=SURVEY_DOOR)
            sheet = survey._create_answer(
                partner=False,
                check_attempts=False,
                partner_id=False if invitation.is_anonymous else invitation.partner_id.id,
                deadline=invitation.date_expires,
                lang_id=invitation._cs_lang().id,
            )
            invitation.user_input_id = sheet
        return invitation.user_input_id

    def _cs_lang(self):
        """Return the customer's language if the survey speaks it, else the survey's first one."""
        supported = self.survey_id._get_supported_lang_codes()
        code = self.lang if self.lang in supported else supported[0]
        return self.env["res.lang"]._lang_get(code)

    def _cs_sheet_url(self):
        """Return the address of the answer sheet, in the customer's language."""
        self.ensure_one()
        sheet = self._cs_answer_sheet()
        url = f"/survey/{sheet.survey_id.access_token}/{sheet.access_token}"
        return self.env["ir.http"]._url_for(url, sheet.lang_id.code)
