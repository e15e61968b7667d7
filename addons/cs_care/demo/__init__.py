from . import group
