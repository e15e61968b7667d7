from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..core.values import looks_masked
from ..encrypted import open_for_system
from ..masked import Masked

# What makes a person a protected customer, besides records of the models below
SEALED = ("cs_id_number", "cs_birth_date", "cs_phone")
# In the context: the new partner is a colleague. An object, so that no client can send it.
STAFF = object()


class ResPartner(models.Model):
    """The telephone number of a protected customer goes into the sealed field, whoever writes it.

    ``phone`` of such a person stays empty, also in the database. So an empty ``phone`` says nothing
    and changes nothing: whoever writes back what was read leaves the number alone. It is removed by
    emptying ``cs_phone``.
    """

    _inherit = "res.partner"

    def _cs_protecting_models(self):
        """Return ``[(model, field to res.partner)]`` whose records protect a person.

        A hook; extend it by ``super()``. Models that are not installed are left out.
        """
        wanted = [("cs.service.number", "partner_id"), ("cs.privacy.consent", "partner_id")]
        return [(model, name) for model, name in wanted if model in self.env]

    def _cs_protect(self):
        """Make the persons among these partners protected customers; others are left alone.

        For what protects them by its existence; the right to write partners is not asked for.
        """
        persons = self.sudo().filtered(lambda p: not p.is_company and not p.cs_is_protected)
        if persons:
            persons.write({"cs_is_protected": True})

    def _cs_protected_otherwise(self, without=()):
        """Return those that have protected values or records besides the telephone number.

        :param without: names of values that do not count
        """
        partners = self.sudo()
        names = [name for name in SEALED if name != "cs_phone" and name not in without]
        found = partners.filtered(lambda partner: any(partner[name] for name in names))
        for model, name in self._cs_protecting_models():
            rest = partners - found
            groups = self.env[model].sudo().with_context(active_test=False)
            found |= self.browse(
                partner.id for (partner,) in groups._read_group([(name, "in", rest.ids)], [name])
            ).sudo()
        return self.browse(found.ids)

    @api.model
    def _cs_protect_new(self, vals_list):
        """Return the values of new partners with the number of protected ones sealed."""
        everybody = (
            self.env.company.sudo().cs_protect_persons
            and self.env.context.get("cs_privacy_staff") is not STAFF
        )
        return [self._cs_protect_new_one(dict(vals), everybody) for vals in vals_list]

    @api.model
    def _cs_protect_new_one(self, vals, everybody):
        context = self.env.context
        is_company = (
            vals.get("is_company", context.get("default_is_company"))
            or vals.get("company_type", context.get("default_company_type")) == "company"
        )
        sealed = any(vals.get(name) for name in SEALED)
        if is_company:
            vals.pop("cs_is_protected", None)
        elif sealed or everybody or vals.get("cs_is_protected"):
            # Said as well, so that no default fills it later.
            phone = vals.get("phone", context.get("default_phone"))
            vals.update(cs_is_protected=True, phone=False)
            if phone and not vals.get("cs_phone"):
                country = self.env["res.country"].browse(vals.get("country_id") or [])
                vals["cs_phone"] = self._cs_to_seal(phone, country)
        return vals

    @api.model
    def _cs_to_seal(self, phone, country):
        """Return a number as it is sealed: by the rules of the person's country where it can be."""
        if isinstance(phone, Masked) or looks_masked(phone, "phone"):
            return phone
        return self.env["res.partner"]._phone_format(number=phone, country=country) or phone

    def _cs_intercept_phone(self, vals):
        """Return ``[(partners, values)]`` to write instead of ``vals``, with numbers sealed.

        :raise AccessError, UserError: the protection cannot be taken off
        """
        if not {"phone", "cs_is_protected", "is_company", "company_type", *SEALED}.intersection(
            vals
        ):
            return [(self, vals)]
        current = self.sudo()
        protected = current.filtered("cs_is_protected")
        freed = protected if not vals.get("cs_is_protected", True) else protected.browse()
        persons = current.filtered(lambda p: not p._cs_is_company_after(vals))
        makes = vals.get("cs_is_protected") or any(vals.get(name) for name in SEALED)
        becoming = persons - protected if makes else persons.browse()
        if not vals.get("is_company", True) or vals.get("company_type") == "person":
            becoming |= self._cs_with_values(current - protected)
        rest = current - protected - becoming
        groups = []
        if rest:
            groups.append((rest, {k: v for k, v in vals.items() if k != "cs_is_protected"}))
        groups += (protected - freed)._cs_sealing_values(vals)
        groups += becoming._cs_sealing_values({**vals, "cs_is_protected": True})
        groups += freed._cs_freeing_values(vals)
        return [(self.browse(partners.ids), own) for partners, own in groups]

    def _cs_is_company_after(self, vals):
        if "company_type" in vals:
            return vals["company_type"] == "company"
        return vals.get("is_company", self.is_company)

    @api.model
    def _cs_with_values(self, partners):
        return partners.filtered("cs_phone") | partners._cs_protected_otherwise().sudo()

    def _cs_sealing_values(self, vals):
        """Return ``[(partners, values)]`` for protected persons, with their numbers moved."""
        groups = {}
        given = {name: value for name, value in vals.items() if name != "phone"}
        for partner in self:
            country = partner.country_id
            if vals.get("country_id"):
                country = country.browse(vals["country_id"])
            phone = vals.get("phone") or partner.phone
            sealed = None
            if phone and not vals.get("cs_phone"):
                sealed = self._cs_to_seal(phone, country)
            groups.setdefault((sealed, bool(partner.phone)), []).append(partner.id)
        return [
            (
                self.browse(ids),
                {
                    **given,
                    **({"cs_phone": sealed} if sealed else {}),
                    **({"phone": False} if had_phone else {}),
                },
            )
            for (sealed, had_phone), ids in groups.items()
        ]

    def _cs_freeing_values(self, vals):
        """Return ``[(partners, values)]`` that put the number back where everybody reads it."""
        if not self:
            return []
        self._cs_check_freeing(vals)
        numbers = open_for_system(self, "cs_phone")
        if numbers:
            self.env["cs.privacy.access.log"]._cs_record(
                "system",
                model=self._name,
                res_ids=list(numbers),
                field_names=["cs_phone"],
                reason="protection taken off",
            )
        given = {name: value for name, value in vals.items() if name != "cs_phone"}
        return [
            (partner, {"phone": numbers.get(partner.id, False), **given, "cs_phone": False})
            for partner in self
        ]

    def _cs_check_freeing(self, vals):
        user = self.env.user
        if not user._is_superuser() and not user.has_group("cs_privacy.group_cs_privacy_officer"):
            raise AccessError(
                self.env._(
                    "Only a privacy officer takes the protection off a customer's telephone number."
                )
            )
        if self.env.company.sudo().cs_protect_persons:
            raise UserError(
                self.env._(
                    "Your company protects the telephone numbers of all persons. "
                    "Change that in the settings first."
                )
            )
        cleared = [name for name in SEALED if name in vals and not vals[name]]
        others = self._cs_protected_otherwise(cleared)
        if others:
            raise UserError(
                self.env._(
                    "These customers have other protected values, service numbers or consents and "
                    "stay protected: %(names)s.",
                    names=", ".join(others.sudo().mapped("display_name")[:10]),
                )
            )
