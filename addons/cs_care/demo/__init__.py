from . import tier
from . import group
