{
    "name": "Customer Care and Loyalty: Sales",
    "summary": "Sales orders and credit notes book loyalty points through the ledger",
    "category": "Services/Customer Service",
    "version": "19.0.1.0.0",
    "author": "CS Suite contributors",
    "license": "LGPL-3",
    "depends": ["cs_care", "sale_loyalty"],
    "auto_install": True,
}
