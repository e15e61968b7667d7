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
    ],
    "demo": ["demo/res_users_demo.xml"],
    "assets": {
        "web.assets_backend": ["cs_care/static/src/**/*"],
        "web.assets_unit_tests": ["cs_care/static/tests/**/*.test.js"],
        "web.assets_tests": ["cs_care/static/tests/tours/**/*"],
    },
}
