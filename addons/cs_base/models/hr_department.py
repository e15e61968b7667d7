from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

# What the answer of ``_cs_for_function`` depends on
ROUTING_FIELDS = frozenset({"active", "company_id", "cs_function", "parent_id"})


class HrDepartment(models.Model):
    _inherit = "hr.department"

    # The three tiers of clause 2.1
    cs_tier = fields.Selection(
        selection=[
            ("management", "Service management"),
            ("centre", "Service centre"),
            ("support", "Service support"),
        ],
        string="Service Tier",
        tracking=True,
    )
    # What the department answers for: complaints of a class go to the department whose function
    # has the same name (clause 6.2.2).
    cs_function = fields.Selection(
        selection=[
            ("service", "Customer service"),
            ("product", "Product"),
            ("marketing", "Marketing"),
            ("policy", "Policy"),
            ("technical", "Technical support"),
            ("training", "Training"),
            ("analysis", "Data analysis"),
        ],
        string="Service Function",
        index="btree_not_null",
        tracking=True,
    )
    cs_is_member = fields.Boolean(
        string="My Department",
        compute="_compute_cs_is_member",
        search="_search_cs_is_member",
        help="The current user works in this department or heads it.",
    )
    cs_is_head = fields.Boolean(
        string="I Head It",
        compute="_compute_cs_is_head",
        search="_search_cs_is_head",
    )

    @api.depends_context("uid")
    def _compute_cs_is_member(self):
        mine = self._cs_departments_of(self.env.user)
        for department in self:
            department.cs_is_member = department.id in mine._ids

    def _search_cs_is_member(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("id", "in", self._cs_departments_of(self.env.user).ids)

    @api.depends_context("uid")
    def _compute_cs_is_head(self):
        headed = self._cs_departments_headed_by(self.env.user)
        for department in self:
            department.cs_is_head = department.id in headed._ids

    def _search_cs_is_head(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("id", "in", self._cs_departments_headed_by(self.env.user).ids)

    @api.model
    def _cs_departments_of(self, user):
        """Departments ``user`` works in, plus those the user heads with all below them.

        Read on every rule check rather than cached, so a move in HR takes effect at once.
        """
        employees = user.sudo().employee_ids
        return employees.department_id | self._cs_departments_headed_by(user)

    @api.model
    def _cs_departments_headed_by(self, user):
        """Departments whose manager is ``user``, with the departments below them."""
        # Asked at every check of rights: without the framework's way to a query.
        self.flush_model(["active", "manager_id"])
        self.env["hr.employee"].flush_model(["active", "user_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT d.id FROM hr_department d JOIN hr_employee e ON e.id = d.manager_id"
                " WHERE e.user_id = %s AND e.active AND d.active",
                user.id,
            )
        )
        headed = self.sudo().browse(department_id for (department_id,) in rows)
        return self.sudo().search([("id", "child_of", headed.ids)]) if headed else headed

    @api.model
    def _cs_for_function(self, function, company=None):
        """Return the department that answers for ``function`` in ``company``.

        :param str function: a value of ``cs_function``
        :param company: ``res.company`` record; default: the current company
        :return: one ``hr.department`` or an empty recordset
        """
        company = company or self.env.company
        return self.sudo().browse(self._cs_id_for_function(function, company.id))

    @api.model
    def _cs_management(self, company):
        """Return the uppermost department of the tier *service management* in ``company``.

        :return: one ``hr.department`` or an empty recordset
        """
        # sudo: who is told about a case need not be visible to whom it concerns
        return self.sudo().search(
            [("cs_tier", "=", "management"), ("company_id", "in", [company.id, False])],
            order="company_id, parent_path, id",
            limit=1,
        )

    @api.model
    @ormcache("function", "company_id")
    def _cs_id_for_function(self, function, company_id):
        """Return the id that :meth:`_cs_for_function` looks for, or False."""
        departments = self.sudo().with_context(active_test=True)
        return departments.search(
            [("cs_function", "=", function), ("company_id", "in", [company_id, False])],
            order="company_id, parent_path, id",
            limit=1,
        ).id

    @api.model_create_multi
    def create(self, vals_list):
        departments = super().create(vals_list)
        self.env.registry.clear_cache()
        return departments

    def write(self, vals):
        result = super().write(vals)
        if ROUTING_FIELDS.intersection(vals):
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
