from odoo import api, models
from odoo.exceptions import AccessError

from ..core.guard import TRANSITION
from ..forged import derived_names, without_defaults


class CsPrivacyGuard(models.AbstractModel):
    """For records whose facts only the server's named steps may set.

    ``_cs_protected`` names them. Clients that send one in ``create`` or ``write`` are refused;
    defaults for them in the context are left out, for views send the column in which somebody
    presses New. ``_cs_fixed`` may be given at creation and stays. Stored fields that follow from
    others (the company of an incident's task) are protected without being named.
    """

    _name = "cs.privacy.guard"
    _description = "Server Decides"

    _cs_protected = frozenset()
    _cs_fixed = frozenset()

    def _cs_is_trusted(self):
        """Server code in superuser mode is trusted; steps carry ``TRANSITION``."""
        return self.env.su or self.env.context.get("cs_transition") is TRANSITION

    def _cs_trusted(self):
        """Return these records for a step whose right and state have been checked."""
        return self.with_context(cs_transition=TRANSITION)

    def _cs_step(self, **values):
        """Write ``values`` of a step whose right and state have been checked."""
        return self._cs_trusted().write(values)

    @api.model_create_multi
    def create(self, vals_list):
        protected = self._cs_protected | derived_names(self)
        if not self._cs_is_trusted():
            self._cs_refuse_forged(protected, *vals_list)
        self = without_defaults(self, protected)
        return super().create([self._cs_completed(dict(vals)) for vals in vals_list])

    @api.model
    def _cs_completed(self, vals):
        """Return the values of a new record with what the server adds, after the check.

        A hook; by default nothing is added.
        """
        return vals

    def write(self, vals):
        if not self._cs_is_trusted():
            self._cs_refuse_forged(self._cs_protected | self._cs_fixed | derived_names(self), vals)
        return super().write(vals)

    @api.model
    def _cs_refuse_forged(self, protected, *vals_list):
        forged = protected.intersection(*[set().union(*vals_list)])
        if forged:
            labels = [self._fields[name]._description_string(self.env) for name in forged]
            raise AccessError(
                self.env._(
                    "%(fields)s: set by the system only. Use the buttons of the form instead.",
                    fields=", ".join(sorted(labels)),
                )
            )
