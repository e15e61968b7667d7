from odoo import api, fields, models
from odoo.tools import ormcache


class CsChannel(models.Model):
    """A way by which customers and the operator reach each other (clause 4.1.1)."""

    _name = "cs.channel"
    _description = "Service Channel"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Selection(
        selection=[
            ("phone", "Telephone"),
            ("sms", "SMS"),
            ("email", "E-mail"),
            ("web", "Website"),
            ("portal", "Customer portal"),
            ("app", "App"),
            ("chat", "Online chat"),
            ("social", "Social media"),
            ("store", "Service hall"),
        ],
        required=True,
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index="btree_not_null",
        help="Leave empty for a channel that all companies share.",
    )
    calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Opening Hours",
        check_company=True,
        ondelete="restrict",
        help="Leave empty for a channel that is open day and night.",
    )

    # What the standard asks of this channel: a person answers within this time, in this share of
    # the contacts.
    target_answer_seconds = fields.Integer(
        string="Answer Target (s)",
        help="Seconds from arrival to the first answer by a person; 0 when no target is set.",
    )
    target_service_level = fields.Float(
        string="Service Level Target (%)",
        default=80.0,
        help="Share of contacts that must be answered within the answer target.",
    )

    _target_not_negative = models.Constraint(
        "CHECK (target_answer_seconds >= 0)",
        "An answer target is zero (none) or a number of seconds above zero.",
    )
    _service_level_share = models.Constraint(
        "CHECK (target_service_level >= 0 AND target_service_level <= 100)",
        "A service level target lies between 0 and 100 %.",
    )
    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE active IS TRUE",
        "This company has an active channel of this kind already. Edit or archive that one.",
    )

    @api.model
    def _cs_get(self, code, company=None):
        """Return the active channel of kind ``code``, the company's own before the shared one.

        :param str code: one of the selection values of ``code``
        :param company: ``res.company`` record; default: the current company
        :return: one ``cs.channel`` or an empty recordset
        """
        company = company or self.env.company
        return self.browse(self._cs_get_id(code, company.id))

    @api.model
    @ormcache("code", "company_id")
    def _cs_get_id(self, code, company_id):
        """Return the id that :meth:`_cs_get` looks for, or False; asked for with every record."""
        channels = self.sudo().with_context(active_test=True)
        return channels.search(
            [("code", "=", code), ("company_id", "in", [company_id, False])],
            order="company_id, sequence, id",
            limit=1,
        ).id

    @api.model_create_multi
    def create(self, vals_list):
        channels = super().create(vals_list)
        self.env.registry.clear_cache()
        return channels

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
