import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/**
 * Comfort only: the server checks everything again. Tells about files that are too large before
 * they travel, and keeps a second click from sending the form once more.
 */
export class ComplaintForm extends Interaction {
    static selector = ".o_cs_complaint_submit, .o_cs_reply";
    dynamicContent = {
        _root: { "t-on-submit": this.onSubmit },
        "#files": { "t-on-change": this.checkFiles },
        "#anonymous": { "t-on-change": this.toggleContact },
    };

    start() {
        this.toggleContact();
        document.querySelector("#form_errors")?.focus();
    }

    toggleContact() {
        const anonymous = this.el.querySelector("#anonymous");
        this.el.querySelector(".o_cs_contact")?.classList.toggle("d-none", anonymous.checked);
    }

    checkFiles() {
        const input = this.el.querySelector("#files");
        const { file_mb: megabytes, file_count: count } = this.el.dataset;
        const tooLarge = [...input.files].find((file) => file.size > megabytes * 1024 * 1024);
        let message = "";
        if (input.files.length > count) {
            message = _t("Choose at most %s files.", count);
        } else if (tooLarge) {
            message = _t("%(name)s is larger than %(size)s MB. Make it smaller first.", {
                name: tooLarge.name,
                size: megabytes,
            });
        }
        input.setCustomValidity(message);
        return input.reportValidity();
    }

    onSubmit(ev) {
        const button = this.el.querySelector(".o_cs_submit");
        if (button.disabled || !this.checkFiles()) {
            ev.preventDefault();
            return;
        }
        button.disabled = true;
    }
}

registry.category("public.interactions").add("cs_complaint.form", ComplaintForm);
