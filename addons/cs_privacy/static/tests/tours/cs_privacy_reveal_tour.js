import { registry } from "@web/core/registry";

const CELL = ".o_field_widget[name='cs_phone']";

registry.category("web_tour.tours").add("cs_privacy_reveal_tour", {
    steps: () => [
        {
            content: "The mask is the placeholder of an empty input",
            trigger: `${CELL} input[placeholder='138****5678']:empty`,
        },
        {
            content: "Press the eye",
            trigger: `${CELL} .o_cs_masked_reveal`,
            run: "click",
        },
        {
            content: "Without a reason nothing is shown",
            trigger: ".o_cs_reveal_confirm",
            run: "click",
        },
        {
            content: "The dialog says what is missing",
            trigger: ".o_cs_reveal_error:contains('Say in a few words')",
        },
        {
            content: "A reason that is too short is refused by the server",
            trigger: "#o_cs_reveal_reason",
            run: "edit abc",
        },
        { trigger: ".o_cs_reveal_confirm", run: "click" },
        {
            content: "Give a better one",
            trigger: ".o_cs_reveal_error:contains('Say in a few words')",
        },
        {
            trigger: "#o_cs_reveal_reason",
            run: "edit Calls back about a double charge",
        },
        {
            trigger: "#o_cs_reveal_reference",
            run: "edit C2026-7",
        },
        {
            content: "The identity number too",
            trigger: "#o_cs_reveal_cs_id_number",
            run: "check",
        },
        { trigger: ".o_cs_reveal_confirm", run: "click" },
        {
            content: "The value is shown, with a countdown",
            trigger: `${CELL} .o_cs_masked_clear:contains('+8613812345678')`,
        },
        { trigger: `${CELL} .o_cs_countdown` },
        {
            content: "And the other one",
            trigger: ".o_field_widget[name='cs_id_number'] .o_cs_masked_clear:contains('11010519')",
        },
        {
            content: "Hide it",
            trigger: `${CELL} .o_cs_masked_hide`,
            run: "click",
        },
        {
            content: "The mask is back",
            trigger: `${CELL} input[placeholder='138****5678']`,
        },
        {
            content: "The form was not changed",
            trigger: ".o_form_status_indicator_buttons.invisible:not(:visible)",
        },
    ],
});

registry.category("web_tour.tours").add("cs_privacy_sign_tour", {
    steps: () => [
        {
            trigger:
                ".o_app[data-menu-xmlid='cs_base.cs_base_menu_root'], .o_navbar_apps_menu button",
            run: () => {
                window.location = "/odoo/action-cs_privacy.cs_privacy_agreement_sign_action";
            },
            expectUnloadPage: true,
        },
        {
            content: "Read the text",
            trigger: ".o_cs_agreement_text:contains('I keep my password to myself')",
        },
        {
            content: "Say so",
            trigger: ".o_field_widget[name='has_read'] input",
            run: "check",
        },
        {
            content: "Type the name",
            trigger: ".o_field_widget[name='typed_name'] input",
            run: "edit cs_p_signer",
        },
        {
            content: "Sign",
            trigger: "button[name='action_sign']",
            run: "click",
        },
        {
            content: "The password is asked for",
            trigger: ".o_field_widget[name='password'] input",
            run: "edit cs_p_signer",
        },
        {
            trigger: "button[name='run_check']",
            run: "click",
        },
        { trigger: ".o_notification:contains('is in force until')" },
    ],
});
