from odoo import fields
from odoo.tests import new_test_user

from .common import CareCommon


class IndexCommon(CareCommon):
    """Facts about customers, as the services report them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, login="cs_care_portal", groups="base.group_portal")

    # DATA

    @classmethod
    def _event(cls, code, partner, moment, amount=0.0, company=None):
        events = cls.env["cs.customer.event"]
        cls.count = getattr(cls, "count", 0) + 1
        events._cs_record(
            code,
            [
                {
                    "partner_id": partner.id,
                    "company_id": (company or cls.company).id,
                    "date": moment,
                    "amount": amount,
                    "source": "test",
                    "external_id": f"{code}-{cls.count}",
                }
            ],
        )

    @classmethod
    def _serve(cls, partner, start, end=None):
        """Give a customer a service number, which may have ended."""
        cls.count = getattr(cls, "count", 0) + 1
        number = cls.env["cs.service.number"].create(
            {
                "number": f"+85251230{cls.count:03}",
                "partner_id": partner.id,
                "date_start": start,
            }
        )
        if end:
            number.write({"status": "ended", "date_end": end})
        return number

    @classmethod
    def _complain(cls, partner, moment):
        return cls.env["cs.contact"].create(
            {
                "name": "Bill",
                "kind": "complaint",
                "channel_id": cls.env["cs.channel"]._cs_get("phone").id,
                "partner_id": partner.id,
                "date_arrived": moment,
            }
        )

    @classmethod
    def _rate(cls, partner, stars):
        return cls.env["rating.rating"].create(
            {
                "res_model_id": cls.env["ir.model"]._get_id("res.partner"),
                "res_id": partner.id,
                "partner_id": partner.id,
                "rating": stars,
                "consumed": True,
            }
        )

    @classmethod
    def _work_out(cls, partner=None, company=None):
        """Work one customer out for today; return the row of the month."""
        partner, company = partner or cls.customer, company or cls.company
        today = fields.Date.context_today(partner)
        done = cls.env["cs.loyalty.index"]._cs_work_out(partner.ids, company, today)
        cls.env["cs.churn.risk"]._cs_list(done, company, today)
        return cls.env["cs.loyalty.index"].search(
            [("partner_id", "in", done), ("company_id", "=", company.id)], limit=1
        )
