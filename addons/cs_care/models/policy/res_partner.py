from odoo import fields, models
from odoo.exceptions import ValidationError

# At most one touch, on whatever channel, in so many days
FREQUENCIES = [
    ("usual", "As usual"),
    ("monthly", "Once a month at most"),
    ("quarterly", "Once a quarter at most"),
    ("never", "Never"),
]
FREQUENCY_DAYS = {"monthly": 30, "quarterly": 90}


class ResPartner(models.Model):
    """How often and by which channel a customer wants to hear from the operator (7.1.2)."""

    _inherit = "res.partner"

    cs_care_frequency = fields.Selection(
        selection=FREQUENCIES,
        string="Care Messages",
        default="usual",
        help="What the customer wants, of all care messages and surveys together. Notices that the "
        "contract or the law asks for come in any case.",
    )
    cs_care_channel = fields.Selection(
        selection=[("email", "E-mail"), ("sms", "SMS"), ("phone", "Telephone")],
        string="Preferred Channel",
        help="Empty: whichever the customer agreed to.",
    )

    def _cs_care_preferences(self, values=None):
        """Return this customer's preferences, after setting those in ``values``.

        The caller answers for the right to decide for the customer: the portal for the customer
        who is logged in.

        :param dict values: ``frequency`` (usual, monthly, quarterly, never) and/or ``channel``
            (email, sms, phone, or False)
        :return: ``{"frequency": …, "channel": …, "frequencies": [(code, label)], "channels":
            [(code, label)]}``
        :raise ValidationError: a value is none of these
        """
        self.ensure_one()
        names = {"frequency": "cs_care_frequency", "channel": "cs_care_channel"}
        options = {
            key: self._fields[name]._description_selection(self.env) for key, name in names.items()
        }
        for key, value in (values or {}).items():
            if key not in names or (
                (value or key == "frequency") and value not in dict(options[key])
            ):
                raise ValidationError(
                    self.env._("There is no such preference. Choose one from the list.")
                )
        if values:
            # sudo: customers have no right to write partners; these two words are theirs
            self.sudo().write({names[key]: value or False for key, value in values.items()})
        return {
            "frequency": self.sudo().cs_care_frequency or "usual",
            "channel": self.sudo().cs_care_channel or False,
            "frequencies": options["frequency"],
            "channels": options["channel"],
        }
