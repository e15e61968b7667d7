from odoo import api, fields, models
from odoo.fields import Domain


class HrDepartment(models.Model):
    _inherit = "hr.department"

    cs_security_officer_id = fields.Many2one(
        comodel_name="res.users",
        string="Security Officer",
        domain="[('share', '=', False)]",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Answers for the security of customer information here and in the departments below. "
        "Empty: who does so above.",
    )
    cs_is_security = fields.Boolean(
        string="I Secure It",
        compute="_compute_cs_is_security",
        search="_search_cs_is_security",
        help="The current user is the security officer here or above.",
    )

    @api.constrains("cs_security_officer_id")
    def _check_cs_security_officer(self):
        self.cs_security_officer_id._cs_check_can_secure(
            "cs_privacy.group_cs_privacy_security_department"
        )

    @api.depends_context("uid")
    def _compute_cs_is_security(self):
        mine = self._cs_departments_secured_by(self.env.user)
        for department in self:
            department.cs_is_security = department.id in mine._ids

    def _search_cs_is_security(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("id", "in", self._cs_departments_secured_by(self.env.user).ids)

    @api.model
    def _cs_departments_secured_by(self, user):
        """Departments whose security officer is ``user``, with the departments below them."""
        own = self.sudo().search([("cs_security_officer_id", "=", user.id)])
        return self.sudo().search([("id", "child_of", own.ids)]) if own else own

    def write(self, vals):
        result = super().write(vals)
        if "cs_security_officer_id" in vals:
            # sudo: duties follow the officer, whoever names a new one
            self.env["cs.privacy.duty"].sudo().search(
                [("department_id", "child_of", self.ids), ("is_scheduled", "=", True)]
            )._cs_reassign()
        return result
