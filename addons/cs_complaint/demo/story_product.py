"""Complaints about products: what they can do, how well, and for how much."""

from .story import (
    Case,
    answer,
    assign,
    close,
    confirm,
    note,
    rate,
    reopen,
    say,
    start,
    tell,
    wait,
    withdraw,
)

HEAD, MEMBER = "product_head", "product"

CASES = (
    Case(
        60.3, "phone", "chang_jh", "function", "App無法儲值",
        "更新後按下儲值按鈕即閃退,重裝仍相同。",
        (
            assign(2, MEMBER, HEAD),
            start(1),
            answer(10, "重現問題,原因為新版與舊款手機不相容。",
                   "已發布修正版,客戶更新後可正常儲值。"),
            close(8),
            rate(0.5, 5),
        ),
    ),
    Case(
        56.4, "email", "tanaka", "performance", "Home router far slower than promised",
        "Your router reaches 180 Mbit/s by cable although my plan has 500.",
        (
            assign(1, MEMBER, HEAD),
            start(3),
            say(1, "Please tell us the type printed below the router."),
            tell(6, "HT-R200, revision 1."),
            answer(10, "We measured the same type in our laboratory: its port is the limit.",
                   "We exchange the router for the newer type free of charge."),
            confirm(25),
            rate(0.1, 5, "New router works very well."),
        ),
    ),
    Case(
        50.2, "web", "camphor", "function", "企業主機無法設定來電轉接",
        "雲端總機設定來電轉接後,轉接號碼聽不到聲音。",
        (
            assign(2, MEMBER, HEAD),
            start(2),
            answer(50, "與原廠確認為語音編碼不相容,更新設定檔。", "轉接恢復正常,並提供設定手冊。"),
            close(10),
            rate(2, 3, "等待時間過長。"),
        ),
        severity="major",
    ),
    Case(
        44.0, "store", "hsieh_yr", "price", "同型手機門市價格不一",
        "客戶在台北門市購買手機,隔日發現花蓮門市便宜一千二百元。",
        (
            assign(3, MEMBER, HEAD),
            start(1),
            answer(30, "查核兩門市的促銷公告。", "花蓮門市為展示機出清;已補贈配件作為補償。"),
            reopen(8, "門市人員說是新機,不是展示機。"),
            start(1),
            answer(6, "調閱進貨單,確認為新機,價格標示錯誤。", "退還差價一千二百元。"),
            confirm(5),
            rate(0.2, 5, "最後有退差價。"),
        ),
        by="agent2",
    ),
    Case(
        36.8, "app", "nguyen", "function", "Usage in the app is two days old",
        "The app shows my data usage of two days ago, so I ran over my limit.",
        (
            assign(2, MEMBER, HEAD),
            start(2),
            answer(12, "We compared the usage records with what the app displayed.",
                   "The display was 41 hours late. It is repaired and the extra charge of NT$200 "
                   "is taken off your bill."),
            close(12),
            rate(1, 5, "Solved."),
        ),
    ),
    Case(
        29.1, "phone", "tseng_yh", "performance", "無線分享器過熱",
        "分享器機身燙手,客戶擔心有安全問題。",
        (
            assign(0.5, MEMBER, HEAD),
            start(0.5),
            note(2, "Same batch as two earlier reports; batch numbers sent to the maker."),
            answer(20, "回收分享器送原廠檢測。", "確認為批次瑕疵,免費更換新型號,並主動通知同批客戶。"),
            confirm(10),
            rate(0.4, 5, "重視安全,很好。"),
        ),
        severity="extra_major",
    ),
    Case(
        22.5, "chat", "dubois", "price", "Student plan refused at renewal",
        "The student price ended although the customer is still a student until July.",
        (
            assign(4, MEMBER, HEAD),
            start(1),
            wait(1, "A copy of the student card of this term."),
            withdraw(12, "I found the renewal form in the app myself, thank you."),
        ),
    ),
    Case(
        15.7, "email", "ma_chao", "function", "智能门铃无法连接",
        "购买的智能门铃无法连接贵公司的路由器,其他品牌可以。",
        (
            assign(2, MEMBER, HEAD),
            start(2),
            answer(11, "在实验室用同型号门铃测试,发现路由器默认关闭2.4G频段。",
                   "已远程开启2.4G频段,门铃连接正常。"),
            close(10),
            rate(1, 5),
        ),
    ),
    Case(
        9.3, "phone", "chiu_bh", "performance", "手機電池一天要充三次",
        "新購手機三個月,電池續航明顯下降,送修兩次均回覆正常。",
        (
            assign(3, MEMBER, HEAD),
            start(4),
            note(6, "Battery test in the workshop: 71 % of capacity. Maker asked for exchange."),
        ),
        by="agent2",
    ),
    Case(
        5.0, "web", "dawn", "function", "診所簡訊提醒無法發送中文",
        "預約提醒簡訊中文變成問號,病人看不懂。",
        (
            assign(1, MEMBER, HEAD),
            start(2),
            answer(20, "檢查簡訊編碼設定,改用 UCS-2。", "中文簡訊已可正常發送,並補發當日提醒。"),
        ),
        severity="major",
    ),
    Case(
        2.2, "email", "novak", "performance", "5G modem restarts several times a day",
        "The modem restarts four to six times a day, always in the afternoon.",
        (assign(3, MEMBER, HEAD),),
    ),
    Case(
        0.9, "phone", "customer", "price", "加購數據包價格上漲未通知",
        "十GB數據包由一百九十九元漲為二百四十九元,客戶未收到通知。",
    ),
)
