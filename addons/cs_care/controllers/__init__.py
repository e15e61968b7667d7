from . import recommended
from . import suggestion_form
from . import suggestion_portal
