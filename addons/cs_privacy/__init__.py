from . import core
from . import parameters
from . import log_guard
from . import ring
from . import keys
from . import schema
from . import encrypted
from . import reach
from . import lint
from . import models
from . import demo
from . import wizard
from . import controllers
from .hooks import post_init_hook, uninstall_hook
