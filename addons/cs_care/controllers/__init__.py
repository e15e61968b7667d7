from . import learn
from . import recommended
from . import suggestion_form
from . import suggestion_portal
from . import survey
from . import survey_portal
