import { Component, toRaw, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { getDataURLFromFile } from "@web/core/utils/urls";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { careTabs } from "@cs_pos/care/care_panel";
import { CareReceipt } from "@cs_pos/care/tabs/voice/care_receipt";
import { useOutbox } from "@cs_pos/outbox/outbox_service";

const MEGABYTE = 1024 * 1024;

/** What was typed and not sent yet, by order and customer; never in the browser's storage. */
const drafts = new Map();

/** What the customer has to say: a complaint or a suggestion, with files from the camera. */
export class VoiceTab extends Component {
    static template = "cs_pos.VoiceTab";
    static props = ["partner?", "profile?", "stale", "refresh", "close", "mended?"];

    setup() {
        this.pos = usePos();
        this.outbox = useOutbox();
        this.printer = useService("printer");
        // Another tab or a look at the order must not cost what was typed.
        this.draftKey = `${this.pos.getOrder()?.uuid}/${this.props.partner?.id || ""}`;
        const draft = this.props.mended ? undefined : drafts.get(this.draftKey);
        this.state = useState(draft || this.empty());
        if (this.props.mended) {
            this.take(this.props.mended);
        } else {
            this.keepDraft();
        }
    }

    get dueText() {
        return _t("To be answered by %s", this.state.answer.due);
    }

    empty() {
        return {
            kind: "complaint",
            category_id: "",
            severity: "ordinary",
            subject: "",
            description: "",
            name: "",
            phone: "",
            files: [],
            fault: "",
            isBusy: false,
            answer: null,
        };
    }

    keepDraft() {
        drafts.set(this.draftKey, toRaw(this.state));
    }

    take({ kind, reason, values }) {
        const { partner_id, files, ...texts } = values;
        Object.assign(this.state, texts, { kind, files: files || [], fault: reason });
        this.partnerId = partner_id;
    }

    get options() {
        return this.pos.config.cs_pos_options;
    }

    get categories() {
        return this.options[`${this.state.kind}_categories`];
    }

    get isComplaint() {
        return this.state.kind === "complaint";
    }

    choose(kind) {
        Object.assign(this.state, { kind, category_id: "", fault: "" });
    }

    async addFiles(event) {
        const { file_mb, file_count } = this.options;
        for (const file of event.target.files) {
            if (this.state.files.length >= file_count) {
                this.state.fault = _t("At most %s files.", file_count);
            } else if (file.size > file_mb * MEGABYTE) {
                this.state.fault = _t("%(file)s is too large, at most %(size)s MB are possible.", {
                    file: file.name,
                    size: file_mb,
                });
            } else {
                const url = await getDataURLFromFile(file);
                this.state.files.push({ name: file.name, data: url.split(",")[1] });
            }
        }
        event.target.value = "";
    }

    get values() {
        const { category_id, severity, subject, description, name, phone, files } = this.state;
        const values = {
            partner_id: this.partnerId ?? (this.props.partner?.id || false),
            category_id: parseInt(category_id) || false,
            subject,
            description,
            name,
        };
        return this.isComplaint
            ? { ...values, severity, phone, files: files.map((one) => ({ ...one })) }
            : values;
    }

    async send() {
        if (!this.state.category_id || !this.state.subject.trim()) {
            this.state.fault = _t("Choose what it is about, and say it in a few words.");
            return;
        }
        this.state.isBusy = true;
        try {
            const { mended } = this.props;
            const answer = mended
                ? await this.outbox.mend(mended.uuid, this.values)
                : await this.outbox.add(this.state.kind, this.values);
            if (answer.status === "refused") {
                // It stays on the screen to be mended here, so it need not wait in the outbox too.
                this.state.fault = answer.reason;
                if (!mended) {
                    await this.outbox.drop(answer.uuid);
                }
                return;
            }
            if (!mended) {
                drafts.delete(this.draftKey);
            }
            this.state.answer = answer;
            this.taken = { at: new Date(), kind: this.state.kind, subject: this.state.subject };
            this.props.refresh();
        } finally {
            this.state.isBusy = false;
        }
    }

    print() {
        return this.printer.print(
            CareReceipt,
            {
                ...this.taken,
                answer: { ...this.state.answer },
                company: this.pos.company.name,
                till: this.pos.config.name,
            },
            { webPrintFallback: true },
        );
    }

    again() {
        Object.assign(this.state, this.empty(), { kind: this.state.kind });
        this.keepDraft();
    }
}

careTabs.add("voice", {
    title: _t("Complaint or Idea"),
    icon: "fa-comment-o",
    Component: VoiceTab,
    sequence: 20,
});
