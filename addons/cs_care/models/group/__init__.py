from . import cs_care_group_batch
from . import cs_special_group
from . import cs_special_group_member
from . import cs_special_group_age
from . import cs_privacy_consent
from . import res_partner
from . import res_partner_privacy
from . import cs_contact
