"""Complaints about service: network, customer service, handling of business, charging."""

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
    todo,
    wait,
    withdraw,
)

CASES = (
    Case(
        61.2, "phone", "huang", "network_quality", "家中完全收不到訊號",
        "客戶表示搬到新社區後,室內只剩一格訊號,通話常中斷,已持續兩週。",
        (
            start(0.5),
            say(1, "您好,我們已通知網路部門到府測試,預計明天上午與您聯絡。"),
            answer(9, "工程師到社區量測訊號,調整鄰近基地台的天線角度。",
                   "室內訊號由一格提升到三格;本月月租費減收二百元,於下期帳單扣抵。"),
            confirm(12),
            rate(0.2, 5, "處理很快,謝謝。"),
        ),
    ),
    Case(
        59.5, "email", "carter", "charging", "Billed twice for the same month",
        "My August bill was charged to my card two times, NT$1,399 each. Please return one.",
        (
            start(1),
            answer(5, "We compared the payment list of the bank with your bill.",
                   "The second payment was an error of ours. NT$1,399 went back to your card "
                   "today; your bank shows it within five days."),
            close(16),
            rate(0.5, 5, "Quick and friendly."),
        ),
    ),
    Case(
        57.0, "phone", "hsu_sf", "customer_service", "客服人員態度不佳",
        "客戶昨日來電詢問合約,客服未說明就掛斷電話。",
        (
            start(0.3),
            answer(7, "調閱錄音後確認客服人員未依規範結束通話,已安排主管面談與再訓練。",
                   "主管已去電致歉,客戶接受。"),
            close(8),
            rate(1, 3),
        ),
        by="agent2",
    ),
    Case(
        54.8, "web", "pier9", "network_quality", "Two hours without network at the harbour",
        "All 30 handhelds in our warehouse were offline on Monday from 14:00 to 16:10.",
        (
            start(1),
            say(1, "We are looking at the records of the cell at the harbour and will write today."),
            note(2, "Transmission fault between 13:58 and 16:07, planned work was not announced."),
            answer(14, "We examined the fault records of the cell and the work that was planned.",
                   "Planned work ran longer than announced. We credit one day of service for 30 "
                   "lines and will write to you two days before each work at this cell."),
            confirm(6),
            rate(0.2, 5, "Clear explanation."),
        ),
        severity="major",
    ),
    Case(
        52.1, "phone", "liu_gh", "charging", "漫遊費用過高",
        "客戶出國三天,帳單出現漫遊費八千四百元,表示從未收到提醒簡訊。",
        (
            start(2),
            wait(3, "請客戶提供出國期間的航班資料,以核對漫遊時段。"),
            tell(18, "資料已傳真,請查收。"),
            answer(9, "核對漫遊通聯紀錄,發現提醒簡訊因系統延遲未送出。",
                   "依規定減免超過上限的六千四百元,並補送提醒簡訊設定說明。"),
            close(20),
            rate(1, 5, "有還我公道。"),
        ),
        severity="major",
    ),
    Case(
        48.9, "store", "lai_ml", "business_handling", "門號申請退租遲未完成",
        "客戶三週前已在門市申請退租,仍持續收到帳單。",
        (
            start(1),
            answer(30, "查詢門市申請單,發現退租單未登錄系統。",
                   "補登退租,並註銷申請日之後的帳單。"),
            reopen(20, "又收到一張催繳單,顯然沒有處理完。"),
            start(1),
            answer(6, "通知帳務部門停止催繳,確認帳單已全數註銷。",
                   "催繳單作廢,不影響信用;另致贈購物金三百元致歉。"),
            confirm(10),
            rate(0.3, 3, "總算處理好,但太慢。"),
        ),
        by="agent2",
    ),
    Case(
        45.5, "chat", "murphy", "customer_service", "Waited 40 minutes on the hotline",
        "Customer waited forty minutes on the hotline on Sunday evening and then was cut off.",
        (
            start(0.2),
            answer(10, "We checked the queue of Sunday evening: four of twelve seats were empty.",
                   "We are sorry. From next month two more people answer on Sunday evenings."),
            close(9),
            rate(2, 3, "At least an honest answer."),
        ),
    ),
    Case(
        42.3, "phone", "tsai_yj", "network_quality", "社區光纖每天晚上斷線",
        "每晚八點到十點網路斷線三到五次,影響孩子線上課程。",
        (
            start(1),
            answer(36, "到府檢測並更換社區分歧器。", "更換後連續三日無斷線,客戶確認正常。"),
            close(10),
            rate(0.5, 5),
        ),
        severity="major",
    ),
    Case(
        38.7, "email", "Oliver Brandt <oliver.brandt@example.com>", "business_handling",
        "Number transfer refused without a reason",
        "I wanted to bring my number to you. Your shop refused it and could not tell me why.",
        (
            start(3),
            wait(1, "Which number, and which operator is it with today?"),
            tell(15, "0912 555 377, with my old operator since 2019."),
            answer(7, "We asked the old operator: the contract name has a spelling mistake.",
                   "Please let them correct the name; the transfer then takes one day. The fee is "
                   "on us."),
            confirm(14),
        ),
    ),
    Case(
        35.4, "phone", "liao_zw", "charging", "長輩被收取未使用的加值費用",
        "客戶八十二歲,帳單連續四個月有音樂鈴聲費用,本人表示不會使用。",
        (
            start(0.5),
            answer(12, "查無客戶申請紀錄,服務於店員代為設定手機時誤開。",
                   "取消服務並退還四個月費用共三百九十六元。"),
            close(8),
            rate(1, 5, "謝謝客服小姐耐心說明。"),
        ),
    ),
    Case(
        31.0, "portal", "customer", "charging", "帳單金額與合約不符",
        "合約約定月租九百九十九元,最近兩期帳單都收一千一百九十九元,請說明。",
        (
            start(2),
            say(1, "林小姐您好,我們正在核對您的合約,今天下班前回覆您。"),
            tell(2, "好的,麻煩了。"),
            answer(4, "核對合約與帳單,發現續約優惠未套用。",
                   "已補套優惠,兩期溢收四百元於下期帳單退還。"),
            confirm(9),
            rate(0.2, 5, "說明清楚。"),
        ),
    ),
    Case(
        27.6, "phone", "yang_cx", "network_quality", "高鐵沿線無法上網",
        "每天通勤,新竹到苗栗路段完全無法上網。",
        (
            start(2),
            reject(20, "此路段訊號由鐵路公司共構設備提供,目前維修公告中,非本公司服務範圍;"
                       "已向客戶說明並提供公告。"),
        ),
        by="agent2",
    ),
    Case(
        24.2, "social", "silva", "customer_service", "Three answers to one question",
        "I asked on three channels when my fibre will be installed and got three different dates.",
        (
            start(4),
            answer(40, "We compared the three answers with the plan of the installation team.",
                   "The only right date was that of the letter. All three channels now read the "
                   "date from the same place."),
            close(10),
            rate(0.5, 1, "The date was missed again in the meantime."),
        ),
    ),
    Case(
        19.8, "store", "hung_xm", "business_handling", "門市要求客戶重複提供證件",
        "同一案件三次到門市,每次都要求重新影印證件。",
        (
            start(1),
            withdraw(6, "店長已當面說明並完成辦理,客戶表示不再申訴。"),
        ),
        by="agent2",
    ),
    Case(
        17.3, "email", "lighthouse", "network_quality", "Card terminal offline during the book fair",
        "Our card terminal had no connection for a whole Saturday. We lost many sales.",
        (
            start(1),
            say(1, "Thank you for telling us. Please send us the number on the SIM card."),
            wait(0.5, "Number of the SIM card in the terminal."),
            tell(10, "It ends in 0201."),
            answer(8, "We read the session records of the SIM card for that Saturday.",
                   "A full cell near the fair refused new sessions. We credit a month of service "
                   "and set the SIM card to a higher priority."),
            confirm(20),
            rate(0.3, 5),
        ),
        severity="major",
    ),
    Case(
        13.9, "phone", "cheng_wj", "charging", "解約金計算錯誤",
        "客戶合約剩兩個月,解約金卻依剩餘十二個月計算。",
        (
            start(1),
            answer(14, "重新核對合約起訖日期。", "解約金由六千元更正為一千元。"),
            close(6),
        ),
    ),
    Case(
        7.6, "phone", "kuo_jl", "network_quality", "颱風後市話中斷未修復",
        "颱風過後市話中斷已八天,報修三次均無人到場,家中有長者需要緊急聯絡。",
        (
            start(0.5),
            note(3, "Cable under the collapsed road; road works end next week at the earliest."),
            todo(40, "Tell the family when the replacement by mobile phone is delivered"),
        ),
        severity="extra_major",
    ),
    Case(
        2.4, "email", "okafor", "business_handling", "Fibre appointment missed twice",
        "Nobody came on two mornings for which I took leave from work.",
        (
            start(2),
            say(1, "I am sorry. The team leader will call you today to arrange a firm time."),
            tell(12, "Nobody has called me so far."),
        ),
    ),
    Case(
        4.2, "web", "seagull", "network_quality", "辦公室5G訊號不穩",
        "旅行社辦公室5G時有時無,線上訂位常失敗。",
        (start(3), note(4, "Measurement in the office arranged with technical support.")),
        severity="major", by="agent2",
    ),
    Case(
        4.5, "app", "customer", "charging", "自動扣款失敗卻收滯納金",
        "信用卡扣款因系統維護失敗,卻向我收取滯納金。",
        (
            start(2),
            answer(8, "查詢扣款紀錄,確認為本公司系統維護造成。", "滯納金全數免除,已重新扣款成功。"),
        ),
    ),
    Case(
        3.1, "chat", "zhao_lei", "customer_service", "客服答复前后矛盾",
        "两位客服对同一套餐的流量说明完全不同,希望给出书面说明。",
        (start(1), wait(2, "请客户提供两次咨询的时间,以便调阅记录。")),
    ),
    Case(
        1.4, "phone", "wu_pc", "network_quality", "通話品質差,常斷話",
        "近一週在家通話三分鐘就斷線,重開機也沒有改善。",
        (start(2),),
    ),
    Case(
        0.6, "email", "patel", "charging", "Unknown charge of NT$150",
        "There is a charge called 'service item' of NT$150 on my bill. What is it?",
    ),
    Case(
        0.2, "phone", "yeh_rh", "business_handling", "更改帳單地址未生效",
        "客戶上月已申請更改地址,本期帳單仍寄到舊址。",
        by="agent2",
    ),
)
