"""What the contacts of the demonstration are about: ``(kind, channels, subject, outcome)``."""

PAST_CONTACTS = (
    (
        "consultation",
        "phone chat",
        "Which plan includes roaming in Japan?",
        "Explained the three roaming passes; customer will buy one in the app.",
    ),
    ("consultation", "phone chat", "詢問 5G 方案資費", "說明三種 5G 方案差異,客戶考慮後再回覆。"),
    ("business", "store phone", "申請門號過戶", "證件齊全,過戶完成,隔日生效。"),
    ("business", "store", "Replacement SIM after loss", "New SIM handed over, old one blocked."),
    ("after_sales", "phone", "家中光纖斷線報修", "遠端重啟數據機後恢復正常。"),
    (
        "after_sales",
        "phone chat",
        "Router loses Wi-Fi every evening",
        "Changed the channel remotely; stable during the call.",
    ),
    ("consultation", "phone", "帳單繳費期限可否延長", "同意延長七日,已註記。"),
    ("consultation", "email", "Copy of the invoices of last year", "Invoices sent as PDF."),
    ("suggestion", "app web", "希望 App 可以查詢每日用量", "已轉產品部評估,感謝客戶建議。"),
    (
        "suggestion",
        "social",
        "Please open the store on Saturdays",
        "Thanked and passed to the service management office.",
    ),
    ("business", "phone", "申請暫停服務三個月", "已設定暫停,並說明復話方式。"),
    ("business", "portal web", "Change of the billing address", "Address changed, confirmed."),
    ("after_sales", "store", "手機送修進度查詢", "維修完成,通知客戶到店領取。"),
    ("consultation", "chat", "如何開通國際漫遊", "線上協助開通,並提醒關閉背景數據。"),
    (
        "consultation",
        "phone",
        "Contract end and fee for leaving early",
        "Contract ends in four months; fee explained, customer keeps the plan.",
    ),
    ("business", "phone chat", "加購 10GB 數據包", "加購成功,立即生效。"),
    (
        "after_sales",
        "phone",
        "No dial tone on the office line",
        "Line test failed; field visit arranged and done the next morning.",
    ),
    ("consultation", "sms", "查詢剩餘流量", "以簡訊回覆剩餘 3.2GB。"),
    (
        "consultation",
        "store phone",
        "攜碼轉入需要哪些文件",
        "說明雙證件與舊門號資料,客戶將到店辦理。",
    ),
    (
        "suggestion",
        "email",
        "A paper bill in larger print, please",
        "Large-print bill switched on for this customer.",
    ),
    ("business", "store", "企業客戶新增五門號", "合約用印完成,門號已開通。"),
    (
        "after_sales",
        "chat phone",
        "eSIM does not install on a new phone",
        "New activation code sent; installed.",
    ),
    (
        "consultation",
        "phone",
        "收到疑似詐騙簡訊,是否為貴公司發送",
        "確認非本公司發送,已協助封鎖並通報。",
    ),
    ("consultation", "social chat", "門市營業時間", "提供最近門市的地址與營業時間。"),
    ("business", "app", "Turn off automatic renewal of a data pass", "Switched off as asked."),
    ("after_sales", "phone", "通話時常有雜音", "換發 SIM 卡後改善,客戶確認。"),
)

# What is going on right now: topic, minutes since it arrived, seconds until it was answered
OPEN_CONTACTS = (
    (("consultation", "phone", "詢問續約優惠", ""), 9, 12),
    (("after_sales", "phone", "Fibre line down since this morning", ""), 14, 31),
    (("business", "chat", "申請電子帳單", ""), 6, 95),
    (("consultation", "chat", "Is my phone ready for 5G?", ""), 2, None),
    (("consultation", "phone", "查詢本期帳單明細", ""), 1, None),
    (("suggestion", "email", "建議增加客服英文語音選單", ""), 1900, None),
    (("business", "web", "Moving house: take the fibre line along", ""), 300, None),
    (("after_sales", "app", "漫遊無法上網", ""), 170, None),
)
