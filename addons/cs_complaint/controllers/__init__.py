from . import attachment
from . import complaint_form
from . import complaint_portal
from . import follow_up
from . import satisfaction
