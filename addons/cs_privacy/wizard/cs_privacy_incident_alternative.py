from odoo import fields, models
from odoo.exceptions import UserError


class CsPrivacyIncidentAlternative(models.TransientModel):
    """Records that affected persons were told by letter, telephone or a public notice."""

    _name = "cs.privacy.incident.alternative"
    _description = "Informed Another Way"
    _inherit = ["cs.privacy.scan.mixin"]

    _cs_scanned = ("note",)

    incident_id = fields.Many2one(
        comodel_name="cs.privacy.incident", required=True, readonly=True, ondelete="cascade"
    )
    scope = fields.Selection(
        selection=[
            ("failed", "Everybody whom the notice did not reach"),
            ("open", "Everybody who is not informed yet"),
            ("chosen", "The persons chosen"),
        ],
        required=True,
        default="failed",
    )
    person_ids = fields.Many2many(
        comodel_name="cs.privacy.incident.person", relation="cs_privacy_incident_alternative_rel"
    )
    channel = fields.Selection(
        selection=[
            ("letter", "Letter"),
            ("phone", "Telephone"),
            ("visit", "In person"),
            ("public", "Public notice"),
        ],
        string="How",
        required=True,
        default="letter",
    )
    note = fields.Text(
        string="Proof",
        required=True,
        help="Where, when and by whom; for a public notice where it can be read.",
    )
    attachment_ids = fields.Many2many(comodel_name="ir.attachment", string="Proof Files")

    def action_record(self):
        """Record a notice with its proof for each of the persons."""
        self.ensure_one()
        incident = self.incident_id
        incident._cs_check_staff()
        incident._cs_check_open()
        if len((self.note or "").strip()) < 4:
            raise UserError(self.env._("Say how it can be proved that the persons were told."))
        persons = self._cs_persons()
        if not persons:
            raise UserError(self.env._("Nobody is left to be informed."))
        now = fields.Datetime.now()
        # sudo: notices are written by the system alone
        self.env["cs.privacy.incident.notice"].sudo().create(
            [
                {
                    "person_id": person.id,
                    "channel": self.channel,
                    "state": "alternative",
                    "date_result": now,
                    "user_id": self.env.user.id,
                    "note": self.note,
                    "attachment_ids": [fields.Command.set(self.attachment_ids.ids)],
                }
                for person in persons
            ]
        )
        persons._cs_step(notice_state="alternative", notice_reason=False, date_informed=now)
        self.attachment_ids.write({"res_model": incident._name, "res_id": incident.id})
        incident._message_log(
            body=self.env._(
                "Informed another way: %(count)s. %(note)s",
                count=len(persons),
                note=self.note,
            )
        )
        return {"type": "ir.actions.act_window_close"}

    def _cs_persons(self):
        states = {
            "failed": ("failed", "bounced"),
            "open": ("pending", "failed", "bounced"),
        }
        if self.scope == "chosen":
            return self.person_ids.filtered(
                lambda person: (
                    person.incident_id == self.incident_id and person.notice_state in states["open"]
                )
            )
        return self.env["cs.privacy.incident.person"].search(
            [
                ("incident_id", "=", self.incident_id.id),
                ("notice_state", "in", states[self.scope]),
            ]
        )
