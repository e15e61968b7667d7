import { inputFiles } from "@web/../tests/utils";
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

function chooseFile(selector, root) {
    return inputFiles(
        selector,
        [new File(["%PDF-1.4 bill"], "bill.pdf", { type: "application/pdf" })],
        root ? { target: root } : {},
    );
}

tours.add("cs_complaint_customer_registers", {
    url: "/my/home",
    steps: () => [
        {
            trigger: ".o_portal_docs a:contains(New complaint)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "#category_id",
            run: "selectByLabel Charging (Bills, tariffs applied, refunds)",
        },
        { trigger: "#subject", run: "edit Charged twice" },
        { trigger: "#description", run: "edit October has two lines for roaming." },
        {
            trigger: ".o_cs_complaint_submit",
            run: () => chooseFile("#files"),
        },
        { trigger: ".o_cs_submit", run: "click", expectUnloadPage: true },
        { trigger: ".o_cs_number:contains(C20)" },
        {
            trigger: "a:contains(Follow my complaints)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_cs_complaints li:contains(Charged twice) a",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_cs_step_current:contains(Received)" },
        { trigger: "#chatterRoot:shadow .o-mail-Message:contains(bill.pdf)" },
        {
            trigger: "#chatterRoot:shadow .o-mail-Composer-input",
            run: "edit Here is the second bill",
        },
        {
            trigger: "#chatterRoot:shadow .o-mail-Composer",
            run: () =>
                chooseFile(
                    ".o-mail-Composer .o_input_file",
                    document.querySelector("#chatterRoot").shadowRoot,
                ),
        },
        {
            trigger:
                "#chatterRoot:shadow .o-mail-Composer .o-mail-AttachmentContainer:not(.o-isUploading):contains(bill.pdf)",
        },
        {
            trigger: "#chatterRoot:shadow .o-mail-Composer-send:enabled",
            run: "click",
        },
        {
            trigger:
                "#chatterRoot:shadow .o-mail-Message:contains(Here is the second bill):contains(bill.pdf)",
        },
    ],
});

tours.add("cs_complaint_customer_ends", {
    url: "/my/complaints",
    steps: () => [
        {
            trigger: ".o_cs_complaints li:contains(Answered) a",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_cs_feedback:contains(You get 20 back.)" },
        { trigger: ".o_cs_stars label[for=star_4]", run: "click" },
        { trigger: ".o_cs_rate textarea", run: "edit Quick and polite" },
        { trigger: ".o_cs_rate button", run: "click", expectUnloadPage: true },
        { trigger: ".alert-success:contains(Thank you for your rating.)" },
        { trigger: ".o_cs_confirm", run: "click", expectUnloadPage: true },
        { trigger: ".o_cs_step_current:contains(Closed)" },
    ],
});

tours.add("cs_complaint_visitor", {
    url: "/complaint",
    steps: () => [
        { trigger: "#subject", run: "edit No signal" },
        { trigger: "#email", run: "edit ann@" },
        { trigger: ".o_cs_submit", run: "click", expectUnloadPage: true },
        { trigger: "#error_email:contains(This is not a complete e-mail address.)" },
        { trigger: "#error_category_id" },
        { trigger: "#anonymous", run: "click" },
        { trigger: ".o_cs_contact:not(:visible)" },
        { trigger: "#anonymous", run: "click" },
        {
            trigger: "#category_id",
            run: "selectByLabel Network quality (Coverage, interruptions, speed, call quality)",
        },
        { trigger: "#description", run: "edit None since Monday" },
        { trigger: "#email", run: "edit ann@visitor.example" },
        { trigger: ".o_cs_submit", run: "click", expectUnloadPage: true },
        { trigger: ".o_cs_number:contains(C20)" },
    ],
});
