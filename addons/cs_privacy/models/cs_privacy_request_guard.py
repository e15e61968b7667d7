from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..core.rights import OPEN_STATES, PROTECTED_FIELDS, TRANSITION
from ..forged import without_defaults

OFFICER = "cs_privacy.group_cs_privacy_officer"
# What a request was about; it stays when it is finished.
FACT_FIELDS = frozenset(
    {"partner_id", "kind", "company_id", "channel_id", "note", "line_ids", "identity_method"}
)


class CsPrivacyRequestGuard(models.Model):
    """What ``create`` and ``write`` refuse, whoever asks: the server decides."""

    _inherit = "cs.privacy.request"

    def _cs_is_trusted(self):
        """Server code in superuser mode is trusted; transitions carry ``TRANSITION``."""
        return self.env.su or self.env.context.get("cs_transition") is TRANSITION

    def _cs_without_forged_defaults(self):
        """Return ``self`` without the defaults that a client sends for protected fields."""
        # Who showed their identity in the portal is known to the portal alone.
        return without_defaults(self, PROTECTED_FIELDS | {"identity_method"})

    def _cs_check_protected(self, *vals_list):
        """Refuse values that only the server may set."""
        if self._cs_is_trusted():
            return
        for vals in vals_list:
            forged = PROTECTED_FIELDS.intersection(vals)
            if vals.get("identity_method") == "portal":
                forged |= {"identity_method"}
            if forged:
                labels = [self._fields[name]._description_string(self.env) for name in forged]
                raise AccessError(
                    self.env._(
                        "%(fields)s: set by the system only. "
                        "Use the buttons of the request to move it on.",
                        fields=", ".join(sorted(labels)),
                    )
                )

    def _cs_check_open(self, vals):
        """Keep what a finished request was about."""
        if self._cs_is_trusted() or not FACT_FIELDS.intersection(vals):
            return
        for request in self:
            if request.state not in OPEN_STATES:
                raise UserError(
                    self.env._(
                        "Request %(number)s is finished and its facts stay as they are. "
                        "Register a new request.",
                        number=request.name,
                    )
                )

    def _cs_check_officer(self):
        """Let privacy officers decide, and the system itself."""
        if self.env.su or self.env.user.has_group(OFFICER):
            return
        raise AccessError(
            self.env._(
                "The privacy officer decides on requests of persons. Register the request and "
                "leave the decision to the officer."
            )
        )

    @api.model
    def _cs_assign_numbers(self, vals_list):
        """Fill in the numbers of ``vals_list`` with one query for each company."""
        by_company = {}
        for vals in vals_list:
            if not vals.get("name"):
                company_id = vals.get("company_id") or self.env.company.id
                by_company.setdefault(company_id, []).append(vals)
        for company_id, company_vals in by_company.items():
            # sudo: numbers are drawn for everybody who may register
            sequence = self.env["ir.sequence"].sudo().with_company(company_id)
            numbers = sequence._cs_next_batch("cs.privacy.request", len(company_vals))
            for vals, number in zip(company_vals, numbers, strict=True):
                vals["name"] = number
