from odoo import models

from .cs_complaint_board import CHANNEL


class IrWebsocket(models.AbstractModel):
    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        """Give those who ask for the live board the channels that they may hear."""
        if CHANNEL in channels:
            channels = [channel for channel in channels if channel != CHANNEL]
            channels += self.env["cs.complaint.board"]._cs_bus_channels()
        return super()._build_bus_channel_list(channels)
