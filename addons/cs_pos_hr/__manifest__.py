{
    "name": "Customer Service at the Store Counter: Supervisors",
    "summary": "Supervisors vouch for a customer at the till with their PIN",
    "category": "Services/Customer Service",
    "version": "19.0.1.0.0",
    "author": "CS Suite contributors",
    "license": "LGPL-3",
    "depends": ["cs_pos", "pos_hr"],
    "assets": {
        "point_of_sale._assets_pos": ["cs_pos_hr/static/src/**/*"],
        "web.assets_tests": ["cs_pos_hr/static/tests/tours/**/*"],
    },
    "auto_install": True,
}
