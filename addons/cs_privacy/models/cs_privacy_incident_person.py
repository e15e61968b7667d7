from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.guard import ASSESSED_STAGES
from ..core.rights import INCIDENT_YEARS, Hold, add_years
from ..reach import notice_numbers

# Nothing more to do
INFORMED = ("sent", "delivered", "alternative")
# What of a person has to be kept as long as the person has to be told (PIPL 57)
REACHED_BY = ("contact_data", "identity")


class CsPrivacyIncidentPerson(models.Model):
    """A person affected by an incident, with the items concerned and how the person was told."""

    _name = "cs.privacy.incident.person"
    _description = "Person Affected by an Incident"
    _inherit = ["cs.privacy.guard"]
    _order = "incident_id, id"
    _rec_name = "partner_id"

    _cs_protected = frozenset(
        {"source", "is_sensitive", "notice_state", "notice_reason", "date_informed"}
    )
    _cs_fixed = frozenset({"incident_id", "partner_id"})

    incident_id = fields.Many2one(
        comodel_name="cs.privacy.incident", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Person",
        required=True,
        index=True,
        ondelete="cascade",
    )
    # log: seen in the access log; query: found by the officer's filter; both; manual: added by hand
    source = fields.Selection(
        selection=[
            ("log", "Access log"),
            ("query", "Filter"),
            ("both", "Access log and filter"),
            ("manual", "Added by hand"),
        ],
        required=True,
        default="manual",
        readonly=True,
    )
    items = fields.Char(
        string="Item Codes", help="Technical names of the items, separated by commas."
    )
    item_labels = fields.Char(string="Items", compute="_compute_item_labels")
    is_sensitive = fields.Boolean(string="Sensitive", readonly=True)
    notice_state = fields.Selection(
        selection=[
            ("pending", "Not informed"),
            ("queued", "To be sent"),
            ("sending", "Handed over"),
            ("sent", "Sent"),
            ("delivered", "Delivered"),
            ("failed", "Failed"),
            ("bounced", "Returned"),
            ("alternative", "Informed another way"),
        ],
        required=True,
        default="pending",
        readonly=True,
    )
    notice_reason = fields.Char(string="Reason", readonly=True)
    date_informed = fields.Datetime(string="Informed On", readonly=True)
    notice_ids = fields.One2many(
        comodel_name="cs.privacy.incident.notice", inverse_name="person_id", string="Notices"
    )

    _person_uniq = models.UniqueIndex(
        "(incident_id, partner_id)", "This person is on the list already."
    )
    _queue_idx = models.Index("(id) WHERE notice_state = 'queued'")
    _state_idx = models.Index("(incident_id, notice_state)")

    @api.depends("items")
    @api.depends_context("lang")
    def _compute_item_labels(self):
        for person in self:
            person.item_labels = self._cs_labels(person.items)

    @api.model
    def _cs_labels(self, items):
        """Return the labels of ``items`` (``model.field,…``) in the language of the environment."""
        labels = []
        for item in filter(None, (items or "").split(",")):
            model, _dot, name = item.rpartition(".")
            field = self.env[model]._fields.get(name) if model in self.env else None
            labels.append(field._description_string(self.env) if field else item)
        return ", ".join(labels)

    @api.model_create_multi
    def create(self, vals_list):
        persons = super().create(vals_list)
        if not persons._cs_is_trusted():
            persons.incident_id._cs_check_open()
        # sudo: counters of the incident
        persons.sudo().incident_id._cs_count_persons()
        return persons

    def write(self, vals):
        if not self._cs_is_trusted():
            self.incident_id._cs_check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_told(self):
        self.incident_id._cs_check_open()
        if any(person.notice_state != "pending" for person in self):
            raise UserError(
                self.env._("A person to whom a notice was sent stays on the list as evidence.")
            )

    def unlink(self):
        incidents = self.incident_id
        result = super().unlink()
        # sudo: counters of the incident
        incidents.sudo()._cs_count_persons()
        return result

    def action_resend(self):
        """Send the notice again to those of these persons whom it did not reach."""
        self.check_access("write")
        self.incident_id._cs_check_staff()
        self.incident_id._cs_check_open()
        todo = self.filtered(lambda person: person.notice_state in ("failed", "bounced"))
        todo._cs_queue()
        return True

    def action_alternative(self):
        """Open the dialog that records how these persons were told another way."""
        self.incident_id._cs_check_staff()
        if len(self.incident_id) != 1:
            raise UserError(self.env._("Choose persons of one incident."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Informed Another Way"),
            "res_model": "cs.privacy.incident.alternative",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_incident_id": self.incident_id.id,
                "default_scope": "chosen",
                "default_person_ids": self.ids,
            },
        }

    def _cs_queue(self):
        self._cs_step(notice_state="queued", notice_reason=False)
        if self:
            self.env.ref("cs_privacy.ir_cron_send_notices")._trigger()

    def _cs_sum_up(self):
        """Take over the best result of the notices to each person."""
        order = ("delivered", "alternative", "sent", "sending", "bounced", "failed")
        for person in self:
            notices = person.notice_ids.sorted("id", reverse=True)
            if not notices:
                continue
            best = min(notices, key=lambda notice: order.index(notice.state))
            done = best.state in INFORMED
            person._cs_step(
                notice_state=best.state,
                notice_reason=False if done else best.reason,
                date_informed=best.date_result if done else False,
            )

    def _cs_ways(self):
        """Return ``{person id: [channels to use now]}`` by the incident's choice.

        A channel from which the notice came back is used again only where there is no other.
        """
        partners = self.partner_id
        numbers = notice_numbers(partners)
        returned = {
            (notice.person_id.id, notice.channel)
            for notice in self.notice_ids
            if notice.state in ("failed", "bounced")
        }
        ways = {}
        for person in self:
            has = {
                "email": bool(person.partner_id.email_normalized),
                "sms": bool(numbers.get(person.partner_id.id)),
            }
            way = person.incident_id.notice_way
            order = ["sms", "email"] if way == "sms_email" else ["email", "sms"]
            usable = [channel for channel in order if has[channel]]
            if way != "both":
                fresh = [channel for channel in usable if (person.id, channel) not in returned]
                usable = (fresh or usable)[:1]
            ways[person.id] = usable
        return ways

    def _cs_is_certain(self):
        """Tell whether the incident concerns the person, as far as the operator can say.

        Before the assessment the list is a guess; it counts once the person was told all the same.
        """
        self.ensure_one()
        return self.incident_id.state in ASSESSED_STAGES or self.notice_state in INFORMED

    def _cs_hold(self):
        """Return the :class:`Hold` by which this entry keeps data of the person, or ``None``.

        While the incident is handled, its notices are evidence, and whoever is not told yet has to
        be reached. Afterwards the notices prove for some years that everybody was told. What was a
        false alarm holds nothing.
        """
        self.ensure_one()
        incident = self.incident_id
        if incident.state == "false_alarm":
            return None
        if incident.state != "closed":
            if not self._cs_is_certain():
                # Nobody learns from it that an investigation may concern them.
                reason = self.env._("The law asks us to keep it at present.")
            else:
                reason = self.env._(
                    "Incident %(number)s concerns this data and is not closed. "
                    "It is kept until it is.",
                    number=incident.name,
                )
            is_told = self.notice_state in INFORMED or incident.notice_waiver
            return Hold(("incidents", *(() if is_told else REACHED_BY)), reason, None)
        reason = self.env._(
            "Incident %(number)s is kept as evidence for %(years)s years.",
            number=incident.name,
            years=INCIDENT_YEARS,
        )
        closed = incident.stage_ids.filtered(lambda stage: stage.stage == "closed").date_reached
        return Hold(("incidents",), reason, add_years(closed.date(), INCIDENT_YEARS))
