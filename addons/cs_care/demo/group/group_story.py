"""Special groups, the green channel and suggestions of the demonstration."""

# customer, group, reason, kind of proof, which document, days ago, verified
MEMBERS = (
    ("okafor", "hearing", "Told us by e-mail", "seen", "Hearing aid card, clinic", 64, True),
    ("wang_sy", "mobility", "Cannot come to the store", "seen", "Disability card, city", 58, True),
    ("ma_chao", "mobility", "In a wheelchair since May", "seen", "Disability card, city", 31, True),
    ("chang_jh", "veteran", "Served in the navy", "seen", "Veteran card", 45, True),
    ("silva", "language", "Speaks Portuguese only", "statement", "", 40, True),
    ("nguyen", "language", "Prefers Vietnamese", "statement", "", 12, True),
    ("santos", "pregnant", "Due in spring", "seen", "Maternity record", 9, True),
    ("liao_zw", "low_income", "Receives support of the city", "statement", "", 3, False),
    ("hsu_sf", "veteran", "Widow of a fallen soldier", "statement", "", 1, False),
)

# customer, reason, days ago, days long, revoked after days with reason
GRANTS = (
    ("dawn", "Clinic without telephone, patients cannot call", 20, 30, None),
    ("pier9", "Dispatch line down during the storm", 35, 14, (4, "Line repaired")),
    ("huang", "Lost the phone abroad", 6, 21, None),
)

# customer, subject of a call, days ago, seconds until answered, minutes talked
CALLS = (
    ("dawn", "診所電話線路中斷", 18, 14, 9),
    ("dawn", "詢問修復時間", 16, 11, 4),
    ("wang_sy", "Visit at home for the new router", 22, 19, 12),
    ("wang_sy", "帳單金額說明", 7, 16, 8),
    ("okafor", "Router loses the connection", 12, 21, 15),
    ("chang_jh", "Transfer of the number to his daughter", 9, 13, 11),
    ("huang", "Blocking of the lost phone", 5, 9, 6),
)

# customer, channel, category, subject, text, days ago, what came of it, answer
SUGGESTIONS = (
    (
        "lai_ml",
        "app",
        "product",
        "App 顯示每日用量",
        "希望在 App 首頁就能看到今天用了多少流量。",
        70,
        "realised",
        "新版 App 首頁已可查看每日用量,謝謝您的建議。",
    ),
    (
        "hsieh_yr",
        "web",
        "product",
        "每日流量提醒",
        "每天用了多少,請在 App 提醒。",
        66,
        "same as 0",
        "",
    ),
    (
        "murphy",
        "email",
        "service",
        "Open the harbour store on Saturdays",
        "I work all week and cannot come.",
        48,
        "adopted",
        "From next month on the harbour store is open on Saturdays from 10 to 16.",
    ),
    (
        "dubois",
        "store",
        "service",
        "Saturday opening, please",
        "Even half a day would help.",
        41,
        "same as 2",
        "",
    ),
    (
        "tanaka",
        "portal",
        "price",
        "A roaming pass for three days",
        "Seven days are too long for a business trip.",
        26,
        "declined",
        "We looked at it closely: our partners abroad sell seven days at least. We keep asking.",
    ),
    (
        "customer",
        "portal",
        "service",
        "紙本帳單字體大一點",
        "長輩看不清楚目前的字。",
        13,
        "review",
        "",
    ),
    (
        "patel",
        "email",
        "rules",
        "Shorter notice for leaving a contract",
        "One month instead of three.",
        6,
        "new",
        "",
    ),
    (
        "carter",
        "app",
        "product",
        "Dark mode in the app",
        "Easier on the eyes at night.",
        2,
        "new",
        "",
    ),
)
