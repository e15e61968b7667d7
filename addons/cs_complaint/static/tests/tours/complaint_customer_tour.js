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

// Selectors without words: the tours run in every language.
tours.add("cs_complaint_customer_registers", {
    url: "/my/home",
    steps: () => [
        {
            trigger: ".o_portal_docs a[href='/complaint']",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: "#category_id", run: "selectByIndex 1" },
        { trigger: "#subject", run: "edit Charged twice" },
        { trigger: "#description", run: "edit October has two lines for roaming." },
        {
            trigger: ".o_cs_complaint_submit",
            run: () => chooseFile("#files"),
        },
        { trigger: ".o_cs_submit", run: "click", expectUnloadPage: true },
        { trigger: ".o_cs_number:contains(C20)" },
        { trigger: ".o_cs_received_due:contains(18:00)" },
        {
            trigger: ".o_cs_complaint_form a[href='/my/complaints']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_cs_complaints li:contains(Charged twice) a",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_cs_progress .o_cs_step_current:first-child" },
        { trigger: ".o_cs_timeline .o_cs_entry_you:contains(bill.pdf)" },
        { trigger: ".o_cs_write summary", run: "click" },
        { trigger: "#reply_text", run: "edit Here is the second bill" },
        {
            trigger: ".o_cs_reply",
            run: () => chooseFile(".o_cs_reply input[type=file]"),
        },
        { trigger: ".o_cs_reply .o_cs_submit", run: "click", expectUnloadPage: true },
        { trigger: ".o_cs_timeline .o_cs_entry_you:contains(Here is the second bill)" },
    ],
});

tours.add("cs_complaint_customer_helps", {
    url: "/my/complaints",
    steps: () => [
        {
            trigger: ".o_cs_complaints li:has(.o_cs_unread):contains(Charged twice) a",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_cs_asked:contains(Which of the two is wrong?)" },
        { trigger: ".o_cs_asked #reply_text", run: "edit The second one" },
        { trigger: ".o_cs_asked .o_cs_submit", run: "click", expectUnloadPage: true },
        { trigger: ".o_cs_timeline .o_cs_entry_you:contains(The second one)" },
        { trigger: "body:not(:has(.o_cs_asked))" },
    ],
});

function endsSteps() {
    return [
        { trigger: ".o_cs_feedback:contains(You get 20 back.)" },
        { trigger: ".o_cs_confirm", run: "click", expectUnloadPage: true },
        { trigger: ".alert-success" },
        { trigger: ".o_cs_step_current:last-child" },
        { trigger: ".o_cs_stars label[for=star_4]", run: "click" },
        { trigger: ".o_cs_rate textarea", run: "edit Quick and polite" },
        { trigger: ".o_cs_rate button", run: "click", expectUnloadPage: true },
        { trigger: ".alert-success" },
        { trigger: ".o_cs_rate textarea:value(Quick and polite)" },
    ];
}

tours.add("cs_complaint_customer_ends", {
    url: "/my/complaints",
    steps: () => [
        {
            trigger: ".o_cs_complaints li:has(.o_cs_unread):contains(Charged twice) a",
            run: "click",
            expectUnloadPage: true,
        },
        ...endsSteps(),
    ],
});

tours.add("cs_complaint_visitor_ends", { steps: endsSteps });

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
