from . import cs_privacy_key
from . import cs_privacy_purpose
from . import cs_privacy_access_log
from . import cs_privacy_mixin
from . import cs_privacy_reveal
from . import res_users
from . import res_partner
from . import cs_service_number
