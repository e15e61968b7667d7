{
    "name": "Customer Care and Loyalty",
    "summary": "Care policies, special groups, return visits, surveys, and a loyalty ledger",
    "category": "Services/Customer Service",
    "version": "19.0.1.0.0",
    "author": "CS Suite contributors",
    "license": "LGPL-3",
    "depends": ["cs_privacy", "survey", "loyalty"],
    "external_dependencies": {"python": ["scipy"]},
    "data": [
        "security/cs_care_groups.xml",
        "views/cs_care_menus.xml",
        # visit
        "security/visit/ir.model.access.csv",
        "security/visit/cs_visit_security.xml",
        "data/visit/cs_visit_data.xml",
        "data/visit/mail_template_data.xml",
        "data/visit/cs_visit_script_data.xml",
        "data/visit/cs_visit_plan_data.xml",
        "views/visit/cs_visit_card_templates.xml",
        "wizard/cs_visit_views.xml",
        "views/visit/cs_visit_views.xml",
        "views/visit/cs_visit_plan_views.xml",
        "views/visit/cs_visit_script_views.xml",
        "views/visit/cs_visit_report_views.xml",
        "views/visit/res_partner_views.xml",
    ],
    "demo": [
        "demo/res_users_demo.xml",
        # visit
        "demo/visit/cs_visit_demo.xml",
    ],
    "assets": {
        "web.assets_backend": ["cs_care/static/src/**/*"],
        "web.assets_unit_tests": ["cs_care/static/tests/**/*.test.js"],
        "web.assets_tests": ["cs_care/static/tests/tours/**/*"],
    },
}
