import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("cs_privacy_incident_tour", {
    url: "/odoo/cs-incidents",
    steps: () => [
        {
            content: "The reported incident is on the board; open it",
            trigger: ".o_kanban_record:contains('Lost list')",
            run: "click",
        },
        {
            content: "The bar shows the next stage with its time",
            trigger: ".o_cs_stage_next[data-stage='contained'] .o_cs_stage_note:contains('in')",
        },
        {
            content: "Write what was done",
            trigger: ".o_field_widget[name='containment'] textarea",
            run: "edit Found it again, nobody had it",
        },
        {
            content: "Open the tasks",
            trigger: ".o_notebook .nav-link[name='tasks']",
            run: "click",
        },
        {
            content: "Open the proof of the task",
            trigger: ".o_data_row:contains('Look for it') td[name='proof']",
            run: "click",
        },
        {
            content: "Prove it",
            trigger:
                ".o_data_row .o_field_widget[name='proof'] textarea, .o_data_row .o_field_widget[name='proof'] input",
            run: "edit Asked the railway",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "Mark the task as done",
            trigger: ".o_form_saved .o_data_row:contains('Look for it') button[name='action_done']",
            run: "click",
        },
        {
            content: "It is done",
            trigger: ".o_data_row:contains('Look for it') .badge:contains('Done')",
        },
        {
            content: "Go on",
            trigger: "button[name='action_contain']",
            run: "click",
        },
        {
            content: "The stage is reached",
            trigger: ".o_cs_stage_reached[data-stage='contained']",
        },
    ],
});

registry.category("web_tour.tours").add("cs_privacy_report_tour", {
    url: "/odoo/cs-my-incidents",
    steps: () => [
        {
            content: "Open Oversight",
            trigger: ".o_menu_sections [data-menu-xmlid='cs_privacy.cs_privacy_menu']",
            run: "click",
        },
        {
            content: "Report an incident",
            trigger:
                ".o-dropdown--menu [data-menu-xmlid='cs_privacy.cs_privacy_incident_new_menu']",
            run: "click",
        },
        {
            content: "Say what happened",
            trigger: ".modal .o_field_widget[name='title'] input",
            run: "edit Papers left in the hall",
        },
        {
            content: "Say of which kind",
            trigger: ".modal .o_field_widget[name='kind_id'] input",
            run: "edit Loss",
        },
        {
            content: "Choose it",
            trigger: ".ui-menu-item a:contains('Loss')",
            run: "click",
        },
        {
            content: "Say more",
            trigger: ".modal .o_field_widget[name='description'] textarea",
            run: "edit Two forms on the printer",
        },
        {
            content: "Report",
            trigger: ".modal button[name='action_report']",
            run: "click",
        },
        {
            content: "Thanks",
            trigger: ".o_notification:contains('is reported')",
        },
    ],
});
