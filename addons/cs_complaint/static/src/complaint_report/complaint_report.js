import { registry } from "@web/core/registry";
import { GraphRenderer } from "@web/views/graph/graph_renderer";
import { graphView } from "@web/views/graph/graph_view";
import { PivotRenderer } from "@web/views/pivot/pivot_renderer";
import { pivotView } from "@web/views/pivot/pivot_view";

/**
 * Action that opens the complaints which are counted in a cell or bar of the analysis.
 *
 * @param {string} name shown as title
 * @param {Array} domain on the rows of the analysis
 */
export function complaintsOf(name, domain) {
    return {
        type: "ir.actions.act_window",
        name,
        res_model: "cs.complaint",
        views: [
            [false, "list"],
            [false, "form"],
        ],
        target: "current",
        context: { hierarchical_naming: false },
        domain: [["report_ids", "any", domain]],
    };
}

export class ComplaintReportPivotRenderer extends PivotRenderer {
    openView(domain, _views, _context, newWindow) {
        const action = complaintsOf(this.model.metaData.title, domain);
        return this.actionService.doAction(action, { newWindow });
    }
}

export class ComplaintReportGraphRenderer extends GraphRenderer {
    openView(domain, _views, _context, newWindow) {
        const action = complaintsOf(this.model.metaData.title, domain);
        return this.actionService.doAction(action, { newWindow, viewType: "list" });
    }
}

registry.category("views").add("cs_complaint_report_pivot", {
    ...pivotView,
    Renderer: ComplaintReportPivotRenderer,
});
registry.category("views").add("cs_complaint_report_graph", {
    ...graphView,
    Renderer: ComplaintReportGraphRenderer,
});
