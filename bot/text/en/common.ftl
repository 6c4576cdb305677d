# Words that many answers share.

button-help = Get help
button-leave = Leave quickly
# On every private page (S42).
private-note = -# To close this page, use “Dismiss message” below it.
sources = -# { $count ->
    [one] Source:
   *[other] Sources:
} { $list }

# Dates as precise as they are known. A full date with a time is shown by Discord itself.
date-day = { $day } { $month } { $year }
date-month = { $month } { $year }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
