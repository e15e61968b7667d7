"""How much of everything; the driver, which has no Odoo, reads it too."""

MODULES = ["cs_care"]
LOTS = 3
# Every tenth member has a lot that is over, every twentieth is meant by the care policy.
EXPIRING, MEANT = 10, 20
# Lots of the one member whose page is opened
MEMBER_LOTS = 200
