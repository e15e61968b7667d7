import re

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

KEY = re.compile(r"[0-9a-f-]{36}")


class PosConfigPoints(models.Model):
    """Enrolment and redemption at the counter (clause 7.3.3). All of it online: no promise is made
    that the ledger has not confirmed."""

    _inherit = "pos.config"

    def _cs_pos_programs(self):
        """Return the managed programs of this till, in superuser mode."""
        return self.env["loyalty.program"].search(
            Domain("cs_managed", "=", True)
            & Domain("pos_ok", "=", True)
            & (Domain("pos_config_ids", "=", False) | Domain("pos_config_ids", "in", self.ids))
            & Domain("company_id", "in", [False, self.company_id.id])
        )

    def cs_pos_consent(self, partner_id):
        """Return the text that the customer agrees to on becoming a member.

        :return: ``{"id", "text", "has_agreed"}``
        """
        partner = self._cs_counter_customer(partner_id)
        purpose = partner.env["cs.privacy.purpose"]._cs_find("loyalty")
        text = purpose.text_id.with_context(lang=partner.lang or self.env.lang)
        agreed = bool(partner._cs_filter_consented("loyalty"))
        return {"id": text.id, "text": text.text or "", "has_agreed": agreed}

    def cs_pos_enrol(self, partner_id, program_id, text_id, agrees):
        """Make the customer a member with recorded consent; a member stays what he is.

        :param int text_id: the text that was read
        :param bool agrees: what the customer said to it
        :return: the points of the profile
        :raise UserError: no consent, another text is in force, the day's limit is reached
        """
        till = self._cs_counter()
        partner = self._cs_counter_customer(partner_id)
        program = till._cs_pos_programs().filtered(lambda one: one.id == program_id)
        if not program or not partner:
            raise UserError(self.env._("This program is not offered at this till."))
        if not partner._cs_filter_consented("loyalty"):
            if agrees is not True:
                raise UserError(self.env._("Nobody becomes a member without agreeing."))
            text = till.env["cs.privacy.consent.text"].browse(text_id).exists()
            if not text:
                raise UserError(self.env._("Read the text to the customer first."))
            till.env["cs.privacy.consent"]._cs_record(
                partner,
                "loyalty",
                "given",
                how="counter",
                text=text,
                note=self.env._("The text was read at the till %(till)s.", till=till.name),
            )
        program._cs_enrol(partner)
        return partner._cs_pos_profile_loyalty(till)

    # REDEEMING

    def _cs_counter_card(self, partner, card_id):
        """Return the customer's own card; anybody else's is answered like one that is not there.

        :raise UserError: it is not the customer's
        """
        card = partner.env["loyalty.card"].search(
            [("id", "=", card_id), ("partner_id", "=", partner.id), ("cs_managed", "=", True)]
        )
        if not card or card.program_id not in self._cs_pos_programs():
            raise UserError(self.env._("The customer has no such card. Pick the customer again."))
        return card

    def cs_pos_catalogue(self, partner_id, card_id):
        """Return the rewards that this card may be given for: ``[{id, name, points, …}]``."""
        till = self._cs_counter()
        card = till._cs_counter_card(self._cs_counter_customer(partner_id), card_id)
        kinds = dict(till.env["loyalty.reward"]._fields["cs_kind"]._description_selection(self.env))
        return [
            {
                "id": reward.id,
                "name": reward.description or "",
                "kind": kinds[reward.cs_kind],
                "points": reward.required_points,
                "terms": reward.cs_terms or "",
                "affordable": reward.required_points <= card.points,
            }
            for reward in till.env["loyalty.reward"]._cs_catalogue(card).sorted("required_points")
        ]

    def cs_pos_redeem(self, partner_id, card_id, reward_id, key):
        """Hold points and stock for a reward until the customer confirms at the counter.

        :param str key: uuid made by the till: asked twice it is held once
        :return: the redemption, see ``cs.loyalty.redemption._cs_pos_row``
        :raise UserError: points, quota, tier, voucher, block; or who stands there is not known
        :raise AccessError: the card is the cashier's own, or of family or firm
        """
        till = self._cs_counter()
        partner = self._cs_counter_customer(partner_id)
        card = till._cs_counter_card(partner, card_id)
        till._cs_require_identity(partner)
        if not isinstance(key, str) or not KEY.fullmatch(key):
            raise UserError(self.env._("A redemption needs a key. Open the panel anew."))
        reward = till.env["loyalty.reward"].browse(reward_id).exists()
        redemption = card._cs_redeem(reward, f"pos,{key}", "store", hold=True, place=till.name)
        redemption._cs_refuse_own()
        return redemption._cs_pos_row()

    def _cs_counter_redemption(self, redemption_id):
        """Return a redemption that was held at a counter, of a customer in the cashier's reach."""
        till = self._cs_counter()
        redemption = till.env["cs.loyalty.redemption"].search(
            [
                ("id", "=", redemption_id),
                ("company_id", "=", till.company_id.id),
                ("channel_id.code", "=", "store"),
            ]
        )
        if not redemption:
            raise UserError(self.env._("There is no such redemption at this counter."))
        self._cs_counter_customer(redemption.partner_id.id)
        redemption._cs_refuse_own()
        return redemption

    def cs_pos_confirm_redemption(self, redemption_id):
        """The customer confirms. Asked twice it is confirmed once.

        :return: the redemption, with ``code`` when a voucher was handed out: it is shown once
        """
        redemption = self._cs_counter_redemption(redemption_id)
        self._cs_counter()._cs_require_identity(redemption.partner_id)
        redemption._cs_confirm()
        row = redemption._cs_pos_row()
        if redemption.voucher_id and redemption.state == "redeemed":
            row["code"] = redemption._cs_show_code()
        return {**row, "state": redemption.state}

    def cs_pos_cancel_redemption(self, redemption_id):
        """The customer does not want it: points, quota and voucher go back."""
        redemption = self._cs_counter_redemption(redemption_id)
        if redemption.state != "held":
            raise UserError(
                self.env._(
                    "%(number)s is confirmed; care can still cancel it.", number=redemption.name
                )
            )
        redemption._cs_give_back("cancelled", self.env._("The customer decided otherwise"))
        return redemption._cs_pos_row()
