import { inputFiles } from "@web/../tests/utils";
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("cs_privacy_document_tour", {
    steps: () => [
        {
            content: "From the page of the customer to the documents",
            trigger: "button[name='action_cs_identity_documents']",
            run: "click",
        },
        {
            content: "Take one in",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "Choose the photo",
            trigger: ".o_field_widget[name='datas'] input[type='file']:not(:visible)",
            async run() {
                const photo = new File(["photo of a passport"], "passport.txt", {
                    type: "text/plain",
                });
                await inputFiles(".o_field_widget[name='datas'] input[type='file']", [photo]);
            },
        },
        {
            content: "Its name is filled in",
            trigger: ".o_field_widget[name='name'] input:value('passport.txt')",
        },
        {
            content: "Save; the content is sealed",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "Who does not reveal does not open it either",
            trigger: ".o_form_saved:not(:has(button[name='action_cs_open_identity']))",
        },
        {
            content: "Back to the list",
            trigger: ".o_back_button",
            run: "click",
        },
        {
            content: "There it is",
            trigger: ".o_data_row:contains('passport.txt')",
        },
    ],
});

tours.add("cs_privacy_document_open_tour", {
    url: "/odoo/cs-identity-documents",
    steps: () => [
        {
            content: "Open the document",
            trigger: ".o_data_row:contains('passport.txt') button[name='action_cs_open_identity']",
            run: "click",
        },
        {
            content: "Say what for",
            trigger: ".modal .o_field_widget[name='purpose_id'] input",
            run: "click",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Serving the customer')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='reason'] input",
            run: "edit Compares the name at the counter",
        },
        {
            content: "It opens in a tab of its own",
            trigger: ".modal button[name='action_open']",
            run: "click",
        },
        {
            content: "The dialog is closed",
            trigger: ".o_list_view:not(:has(.modal))",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
    ],
});

tours.add("cs_privacy_document_destroy_tour", {
    url: "/odoo/cs-identity-documents",
    steps: () => [
        {
            content: "The document is not needed any more",
            trigger: ".o_data_row:contains('passport.txt') .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_cp_action_menus button:contains('Actions')",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .o_menu_item:contains('Delete')",
            run: "click",
        },
        {
            trigger: ".modal .modal-footer button:contains('Delete')",
            run: "click",
        },
        {
            content: "It is gone",
            trigger: ".o_view_nocontent:contains('No sealed documents')",
        },
    ],
});
