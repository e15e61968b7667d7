from . import pos_config
from . import pos_order
from . import res_company
from . import res_partner
from . import res_partner_search
