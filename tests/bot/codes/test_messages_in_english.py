"""Messages as banks, messengers, shops and offices send them, in English."""

import pytest

from bot.codes.extractor import Found, find_codes

MESSENGERS = [
    ("G-123456 is your Google verification code.", "123456"),
    ("G-048213 is your Google verification code. Don't share your code with anyone.", "048213"),
    ("Your WhatsApp code: 123-456\nDon't share this code with others\n4sgLq1p5sV6", "123456"),
    (
        (
            "<#> Your WhatsApp code: 048-213\n\nYou can also tap on this link to verify your phone:"
            " v.whatsapp.com/048213\n\nDon't share this code with others\n4sgLq1p5sV6"
        ),
        "048213",
    ),
    ("Your WhatsApp Business code: 731-904. Do not share it. rJbA/XP1K+V", "731904"),
    (
        "Login code: 12345. Do not give this code to anyone, even if they say they are from Telegram!",
        "12345",
    ),
    (
        (
            "Telegram code 73920\n\nYou can also tap on this link to log in:\n"
            "https://t.me/login/73920\n\noLeq9AcOZkT"
        ),
        "73920",
    ),
    ("Your Signal verification code: 402-117\n\nDo not share this code with anyone.", "402117"),
    ("Your Signal registration code is 402-117", "402117"),
    ("FB-48213 is your Facebook confirmation code", "48213"),
    (
        "482130 is your Facebook password reset code or reset your password here: https://fb.com/l/9x8y7z6",
        "482130",
    ),
    ("Use 048 213 to verify your Instagram account.", "048213"),
    ("Your Instagram code is 048213. Don't share it.", "048213"),
    ("#48213 is your Discord verification code", "48213"),
    ("Your Discord verification code is: 048213", "048213"),
    ("Viber code: 048213. If you didn't request it, ignore this SMS.", "048213"),
    ("Your LINE verification code is 0482. It is valid for 30 minutes.", "0482"),
    ("Snapchat Code: 048213. Happy Snapping!", "048213"),
    (
        (
            "[TikTok] 0482 is your verification code, valid for 5 minutes. To keep your account safe,"
            " never forward this code."
        ),
        "0482",
    ),
    (
        "WeChat verification code (048213) may only be used once to verify your mobile number.",
        "048213",
    ),
    ("Your Twitter confirmation code is 7h3k9q2m.", "7h3k9q2m"),
    ("Your X verification code is 048213.", "048213"),
    ("Skype: enter 0482 to confirm your number", "0482"),
    ("Your Zoom verification code is 048213. It expires in 10 minutes.", "048213"),
    ("048213 is your Reddit verification code. Do not share it.", "048213"),
    ("LinkedIn verification code: 048213 - expires 15:30", "048213"),
    ("Your KakaoTalk code is [0482].", "0482"),
    ("1️⃣2️⃣3️⃣4️⃣ is your code", "1234"),
]

BANKS = [
    (
        (
            "Dear Customer, OTP for txn of INR 1,299.00 at AMAZON on HDFC Bank card ending 1234 is 482910."
            " Valid till 12:45:33. Do not share it."
        ),
        "482910",
    ),
    (
        "482910 is the OTP for your SBI transaction of Rs.5,000.00 at FLIPKART. Card XX4242.",
        "482910",
    ),
    ("Use OTP 048213 to log in to your ICICI account XX1234. Valid for 3 mins.", "048213"),
    ("OTP is 048213 for adding payee to A/c XX9021. Never share the OTP. -AXIS BANK", "048213"),
    ("Barclays: your one-time passcode is 04821390. We will never ask for it.", "04821390"),
    ("HSBC: Your security code for the payment of GBP 25.50 to AMZN MKTP is 048213.", "048213"),
    (
        (
            "Chase: DON'T share. Use code 04821390 to confirm you're signing in. We'll NEVER call to ask for"
            " this code. Call 1-800-935-9935 if you didn't request it."
        ),
        "04821390",
    ),
    (
        (
            "Wells Fargo: Never share this Advance Access Code. 048213 is your code. Call 1-800-869-3557"
            " with questions"
        ),
        "048213",
    ),
    ("Citi ID Code: 048213. We'll NEVER call or text for this code. Expires in 10 min.", "048213"),
    (
        (
            "Bank of America: DO NOT share this Sign In code. We will NEVER call you or text you for it."
            " Code 048213. Reply HELP if you didn't request it."
        ),
        "048213",
    ),
    ("Monzo: 048 213 is your PIN reminder code", "048213"),
    ("Revolut verification code: 048-213. Never share this code with anyone, ever.", "048213"),
    ("Your Wise code is 048213\n\nDon't share it with anyone\n@wise.com #048213", "048213"),
    ("PayPal: 048213 is your security code. Don't share your code.", "048213"),
    (
        (
            "PayPal: Your security code is 048213. It expires in 10 minutes. Don't share this code with"
            " anyone."
        ),
        "048213",
    ),
    (
        (
            "Your Stripe verification code is: 048-213. Don't share this code with anyone; our employees"
            " will never ask for it."
        ),
        "048213",
    ),
    (
        "048213 is your one-time password for a transaction of USD 120.00 on your card *4242",
        "048213",
    ),
    (
        "TAC: 048213 for transfer of RM150.00 to acc 1122334455. Call 03-1234 5678 if not you.",
        "048213",
    ),
    ("Your Maybank2u TAC is 048213. Request date: 21-11-2026 12:45:01", "048213"),
    ("NEVER share your One-Time PIN. Your OTP is 04821 for R350.00 at TAKEALOT.", "04821"),
    ("Safaricom: your M-PESA verification code is 0482. Do not share it with anyone.", "0482"),
    ("Dear customer, your GTBank token is 048213. N5,000.00 will be debited.", "048213"),
    ("Apple Pay: Your Visa card ending in 4242 can be verified with code 048213", "048213"),
    ("Coinbase: Your verification code is 0482139. We will never ask you for it.", "0482139"),
    ("[Binance] Verification code: 048213. Withdrawal of 0.05120000 BTC. Do not share.", "048213"),
    ("Kraken: your login code is 048213 (valid 15 minutes). IP 203.0.113.77", "048213"),
    ("Bybit: 048213 is your withdrawal code for 1500 USDT to 0x9f…c21a", "048213"),
]

SHOPS_AND_RIDES = [
    ("048213 is your Amazon OTP. Do not share it with anyone.", "048213"),
    (
        (
            "Amazon: Your code is 048213. Don't share it. If you didn't request it, deny here"
            " https://amazon.com/a/c/r/0fKx83Ab"
        ),
        "048213",
    ),
    (
        (
            "Your Uber code is 0482. Never share this code. Reply STOP ALL to +44 7700 900123 to"
            " unsubscribe."
        ),
        "0482",
    ),
    ("0482 is your Uber code. qlRnn4A1sbt", "0482"),
    ("Your Lyft code is 048213", "048213"),
    ("Bolt: your code is 0482", "0482"),
    ("Your Airbnb verification code is: 0482. Don't share this code with anyone.", "0482"),
    ("Booking.com: 048213 is your verification code. Do not share.", "048213"),
    ("eBay: Your security code is 048213. Do not share this code.", "048213"),
    ("Your Netflix temporary access code: 0482. Expires in 15 min", "0482"),
    ("Your Apple ID Code is: 048213. Don't share it with anyone.", "048213"),
    (
        (
            "Your Apple Account code is: 048213. Don't share it with anyone.\n\n@apple.com #048213"
            " %apple.com"
        ),
        "048213",
    ),
    ("Use 048213 as Microsoft account security code", "048213"),
    ("Microsoft access code: 0482", "0482"),
    ("Use verification code 048213 for Microsoft authentication.", "048213"),
    ("Steam Guard code: R7F2K", "R7F2K"),
    ("Your Steam verification code is R7F2K.", "R7F2K"),
    ("Epic Games: your security code is 048213", "048213"),
    ("Your code: A1B2C3", "A1B2C3"),
    ("Enter AB-12CD as your login code", "AB12CD"),
    ('Your access code is "k9x2w7".', "k9x2w7"),
    ("Your verification code is QWXZPT.", "QWXZPT"),
    ("Your device code is WDJB-MJHT", "WDJBMJHT"),
    ("DoorDash: your code is 048213, for order 77182 of $23.40", "048213"),
    ("Your delivery PIN for order 402-9921830 is 0482. Give it to the driver.", "0482"),
    ("Your parcel is in locker 17. Pickup code: 048213. Open until 21/11.", "048213"),
    ("Your order 483920 is being prepared. Show code 0482 at the counter.", "0482"),
    ("OTP123456 valid for 5 min", "123456"),
    ("code123456 for your login", "123456"),
    ("Your code is: 12 34 56", "123456"),
    ("Your code is: 1 2 3 4 5 6", "123456"),
    ("Your code is 1-2-3-4-5-6. Again: 1-2-3-4-5-6.", "123456"),
]

OFFICES = [
    ("Your GOV.UK One Login security code is 048213. The code expires after 15 minutes.", "048213"),
    ("048213 is your GOV.UK Verify code", "048213"),
    (
        (
            "Your Login.gov one-time code is 048213 and expires in 10 minutes. Don't share it.\n\n"
            "@login.gov #048213"
        ),
        "048213",
    ),
    ("IRS: Your one-time ID.me code is 048213", "048213"),
    (
        "HMRC access code: 048213. This is a one-time code to sign in to your online account.",
        "048213",
    ),
    ("NHS login: your code is 048213. Ends 24 Nov 2026.", "048213"),
    ("myGov: Your code is 048213. Don't share it. It expires in 10 minutes.", "048213"),
    (
        "UIDAI: 048213 is the OTP for Aadhaar (XX9021) valid for 10 mins at 21-11-2026 12:45 IST.",
        "048213",
    ),
    ("Your Singpass OTP is 048213, use it within 180 seconds.", "048213"),
]

PLAIN_WAYS = [
    ("048213", "048213"),
    ("  048 213  ", "048213"),
    ("Hello! 048213", "048213"),
    ("Acme: 048213", "048213"),
    ("Hi Ann,\n\n048213\n\nCheers, Acme", "048213"),
    ("Your code is\n\n048213\n\nIt is valid for 600 seconds.", "048213"),
    ("code=048213", "048213"),
    ("code -> 048213", "048213"),
    ("Code—048213", "048213"),
    ("*048213* is your code", "048213"),
    ("«048213» is your code", "048213"),
    ("【048213】 is your code", "048213"),
    ("PIN:0482", "0482"),
    ("pin 048 213", "048213"),
    ("Password: 048213", "048213"),
    ("Your code is 2024", "2024"),
    ("1984 is your Acme code", "1984"),
    ("Code 048213. Code 048213. Code 048 213.", "048213"),
    ("048213 is your code. Repeat: 048-213", "048213"),
    ("To sign in to Acme, type 0482 in the app.", "0482"),
    ("Enter the following code to log in: 048213", "048213"),
    ("Here is the code you asked for to sign in to your Acme account:\n048213", "048213"),
    ("The code that lets you in today, and that nobody else should ever see, is 048213", "048213"),
    ("Your old code 111222 has expired. Your new code is 048213.", "048213"),
    ("Your previous code 111222 no longer works. New code: 048213", "048213"),
    ("Tap https://example.com/v?code=048213 to verify", "048213"),
    ("Security code for your card: 0482. Amount: 500", "0482"),
    ("Code is 048213.Do not share", "048213"),
    ("your code:048213,valid for 5 min", "048213"),
    ("Your code is 123", "123"),
    ("Your code: ABC-123", "ABC123"),
    ("SMP-048213 is your code", "048213"),
    ("Your code: 0123456789", "0123456789"),
]

TABLE = [*MESSENGERS, *BANKS, *SHOPS_AND_RIDES, *OFFICES, *PLAIN_WAYS]


@pytest.mark.parametrize(("text", "code"), TABLE)
def test_the_code_comes_out_as_it_must_be_typed(text: str, code: str) -> None:
    assert Found(code) == find_codes(text)
