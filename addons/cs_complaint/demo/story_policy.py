"""Complaints about policy: rules that changed, and how rules are applied."""

from .story import (
    Case,
    answer,
    close,
    confirm,
    note,
    rate,
    reject,
    reopen,
    say,
    start,
    tell,
    wait,
)

CASES = (
    Case(
        55.6, "phone", "hsu_sf", "policy_change", "三G關閉後舊手機無法使用",
        "客戶使用舊式手機,三G關閉後無法撥打電話,要求提供替代方案。",
        (
            start(2),
            answer(14, "查核換機補助辦法,客戶符合敬老資格。", "免費更換四G手機並協助轉移通訊錄。"),
            close(9),
            rate(1, 5, "很貼心。"),
        ),
        severity="major", by="agent2",
    ),
    Case(
        49.7, "email", "murphy", "policy_change", "Old plan ended without a choice",
        "You moved me to a plan that costs more. I never agreed to it.",
        (
            start(3),
            say(2, "We are reading the announcement that was sent to you in July."),
            answer(14, "We checked the notice and your right to leave.",
                   "The notice came a week late. You keep the old price for six months or may "
                   "leave without a fee."),
            confirm(16),
            rate(0.3, 3, "Fair in the end."),
        ),
    ),
    Case(
        43.1, "portal", "customer", "policy_change", "紙本帳單改為收費",
        "自下個月起紙本帳單每期收二十元,長輩不會使用電子帳單。",
        (
            start(2),
            answer(20, "檢視收費公告與例外條款。", "六十五歲以上客戶免收,已為林小姐家中長輩設定。"),
            confirm(12),
            rate(0.2, 5),
        ),
    ),
    Case(
        37.5, "store", "lai_ml", "policy_execution", "門市拒絕委託他人辦理",
        "兒子持委託書代母親辦理過戶,門市以規定為由拒絕。",
        (
            start(2),
            answer(10, "確認委託書格式符合規定,門市誤解辦法。", "已協助完成過戶,並重新說明各門市。"),
            close(9),
            rate(0.6, 5),
        ),
        by="agent2",
    ),
    Case(
        30.3, "web", "carter", "policy_execution", "Deposit asked only from foreign customers",
        "The shop asked me for a deposit of NT$3,000. My Taiwanese colleague paid none.",
        (
            start(2),
            note(3, "Rule asks for a deposit without credit history, whatever the passport."),
            answer(28, "We compared the rule with what the shop did in ten cases.",
                   "The shop applied the rule unequally. Your deposit is returned today and all "
                   "shops got the rule in writing."),
            reopen(25, "The deposit has not arrived and nobody can tell me when."),
            start(1),
            say(2, "The transfer was sent to a closed account. May we use the new one?"),
            tell(5, "Yes, please use the account of my latest bill."),
            answer(6, "We sent the transfer again and checked it with the bank.",
                   "NT$3,000 arrived today."),
            confirm(3),
            rate(0.2, 3, "It took two rounds."),
        ),
        severity="major",
    ),
    Case(
        25.1, "phone", "huang", "policy_execution", "未成年門號需兩位家長同意",
        "離婚單親家庭無法取得另一方同意,孩子無法申辦門號。",
        (
            start(1),
            answer(16, "與法規單位確認,檢附監護權證明即可。", "補件後已完成申辦。"),
            close(8),
            rate(0.5, 5, "法規人員很專業。"),
        ),
    ),
    Case(
        21.2, "email", "Ken Foster <ken.foster@example.com>", "policy_change",
        "Speed limit law should be changed",
        "The speed limits on the coast road are much too low.",
        (
            start(4),
            reject(2, "This is about traffic rules, which are not ours. We named the right office."),
        ),
    ),
    Case(
        18.6, "phone", "ma_chao", "policy_change", "漫游套餐取消未提前通知",
        "出差前一天才发现常用的漫游套餐已取消。",
        (
            start(2),
            answer(18, "核对通知记录,短信只发送给最近三个月使用过的客户。",
                   "为客户保留原套餐至年底,并补发通知给全部客户。"),
            close(10),
            rate(0.4, 5),
        ),
    ),
    Case(
        4.4, "email", "tanaka", "policy_execution", "Fee for unlocking a paid phone",
        "My phone is paid off, yet the shop wants NT$500 to unlock it.",
        (
            start(2),
            say(1, "Which shop was it, and when?"),
            wait(0.2, "Shop and date of the visit."),
        ),
        severity="major",
    ),
    Case(
        2.8, "phone", "chang_jh", "policy_change", "預付卡效期縮短",
        "預付卡效期由一百八十天改為九十天,餘額因此失效。",
        (start(3), note(5, "法规要求提前三十日公告,正在核对公告日期。")),
    ),
    Case(
        3.4, "web", "okafor", "policy_execution", "Residence card not accepted online",
        "The web form refuses the new format of my residence card number.",
        (
            start(3),
            answer(12, "We tested the form with the new card numbers.",
                   "The form takes the new format since this morning; your order went through."),
        ),
    ),
    Case(
        1.1, "chat", "tseng_yh", "policy_change", "身障優惠申請需每年重辦",
        "身障優惠改為每年重新申請,造成行動不便者困擾。",
        by="agent2",
    ),
)
