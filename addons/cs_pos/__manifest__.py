{
    "name": "Customer Service at the Store Counter",
    "summary": "Customers in the point of sale: masked, and found by whole numbers or names",
    "category": "Services/Customer Service",
    "version": "19.0.1.0.0",
    "author": "CS Suite contributors",
    "license": "LGPL-3",
    "depends": ["cs_care", "cs_complaint", "pos_loyalty"],
    "data": [
        "security/ir.model.access.csv",
        "security/cs_pos_rules.xml",
        "data/cs_loyalty_alert_rule_data.xml",
        "data/ir_cron_data.xml",
        "views/cs_contact_views.xml",
        "views/cs_pos_identity_check_views.xml",
        "views/cs_service_guide_views.xml",
        "wizard/res_config_settings_views.xml",
    ],
    "assets": {
        "point_of_sale._assets_pos": ["cs_pos/static/src/**/*"],
        "web.assets_tests": ["cs_pos/static/tests/tours/**/*"],
    },
    "auto_install": True,
}
