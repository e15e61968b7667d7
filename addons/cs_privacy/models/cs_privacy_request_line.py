from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .. import encrypted
from ..core import identity
from ..core.rights import OPEN_STATES, TRANSITION
from ..encrypted import EncryptedChar
from ..forged import without_defaults
from .cs_privacy_request_guard import OFFICER

# Follow from the request
OF_REQUEST = {"partner_id", "company_id"}


class CsPrivacyRequestLine(models.Model):
    """One value that a person wants corrected. The new value is sealed: staff see its mask."""

    _name = "cs.privacy.request.line"
    _description = "Value to Correct"
    _inherit = ["cs.privacy.mixin"]
    _order = "request_id, id"

    request_id = fields.Many2one(
        comodel_name="cs.privacy.request", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="request_id.partner_id", store=True, index=True)
    company_id = fields.Many2one(related="request_id.company_id", store=True)
    field_name = fields.Selection(
        selection=[
            ("name", "Name"),
            ("cs_id_number", "ID number"),
            ("cs_birth_date", "Birth date"),
            ("cs_phone", "Protected phone"),
        ],
        string="Item",
        required=True,
    )
    new_value = EncryptedChar(string="New Value", kind="free", exact=False, copy=False)
    state = fields.Selection(
        selection=[("open", "Open"), ("applied", "Applied"), ("left", "Not applied")],
        required=True,
        default="open",
        readonly=True,
        copy=False,
    )

    _item_uniq = models.UniqueIndex(
        "(request_id, field_name)", "Each item is corrected once in a request."
    )

    @api.constrains("new_value", "state")
    def _check_new_value(self):
        for line in self:
            if line.state == "open" and not line.new_value:
                raise ValidationError(self.env._("Say the new value of what is to be corrected."))

    @api.constrains("field_name", "new_value")
    def _check_form(self):
        """Refuse what cannot be a value of the item, before an officer has to find out."""
        for line in self.filtered("new_value"):
            target = self.env["res.partner"]._fields[line.field_name]
            if isinstance(target, EncryptedChar):
                value = encrypted.open_for_system(line, "new_value")[line.id]
                target.canonical(value, self.env)

    @api.model_create_multi
    def create(self, vals_list):
        self = without_defaults(self, {*OF_REQUEST, "state"})
        if not self.env.su:
            if any(vals.get("state", "open") != "open" for vals in vals_list):
                self._cs_refuse_state()
            self._cs_refuse_redirected(*vals_list)
        lines = super().create(vals_list)
        if not self.env.su:
            lines._cs_check_may_add()
        return lines

    def write(self, vals):
        if not self.env.su and self.env.context.get("cs_transition") is not TRANSITION:
            if "state" in vals or "request_id" in vals:
                self._cs_refuse_state()
            self._cs_refuse_redirected(vals)
            self._cs_check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_finished(self):
        self._cs_check_open()

    def _cs_check_open(self):
        if any(line.request_id.state not in OPEN_STATES for line in self):
            raise UserError(self.env._("The request is finished; its lines stay as they are."))

    def _cs_check_may_add(self):
        """Let officers add lines while a request is open, others to what they have just registered.

        What the person's identity was checked for would not be what is applied otherwise.
        """
        self._cs_check_open()
        requests = self.request_id
        if self.env.user.has_group(OFFICER):
            return
        if any(
            request.create_uid != self.env.user or request.state != "received"
            for request in requests
        ):
            raise AccessError(
                self.env._(
                    "Values are added by who registers the request, before somebody works on it. "
                    "Register another request, or ask the privacy officer."
                )
            )

    @api.model
    def _cs_refuse_redirected(self, *vals_list):
        if any(OF_REQUEST.intersection(vals) for vals in vals_list):
            raise AccessError(
                self.env._("Whose value is corrected follows from the request, and stays.")
            )

    def _cs_check_reveal_right(self, field_names):
        """Nobody reveals a new value: it is compared with the document, not read."""
        raise AccessError(
            self.env._(
                "New values are not shown. Compare the masks with the document, apply them, and "
                "look at the person's own values afterwards."
            )
        )

    def _cs_refuse_state(self):
        raise AccessError(
            self.env._("Whether a value is applied follows from the buttons of the request.")
        )

    def _cs_apply(self):
        """Write the new values to the persons. The caller has checked the right and the state."""
        todo = self.filtered(lambda line: line.state == "open")
        for person, lines in todo.grouped("partner_id").items():
            # sudo: the officer confirms a value without the right to edit every contact
            person = person.sudo().with_context(tracking_disable=True)
            person.write(lines._cs_new_values(person))
        # What was asked for is in its place now; one copy of it is enough.
        todo.with_context(cs_transition=TRANSITION).write({"state": "applied", "new_value": False})

    def _cs_new_values(self, person):
        """Return the values to write; what a new ID number says goes before what is on record."""
        values = {}
        clear = encrypted.open_for_system(self, "new_value")
        for line in self:
            target = person._fields[line.field_name]
            is_sealed = isinstance(target, EncryptedChar)
            # As a mask of the kind of the target: no override of write() finds a clear value.
            value = target.convert_to_cache(clear[line.id], person) if is_sealed else clear[line.id]
            values[line.field_name] = value
            if line.field_name == "cs_id_number" and person.cs_id_type:
                said = identity.facts(person.cs_id_type, target.canonical(clear[line.id], self.env))
                if said.birth_date:
                    values.setdefault("cs_birth_date", False)
                if said.gender:
                    values["cs_gender"] = False
        return values

    def _cs_leave(self):
        """Forget the new values of a request that was not carried out."""
        self.filtered(lambda line: line.state == "open").with_context(
            cs_transition=TRANSITION
        ).write({"state": "left", "new_value": False})
