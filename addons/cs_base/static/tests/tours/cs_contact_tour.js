import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("cs_base_contact_tour", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "Open Customer Service",
            trigger: ".o_app[data-menu-xmlid='cs_base.cs_base_menu_root']",
            run: "click",
        },
        {
            content: "Record a contact",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "The hotline is proposed",
            trigger: ".o_field_widget[name='channel_id'] input:value(Telephone hotline)",
        },
        {
            content: "Write the subject",
            trigger: ".o_field_widget[name='name'] input",
            run: "edit Roaming in Japan",
        },
        {
            content: "Look for the customer",
            trigger: ".o_field_widget[name='partner_id'] input",
            run: "edit Chan Tai Man",
        },
        {
            content: "Choose the customer",
            trigger: ".ui-menu-item a:contains('Chan Tai Man')",
            run: "click",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "Answer",
            trigger: "button[name='action_answer']",
            run: "click",
        },
        {
            content: "The contact is in progress",
            trigger: ".o_statusbar_status button.o_arrow_button_current:contains('In progress')",
        },
        {
            content: "Write the outcome",
            trigger: ".o_field_widget[name='outcome'] textarea",
            run: "edit Explained the day pass",
        },
        {
            content: "Mark as resolved",
            trigger: ".o_field_widget[name='is_resolved'] input",
            run: "click",
        },
        {
            content: "End",
            trigger: "button[name='action_end']",
            run: "click",
        },
        {
            content: "The contact has ended",
            trigger: ".o_statusbar_status button.o_arrow_button_current:contains('Ended')",
        },
        {
            content: "Open the menu of customers",
            trigger: ".o_menu_sections [data-menu-xmlid='cs_base.cs_base_menu_customers']",
            run: "click",
        },
        {
            content: "Open the customers",
            trigger: ".o-dropdown--menu [data-menu-xmlid='cs_base.res_partner_menu_cs']",
            run: "click",
        },
        {
            content: "Open the customer",
            trigger: ".o_data_row .o_data_cell:contains('Chan Tai Man')",
            run: "click",
        },
        {
            content: "One contact is counted",
            trigger: ".oe_stat_button[name='action_cs_contacts'] .o_stat_value:contains('1')",
        },
        {
            content: "Open the time line",
            trigger: ".o_notebook .nav-link[name='cs_timeline']",
            run: "click",
        },
        {
            content: "The ended contact is on it; open it",
            trigger:
                ".o_cs_timeline_entry:contains('Ended') .o_cs_timeline_title:contains('Roaming in Japan')",
            run: "click",
        },
        {
            content: "Back on the contact",
            trigger: ".o_field_widget[name='outcome']:contains('Explained the day pass')",
        },
    ],
});
