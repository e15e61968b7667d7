from . import attachment
from . import complaint_form
from . import complaint_portal
from . import trouble_ticket
from . import trouble_ticket_hub
from . import sms_in
from . import follow_up
from . import satisfaction
