from . import cs_visit_end
from . import cs_visit_new
from . import cs_visit_note
from . import cs_visit_reassign
