import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.urls import urljoin

from ..core.facts import TRANSITION
from .cs_complaint_delivery import DELIVERY, TOLD

_logger = logging.getLogger(__name__)


class CsComplaintFeedbackDelivery(models.Model):
    """How a feedback goes to the customer, and what became of it.

    A channel with the code ``x`` that really sends has a method ``_cs_send_x(text)`` here and is
    named by ``cs.complaint._cs_feedback_channels``. It reports by :meth:`_cs_delivered`.
    """

    _inherit = "cs.complaint.feedback"

    delivery_ids = fields.One2many(
        comodel_name="cs.complaint.delivery",
        inverse_name="feedback_id",
        string="Steps of Delivery",
        readonly=True,
        groups="base.group_user",
    )
    delivery_state = fields.Selection(
        selection=DELIVERY,
        compute="_compute_delivery_state",
        store=True,
        groups="base.group_user",
    )
    delivery_reason = fields.Char(
        string="Why Not Delivered",
        compute="_compute_delivery_state",
        store=True,
        groups="base.group_user",
    )
    letter_id = fields.Many2one(
        comodel_name="ir.attachment",
        index="btree_not_null",
        ondelete="set null",
        bypass_search_access=True,
        readonly=True,
    )

    @api.depends("delivery_ids.state")
    def _compute_delivery_state(self):
        for feedback in self:
            last = feedback.delivery_ids.sorted("id")[-1:]
            feedback.delivery_state = last.state or False
            feedback.delivery_reason = last.reason if last.state == "exception" else False

    def _cs_send(self, text=None):
        """Hand this feedback over to its channel, or note that the customer was told in person.

        :param str text: the wording of a short message, where the channel takes one
        """
        self.ensure_one()
        feedback = self.sudo().with_context(cs_transition=TRANSITION)
        if feedback.is_satisfaction_asked:
            self.env["cs.complaint.satisfaction"]._cs_ask(feedback)
        kind = feedback.complaint_id._cs_feedback_channels()[feedback.channel_id.code]["kind"]
        if kind != "sent":
            feedback._cs_delivered("noted")
            return
        feedback._cs_delivered("outgoing")
        getattr(feedback, f"_cs_send_{feedback.channel_id.code}")(text)

    def _cs_send_email(self, text=None):
        """Queue the letter as an e-mail with the PDF (clause 6.3.2)."""
        letter = self._cs_make_letter()
        files = self.attachment_ids | letter
        mail = self.complaint_id._cs_send_template(
            "cs_complaint.mail_template_feedback",
            attachment_ids=[fields.Command.link(file.id) for file in files],
        )
        self.write({"mail_message_id": mail.mail_message_id.id})

    def _cs_send_sms(self, text=None):
        """Queue ``text`` as an SMS; the number stays sealed until the provider gets it."""
        if self.is_satisfaction_asked:
            text = f"{text} {self._cs_satisfaction_url()}"
        message = self.complaint_id._cs_queue_sms(text)
        self.write({"mail_message_id": message.id})

    def _cs_satisfaction_url(self):
        """Return the link by which the customer rates this answer, or an empty text.

        Employees who write a letter from the template get the page of the complaint instead:
        whoever has the link rates in the customer's name.
        """
        self.ensure_one()
        if not self.env.su:
            return urljoin(self.complaint_id.get_base_url(), self.complaint_id.access_url)
        # sudo: goes into the letter of the customer alone
        requests = self.env["cs.complaint.satisfaction"].sudo()
        request = requests.search([("feedback_id", "=", self.id)], limit=1)
        return request._cs_url() if request else ""

    def _cs_delivered(self, state, reason=None):
        """Record what became of these feedbacks; the doors call it, in any order and repeatedly.

        What is known already, or is older than what is known, adds nothing.

        :param str state: ``noted``, ``outgoing``, ``sent``, ``delivered`` or ``exception``
        :param str reason: why it failed, in words for the handler
        """
        for feedback in self.sudo():
            known = feedback.delivery_state
            late = known == "delivered" or (known == "sent" and state == "outgoing")
            if known == state or late:
                continue
            self.env["cs.complaint.delivery"].sudo().with_context(cs_transition=TRANSITION).create(
                {"feedback_id": feedback.id, "state": state, "reason": reason}
            )
            if state in TOLD and known not in TOLD:
                feedback.complaint_id._cs_told(feedback)
            elif state == "exception":
                feedback.complaint_id._cs_not_told(feedback, reason)

    # The letter ----------------------------------------------------------------------------------

    def action_print_letter(self):
        """Print the letter with the five parts of clause 6.3.2 as PDF."""
        self.ensure_one()
        self.check_access("read")
        return self.env.ref("cs_complaint.action_report_letter").report_action(self)

    def _cs_make_letter(self):
        """Return the letter as a PDF file of the complaint, or nothing where none can be printed.

        An answer must not fail because a program is missing: the e-mail says all of it as well.
        """
        self.ensure_one()
        report = self.env.ref("cs_complaint.action_report_letter").sudo()
        try:
            content, kind = report._render_qweb_pdf(report.report_name, self.ids)
        except UserError as error:
            _logger.warning(
                "The letter of feedback %s could not be printed (%s); the e-mail goes without it",
                self.id,
                type(error).__name__,
            )
            return self.env["ir.attachment"]
        if kind != "pdf":  # tests print nothing
            return self.env["ir.attachment"]
        letter = self.env["ir.attachment"].create(
            {
                "name": self._cs_letter_name(),
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": self.complaint_id._name,
                "res_id": self.complaint_id.id,
            }
        )
        self.write({"letter_id": letter.id})
        return letter

    def _cs_letter_name(self):
        self.ensure_one()
        lang = self.complaint_id.lang or self.env.lang
        answer = self.with_context(lang=lang).env._("Answer %s", self.complaint_id.name)
        return f"{answer}.pdf"

    def _cs_letter_values(self):
        """Return the values of the letter's template; see ``cs.complaint``."""
        self.ensure_one()
        return self.complaint_id._cs_letter_values(self)
