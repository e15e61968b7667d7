import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.rights import held_parts
from .res_partner_consent import ANY_CHANNEL

_logger = logging.getLogger(__name__)


class CsPrivacyRetentionLine(models.Model):
    """A person whom a retention rule concerns, and what became of it."""

    _name = "cs.privacy.retention.line"
    _description = "Person Due for Erasure"
    _order = "state desc, date_service_ended, id"

    rule_id = fields.Many2one(
        comodel_name="cs.privacy.retention.rule", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="rule_id.company_id", store=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Person",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    date_service_ended = fields.Date(string="Service Ended On", readonly=True)
    # proposed: may be erased; kept: something holds it; exempt: an officer decided so; erased
    state = fields.Selection(
        selection=[
            ("proposed", "Proposed"),
            ("kept", "Has to be kept"),
            ("exempt", "Exempt"),
            ("erased", "Erased"),
        ],
        required=True,
        default="proposed",
        readonly=True,
    )
    reason = fields.Char(readonly=True)
    date_erased = fields.Datetime(string="Erased On", readonly=True)
    protocol = fields.Json(readonly=True)

    _person_uniq = models.UniqueIndex("(rule_id, partner_id)", "This person is listed already.")

    @api.model
    def _cs_propose(self, rule, persons):
        """List ``persons`` under ``rule``, or refresh what is listed; return their lines."""
        known = {
            line.partner_id: line
            for line in self.search([("rule_id", "=", rule.id), ("partner_id", "in", persons.ids)])
        }
        holds = persons._cs_privacy_hold_reasons()
        agreed = self._cs_agreed(persons)
        ended = persons._cs_services_ended_on()
        employees = persons.with_context(active_test=False).user_ids.filtered("employee_ids")
        todo, lines = [], self.browse()
        for person in persons:
            hold = next(iter(held_parts(holds.get(person.id, ())).values()), None)
            values = {
                "state": "kept"
                if hold or person in agreed or person in employees.partner_id
                else "proposed",
                "reason": hold.reason if hold else agreed.get(person, False),
                "date_service_ended": ended.get(person.id),
            }
            line = known.get(person)
            if not line:
                todo.append({"rule_id": rule.id, "partner_id": person.id, **values})
            elif line.state in ("proposed", "kept"):
                line.write(values)
            lines |= line or self
        return lines | self.create(todo)

    @api.model
    def _cs_agreed(self, persons):
        """Return ``{person: reason}`` for whom a purpose by consent has not lapsed."""
        agreed = {}
        purposes = self.env["cs.privacy.purpose"]._cs_in_force().filtered("needs_consent")
        for purpose in purposes:
            reason = self.env._("Consent to “%(purpose)s” is in force.", purpose=purpose.name)
            agreed.update(dict.fromkeys(persons._cs_filter_consented(purpose, ANY_CHANNEL), reason))
        return agreed

    def action_erase(self):
        """Erase the persons chosen, at the officer's word."""
        self.env["cs.privacy.request"]._cs_check_officer()
        self.check_access("read")
        chosen = self.filtered(lambda line: line.state == "proposed")
        if not chosen:
            raise UserError(self.env._("Choose persons that are proposed for erasure."))
        chosen.sudo()._cs_erase()

    def action_exempt(self):
        """Keep the persons chosen: rules leave them alone from now on."""
        self.env["cs.privacy.request"]._cs_check_officer()
        self.check_access("read")
        self.sudo().filtered(lambda line: line.state in ("proposed", "kept")).write(
            {"state": "exempt"}
        )

    def _cs_erase(self):
        """Erase persons one by one; the one that fails is left for the next run."""
        for line in self:
            person = line.partner_id.try_lock_for_update()
            if not person:
                continue
            try:
                with self.env.cr.savepoint():
                    protocol = person._cs_privacy_erase()
            except UserError as error:
                _logger.warning(
                    "Person %s could not be erased by retention (%s)",
                    line.partner_id.id,
                    type(error).__name__,
                )
                line.write({"state": "kept"})
                continue
            line.write(
                {
                    "state": "erased",
                    "protocol": protocol,
                    "date_erased": fields.Datetime.now(),
                    "reason": False,
                }
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_check_trusted()
        return super().create(vals_list)

    def write(self, vals):
        self._cs_check_trusted()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proposed(self):
        self._cs_check_trusted()
        if any(line.state == "erased" for line in self):
            raise UserError(self.env._("What was erased stays on record."))

    def _cs_check_trusted(self):
        if not self.env.su:
            raise AccessError(
                self.env._("The list is made by the retention rule. Use its buttons.")
            )
