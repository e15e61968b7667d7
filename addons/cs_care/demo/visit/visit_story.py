"""Return visits of the demonstration: whom, why, and how they went."""

from dataclasses import dataclass, field

COMPLAINT, SERVICE, CARE = (
    "cs_care.cs_visit_plan_complaint",
    "cs_care.cs_visit_plan_service",
    "cs_care.cs_visit_plan_at_risk",
)


@dataclass(frozen=True)
class Visit:
    """One visit of the story.

    ``answers`` are indexes of choices, stars, numbers or words in the order of the questions;
    ``tries`` are attempts without success, half a working day apart.
    """

    customer: str
    plan: str
    days_ago: int
    agent: str | None = "user_agent"
    tries: tuple = ()
    answers: tuple = ()
    values: dict = field(default_factory=dict)
    declined: str | None = None


def told(satisfaction, outcome, **values):
    return {"satisfaction": str(satisfaction), "outcome": outcome, **values}


VISITS = [
    Visit(
        "partner_huang",
        COMPLAINT,
        44,
        answers=(0, 5, 0, ""),
        values=told(5, "帳單已更正，客戶滿意。"),
    ),
    Visit(
        "partner_wang_sy",
        COMPLAINT,
        41,
        "user_agent2",
        ("no_answer",),
        (1, 3, 1, "希望一次就能說清楚。"),
        told(3, "退款已收到，但說明不夠清楚。"),
    ),
    Visit(
        "partner_chang_jh",
        SERVICE,
        37,
        answers=(0, 5, ""),
        values=told(5, "光纖安裝順利，沒有問題。"),
    ),
    Visit(
        "partner_li_jr",
        SERVICE,
        33,
        "user_agent2",
        ("busy", "no_answer"),
        (1, 4, "想了解漫遊設定。"),
        told(4, "已說明漫遊設定，寄送使用指南。"),
    ),
    Visit("partner_wu_pc", CARE, 30, tries=("no_answer", "voicemail", "no_answer")),
    Visit(
        "partner_liu_gh",
        CARE,
        26,
        "user_agent2",
        (),
        (2, 4, 2, "山區收訊不好。"),
        told(2, "考慮換到別家電信。", next_step="complaint", next_note="家中收訊不良，希望改善。"),
    ),
    Visit(
        "partner_tsai_yj",
        CARE,
        22,
        answers=(4, 3, 0, ""),
        values=told(4, "一家三口都使用我們的服務。"),
    ),
    Visit("partner_yang_cx", COMPLAINT, 19, "user_agent2", declined="工作忙碌，不希望再接到電話。"),
    Visit(
        "partner_hsu_sf",
        SERVICE,
        15,
        answers=(0, 4, ""),
        values=told(5, "一切正常。"),
    ),
    Visit(
        "partner_cheng_wj",
        CARE,
        12,
        "user_agent2",
        ("no_answer",),
        (3, 2, 1, "希望有家庭方案。"),
        told(
            3, "希望推出家庭共享方案。", next_step="suggestion", next_note="推出家庭共享數據方案。"
        ),
    ),
    Visit(
        "partner_hsieh_yr",
        COMPLAINT,
        8,
        answers=(0, 4, 0, ""),
        values=told(4, "問題已解決。"),
    ),
    Visit("partner_kuo_jl", COMPLAINT, 7, tries=("no_answer",)),
    Visit("partner_hung_xm", SERVICE, 2, tries=("callback",)),
    Visit("partner_chiu_bh", SERVICE, 1, "user_agent2"),
    Visit("partner_tseng_yh", CARE, 1),
    Visit("partner_customer", CARE, 1, None),
    Visit("partner_liao_zw", COMPLAINT, 1, None),
]
