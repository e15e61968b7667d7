from odoo.tests import tagged

from odoo.addons.cs_privacy.tests.rpc_sweep import RpcSweep

from .rpc_matrix import METHODS, ROLES, SAMPLE_READERS
from .rpc_samples import WORDS, CareRpcCommon


@tagged("post_install", "-at_install")
class TestCareRpc(RpcSweep, CareRpcCommon):
    """Every model and every public method of the add-on, by every role."""

    addons = ("cs_care",)
    roles = ROLES
    readers = SAMPLE_READERS
    methods = METHODS
    words = WORDS
    insiders = ("agent", "supervisor", "manager")
