"""Messages in the languages of Europe."""

import pytest

from bot.codes.extractor import Found, find_codes

SPANISH_AND_PORTUGUESE = [
    ("Tu código de verificación es 048213", "048213"),
    ("048213 es tu código de verificación de Google.", "048213"),
    ("Su código de seguridad es: 0482. No lo comparta con nadie.", "0482"),
    (
        "BBVA: Su clave OTP es 048213 para la compra de 45,90 EUR en AMAZON con la tarjeta *4242",
        "048213",
    ),
    ("CaixaBank: introduzca la clave 048213 para autorizar el pago de 120,00€", "048213"),
    ("Código de WhatsApp: 048-213. No lo compartas. 4sgLq1p5sV6", "048213"),
    ("Tu contraseña temporal es 04821390", "04821390"),
    ("Ingresa 048213 para confirmar tu cuenta", "048213"),
    ("Codigo Uber: 0482. Responde STOP al 12345 para cancelar.", "0482"),
    ("Tu pedido 483920 llega hoy. Código de entrega: 0482", "0482"),
    ("Seu código de verificação é 048213", "048213"),
    ("048213 é o seu código de confirmação do Facebook", "048213"),
    ("Itaú: seu token é 048213. Compra de R$ 1.299,00 no cartão final 4242.", "048213"),
    ("Nubank: use o código 0482 para acessar sua conta. Não compartilhe.", "0482"),
    ("A sua senha de uso único: 048213, válida por 5 minutos", "048213"),
    ("Código MB WAY: 048213 para associar o telemóvel terminado em 123", "048213"),
    ("El teu codi de verificació és 048213", "048213"),
]

FRENCH_AND_ITALIAN = [
    ("Votre code de vérification est 048213", "048213"),
    ("048213 est votre code de sécurité Amazon. Ne le communiquez à personne.", "048213"),
    ("Code de vérification : 048213. Valable 10 minutes.", "048213"),
    (
        (
            "La Banque Postale : votre code est 04821390 pour l'achat de 59,99 EUR chez FNAC le 21/11/2026"
            " à 12h45"
        ),
        "04821390",
    ),
    ("Votre code Leboncoin : 0482. STOP au 36180", "0482"),
    ("Saisissez 048213 pour valider votre connexion", "048213"),
    ("Votre mot de passe à usage unique est le 048213", "048213"),
    ("Doctolib : 048213 est votre code de connexion", "048213"),
    ("Commande n° 483920 : votre code de retrait est 0482", "0482"),
    ("Il tuo codice di verifica è 048213", "048213"),
    ("Codice OTP: 048213 per il pagamento di 1.299,00 € con carta che termina con 4242", "048213"),
    ("048213 è il tuo codice di conferma", "048213"),
    ("Poste Italiane: il codice per accedere è 048213. Non comunicarlo a nessuno.", "048213"),
    ("Inserisci 0482 per completare la registrazione", "0482"),
    ("Usa il codice 048-213 per accedere a SPID", "048213"),
    ("Codul tău de verificare este 048213", "048213"),
    ("Cod OTP: 048213. Tranzacție de 150,00 RON la EMAG. Nu divulgați codul!", "048213"),
    ("Parola unică pentru plata de 45 lei este 048213", "048213"),
]

GERMANIC = [
    ("Ihr Code lautet 048213", "048213"),
    ("Ihr Bestätigungscode: 048213", "048213"),
    ("048213 ist dein Bestätigungscode für Amazon.", "048213"),
    (
        (
            "Die mobileTAN für Ihre Überweisung von 1.500,00 EUR auf das Konto DE89 3704 0044 0532 0130 00"
            " lautet: 048213"
        ),
        "048213",
    ),
    ("Sparkasse: TAN 048213 für den Auftrag vom 21.11.2026 um 12:45 Uhr über 99,00 EUR", "048213"),
    ("Ihre smsTAN: 048213. Empfänger-IBAN endet auf 3456.", "048213"),
    ("Dein Sicherheitscode ist 0482. Gültig für 5 Minuten.", "0482"),
    ("DHL: Ihre Sendung 483920 liegt bereit. Abholcode: 0482", "0482"),
    ("Ihr Einmalpasswort: 048213", "048213"),
    ("Bitte geben Sie 048213 ein, um sich anzumelden", "048213"),
    ("Je verificatiecode is 048213", "048213"),
    ("Uw TAN-code is 048213. Bedrag € 25,00", "048213"),
    ("DigiD: sms-code 048213. Deel deze nooit met anderen.", "048213"),
    ("Gebruik 048213 om in te loggen bij bol", "048213"),
    ("Din verifieringskod är 048213", "048213"),
    ("048213 är din engångskod. Giltig i 5 minuter.", "048213"),
    ("Ange koden 0482 för att logga in", "0482"),
    ("Swish: din kod 048213, köp 250 kr", "048213"),
    ("Din bekræftelseskode er 048213", "048213"),
    ("MitID: Brug koden 0482 til at logge på", "0482"),
    ("Din engangskode er: 048213. Ordrenummer 483920.", "048213"),
    ("Bruk 048213 som bekreftelseskode for Vipps", "048213"),
    ("Staðfestingarkóði þinn er 048213", "048213"),
]

NORTH_AND_MIDDLE = [
    ("Vahvistuskoodisi on 048213", "048213"),
    ("Kertakäyttöinen tunnusluku: 0482. Voimassa 5 minuuttia.", "0482"),
    ("Sinu kinnituskood on 048213", "048213"),
    ("Jūsų patvirtinimo kodas: 048213", "048213"),
    ("Jūsu apstiprinājuma kods ir 048213", "048213"),
    ("Twój kod weryfikacyjny to 048213", "048213"),
    ("mBank: hasło nr 3 z dn. 21.11.2026: 04821390. Przelew na kwotę 150,00 PLN", "04821390"),
    ("Kod SMS: 048213. Logowanie do iPKO o 12:45.", "048213"),
    ("Wpisz 0482, aby potwierdzić numer telefonu", "0482"),
    ("InPost: paczka czeka w Paczkomacie. Kod odbioru: 048213", "048213"),
    ("Váš ověřovací kód je 048213", "048213"),
    ("Kód pro potvrzení platby 1 299,00 Kč: 048213", "048213"),
    ("Zadejte 048213 pro přihlášení", "048213"),
    ("Váš overovací kód: 0482. Platí 5 minút.", "0482"),
    ("Az Ön megerősítő kódja: 048213", "048213"),
    ("048213 a Google-ellenőrző kódja.", "048213"),
    ("OTP jelszó: 04821390, összeg: 12 500 Ft", "04821390"),
    ("Vaš kod za potvrdu je 048213", "048213"),
    ("Vaš verifikacioni kod je: 0482", "0482"),
    ("Vaša potrditvena koda je 048213", "048213"),
    ("Kodi juaj i verifikimit është 048213", "048213"),
    ("Kodu doğrulamak için: 048213", "048213"),
    ("Doğrulama kodunuz: 048213", "048213"),
    ("048213 Instagram kodun. Paylaşma.", "048213"),
    ("Giriş yapmak için 048213 kodunu kullanın", "048213"),
    ("Garanti BBVA: 1.250,00 TL tutarındaki işleminiz için şifreniz 048213. B002", "048213"),
    ("Trendyol onay kodunuz 0482'dir.", "0482"),
    ("Təsdiq kodu: 0482", "0482"),
]

CYRILLIC_AND_OTHERS = [
    ("Ваш код подтверждения: 048213", "048213"),
    ("Код 0482. Никому его не говорите!", "0482"),
    ("Никому не говорите код 04821! Вход в СберБанк Онлайн 21.11.2026 12:45", "04821"),
    ("0482 — ваш код для входа в Яндекс", "0482"),
    ("Пароль: 04821. Покупка 500 руб. Карта *4242. OZON", "04821"),
    ("Код для подтверждения операции на сумму 1500.00р: 0482", "0482"),
    ("Тинькофф. Никому не сообщайте код: 0482. Перевод 12 500 ₽", "0482"),
    ("VK: 048213 — код для входа", "048213"),
    ("Ваш заказ № 483920 готов. Код получения 0482", "0482"),
    ("Введите 048213 на сайте Госуслуг. Действует 10 мин.", "048213"),
    ("Для входа используйте пароль 048213", "048213"),
    ("Такси: код поездки 0482, машина А123ВС77", "0482"),
    ("Ваш код для входа в аккаунт 0482", "0482"),
    ("Код підтвердження: 048213", "048213"),
    ("ПриватБанк: пароль 0482 для входу. Не повідомляйте нікому! 3700", "0482"),
    ("Ваш код Дія — 0482. Діє 5 хв", "0482"),
    ("Вашият код за потвърждение е 048213", "048213"),
    ("Ваш верификациони код је 048213", "048213"),
    ("Твојот код за верификација е 0482", "0482"),
    ("Ваш код пацвярджэння: 048213", "048213"),
    ("Растау коды: 0482", "0482"),
    ("Баталгаажуулах код: 048213", "048213"),
    ("Ο κωδικός επαλήθευσης είναι 048213", "048213"),
    ("Ο ΚΩΔΙΚΟΣ ΣΑΣ ΕΙΝΑΙ: 048213", "048213"),
    ("Κωδικός μίας χρήσης 048213 για αγορά 59,90€ με την κάρτα που λήγει σε 4242", "048213"),
    ("Ձեր հաստատման կոդն է՝ 048213", "048213"),
    ("Ձեր կոդը 0482", "0482"),
    ("თქვენი კოდია 048213", "048213"),
    ("ერთჯერადი კოდი: 0482", "0482"),
]

TABLE = [
    *SPANISH_AND_PORTUGUESE,
    *FRENCH_AND_ITALIAN,
    *GERMANIC,
    *NORTH_AND_MIDDLE,
    *CYRILLIC_AND_OTHERS,
]


@pytest.mark.parametrize(("text", "code"), TABLE)
def test_the_code_comes_out_as_it_must_be_typed(text: str, code: str) -> None:
    assert Found(code) == find_codes(text)
