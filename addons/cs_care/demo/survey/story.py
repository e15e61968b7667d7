"""What customers of the demonstration answer: ``(satisfaction, settled, words)``."""

# After a contact; settled: 0 yes, 1 in part, 2 no
CONTACT_ANSWERS = (
    (5, 0, "客服人員很有耐心,一次就處理好了。"),
    (4, 0, ""),
    (5, 0, "Very friendly, thank you."),
    (2, 2, "等很久才接通,而且訊號問題還是沒解決。"),
    (4, 1, "App 的說明可以再清楚一點。"),
    (5, 0, ""),
    (3, 1, "The bill is still hard to understand."),
    (5, 0, "謝謝幫忙調整方案。"),
    (1, 2, "Waited forty minutes in the queue, then the line was cut."),
    (4, 0, ""),
    (5, 0, "Quick and clear."),
    (4, 0, "帳單寄送方式很方便。"),
    (4, 0, ""),
    (5, 0, ""),
)

# Ratings in the hall: stars and words
HALL_RATINGS = (
    (5, ""),
    (5, "服務很親切"),
    (4, ""),
    (3, "排隊太久"),
    (5, ""),
    (4, ""),
    (5, "Solved at once"),
    (2, "Only one counter was open, a long queue"),
    (5, ""),
    (4, ""),
    (5, ""),
    (4, "冷氣有點冷"),
    (5, ""),
    (5, ""),
    (4, ""),
    (3, "Waited half an hour"),
)
