"""What happens once: when the add-on is installed, and when it goes."""

from . import keys, log_guard, ring
from .core.errors import RingUnavailable
from .schema import leave_masks


def post_init_hook(env):
    """Register the keys of the ring, so that another ring is noticed from the first day."""
    try:
        ring.current()
    except RingUnavailable:
        return
    keys.sealing(env, "cs.privacy.key")


def uninstall_hook(env):
    """Leave masks in the columns that other add-ons keep; the values go with the add-on."""
    log_guard.remove(env.cr)
    for model in env.values():
        if model._abstract or "_cs_encrypted_names" not in dir(model):
            continue
        for name in model._cs_encrypted_names():
            if set(model._fields[name]._modules) - {"cs_privacy"}:
                leave_masks(model, name)
