"""A fault of one base station, told by several customers within a week: a topic that rises."""

from .story import Case, answer, close, rate, say, start

CASES = (
    Case(
        4.3,
        "phone",
        "hung_xm",
        "network_quality",
        "港灣路基地台附近沒有訊號",
        "從星期一起港灣路的店裡完全沒有訊號,無法刷卡收款。",
        (
            start(1),
            say(2, "已通知網路維運中心查修港灣路基地台,有進度立即回覆您。"),
            answer(
                8,
                "網路維運中心查明港灣路基地台的電源模組損壞,已更換。",
                "訊號已恢復,本期月租費減免一百元。",
            ),
            close(4),
            rate(0.3, 5),
        ),
    ),
    Case(
        3.4,
        "web",
        "kuo_jl",
        "network_quality",
        "基地台故障,客訴無人處理",
        "港灣路基地台故障已經兩天,打客服三次都說會回電。",
        (start(3),),
    ),
    Case(
        2.6,
        "email",
        "lai_ml",
        "network_quality",
        "港灣路收訊不良",
        "家裡在港灣路,附近的基地台好像壞了,室內完全收不到。",
        (start(2), say(1, "基地台的零件今日更換,完成後請您再試撥一次。")),
    ),
    Case(
        1.7,
        "chat",
        "chien_sy",
        "network_quality",
        "港灣路通話中斷",
        "走到港灣路通話就中斷,鄰居說基地台在維修。",
        (start(1),),
        by="agent2",
    ),
    Case(
        0.9,
        "app",
        "lu_ss",
        "network_quality",
        "基地台什麼時候修好",
        "港灣路的基地台什麼時候修好?我要求減免月租費。",
    ),
    Case(
        0.4,
        "phone",
        "tseng_yh",
        "network_quality",
        "港灣路一帶5G斷線",
        "客戶表示港灣路一帶5G整天斷線,懷疑基地台故障。",
    ),
)
