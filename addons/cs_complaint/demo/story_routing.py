"""Complaints that several departments work on, and those that change hands."""

from .story import Case, Step, answer, assign, close, note, rate, start


def ask(hours, department, what, details=""):
    """The handler asks another department."""
    return Step("ask", hours, what, details, by=department)


def take(hours, login):
    """``login`` takes up what the department was asked for."""
    return Step("take", hours, by=login)


def reply(hours, login, text):
    """``login`` answers for the department that was asked."""
    return Step("reply", hours, text, by=login)


def send_back(hours, login, reason):
    """``login`` sends the request back."""
    return Step("send_back", hours, reason, by=login)


def severity(hours, to, reason):
    """The handler raises the severity, or asks for a lower one."""
    return Step("severity", hours, reason, to)


def transfer(hours, to, reason):
    """The handler gives the complaint to another department."""
    return Step("transfer", hours, reason, by=to)


def aside(hours, worked_hours, reason):
    """The handler puts the complaint aside."""
    return Step("aside", hours, reason, worked_hours)


def merge(hours, into, reason):
    """A supervisor merges the complaint into the one with the subject ``into``."""
    return Step("merge", hours, reason, into)


OUTAGE = "No fibre in Harbour Street since six in the morning"

CASES = (
    Case(
        26.4,
        "phone",
        "tanaka",
        "function",
        "Parental control lets everything through",
        "The parental control of the router has had no effect since the last update.",
        (
            assign(2, "product", "product_head"),
            start(1),
            ask(1, "service", "How many customers called about it?", "Calls of this week, please."),
            take(2, "agent"),
            reply(2, "agent", "Seventeen calls since Monday, all with firmware 4.2."),
            severity(1, "major", "Seventeen customers, children among them"),
            answer(
                20,
                "We found the fault in firmware 4.2, which seventeen customers had reported.",
                "Firmware 4.2.1 mends it; your router has had it since last night.",
            ),
            close(8),
            rate(1, 5, "Well explained."),
        ),
    ),
    Case(
        2.6,
        "email",
        "novak",
        "performance",
        "Booster sold for a house of two floors does not reach the second",
        "The shop told me one booster is enough. Upstairs there is no signal at all.",
        (
            assign(1, "product", "product_head"),
            start(1),
            ask(
                1,
                "service",
                "What was said at the counter?",
                "The shop on Harbour Street, receipt of 3 November.",
            ),
            ask(0.2, "marketing", "What does the leaflet promise?"),
            take(1, "marketing_head"),
            reply(4, "marketing_head", "The leaflet says 90 square metres, on one floor."),
        ),
    ),
    Case(
        1.9,
        "phone",
        "chiu_bh",
        "charging",
        "國際漫遊費用與簡訊通知不符",
        "出國前簡訊說每日上限三百元,帳單卻是一千八百元。",
        (
            start(1),
            ask(1, "policy", "漫遊上限簡訊的核定文字為何?", "請提供十月份版本。"),
            take(2, "policy_head"),
            ask(1, "product", "該門號當日的上限控管是否生效?"),
            send_back(1, "product", "需要門號與日期,請補充。"),
        ),
        severity="major",
    ),
    Case(
        3.4,
        "web",
        "seagull",
        "customer_service",
        "Campaign price refused at the counter",
        "The web page says NT$499 for six months, the shop wanted NT$699.",
        (
            start(2),
            note(1, "The page is still on-line; this is for marketing."),
            transfer(0.5, "marketing", "The campaign page is wrong, not the counter"),
        ),
    ),
    Case(1.2, "phone", "lighthouse", "network_quality", OUTAGE, OUTAGE + ".", (start(0.5),)),
    Case(
        1.0,
        "web",
        "okafor",
        "network_quality",
        "Internet gone this morning",
        "Nothing works in Harbour Street 14.",
        (merge(1, OUTAGE, "The same cut cable in Harbour Street"),),
    ),
    Case(
        1.3,
        "phone",
        "wu_pc",
        "business_handling",
        "移機後電話不通",
        "上週移機至新址,市話至今不通。",
        (start(1), aside(1, 9, "工程人員明日上午到場檢測")),
        by="agent2",
    ),
    Case(
        0.8,
        "chat",
        "patel",
        "charging",
        "Bill of a neighbour in my envelope",
        "In my envelope was the bill of somebody else.",
        (start(0.5), severity(1, "ordinary", "One envelope, the machine was checked")),
        severity="major",
    ),
)
