from . import cs_channel
from . import cs_contact
from . import cs_contact_flow
from . import cs_contact_ingest
from . import hr_department
from . import res_company
from . import res_config_settings
