{
    "name": "Customer Service at the Store Counter",
    "summary": "Customers in the point of sale: masked, and found by whole numbers or names",
    "category": "Services/Customer Service",
    "version": "19.0.1.0.0",
    "author": "CS Suite contributors",
    "license": "LGPL-3",
    "depends": ["cs_care", "cs_complaint", "pos_loyalty"],
    "data": ["wizard/res_config_settings_views.xml"],
    "assets": {
        "point_of_sale._assets_pos": ["cs_pos/static/src/**/*"],
        "web.assets_tests": ["cs_pos/static/tests/tours/**/*"],
    },
    "auto_install": True,
}
