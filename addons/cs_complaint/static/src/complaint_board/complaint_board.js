import { Component, onMounted, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useBus, useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

export const CHANNEL = "cs_complaint_board";
/** Many complaints may change at once: the board asks again at most so often (ms). */
export const DEBOUNCE = 1000;
/** Time alone brings deadlines nearer, and the bus may be cut off. */
export const POLL = 60000;
export const POLL_WITHOUT_BUS = 10000;

/** What is going on with complaints, by department and channel; it follows without a reload. */
export class ComplaintBoard extends Component {
    static template = "cs_complaint.ComplaintBoard";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.bus = useService("bus_service");
        this.root = useRef("root");
        this.keepLast = new KeepLast();
        this.display = { controlPanel: {} };
        this.state = useState({
            board: null,
            error: false,
            isConnected: true,
            isWall: false,
            now: luxon.DateTime.now(),
        });
        this.onChanged = this.onChanged.bind(this);
        this.onFullscreen = this.onFullscreen.bind(this);
        useBus(this.bus, "BUS:CONNECT", () => this.setConnected(true));
        useBus(this.bus, "BUS:RECONNECT", () => this.setConnected(true));
        useBus(this.bus, "BUS:DISCONNECT", () => this.setConnected(false));
        onWillStart(() => this.load());
        onMounted(() => {
            this.bus.addChannel(CHANNEL);
            this.bus.subscribe(CHANNEL, this.onChanged);
            document.addEventListener("fullscreenchange", this.onFullscreen);
            this.poll();
        });
        onWillUnmount(() => {
            this.isGone = true;
            this.bus.unsubscribe(CHANNEL, this.onChanged);
            this.bus.deleteChannel(CHANNEL);
            document.removeEventListener("fullscreenchange", this.onFullscreen);
            browser.clearTimeout(this.pollTimer);
            browser.clearTimeout(this.changeTimer);
        });
    }

    get counters() {
        return [
            { key: "new", label: _t("Not started"), icon: "fa-inbox", tone: "info" },
            { key: "working", label: _t("In progress"), icon: "fa-cogs", tone: "info" },
            { key: "waiting", label: _t("Waiting for customer"), icon: "fa-pause", tone: "muted" },
            { key: "near", label: _t("Near breach"), icon: "fa-clock-o", tone: "near" },
            {
                key: "breached",
                label: _t("Breached"),
                icon: "fa-exclamation-triangle",
                tone: "breached",
            },
            {
                key: "unanswered",
                label: _t("First answer overdue"),
                icon: "fa-comment-o",
                tone: "breached",
            },
        ];
    }

    get updated() {
        return deserializeDateTime(this.state.board.at).toLocaleString(
            luxon.DateTime.TIME_WITH_SECONDS,
        );
    }

    /** @param {string|false} moment when the oldest complaint without an answer came in */
    waited(moment) {
        if (!moment) {
            return "";
        }
        const minutes = Math.max(
            0,
            Math.floor(this.state.now.diff(deserializeDateTime(moment), "minutes").minutes),
        );
        const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
        if (days) {
            return _t("%(days)s d %(hours)s h", { days, hours }).toString();
        }
        return _t("%(hours)s h %(minutes)s min", { hours, minutes: minutes % 60 }).toString();
    }

    /** What a screen reader says of a figure. */
    described(counter, ...places) {
        return [counter.label, ...places.map((place) => place.name)].join(", ");
    }

    async load() {
        try {
            const board = await this.keepLast.add(
                this.orm.silent.call("cs.complaint.board", "get_board"),
            );
            Object.assign(this.state, { board, error: false, now: luxon.DateTime.now() });
        } catch (error) {
            if (!this.state.board) {
                throw error;
            }
            // The last figures stay; the board says that they are old and asks again.
            this.state.error = true;
        }
    }

    poll() {
        browser.clearTimeout(this.pollTimer);
        const pause = this.state.isConnected ? POLL : POLL_WITHOUT_BUS;
        this.pollTimer = browser.setTimeout(async () => {
            await this.load();
            if (!this.isGone) {
                this.poll();
            }
        }, pause);
    }

    setConnected(isConnected) {
        if (this.state.isConnected === isConnected) {
            return;
        }
        this.state.isConnected = isConnected;
        this.onChanged();
        this.poll();
    }

    onChanged() {
        this.changeTimer ??= browser.setTimeout(() => {
            this.changeTimer = null;
            this.load();
        }, DEBOUNCE);
    }

    onFullscreen() {
        if (!document.fullscreenElement) {
            this.state.isWall = false;
        }
    }

    toggleWall() {
        this.state.isWall = !this.state.isWall;
        // Without the right to fill the screen the board still fills the window.
        if (this.state.isWall) {
            this.root.el.requestFullscreen?.().catch(() => {});
        } else if (document.fullscreenElement) {
            document.exitFullscreen();
        }
    }

    /**
     * Open the complaints that a figure counts.
     *
     * @param {string} key of the counter
     * @param {string} name title of the list
     * @param {Object} [department]
     * @param {Object} [channel]
     */
    open(key, name, department, channel) {
        const domain = [...this.state.board.domains[key]];
        if (department) {
            domain.push(["department_id", "=", department.id]);
        }
        if (channel) {
            domain.push(["channel_id", "=", channel.id]);
        }
        if (document.fullscreenElement) {
            document.exitFullscreen();
        }
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: "cs.complaint",
            views: [
                [false, "list"],
                [false, "kanban"],
                [false, "form"],
            ],
            domain,
            context: { hierarchical_naming: false },
        });
    }

    openLadder() {
        return this.action.doAction("cs_complaint.cs_complaint_rung_action");
    }
}

registry.category("actions").add("cs_complaint_board", ComplaintBoard);
