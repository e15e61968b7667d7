import { Component } from "@odoo/owl";

/** Badges of a customer; `short` shows their icons alone. */
export class Badges extends Component {
    static template = "cs_pos.Badges";
    static props = { badges: Array, short: { type: Boolean, optional: true } };
}
