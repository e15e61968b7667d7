from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core.numbers import e164
from ..encrypted import EncryptedChar, open_for_system
from ..masked import clear_text

# Moved by the buttons only
LED = {"status", "date_end"}
# What an ended service was: for the years that the law demands, data of its customer is kept by it
KEPT = {"number", "partner_id", "company_id", "date_start"}


class CsServiceNumber(models.Model):
    """A telephone number that a customer has from the operator (clause 3.1.2(1)).

    One number serves one customer at a time. When its service has ended it may be given to another
    one; the ended entry stays, for the law wants it kept for two years.
    """

    _name = "cs.service.number"
    _description = "Service Number"
    _inherit = ["cs.privacy.mixin", "mail.thread"]
    _order = "id desc"
    _rec_name = "number"
    _check_company_auto = True

    number = EncryptedChar(kind="phone", tail=4, required=True, copy=False)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
        ondelete="restrict",
    )
    status = fields.Selection(
        selection=[
            ("active", "Active"),
            ("suspended", "Suspended"),
            ("ended", "Ended"),
        ],
        required=True,
        default="active",
        index=True,
        copy=False,
        tracking=True,
    )
    date_start = fields.Date(
        string="In Service Since", default=fields.Date.context_today, tracking=True
    )
    date_end = fields.Date(string="Service Ended On", copy=False, tracking=True)

    # Two agents at the same moment; the check below has the sentence for everything else.
    _number_in_service = models.UniqueIndex(
        "(split_part(number, '$', 3)) WHERE status <> 'ended'",
        "This number is in service already. End that service first.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A service cannot end before it began."
    )
    _ended_has_date = models.Constraint(
        "CHECK ((status = 'ended') = (date_end IS NOT NULL))",
        "The day on which the service ended belongs to an ended number, and to no other.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        taken = []
        for vals in vals_list:
            if vals.get("number"):
                vals["number"] = self._cs_valid_number(vals["number"])
            if vals.get("status") == "ended":
                vals.setdefault("date_end", fields.Date.context_today(self))
            else:
                taken.append(vals.get("number"))
        self._cs_check_free(taken)
        numbers = super().create(vals_list)
        numbers.partner_id._cs_protect()
        numbers._cs_seal_blacklisted("number")
        return numbers

    def write(self, vals):
        if not self.env.su and any(
            self._fields[name].convert_to_cache(vals[name], self)
            != self._fields[name].convert_to_cache(number[name], number)
            for name in LED.intersection(vals)
            for number in self
        ):
            raise UserError(
                self.env._(
                    "Use the buttons to suspend, resume or end a service number: "
                    "its status is not edited."
                )
            )
        if not self.env.su and KEPT.intersection(vals):
            self._cs_check_not_ended()
        masks = {number.id: str(number.number) for number in self if vals.get("number")}
        if vals.get("number") and set(masks.values()) != {vals["number"]}:
            vals = {**vals, "number": self._cs_valid_number(vals["number"])}
            self._cs_check_free([vals["number"]] * len(self), self)
        result = super().write(vals)
        if "partner_id" in vals:
            self.partner_id._cs_protect()
        if "number" in vals:
            self._cs_seal_blacklisted("number")
        return result

    def _cs_check_not_ended(self):
        if any(number.status == "ended" for number in self):
            raise UserError(
                self.env._(
                    "A service that has ended stays on record as it was; the law wants it kept. "
                    "Add a new service number instead."
                )
            )

    @api.model
    def _cs_valid_number(self, number):
        """Return a number in E.164.

        :raise UserError: it is none of the country, nor of another one with its code
        """
        text = clear_text(number)
        valid = text and e164(str(text), self.env["res.partner"]._cs_region())
        if not valid:
            raise UserError(
                self.env._(
                    "This is not a valid telephone number. Type the whole number, one of another "
                    "country with its code, e.g. +86 138 1234 5678."
                )
            )
        return valid

    @api.model
    def _cs_check_free(self, numbers, besides=()):
        """Refuse numbers that are in service already, whoever's and of whichever company.

        A refusal tells as much as a search that finds somebody, and counts like one.

        :param list numbers: valid numbers that are to be in service
        :param besides: entries that do not count
        """
        numbers = [number for number in numbers if number]
        in_service = Domain("number", "in", numbers) & Domain("status", "!=", "ended")
        if besides:
            in_service &= Domain("id", "not in", besides.ids)
        if len(set(numbers)) < len(numbers) or (
            numbers and self.sudo().search(in_service, limit=1)
        ):
            self._cs_count_search("number", sorted(set(numbers)))
            raise UserError(
                self.env._(
                    "This number is in service already. Search for the whole number to see whose "
                    "it is; end that service before you give the number to another customer."
                )
            )

    def _cs_move(self, allowed, values, refusal=None):
        """Move to another status by a button; nothing happens when it is there already."""
        self.ensure_one()
        self.check_access("write")
        if self.status == values["status"]:
            return True
        if self.status not in allowed:
            raise UserError(refusal)
        self.sudo().write(values)
        return True

    def action_suspend(self):
        """Suspend the service, e.g. for an unpaid bill or at the customer's wish."""
        return self._cs_move(
            ("active",),
            {"status": "suspended"},
            self.env._("Only an active number can be suspended."),
        )

    def action_resume(self):
        """Take a suspended service up again."""
        return self._cs_move(
            ("suspended",),
            {"status": "active"},
            self.env._("Only a suspended number can be resumed; an ended one is reactivated."),
        )

    def action_end(self):
        """End the service today; the entry is kept for the years that the law demands."""
        today = fields.Date.context_today(self)
        return self._cs_move(
            ("active", "suspended"),
            {"status": "ended", "date_end": max(today, self.date_start or today)},
        )

    def action_reactivate(self):
        """Give an ended number back to the same customer, while nobody else has it."""
        self.ensure_one()
        if self.status == "ended":
            self._cs_check_free(list(open_for_system(self, "number").values()), self)
        return self._cs_move(
            ("ended",),
            {"status": "active", "date_end": False},
            self.env._("Only an ended number can be reactivated; a suspended one is resumed."),
        )
