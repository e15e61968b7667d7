from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, consteq, hmac

from .cs_education_item import AGENT

SCOPE = "cs_care.learn"


class CsEducationReach(models.Model):
    """How far a customer got with a version of an item: sent, opened, completed; append-only."""

    _name = "cs.education.reach"
    _description = "Reach of Customer Education"
    _inherit = ["cs.privacy.guard"]
    _order = "id desc"
    _rec_name = "item_id"

    item_id = fields.Many2one(
        comodel_name="cs.education.item",
        string="Education",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    version = fields.Integer(required=True, readonly=True, aggregator=None)
    kind = fields.Selection(related="item_id.kind", store=True)
    date_sent = fields.Datetime(string="Sent On", readonly=True)
    date_opened = fields.Datetime(string="Opened On", readonly=True)
    date_completed = fields.Datetime(string="Completed On", readonly=True)
    how = fields.Selection(
        selection=[("link", "By the link"), ("portal", "In the portal"), ("sign_in", "Signed in")],
        string="Completed",
        readonly=True,
    )

    _once = models.UniqueIndex(
        "(item_id, partner_id, version)", "This customer has this version already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_check_system()
        return super().create(vals_list)

    def write(self, vals):
        self._cs_check_system()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Who was reached is evidence and stays."))

    def _cs_check_system(self):
        if not self._cs_is_trusted():
            raise UserError(
                self.env._("Reach is recorded by the server: use Sign In for who attended.")
            )

    @api.model
    def _cs_reach(self, item, partners):
        """Return the rows of these customers for the item's version, made if need be.

        As superuser; two servers that do it at once make one row.
        """
        reach = self.sudo()
        reach.flush_model()
        self.env.execute_query(
            SQL(
                """
                INSERT INTO cs_education_reach (item_id, partner_id, company_id, version, kind,
                                                create_uid, create_date, write_uid, write_date)
                SELECT %(item)s, id, %(company)s, %(version)s, %(kind)s,
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM unnest(%(partners)s::int[]) AS wanted(id)
                    ON CONFLICT (item_id, partner_id, version) DO NOTHING RETURNING id
                """,
                item=item.id,
                company=item.company_id.id,
                version=item.version,
                kind=item.kind,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                partners=list(partners.ids),
            )
        )
        return reach.search(
            [
                ("item_id", "=", item.id),
                ("version", "=", item.version),
                ("partner_id", "in", partners.ids),
            ]
        )

    def _cs_sent(self):
        self.filtered(lambda row: not row.date_sent)._cs_step(date_sent=fields.Datetime.now())

    def _cs_opened(self):
        self.filtered(lambda row: not row.date_opened)._cs_step(date_opened=fields.Datetime.now())

    def _cs_complete(self, how):
        """Record that these customers read to the end, or attended; once.

        :param str how: ``link``, ``portal`` or ``sign_in``
        """
        new = self.filtered(lambda row: not row.date_completed)
        new._cs_opened()
        new._cs_step(date_completed=fields.Datetime.now(), how=how)
        self.env["cs.customer.event"].sudo()._cs_record(
            "education_completed",
            [
                {
                    "partner_id": row.partner_id.id,
                    "company_id": row.company_id.id,
                    "source": "cs_care",
                    # A later version of the same item earns nothing again.
                    "external_id": f"education,{row.item_id.id},{row.partner_id.id}",
                    "res_model": row._name,
                    "res_id": row.id,
                }
                for row in new
                if row.item_id.is_rewarded
            ],
        )

    def action_attended(self):
        """Sign these customers in: they attended."""
        if not (self.env.su or self.env.user.has_group(AGENT)):
            raise AccessError(self.env._("Agents of care sign customers in."))
        self.check_access("read")
        # sudo: the user may sign in, the record is the server's
        self.sudo()._cs_complete("sign_in")

    @api.model
    def _cs_token(self, item_id, partner_id):
        return hmac(self.env(su=True), SCOPE, (item_id, partner_id))[:40]

    @api.model
    def _cs_url(self, item, partner):
        """Return the customer's own link to an item, signed."""
        path = f"/learn/{item.id}/{partner.id}/{self._cs_token(item.id, partner.id)}"
        return item.get_base_url() + path

    @api.model
    def _cs_find(self, item_id, partner_id, token):
        """Return ``(item, partner)`` of a link, as superuser; empty ones if it is not ours or over.

        The link outlives versions: it shows the one in force.
        """
        items, partners = self.env["cs.education.item"].sudo(), self.env["res.partner"].sudo()
        if not consteq(token, self._cs_token(item_id, partner_id)):
            return items, partners
        item = items.search(items._cs_valid_domain() & fields.Domain("id", "=", item_id))
        partner = partners.browse(partner_id).exists()
        return (item, partner) if item and partner else (items, partners)
