from odoo import api, models
from odoo.exceptions import AccessError, UserError


class CsPrivacyConsent(models.Model):
    """What other systems report: an app, a web shop, a call centre."""

    _inherit = "cs.privacy.consent"

    @api.model
    def report(
        self,
        source,
        external_id,
        partner_id,
        purpose,
        event,
        channel=None,
        note=None,
        guardian_name=None,
    ):
        """Record a decision that a person took in another system; it may be reported repeatedly.

        :param str source: name of the system
        :param str external_id: its own id of the decision
        :param int partner_id: the person
        :param str purpose: code of a purpose in force
        :param str event: ``given`` or ``withdrawn``
        :param str channel: code of a channel; none: all channels
        :param str note: in what words or where the person decided
        :return: id of the decision
        :raise AccessError: the caller is neither a program nor a privacy officer
        :raise UserError: says what is missing or unknown
        :raise ConcurrencyError: it is being recorded already; the framework runs the call again
        """
        user = self.env.user
        if not (
            user.has_group("cs_base.group_cs_base_api")
            or user.has_group("cs_privacy.group_cs_privacy_officer")
        ):
            raise AccessError(
                self.env._("Only programs with the role “Contact Programs” report consent.")
            )
        source, external_id = str(source or "").strip()[:100], str(external_id or "").strip()[:200]
        if not source or not external_id:
            raise UserError(self.env._("A reported decision needs its source and external id."))
        known = self.sudo().search(
            [("source", "=", source), ("external_id", "=", external_id)], limit=1
        )
        if known:
            return known.id
        # A program has no rights on customers, hence sudo; it reaches its own company's only.
        partner = self.env["res.partner"].sudo().browse(int(partner_id)).exists()
        if not partner or partner.company_id not in (self.env.company, partner.company_id.browse()):
            raise UserError(
                self.env._("There is no customer %(id)s in this company.", id=partner_id)
            )
        channels = self.env["cs.channel"]
        if channel:
            channels = channels._cs_get(str(channel))
            if not channels:
                partner._cs_channel_ids(str(channel))  # says that there is none
                raise UserError(self.env._("The channel %(channel)s is archived.", channel=channel))
        return self._cs_record(
            partner,
            str(purpose),
            event,
            channels,
            how="api",
            source=source,
            external_id=external_id,
            note=note,
            guardian_name=guardian_name,
        ).id
