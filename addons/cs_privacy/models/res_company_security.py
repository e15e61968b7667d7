from odoo import api, fields, models


class ResCompany(models.Model):
    """Who answers for the security of customer information (clause 3.2.1)."""

    _inherit = "res.company"

    cs_security_officer_id = fields.Many2one(
        comodel_name="res.users",
        string="Security Officer",
        domain="[('share', '=', False)]",
        ondelete="restrict",
        help="Answers for the security of customer information in this company (clause 3.2.1).",
    )

    @api.constrains("cs_security_officer_id")
    def _check_cs_security_officer(self):
        self.cs_security_officer_id._cs_check_can_secure("cs_privacy.group_cs_privacy_security")

    def write(self, vals):
        result = super().write(vals)
        if "cs_security_officer_id" in vals:
            # sudo: duties follow the officer, whoever names a new one
            self.env["cs.privacy.duty"].sudo().search(
                [("company_id", "in", self.ids), ("is_scheduled", "=", True)]
            )._cs_reassign()
        return result

    def _cs_security_officer(self, department=None):
        """Return who answers for information security: of the department, else of the company.

        :param department: ``hr.department``; those above it are asked next
        :return: one ``res.users``, or none when nobody is named
        """
        self.ensure_one()
        # sudo: who answers is no secret to anybody in the service
        department = department.sudo() if department else None
        while department:
            if department.cs_security_officer_id.active:
                return department.cs_security_officer_id.sudo(self.env.su)
            department = department.parent_id
        return self.sudo().cs_security_officer_id.filtered("active").sudo(self.env.su)
