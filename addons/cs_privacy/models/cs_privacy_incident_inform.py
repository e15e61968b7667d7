from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .cs_privacy_incident_person import INFORMED


class CsPrivacyIncidentInform(models.Model):
    """Telling the affected persons (PIPL 57): what, by which way, and who is told by now.

    A notice is a legal duty and no promotion: consent to marketing does not matter here.
    """

    _inherit = "cs.privacy.incident"

    notice_way = fields.Selection(
        selection=[
            ("email_sms", "E-mail, else SMS"),
            ("sms_email", "SMS, else e-mail"),
            ("both", "E-mail and SMS"),
        ],
        string="By",
        required=True,
        default="email_sms",
    )
    notice_what = fields.Text(
        string="What Happened", help="In words that the customers understand.", translate=True
    )
    notice_done = fields.Text(string="What We Did", translate=True)
    notice_advice = fields.Text(string="What They Can Do", translate=True)
    notice_contact = fields.Char(string="Whom to Ask", translate=True)
    notice_waiver = fields.Text(string="Why Not Informed", readonly=True, copy=False)

    informed_count = fields.Integer(string="Informed", compute="_compute_notice_counts")
    underway_count = fields.Integer(string="Under Way", compute="_compute_notice_counts")
    failed_count = fields.Integer(string="Not Reached", compute="_compute_notice_counts")

    def _compute_notice_counts(self):
        self.env["cs.privacy.incident.person"].flush_model(["notice_state"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT incident_id,
                       COUNT(*) FILTER (WHERE notice_state IN %(told)s),
                       COUNT(*) FILTER (WHERE notice_state IN ('queued', 'sending')),
                       COUNT(*) FILTER (WHERE notice_state IN ('failed', 'bounced'))
                  FROM cs_privacy_incident_person
                 WHERE incident_id IN %(incidents)s
              GROUP BY incident_id
                """,
                told=INFORMED,
                incidents=self._ids or (0,),
            )
        )
        counts = {row[0]: row[1:] for row in rows}
        for incident in self:
            told, underway, failed = counts.get(incident.id, (0, 0, 0))
            incident.informed_count = told
            incident.underway_count = underway
            incident.failed_count = failed

    def _cs_count_uninformed(self):
        """Return how many affected persons no notice has reached yet."""
        self.ensure_one()
        self._compute_notice_counts()
        return self.person_count - self.informed_count

    def action_send_notices(self):
        """Queue the notices to all persons who were not informed; sent by a scheduled action."""
        self.ensure_one()
        self._cs_check_staff()
        self._cs_check_open()
        empty = [
            self._fields[name]._description_string(self.env)
            for name in ("notice_what", "notice_done", "notice_advice", "notice_contact")
            if not (self[name] or "").strip()
        ]
        if empty:
            raise UserError(
                self.env._(
                    "The notice has to say: %(parts)s. Write it first.", parts=", ".join(empty)
                )
            )
        persons = self.env["cs.privacy.incident.person"].search(
            [("incident_id", "=", self.id), ("notice_state", "=", "pending")]
        )
        if not persons:
            raise UserError(self.env._("Nobody is left to be informed."))
        persons._cs_queue()
        self._message_log(
            body=self.env._("Notices to %(count)s persons are being sent.", count=len(persons))
        )
        return True

    def action_resend_notices(self):
        """Send again to everybody whom the notice did not reach."""
        self.ensure_one()
        persons = self.env["cs.privacy.incident.person"].search(
            [("incident_id", "=", self.id), ("notice_state", "in", ("failed", "bounced"))]
        )
        return persons.action_resend() if persons else True

    def action_alternative_notice(self):
        """Open the dialog that records a letter, a call or a public notice."""
        self.ensure_one()
        self._cs_check_staff()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Informed Another Way"),
            "res_model": "cs.privacy.incident.alternative",
            "view_mode": "form",
            "target": "new",
            "context": {"default_incident_id": self.id},
        }

    @api.model
    def _cron_send_notices(self, limit=200):
        """Hand queued notices over to the mail and SMS queues, in batches."""
        persons = self.env["cs.privacy.incident.person"]
        domain = [("notice_state", "=", "queued")]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=persons.search_count(domain))
        skipped = persons
        while batch := persons.search(
            [*domain, ("id", "not in", skipped.ids)], limit=limit, order="id"
        ):
            # Another server may be sending: whom it holds is left to it.
            locked = batch.try_lock_for_update()
            skipped |= batch - locked
            for incident, chosen in locked.grouped("incident_id").items():
                incident._cs_send_to(chosen)
            if not cron._commit_progress(len(batch)):
                break

    def _cs_send_to(self, persons):
        """Make and hand over the notices to ``persons`` of this incident."""
        self.ensure_one()
        ways = persons._cs_ways()
        nowhere = persons.filtered(lambda person: not ways[person.id])
        for lang, chosen in nowhere.grouped(lambda person: person.incident_id.user_id.lang).items():
            reason = self.with_context(lang=lang).env._("Neither e-mail address nor number.")
            chosen._cs_step(notice_state="failed", notice_reason=reason)
        notices = self.env["cs.privacy.incident.notice"]._cs_make(
            [(person, way) for person in persons for way in ways[person.id]]
        )
        (persons - nowhere)._cs_step(notice_state="sending")
        notices.filtered(lambda notice: notice.channel == "email")._cs_send_emails()
        notices.filtered(lambda notice: notice.channel == "sms")._cs_send_sms()
