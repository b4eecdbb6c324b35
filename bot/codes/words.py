"""The words around codes, by language.

A hyphen shows where a word may go on: "pin" stands alone, "clav-" has endings, "-kod-" may also
stand inside another word. Scripts without such a habit (Chinese, Thai, Devanagari ...) are found
anywhere. Accents do not matter; small words come from the way people write, not from grammars.
"""

# What a code is called: the strongest sign there is.
CODE_WORDS = {
    "English": "-code-, otp, otps, totp, pin, pins, pincode, -password-, passkey, one-time pass, token,"
    " verification number, security number, secret number, 2fa, tac, tan, one-time-",
    "Spanish": "-codi-, clave, claves, contrasena-, numero de verificacion, numero de seguridad",
    "Portuguese": "senha, senhas, palavra-passe, chave de seguranca, numero de verificacao",
    "French": "mot de passe, mdp, numero de verification, cle de securite",
    "Italian": "parola d'ordine, numero di verifica, chiave di sicurezza",
    "Romanian": "cod, codul, codului, parola",
    "German": "-passwort-, -kennwort-, mobiletan, smstan, mtan, pushtan, phototan, chiptan,"
    " -geheimzahl-, bestatigungsnummer, verifizierungsnummer",
    "Dutch": "-wachtwoord-, verificatienummer, -cijfercode-",
    "Nordic": "-kod-, -losenord-, -passord-, -adgangskode-, -koði-, -koda-, lykilorð-",
    "Finnic and Baltic": "-kood-, -tunnusluku-, -salasana-, parool-, parol-, slaptazod-",
    "West Slavic": "-heslo-, hesla, hasło-, hasla, hasło jednorazowe",
    "South Slavic": "lozink-, geslo, gesla, sifra, sifru, kontrolni broj",
    "Hungarian": "-jelszo-, -jelszav-",
    "Turkic": "sifre-, sifrə-, şifre-, parol-, tasdiqlash raqami, құпия сөз, құпиясөз, сырсөз",
    "Albanian and Maltese": "fjalekalim-, -kodic-",
    "Cyrillic": "-код-, парол-, -шифр-, лозинк-, пін, пин, баталгаажуулах дугаар, нууц үг",
    "Greek": "κωδικ-, συνθηματικ-, πιν",
    "Armenian": "-կոդ-, գաղտնաբառ-, ծածկագիր-",
    "Georgian": "-კოდ-, პაროლ-",
    "Hebrew": "-קוד-, -סיסמ-, מספר אימות",
    "Arabic": "-رمز-, -كود-, الرقم السري, كلمه المرور, كلمة المرور, كلمة السر, رقم التحقق,"
    " رقم التأكيد, رقم سري",
    "Persian and Urdu": "-رمز-, کد, گذرواژه, کلمه عبور, پن, -کوڈ-, او ٹی پی, پاس ورڈ",
    "Hindi and Marathi": "कोड, ओटीपी, पिन, पासवर्ड, सत्यापन संख्या, गुप्त संख्या",
    "Bengali": "কোড, ওটিপি, পিন, পাসওয়ার্ড",
    "India's others": "குறியீடு, ஓடிபி, கடவுச்சொல், కోడ్, ఓటీపీ, ఒటిపి, ಕೋಡ್, ಒಟಿಪಿ, ഒടിപി, ഒറ്റിപി,"
    " കോഡ്, કોડ, ઓટીપી, ਕੋਡ, ਓਟੀਪੀ, କୋଡ୍, ଓଟିପି, කේතය, මුරපදය",
    "South-East Asia": "รหัส, รหัสรับพัสดุ, รหัสรับของ, โค้ด, โค๊ด, โอทีพี, รหส, ລະຫັດ, លេខកូដ, កូដ, ကုဒ်, កូត",
    "Vietnamese": "ma xac, ma otp, ma dang nhap, ma bao mat, ma kich hoat, ma cua ban, ma pin,"
    " ma so xac, mat khau, la ma, ma giao dich otp, ma truy cap, ma dang ky, ma khoi phuc,"
    " ma so bi mat",
    "Malay, Indonesian and Filipino": "sandi, kata laluan, kata sandi, nombor pengesahan",
    "African": "msimbo, nambari ya siri, neno la siri, nambari ya uthibitishaji, ikhodi, የማረጋገጫ,"
    " ኮድ, lambar sirri",
    "Chinese": "验证码, 驗證碼, 校验码, 校驗碼, 动态码, 動態碼, 动态密码, 動態密碼, 口令, 密码, 密碼,"
    " 认证码, 認證碼, 确认码, 確認碼, 授权码, 授權碼, 登录码, 登入碼, 安全码, 安全碼, 短信码, 随机码,"
    " 激活码, 啟用碼, 取件码, 取货码, 代码, 代碼, 识别码, 驗證號碼, 认证号码, 验证号码, 驗證號碼, 码为, 码是, 码:, 碼為, 碼是, 碼:",
    "Japanese": "コード, 認証番号, 確認番号, 暗証番号, パスワード, ワンタイムパス, 認証用番号, 確認用番号",
    "Korean": "인증번호, 인증 번호, 확인번호, 확인 번호, 인증코드, 코드, 비밀번호, 보안번호, 핀번호,"
    " 패스워드, 인증키",
}

# What is called a code and is not one: read before the words above.
OTHER_CODES = {
    "English": "promo- code-, promotional code-, promocode-, discount code-, coupon code-, voucher"
    " code-, gift code-, gift card code-, referral code-, invite code-, invitation code-, offer"
    " code-, booking code-, reservation code-, order code-, product code-, item code-, area code-,"
    " country code-, dialing code-, zip code-, -postcode-, postal code-, post code-, -barcode-, bar"
    " code-, qr code-, qr-code-, error code-, status code-, sort code-, swift code-,"
    " branch code-, ifsc code-, source code-, dress code-, tracking code-, customer code-, short"
    " code-, shortcode-, airport code-, tax code-, use code save, codeshare-, reference code-,"
    " confirmation number, confirmation no, ref code, ref.code, code of conduct, codecademy, -codec-, encode-, decode-",
    "Spanish": "codigo postal, codigo promocional, codigo de descuento, codigo de reserva, codigo de"
    " barras, codigo de cliente, codigo de pais, codigo de area, codigo de error, codigo de"
    " producto, codigo de seguimiento, codigo de referido, codigo qr, codigo de pedido, codigo de"
    " compra",
    "Portuguese": "codigo de desconto, codigo de rastreio, codigo de rastreamento, codigo do cliente,"
    " codigo de erro, codigo do pedido, codigo da reserva, codigo do produto, codigo de indicacao",
    "French": "code postal, code promo, code promotionnel, code barre-, code-barre-, code client, code"
    " de reduction, code reduction, code parrainage, code d'erreur, code erreur, code article, code"
    " qr, code avantage, code de reservation",
    "Italian": "codice sconto, codice promo, codice promozionale, codice fiscale, codice cliente,"
    " codice ordine, codice prenotazione, codice postale, codice errore, codice articolo, codice di"
    " prenotazione, codice a barre, codice spedizione",
    "Romanian": "cod postal, codul postal, cod promotional, cod de reducere, cod client, cod awb",
    "German": "gutscheincode, gutschein-code, rabattcode, rabatt-code, aktionscode, buchungscode,"
    " strichcode, fehlercode, qr-code, gutscheinkode, landercode, promo-code, produktcode",
    "Dutch": "kortingscode, actiecode, boekingscode, couponcode, foutcode, trackingcode",
    "Nordic": "rabattkod-, rabatkode-, rabattkode-, kampanjkod-, felkod-, postkod-, bokningskod-,"
    " streckkod-, kampagnekode-, alennuskood-, tuotekood-, varauskood-, virhekood-, tarjouskood-",
    "Polish, Czech and Slovak": "kod- promocyjn-, kod- rabatow-, kod- kreskow-, kod- pocztow-, kod-"
    " produktu, slevov- kod-, zlavov- kod-, skoda, skody, kodak",
    "Hungarian": "kuponkod-, kedvezmenykod-, hibakod-, vonalkod-",
    "Turkish": "indirim kodu-, kampanya kodu-, promosyon kodu-, posta kodu-, hata kodu-, kupon kodu-,"
    " urun kodu-, rezervasyon kodu-, davet kodu-",
    "Cyrillic": "промокод-, промо-код-, промо код-, штрихкод-, штрих-код-, код- города, код- товара,"
    " код- заказа, код- ошибки, код- страны, код- купона, qr-код-, куар-код-, почтовый код, код-"
    " скидки, код- помилки, код- товару, код- бронирования, код- замовлення, код- региона,"
    " реферальн- код-, трек-код-, кодекс-",
    "Malay and Indonesian": "kode promo, kode pos, kode booking, kode voucher, kode pesanan, kode"
    " referral, kod promosi, kod pos, kode unik, kode diskon",
    "Vietnamese": "ma giam gia, ma don hang, ma khuyen mai, ma van don",
    "Chinese": "优惠码, 折扣码, 邀请码, 邮政编码, 条形码, 二维码, 优惠代码, 兑换码, 優惠碼, 折扣碼, 條碼, 股票代码",
    "Japanese": "割引コード, クーポンコード, qrコード, エラーコード, バーコード, 招待コード, 商品コード, 予約コード",
    "Korean": "할인코드, 할인 코드, 쿠폰코드, 쿠폰 코드, 추천코드, 추천인 코드, 오류코드, 오류 코드, 바코드",
    "Arabic, Persian and Hebrew": "رمز الخصم, كود الخصم, كود خصم, الرمز البريدي, رمز بريدي, كود الطلب, کد پیگیری, کد رهگیری,"
    " کد تخفیف, کد ملی, کد پستی, کد سفارش, کد رزرو, کد معرف, رمز الحجز, קוד קופון, קוד הזמנה, קוד מבצע, מיקוד, קוד הנחה",
    "Thai": "รหัสไปรษณีย์, โค้ดส่วนลด, รหัสส่วนลด, รหัสสินค้า",
    "Greek": "ταχυδρομικ- κωδικ-, εκπτωτικ- κωδικ-, κωδικ- εκπτωση-, κωδικ- παραγγελια-",
}

# What one is told to do with a code. Most languages say it before the code, some after it.
ENTER_WORDS = {
    "English": "use, using, enter, type, type in, input, key in, punch in, text back, submit, provide,"
    " reply with, respond with, show, quote",
    "Romance": "use, usa, utilice, utiliza, ingrese, ingresa, introduce, introduzca, digite, digita,"
    " insira, utilize, utilisez, saisissez, entrez, tapez, saisir, inserisci, inserire, utilizza,"
    " introduceti, introdu, folositi, foloseste, escribe, informe",
    "Germanic": "verwenden sie, verwende, nutze, nutze bitte, nutzen sie, nutzen sie bitte, geben sie, gib, eingeben, voer, gebruik,"
    " ange, anvand, skriv, indtast, brug, bruk, tast, skriv inn, tast inn, skriv in",
    "Others in Latin": "syota, kayta, sisesta, wpisz, uzyj, podaj, zadejte, pouzijte, zadajte,"
    " pouzite, irja be, hasznalja, adja meg, unesite, koristite, upisite, vnesite, uporabite,"
    " iveskite, naudokite, ievadiet, izmantojiet, masukkan, gunakan, nhap, su dung, ilagay, gamitin,"
    " shkruani, perdorni, kiriting, masukan, tumia, ingiza",
    "Others": "введите, введи, используйте, наберите, укажите, сообщите, введіть, використовуйте,"
    " въведете, използвайте, унесите, користите, внесете, εισαγετε, χρησιμοποιηστε,"
    " πληκτρολογηστε, أدخل, ادخل, استخدم, وارد کنید, הזן, הזינו, הקש, הקלד, 输入, 輸入, 使用, 请填写, 凭, 憑,"
    " ป้อน, กรอก, ใช้, եկեք, մուտքագրեք, შეიყვანეთ",
}
ENTERED_WORDS = (
    "を入力, を入力, と入力, 입력, 를 입력, 을 입력, दर्ज करें, दर्ज कर, डालें, का उपयोग, লিখুন,"
)
ENTERED_WORDS += (
    " ব্যবহার, girin, giriniz, yazın, kullanın, ile giris, ile onayla-, yazarak, daxil edin,"
)
ENTERED_WORDS += (
    " را وارد, درج کریں, to verify, to confirm, to log, to sign, to complete, to login,"
)
ENTERED_WORDS += " 完成验证, 完成登录, でログイン, で認証"

# What the message is about: a sign, but not one that points at anything.
HINTS = (
    "verif-, confirm-, authent-, sign-in, sign in, signing in, log in, logging in, login-, 2-step,"
    " two-step, two-factor, activat-, autentic-, inicio de sesion, acceso, accede-, connexion,"
    " anmeld-, bestatig-, aanmeld-, inlogg-, logga in, -vahvist-, kirjaud-, potwierd-, logowan-,"
    " overen-, prihlas-, megerosit-, bejelentkez-, autentif-, confirmare, potvrd-, prijav-, dogrula-,"
    " onay-, giris-, masuk, xac nhan, xac thuc, dang nhap, подтвер-, подтверж-, вход, войти, входа,"
    " авториз-, регистрац-, підтвер-, увійти, верифик-, потвърд-, потврд-, επαληθευ-, επιβεβαι-,"
    " συνδεσ-, -تحقق-, -تأكيد-, -تاکید-, تسجیل الدخول, تایید, ورود, אימות, כניסה, सत्याप, लॉगिन, যাচাই,"
    " ยืนยัน, 登录, 登錄, 登入, 验证, 驗證, 認証, 確認, ログイン, 인증, 로그인, հաստատ-, დადასტურ-"
)

# Words that may stand between a code and its name without parting them.
JOINERS = (
    # is
    "is are s be will es son sera est sont sera c ce ist lautet lauten sind e eh sao is zijn"
    " luidt ar er aer on ovat este sunt je jest yra ir la adalah ialah jeste su jsou ay ni dir"
    " dur a az kuna is it sa це є это есть е је бул είναι είν ειναι είναι هو هي هی است ہے یہ میباشد"
    " می باشد הוא הינו היא है हैं হল হলো হচ্ছে হয় আছে คือ เป็น ແມ່ນ គឺ է არის ነው 是 为 為 は が 이 가 은 는"
    # the, your, my
    " the your this ur you my our following below here tu su mi el la los lo vuestro seu sua teu o os"
    " votre ton le les voici suivant voici il tuo suo lei questo ihr ihre ihren dein deine der die"
    " das den dem uw je jouw de het din ditt dit ditt vores vart vaart sinun sinu teie jusu tavs twoj"
    " twoja tvoj vas vasa vase vaš váš vašo vaas vaj vase tau tvuj tuj dumneavoastra dvs tau ti te"
    " az ez on onun sizin anda kamu awak cua ban quy khach inyo iyo mo yako wako ваш ваша ваше твой"
    " мой этот следующий ваши твій вашия вашият ви вашиот сіздің сенің tashkilot sizning ο η το σας"
    " σου الخاص بك بک خاص الخاصة شما آپ کا کی کے שלך שלכם आपका आपकी आपके आपला আপনার ของคุณ คุณ"
    " ձեր თქვენი 您 您的 你的 あなたの 귀하의 고객님의 본인"
    # number, digits, once
    " number no nr num sms otp one time code pin login verification verifikasi temporary onetime new"
    " nuevo novo nouveau nuovo neuer novi новый новий digits digit the as follows number numero nummer"
    " access security confirmation"
)

# Of these words only what follows them is meant: "the code for your account *is* 1234".
COPULAS = (
    "is, are, es, sera, est, ist, lautet, luidt, e, ar, er, on, este, je, jest, yra, ir, la,"
    " adalah, ialah, ni, as follows, это, есть, це, є, е, είναι, ειναι, هو, هی, است, ہے, הוא, הינו,"
    " है, হল, হলো, คือ, ແມ່ນ, គឺ, է, არის, 是, 为, 為, は, 은, 는, dir, ay, 即"
)

# Words that join one code to another.
CONJUNCTIONS = (
    "or and oder und ou et o u y e or ja og och en of eller tai lub albo i nebo alebo vagy sau si"
    " ili ve veya ya da atau dan hoac va или и або та й чи или или και ή أو او و یا או ו या और বা এবং"
    " หรือ และ 或 和 或者 または と 또는 및 hoặc и/или"
)

# Of these only "or": the two codes need not be neighbours ("1234 to log in or 5678 to reset").
ALTERNATIVES = (
    "or oder ou eller tai lub albo nebo alebo vagy sau ili ali veya ya da atau hoac или або чи"
    " ή أو یا या অথবা หรือ 或 或者 または 또는"
)

# What each of several codes is said to be for ("1234 for the gate, 5678 for the door").
PURPOSES = "for fur pour para per voor til pro na dla для за για untuk"

# Words in capitals that may follow "code:" without being one.
NO_SPELLED_CODES = [
    "EXPIRED",
    "SENT",
    "VALID",
    "INVALID",
    "FROM",
    "STOP",
    "HELP",
    "NEVER",
    "ONLY",
    "WITH",
    "THIS",
    "YOUR",
    "CODE",
    "HERE",
    "NOTE",
    "PLEASE",
    "THAT",
    "NONE",
    "NULL",
    "DONT",
]
