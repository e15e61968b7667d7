"""Complaints about marketing: promises that were not kept, and unwanted advertising."""

from .story import (
    Case,
    answer,
    close,
    confirm,
    rate,
    reject,
    reopen,
    say,
    start,
    tell,
    todo,
    wait,
    withdraw,
)

CASES = (
    Case(
        58.1, "phone", "li_jr", "false_advertising", "廣告宣稱吃到飽卻降速",
        "廣告寫「吃到飽」,使用超過二十GB即降速,廣告未明顯標示。",
        (
            start(2),
            answer(12, "檢視廣告版面,降速說明字體過小。",
                   "同意客戶無條件改換方案,並修改廣告版面。"),
            close(10),
            rate(0.5, 3, "廣告應該早點改。"),
        ),
    ),
    Case(
        53.3, "email", "santos", "improper_means", "Advertising calls every evening",
        "I get a call from your partner every evening although I asked to be left alone.",
        (
            start(1),
            answer(6, "We found the partner who called from an old list.",
                   "Your number is on the do-not-call list of all partners as of today."),
            confirm(20),
            rate(0.1, 5, "No calls since."),
        ),
    ),
    Case(
        46.7, "social", "Rainy Day <rainyday@example.com>", "false_advertising",
        "Free tablet was not free",
        "Your post promised a free tablet. The shop wanted NT$1,990 for it.",
        (
            start(2),
            say(2, "Could you send us the receipt? We will look at it at once."),
            wait(0.2, "Receipt of the shop."),
            tell(12, "Receipt attached in a private message."),
            answer(8, "We compared the post with the conditions of the campaign.",
                   "The post left out a condition. You get the NT$1,990 back at any shop."),
            confirm(10),
        ),
        severity="major",
    ),
    Case(
        40.9, "phone", "chien_sy", "improper_means", "未經同意開通影音服務",
        "客戶未申請,帳單卻出現影音服務月費一百四十九元。",
        (
            start(1),
            answer(32, "調閱申請紀錄,為電話行銷人員誤登。", "取消服務並退費,行銷廠商扣點處分。"),
            close(8),
            rate(0.5, 1, "處理超過承諾的時間。"),
        ),
    ),
    Case(
        33.2, "web", "sun_jing", "false_advertising", "宣传的免费安装需付费",
        "网页写免费安装,安装人员现场收取五百元。",
        (
            start(2),
            answer(10, "向安装团队核实,收费项目为额外布线,但事前未告知。", "退还五百元,并要求事前书面报价。"),
            reopen(30, "退款尚未到账。"),
            start(1),
            answer(7, "财务确认账号填写错误,已重新汇款。", "五百元已到账,客户确认。"),
            confirm(4),
            rate(0.2, 5),
        ),
    ),
    Case(
        26.0, "phone", "", "improper_means", "Caller claims to work for us and sells contracts",
        "A person who does not want to be named reports door-to-door sellers with a false badge.",
        (
            start(1),
            reject(15, "The sellers are not ours. The police was informed and a warning is on the "
                       "website; nothing that we sold is in question."),
        ),
    ),
    Case(
        20.4, "sms", "wang_sy", "improper_means", "每天收到五則廣告簡訊",
        "已回覆取消訂閱三次,仍持續收到廣告簡訊。",
        (
            start(1),
            answer(7, "檢查取消訂閱紀錄,發現第二發送平台未同步。", "兩平台皆已停發,並修正同步程序。"),
            close(12),
            rate(0.4, 5),
        ),
    ),
    Case(
        14.8, "email", "pier9", "false_advertising", "Business offer withdrawn after signing",
        "Your seller offered 20 % off for 30 lines. The first bill shows 10 %.",
        (
            start(2),
            answer(20, "We read the offer that was signed and asked the seller.",
                   "The offer stands: 20 % from the first bill on, the difference is credited."),
            confirm(10),
            rate(0.2, 5, "As it should be."),
        ),
        severity="major",
    ),
    Case(
        11.5, "store", "peng_zq", "false_advertising", "贈品缺貨拒絕補寄",
        "續約贈送的耳機缺貨,門市要求客戶改選較便宜贈品。",
        (
            start(3),
            todo(74, "Ask the supplier for the date of the next delivery"),
        ),
        by="agent2",
    ),
    Case(
        7.1, "chat", "silva", "improper_means", "Insurance added to my order in the web shop",
        "The web shop had ticked phone insurance for me. I do not want it.",
        (
            start(2),
            withdraw(3, "The insurance is gone from my order, that is all I wanted."),
        ),
    ),
    Case(
        2.7, "email", "hsieh_yr", "false_advertising", "中獎通知後無法領獎",
        "抽獎活動通知我得獎,聯絡後卻說名單有誤。",
        (
            start(2),
            answer(9, "核對抽獎名單,通知函因編號錯誤誤發。", "仍依通知致贈同等獎品,三日內寄出。"),
        ),
        severity="major",
    ),
    Case(
        0.4, "phone", "camphor", "improper_means", "企業專線遭推銷電話騷擾",
        "代表號每日接到三通以上推銷續約電話,影響客服作業。",
    ),
)
