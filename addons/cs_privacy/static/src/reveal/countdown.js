import { Component } from "@odoo/owl";

/** A ring that empties while a value is shown. */
export class Countdown extends Component {
    static template = "cs_privacy.Countdown";
    static props = { left: Number, total: Number };
}
