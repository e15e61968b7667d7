import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("cs_privacy_check_tour", {
    url: "/odoo/cs-self-check",
    steps: () => [
        {
            content: "Make the checks",
            trigger: "button[name='action_run']",
            run: "click",
        },
        {
            content: "The photo is found; open the finding",
            trigger: ".o_data_row:contains('are not sealed'):contains('To Do') td[name='name']",
            run: "click",
        },
        {
            content: "It says what to do; go there",
            trigger: "button[name='action_open_link']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Among those that are not sealed",
            trigger: ".o_searchview_facet .o_facet_remove",
            run: "click",
        },
        {
            content: "Choose the photo",
            trigger: ".o_data_row:contains('passport.png') .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Open the menu of actions",
            trigger: ".o_cp_action_menus button:contains('Actions')",
            run: "click",
        },
        {
            content: "Seal it",
            trigger: ".o-dropdown--menu .o_menu_item:contains('Seal: identity document')",
            run: "click",
        },
        {
            content: "Back to the self-check",
            trigger: ".o_list_view:not(:has(.o_data_row_selected))",
            run: () => {
                window.location = "/odoo/cs-self-check";
            },
            expectUnloadPage: true,
        },
        {
            trigger: ".o_data_row:contains('are not sealed') td[name='name']",
            run: "click",
        },
        {
            content: "Check again",
            trigger: "button[name='action_run_one']",
            run: "click",
        },
        {
            content: "The finding is closed",
            trigger: ".o_form_view .alert-success:contains('Nothing was found')",
        },
        {
            content: "Its history tells so",
            trigger: ".o_data_row:contains('In order again')",
        },
    ],
});
