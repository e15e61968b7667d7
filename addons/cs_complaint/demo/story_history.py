"""Complaints of the months before the story: what there is to learn from. Words by category."""

HISTORY = {
    "network_quality": (
        "室內收不到訊號",
        "通話經常中斷",
        "5G網速很慢",
        "基地台故障沒有網路",
        "No signal at home",
        "Calls drop all the time",
    ),
    "customer_service": (
        "客服態度不佳",
        "等候客服超過三十分鐘",
        "客服說明錯誤",
        "門市人員沒有禮貌",
        "Agent was rude on the telephone",
        "Waited forty minutes for an agent",
    ),
    "business_handling": (
        "申請移機一直沒有辦好",
        "解約手續拖延",
        "更改地址沒有生效",
        "開通新門號太久",
        "Contract was not cancelled as asked",
        "Number transfer takes too long",
    ),
    "charging": (
        "帳單金額錯誤",
        "重複扣款",
        "多收漫遊費",
        "溢收月租費要求退費",
        "Charged twice on the bill",
        "Unknown charge on my bill",
    ),
    "function": (
        "語音信箱無法使用",
        "數據機無法開機",
        "來電答鈴設定失效",
        "App 無法登入",
        "Router does not switch on",
        "Call forwarding does not work",
    ),
    "false_advertising": (
        "廣告說吃到飽卻限速",
        "宣傳贈品沒有給",
        "廣告價格與實際不符",
        "促銷內容誇大不實",
        "Advert promised unlimited data",
        "Promised gift never came",
    ),
    "improper_means": (
        "未經同意開通加值服務",
        "一直接到推銷電話",
        "推銷簡訊太多",
        "被誤導簽約",
        "Subscribed without my consent",
        "Unwanted marketing calls",
    ),
    "policy_change": (
        "方案調漲沒有通知",
        "優惠政策突然取消",
        "新規定不合理",
        "條款變更未告知",
        "Tariff policy changed without notice",
        "New terms are unfair",
    ),
}
# Working days ago
DAYS = (150, 142, 134, 127, 119, 112, 104, 97, 90, 83)
