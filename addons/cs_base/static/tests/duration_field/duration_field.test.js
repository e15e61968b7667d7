import { expect, test } from "@odoo/hoot";
import { allowTranslations } from "@web/../tests/web_test_helpers";
import { formatSeconds } from "@cs_base/duration_field/duration_field";

test("seconds read in the two units that matter", () => {
    allowTranslations();
    expect(formatSeconds(0)).toBe("0 s");
    expect(formatSeconds(false)).toBe("0 s");
    expect(formatSeconds(59)).toBe("59 s");
    expect(formatSeconds(245)).toBe("4 min 5 s");
    expect(formatSeconds(3600)).toBe("1 h");
    expect(formatSeconds(3605)).toBe("1 h");
    expect(formatSeconds(86399)).toBe("23 h 59 min");
    expect(formatSeconds(273600)).toBe("3 d 4 h");
});
