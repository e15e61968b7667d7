from functools import partial

from odoo import models
from odoo.exceptions import UserError

from .res_partner_consent import ANY_CHANNEL


class CsPrivacyMixin(models.AbstractModel):
    """Nothing is stored or shown without a basis (clauses 3.1.1 and 3.3.1)."""

    _inherit = "cs.privacy.mixin"

    def _cs_check_basis(self, field_names):
        """Refuse values that no purpose in force covers, or whose persons did not agree.

        A value that at least one purpose covers by another right than consent is stored without
        asking. Otherwise the person must have agreed to one of the purposes, on any channel. A
        person who is created in this transaction may agree until its end (or its next savepoint).
        The system itself (superuser mode: what customers type into the operator's own forms) needs
        the purpose only.

        :raise UserError: names the item and what is missing
        """
        result = super()._cs_check_basis(field_names)
        purposes = self.env["cs.privacy.purpose"]
        covered, on_consent = purposes._cs_by_field(), purposes._cs_on_consent()
        for name in field_names:
            ids = covered.get((self._name, name))
            if not ids:
                raise UserError(
                    self.env._(
                        "%(item)s cannot be stored: no purpose in force covers it. Leave it "
                        "empty, or ask the privacy officer to add it to a purpose.",
                        item=self._fields[name]._description_string(self.env),
                    )
                )
            if on_consent.issuperset(ids) and not self.env.su:
                self._cs_check_agreed(name, purposes.sudo().browse(ids))
        return result

    def _cs_check_agreed(self, field_name, purposes, is_last_call=False):
        """Check that the persons of these records agreed to one of the purposes."""
        filled = self.exists().filtered(field_name) if is_last_call else self.filtered(field_name)
        persons = filled._cs_privacy_partner()
        partners = self.env["res.partner"].sudo().browse(set(persons.values()))
        agreed = set()
        for purpose in purposes:
            agreed.update(partners._cs_filter_consented(purpose, ANY_CHANNEL).ids)
        missing = partners.filtered(lambda partner: partner.id not in agreed)
        unknown = len(filled) > len(persons)
        new = missing.filtered(lambda partner: partner.create_date >= self.env.cr.now())
        if not is_last_call and missing and missing == new and not unknown:
            self.env.cr.precommit.add(
                partial(filled._cs_check_agreed, field_name, purposes, is_last_call=True)
            )
            return
        if missing or unknown:
            raise UserError(
                self.env._(
                    "%(item)s cannot be stored: it is used with consent only (%(purposes)s), and "
                    "%(person)s has not agreed. Record the consent first, or leave it empty.",
                    item=self._fields[field_name]._description_string(self.env),
                    purposes=", ".join(purposes.mapped("name")),
                    person=missing[:1].display_name or self.env._("an unknown person"),
                )
            )

    def _cs_check_consent(self, field_names, purpose):
        """Refuse to show values for a purpose that not every person concerned agreed to.

        :raise UserError: says how many did not
        """
        result = super()._cs_check_consent(field_names, purpose)
        if not purpose.needs_consent:
            return result
        persons = self._cs_privacy_partner()
        partners = self.env["res.partner"].sudo().browse(set(persons.values()))
        agreed = partners._cs_filter_consented(purpose, ANY_CHANNEL)
        missing = len(partners) - len(agreed) + len(self) - len(persons)
        if missing:
            raise UserError(
                self.env._(
                    "The purpose “%(purpose)s” needs consent, and %(count)s of the persons "
                    "concerned have not agreed or have withdrawn. Leave them out, or choose the "
                    "purpose that you really have.",
                    purpose=purpose.name,
                    count=missing,
                )
            )
        return result
