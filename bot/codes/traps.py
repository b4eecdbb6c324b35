"""Figures that say what they are by their own look: money, dates, phones, links. They are blotted out.

The order matters: a pattern further down no longer sees what one above it has taken.
"""

import re

from bot.codes.plain import plain

BLOT = "¤"  # neither a letter nor a digit, and no mark that ends a sentence

NUMBER = (
    r"(?:\d{1,3}(?:[ .,']\d{3}){1,5}(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d{1,9}(?:[.,]\d{1,2}(?!\d))?)"
)
EXACT = r"(?:\d{1,3}(?:[.,']\d{3}){1,5}(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d{1,9}[.,]\d{1,2}(?!\d))"

SYMBOLS = r"[$€£¥₹₽₴₺₸₾₩₫₪₦₱฿₡₲₵৳₼﷼₮]"
ISO = (
    "USD|EUR|GBP|INR|RUB|RUR|UAH|PLN|CZK|HUF|RON|BGN|SEK|NOK|DKK|CHF|TRY|TL|ILS|NIS|AED|SAR|QAR|KWD|"
    "EGP|PKR|BDT|LKR|NPR|CNY|RMB|JPY|KRW|TWD|HKD|SGD|MYR|IDR|VND|THB|PHP|AUD|NZD|CAD|MXN|BRL|ARS|CLP|"
    "COP|PEN|ZAR|NGN|KES|KSH|GHS|TZS|UGX|XOF|XAF|KZT|UZS|GEL|AMD|AZN|BYN|MDL|RSD|HRK|BAM|ALL|ISK|IRR|"
    "BTC|ETH|USDT|USDC|TON|MAD|DZD|TND|ETB|VEF|UYU"
)
BEFORE_MONEY = rf"(?:(?:US|HK|NT|CA|AU|R|A|C|S)?{SYMBOLS}|(?<![A-Za-z])(?:{ISO}|Rs\.?|Rp\.?|RM|Tk\.?|S/\.?|Ksh\.?|kr\.?|Kč|Lei|GH¢)(?![A-Za-z]))"
AFTER_MONEY = (
    rf"(?:{SYMBOLS}|(?:{ISO}|Rs|zł|zl|kc|ft|lei|leva|лв|руб\w{{0,4}}|р|грн|гривен\w?|тенге|тг|сум|сом|"
    r"ден|дин|kr|kn|yen|yuan|euros?|dollars?|dolares|pesos?|reais|rupees|pounds|lira|rub|forint|kron\w{0,2}|"
    r"euro|ευρώ|ευρω|lari|ლარი|դրամ|dong|dirhams?|ringgit|рублеи)(?!\w)|/-|元|円|원|บาท|(?<=\d)đ(?![\w'])|дол(?!\w)|درهم|ريال|"
    r"رىال|ریال|تومان|جنيه|جنیه|دینار|شيكل|شیکل|ש\"ח|שח|שקל|रुपये|रु|টাকা|টঃ|ரூ)"
)

MONTHS = (
    "jan|feb|fev|mar|mär|maerz|apr|abr|avr|may|mai|mag|maj|jun|jui|jul|juil|aug|ago|aou|sep|set|oct|okt|"
    "out|ott|nov|dec|dez|dic|gen|ene|giu|lug|sty|lut|kwi|cze|lip|sie|wrz|paz|lis|gru|янв|фев|мар|апр|маи|"
    "июн|июл|авг|сен|окт|ноя|дек|січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|гру|oca|sub|nis|haz|tem|agu|eyl|"
    "eki|kas|ara|ιαν|φεβ|μαρ|απρ|μαι|ιουν|ιουλ|αυγ|σεπ|οκτ|νοε|δεκ|يناير|فبراير|مارس|نوفمبر"
)
MINUTES = (
    "min|mins|mn|mnt|minut\\w{0,5}|minuut|minuuttia|minuter|minuti|minutos?|minuta|mints?|menit|dakika\\w{0,5}|"
    "dk|daqiqa|dəqiqə|мин|минут\\w{0,2}|хв|хвилин\\w{0,2}|perc\\w{0,4}|λεπτ\\w{0,3}|րոպե\\w{0,3}|წუთ\\w{0,3}|"
    "secs?|seconds?|secondes?|secondi|segundos?|sek|sekund\\w{0,3}|sekunn?\\w{0,3}|секунд\\w{0,2}|сек|saniye|"
    "detik|saat|sn|mp|phut|giay|דקות|דק|דקה|שניות|دقيقة|دقیقة|دقائق|دقایق|دقيقه|دقیقه|ثانية|ثانیة|ثانیه|منٹ|dakikadir"
)
TIMES = (
    "h|hs|hr|hrs|hours?|heures?|horas?|ora|ore|stunden?|std|uur|timm?ar|timer|time|tuntia|godz\\w{0,4}|hodin\\w?|"
    "ora\\w{0,2}|часа?|часов|год|годин\\w?|days?|tage?n?|jours?|dias?|giorn[oi]|dagen|dagar|dager|dage|paivaa|dni|"
    "den|dan\\w?|nap|zile|gun|дня|днеи|день|днів|jam|hari|gio|ngay|weeks?|months?|ساعة|ساعه|ساعات|ایام|روز|"
    "يوم|שעות|ימים|ώρες|ωρες|h\\d\\d"
)
EASTERN = "分钟|分鐘|分間|分以内|分内|分|秒|小时|小時|時間|个小时|天|日|분|초|시간|นาที|วินาที|ชั่วโมง|วัน|मिनट|मिनिट|सेकंड|घंटे|মিনিট|সেকেন্ড|ঘণ্টা|நிமிட|నిమిష|ನಿಮಿಷ|മിനി|મિનિટ|ਮਿੰਟ|នាទី|ນາທີ|မိနစ်|ደቂቃ"
THINGS = (
    "points?|pts|bonus\\w{0,3}|miles|punkte\\w?|puntos|pontos|punti|балл\\w{0,3}|бонус\\w{0,3}|puan|customers?|clients|"
    "people|users|members|items|pcs|pieces|followers|likes|views|friends|steps|calories|kcal|km|kg|lbs?|gb|mb|"
    "kb|tb|гб|мб|кг|км|км/ч|шт|mbps|mg|ml|cm|mm|kwh|квт|coins?|credits?|gems|diamonds|attempts?|tries|"
    "digits?|characters?|digit-?|reviews?|stores?|shops|employees|spins?|votes|votos|клиент\\w{0,3}|"
    "человек|stickers|shares"
)
EASTERN_THINGS = "积分|積分|点(?!击)|點(?!擊)|ポイント|포인트|คะแนน|位数|位數|桁|자리|人|名|次|件|个|個|회(?!원)|명|점|अंक|पॉइंट"
ENDINGS = (
    "ending|ends|ending in|ending with|last (?:four|4)(?: digits)?|terminad[ao]s?|termina|terminando|final|"
    "finalizad[ao]|finalizando|terminant|se terminant|finissant|terminee?|finit|che termina|terminante|endend|endet|"
    "endziffern?|endung|eindigend|eindigt|slutar|slutter|som slutar|paattyva|konczac\\w{0,4}|koncic\\w{0,4}|koncov\\w{0,4}|"
    "konci|vegzodo|vegu|terminat|zavrsetkom|koja zavrsava|biten|ile biten|sonu|berakhir|berakhiran|ket thuc|duoi|"
    "оканчива\\w{0,7}|заканчива\\w{0,7}|закінчу\\w{0,7}|завършващ\\w{0,3}|που ληγει|ληγει|منتهیة|المنتهية|المنتهیة|"
    "تنتهی|ینتهی|המסתיים|המסתיימת|מסתיים|समाप्त|ลงท้าย|ลงท้ายด้วย|尾号|尾號|尾数|末尾|末四位|끝자리|下4桁|下四桁"
)

# The second half of "123 456" or the last of "12 34 56" is no number of its own.
NOT_SPACED = r"(?!(?<=(?<!\d)\d\d[ -])\d\d(?!\d))(?!(?<=(?<!\d)\d{3}[ -])\d{3}(?!\d))(?!(?<=(?<!\d)\d{4}[ -])\d{4}(?!\d))"

_TRAPS = (
    # links and addresses: only what the ASCII alphabet offers belongs to them
    r"(?i)[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+",
    r"(?i)(?:https?://|www\.)[!-~]+",
    r"(?i)(?<![\w.])(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,12}/[!-~]*",
    (
        r"(?i)(?<![\w.])(?=[\d.-]{0,20}[a-z])(?:[a-z0-9-]{1,63}\.){1,5}(?:com|net|org|io|co|app|ru|de|uk|info|biz|ua|"
        r"xyz|dev|shop|online|site|bank|gov|edu|cn|jp|kr|br|pl|fr)(?!\w)"
    ),
    # the hash Android looks for: eleven characters at the very end
    r"(?<!\S)(?=[A-Za-z0-9+/]{0,10}[0-9+/A-Z])(?=[A-Za-z0-9+/]{0,10}[A-Za-z])[A-Za-z0-9+/]{11}\s*\Z",
    # accounts with most digits hidden
    r"(?:(?<!\d)\d{1,6})?(?<![*•●✱∗·#…])[*•●✱∗·#…]{2,}+(?:[ -][*•●✱∗·#…]{1,8}+){0,4}[ -]?\d{1,6}(?![\d*])",
    r"\d{1,6}(?:[ -]?[*•●✱∗…]{2,}){1,3}[ -]?\d{0,6}",
    r"(?<![\w*])[*•●✱∗]\d{3,5}(?![\d*])",
    r"(?i)(?<![a-z\d*])\d{0,6}[x*]{2,}+[ -]?(?:[x*]{2,}+[ -]?){0,3}\d{2,6}(?!\w)",
    r"(?i)(?<![a-zа-я\d])х{2,}[ -]?\d{2,6}(?!\w)",
    r"(?i)(?:a/c|acct?|account|card|no)\.?(?: no\.?)? ?x\d{3,6}(?!\w)",
    r"(?i)(?<![a-z])(?:visa|mir|ecmc|maestro|mastercard|amex|rupay)[- ]?\d{4}(?!\d)",
    r"(?<!\S)(?:\.{2,3}|…)\d{3,4}(?!\d)",
    (
        rf"(?i)(?<![^\W\d_])(?:{ENDINGS})(?: (?:in|with|on|by|en|em|com|con|par|auf|mit|op|med|pa|na|v|w|su|per|cu|s|za|"
        r"на|в|με|σε|ile|dengan|bang|so|number|by|digits|numero|nr|ب|في|فی|ב|ב-))?[ :]{0,2}\d{2,6}(?!\d)"
    ),
    r"\*[\d*]{2,20}#",
    # numbers of accounts and people
    r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])",
    r"\+ ?\(?\d(?:[ ().-]{0,2}\d){6,14}(?!\d)",
    r"(?<![\d])00[1-9](?:[ .()-]?\d){8,13}(?!\d)",
    r"\(\d{2,5}\)[ -]?\d{2,4}[ -]?\d{2,4}(?:[ -]?\d{2,4})?(?!\d)",
    r"(?<![A-Za-z\d_])(?=\d(?:[ -]?\d){8})0\d{1,4}(?:[ -]\d{2,4}){2,4}(?!\d)",
    r"(?<![A-Za-z\d_])[178][ -]?\(?\d{3}\)?[ -]\d{3}[ -]?\d{2}[ -]?\d{2}(?!\d)",
    r"(?<![A-Za-z\d_])[1-9]\d{2}[.-]\d{3}[.-]\d{4}(?!\d)",
    r"(?<![\w-])1[58]\d\d-\d{4}(?!\d)",
    (
        r"(?i)(?<![a-z])(?:stop|help|baja|unsubscribe|optout|opt-out|alto|arret|стоп)\W{1,4}(?:(?:all|sms)\W{1,2})?"
        r"(?:(?:to|au|al|a|an|ao|para|til|till|na|на|per) )?\d{3,6}(?!\d)"
    ),
    (
        r"(?i)(?<![a-z])(?:text|texting|txt|sms|send|sent|reply|envia|envie|envoyez|sende|отправьте|отправь)(?![a-z])[^.\n]{0,30}?"
        r" (?:to|au|al|an|para|на)(?: number)? \d{3,6}(?!\d)"
    ),
    # dates and times of day
    r"(?<![\d.-])\d{4}([-/.])\d{1,2}\1\d{1,2}(?:T[\d:.Z+-]+)?(?!\d)",
    r"(?<![\d.-])\d{1,2}([./])\d{1,2}\1(?:\d{4}|\d{2})(?!\d)",
    r"(?<![\d.-])(?:[0-2]?\d|3[01])-(?:[0-2]?\d|3[01])-(?:19|20)\d\d(?!\d)",
    r"\d{2,4}[年년] ?(?:\d{1,2}[月월] ?)?(?:\d{1,2}[日일])?|\d{1,2}[月월] ?\d{1,2}[日일号]?",
    (
        rf"(?i)(?<![A-Za-z\d_]){NOT_SPACED}\d{{1,2}}(?:st|nd|rd|th|er|º)?[ ./-]{{0,2}}(?:de |d'|of )?(?:{MONTHS})\w{{0,7}}[ .,'/-]{{0,2}}"
        r"(?:(?:de |del )?(?:(?:19|20)\d\d|\d\d)(?!\d))?"
    ),
    rf"(?i)(?<![A-Za-z\d_])(?:{MONTHS})\w{{0,6}}\.? \d{{1,2}}(?:st|nd|rd|th)?(?!\d),? ?(?:(?:19|20)\d\d(?!\d))?",
    rf"(?i)(?<![A-Za-z\d_])(?:{MONTHS})\w{{0,6}}\.? (?:19|20)\d\d(?!\d)",
    r"(?:19|20)\d\d ?(?:г\.|г(?!\w)|года?(?!\w)|гг|р\.(?= |$))",
    r"(?i)(?:©|\(c\)|copyright) ?(?:19|20)\d\d(?: ?- ?(?:19|20)\d\d)?",
    r"(?<!\d)(?:19|20)\d\d ?[-/] ?(?:(?:19|20)\d\d|\d\d)(?!\d)",
    r"(?i)(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,6})?(?!\d)(?: ?[ap]\.?m(?!\w))?",
    r"(?i)(?<![\d])\d{1,2}(?:[.:]\d\d)? ?(?:[ap]\.?m\.?|uhr|h\d{2}|час|時|点|點|시)(?![a-z])(?: ?\d{1,2}[分분])?",
    r"(?i)(?<![\d])\d{4} ?(?:hrs|hours|uhr)(?!\w)",
    r"(?i)(?<![a-z])(?:until|till|before) (?:[01]\d|2[0-3])[0-5]0(?!\d)",
    # a sender that signs with digits
    r"(?i)【(?![^】]{0,40}(?:码|碼|コード|code|番号|otp|pin))[^】\d]{1,20}\d{1,10}[^】\d]{0,20}】",
    # money; a figure with a fraction beside the currency is surer than one without
    rf"(?i)(?<![A-Za-z\d_.,]){EXACT} ?{AFTER_MONEY}",
    rf"(?<![A-Za-z\d_.,])\d{{1,5}} ?{AFTER_MONEY}(?= ?\d{{6,8}}(?![\d.,]))",
    rf"{BEFORE_MONEY} ?{NUMBER}",
    rf"(?i)(?<![A-Za-z])(?:{ISO}|rs\.?|inr) ?{EXACT}",
    rf"(?i)(?<![A-Za-z\d_.,]){NUMBER} ?{AFTER_MONEY}",
    # how long, how many, how much of it
    rf"(?i)(?<![A-Za-z\d_.,]){NOT_SPACED}\d{{1,4}}(?: ?- ?\d{{1,3}})?[ -]?(?:{MINUTES})(?!\w)",
    rf"(?i)(?<![A-Za-z\d_.,]){NOT_SPACED}\d{{1,3}}(?: ?- ?\d{{1,3}})?[ -]?(?:{TIMES})(?!\w)",
    rf"(?<![A-Za-z\d.])\d{{1,3}} ?(?:个|個)?(?:{EASTERN})",
    r"(?<![A-Za-z\d])\d{4} ?(?:个|個)?(?:秒|分钟|分鐘|小时|초|분 )",
    r"(?<!\d)\d{1,3}s(?!\w)",
    rf"(?i)(?<![A-Za-z\d_.,])\d{{1,3}}(?:[.,]\d{{3}}){{0,5}}(?:[.,]\d+)?\d{{0,6}}[ -]?(?:{THINGS})(?!\w)",
    rf"(?<![A-Za-z\d.])\d{{1,7}} ?(?:{EASTERN_THINGS})",
    r"(?<![\d])\d{1,6}(?:[.,]\d{1,3})? ?[%‰]|% ?\d{1,3}(?:[.,]\d+)?(?!\d)",
    r"-?(?<!\d)\d{1,4}(?:[.,]\d)? ?(?:°|º|℃|℉)",
    # versions, addresses of machines, fractions, thousands
    r"(?i)(?<![A-Za-z\d_])v(?:ersion|er)?\.? ?\d+(?:\.\d+){0,4}(?!\w)",
    r"(?<![A-Za-z\d_])\d{1,5}(?:\.\d{1,5}){2,4}(?!\w)",
    r"(?<![A-Za-z\d_.,])\d{1,3}(?:[.,']\d{3}){1,5}(?:[.,]\d{1,2})?(?!\d)",
    r"(?<![A-Za-z\d_.,])\d{1,9}[.,]\d{1,2}(?!\d)",
    r"(?<![\w/])\d{1,2}/\d{1,4}(?![\d/])",
)
TRAPS = tuple(re.compile(plain(pattern)) for pattern in _TRAPS)


def blot(text: str) -> str:
    """Cover every figure that explains itself, keeping all other places where they are."""
    for trap in TRAPS:
        text = trap.sub(lambda found: BLOT * len(found.group()), text)
    return text
