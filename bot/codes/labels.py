"""The words that own a number: an order, a card, a room. What they point at is no code.

Written like the words around codes; a HARD label always wins over a code word further away, a SOFT
one ("account") gives way, because "the code for your account 1234" is a code.
"""

HARD_LABELS = {
    "English": "order, orders, order id, purchase, booking, reservation, ref, reference, refno,"
    " invoice, invoices, bill, ticket, tickets, case, claim, parcel, package, shipment, tracking,"
    " awb, waybill, consignment, utr, rrn, receipt,"
    " policy, contract, agreement, customer, client, member, membership, user id, userid, username,"
    " user, employee, student, roll, prescription, passport, licence, license, plate, serial, imei, model, sku,"
    " product, article, batch, card, cards, a/c, acct, iban, cheque, check no, flight, train, bus,"
    " tram, coach, gate, seat, room, rm, flat, apt, apartment, suite, unit, floor, building, block, blocks, hall,"
    " house, street, road, locker, box, bay, platform, platf, table, court, page, chapter, version,"
    " build, release, error, channel, extension, ext, vat, iso, section, article, pobox,"
    " postcode, zip, lot, driver, car, vehicle, taxi, number plate, queue, counter, port, score,"
    " lab no, lab, zone, session, booth, meter, meter reading, reading, confirmation number, appointment, visit, paybill, pickup number, incident, request id",
    "Phones": "call, calls, calling, tel, dial, hotline, helpline,"
    " helpdesk, fax, whatsapp on, support, contact us, contact, customer care, customer service,"
    " short code, sender, llame al, llame, llama al, llamar, ligue,"
    " ligue para, appelez, appelez le, composez, tél, rufen sie, ruf, anrufen, chiama, chiamare,"
    " chiami, bel, ring, soita, zadzwon, zadzwoń, volejte, zavolajte, hivja, sunati, apelati,"
    " pozovite, arayin, arayın, hubungi, call center, goi, hotline, звоните, позвоните, звонок,"
    " тел, дзвоніть, телефонуйте, обадете се, позвъ-, καλέστε,"
    " τηλ, τηλεφωνο, اتصل, اتصل على, اتصل بنا, تماس, تلفن, הקו, חייגו, חייג, טלפון, मोबाइल, कॉल,"
    " কল, โทร, 电话, 電話, 致电, 致電, 拨打, 撥打, 客服, 热线, 熱線, 문의, 고객센터, 전화, 대표번호, ☎, ☏, 📞,"
    " お問い合わせ, 0800, 短信至",
    "Amounts": "balance, amount, amt, total, sum, paid, pay, credited with, debited with, limit,"
    " saldo, importe, monto, valor, montant, solde, betrag, guthaben, importo, bedrag, belopp,"
    " kwota, kwote, castka, castku, osszeg, suma, сумма, сумму, сумма:, баланс-, остаток, сума,"
    " списано, зачислено, доступно, оплата, покупка, перевод, зарахування, tutar-, bakiye-, jumlah, pulsa,"
    " so tien, so du, المبلغ, مبلغ, الرصيد, موجودی, סכום, יתרה, राशि, शेष, ยอดเงิน, จำนวนเงิน, 金额,"
    " 金額, 余额, 餘額, 残高, 금액, 잔액, price, cost, fee, discount, save, win, over, more than, up to, only, worth, votes, winners, folio",
    "Spanish and Portuguese": "pedido, pedidos, orden, reserva, referencia, ref, factura, fatura,"
    " boleto, caso, paquete, envio, encomenda, rastreio, recibo,"
    " poliza, contrato, cliente, socio, usuario, tarjeta, cartao, vuelo, voo, tren, puerta,"
    " habitacion, quarto, piso, calle, rua, protocolo, guia, ticket, expediente, cuenta numero, cpf,"
    " nif, dni, cep, matricula, placa, asiento, nro, agencia, folio",
    "French": "commande, reservation, reference, facture, billet, dossier, colis, livraison, suivi,"
    " contrat, client, adherent, identifiant, carte, vol, train, porte,"
    " chambre, salle, rue, etage, siege, devis",
    "Italian and Romanian": "ordine, prenotazione, riferimento, fattura, biglietto, pratica, pacco,"
    " spedizione, ricevuta, polizza, contratto, carta, volo, treno, camera,"
    " stanza, comanda, comenzi, comenzii, rezervare, factura, bilet, colet, coletul,"
    " cardul, zbor, dosar",
    "German and Dutch": "-nummer, -nummeret, bestellung, bestellnummer, bestell-nr, auftrag, auftragsnummer, buchung,"
    " buchungsnummer, reservierung, referenz, referenznummer, rechnung, rechnungsnummer, ticket,"
    " vorgang, vorgangsnummer, fall, paket, sendung, sendungsnummer, beleg, police,"
    " vertrag, vertragsnummer, kunde, kundennummer, kunden-nr, mitglied, karte, kartennummer,"
    " kontonummer, flug, zug, gleis, sitz, zimmer, raum, strasse, straße, etage, plz, blz,"
    " bestelling, bestelnummer, ordernummer, boeking, boekingsnummer, referentie, factuur,"
    " factuurnummer, pakket, zending, klantnummer, kaart, vlucht, trein, kamer,"
    " aktenzeichen, kennzeichen, benutzername",
    "Nordic, Finnic and Baltic": "ordre-, bestallning-, ordernr, bokning-, bestilling-, faktura-, referans-, referens-,"
    " arende-, sak nr, saksnummer, arendenummer, paket-, pakke-, forsendels-, kundnummer,"
    " kundenummer, kort, kortet, flyg, fly, tog, rum, rom, tilau-, varau-, lasku-, viite-,"
    " paketti-, paketin, asiakasnumero-, kortti-, kortin, lento, juna, huone, tellimus-, arve,"
    " saadetis-, uzsakym-, saskait-, siunt-, pasutijum-, sutijum-, rekin-",
    "West and South Slavic, Hungarian": "zamowieni-, zamówieni-, rezerwacj-, faktur-, bilet-, zgloszeni-, przesyl-, paczka, paczki, paczke,"
    " umow-, klient-, kart-, lot nr, pociag-, pokoj-, ul, ulic-, gab, objednav-, rezervac-, zasil-,"
    " balik-, zakazni-, smlouv-, zmluv-, vlak-, izba, zasiel-, narudzb-, porudzb-, porudz-,"
    " narocil-, racun-, posiljk-, poiljk-, kartic-, rendeles-, foglalas-, szamla-, csomag-,"
    " ugyfel-, kartya-, jarat-, szoba-, ugyszam-, variabilni symbol-",
    "Cyrillic": "заказ-, заявк-, обращени-, бронь, брони, бронировани-, счет-, чек, чека, билет-, дело,"
    " дела, посылк-, отправлени-, трек, трек-номер-, накладн-, квитанц-, полис-, договор-,"
    " клиент-, лицевой счет, лицевого счета, л/с, лс, карта, карты, карте, карту, картой, счет"
    " карты, рейс-, поезд, поезда, вагон-, место, выход, комнат-, каб, кабинет, ул, индекс, дом, квартир-, кв, этаж,"
    " ячейк-, столик-, участок, инн, снилс, огрн, окно, талон-, id, машина, авто, автомобил-,"
    " госномер-, замовлен-, рахунок-, бронюван-, квит-, посилк-, ттн, договір, картк-, рейс-,"
    " потяг-, поръчк-, фактур-, пратк-, полет-, поруџбин-, пошиљк-, нарачк-, тапсырыс-,"
    " захиалга-, задолженност-, заказа-",
    "Greek, Armenian and Georgian": "παραγγελια, παραγγελιασ, κρατηση, τιμολογιο, αποστολη, δεμα,"
    " καρτα, καρτασ, πτηση, պատվեր, պատվերի, შეკვეთა, შეკვეთის",
    "Turkish and Turkic": "siparis-, rezervasyon-, fatura-, bilet-, kargo-, gonderi-, takip no, islem no,"
    " referans-, musteri no, kart, karti-, ucus-, oda, sifaris-, buyurtma-, dekont-, abone no",
    "Arabic, Persian, Hebrew and Urdu": "رقم العملية, العملية, طلب, الطلب, طلبک, طلب رقم, طلبكم, الحجز, حجز, الفاتورة,"
    " فاتورة, فاتوره, الشحنة, شحنة, شحنتک, المرجع, مرجع, البطاقة, بطاقة, رحلة, غرفة, سفارش, پیگیری, فاکتور,"
    " مرسوله, پیگیری, کارت, پرواز, הזמנה, ההזמנה, הזמנתך, חשבונית, משלוח, חבילה, כרטיס, טיסה,"
    " חדר, אסמכתא, آرڈر, حوالہ",
    "India": "ऑर्डर, बुकिंग, संदर्भ, बिल, टिकट, लेनदेन, खाता संख्या, कार्ड, उड़ान, कमरा, অর্ডার, বুকিং,"
    " রেফারেন্স, লেনদেন, কার্ড",
    "South-East Asia": "คำสั่งซื้อ, ออเดอร์, ใบแจ้งหนี้, การจอง, พัสดุ, บัตร, เที่ยวบิน, ห้อง, อ้างอิง,"
    " pesanan, pemesanan, no pesanan, antrian, tempahan, rujukan, referensi, faktur, resi, no resi, paket,"
    " tiket, pelanggan, kartu, penerbangan, kamar, bilik, don hang, ma so don, so don, dat cho, hoa don,"
    " van don, so chuyen bay, phong, agizo, muamala",
    "East Asia": "订单, 订单号, 订单编号, 訂單, 訂單編號, 单号, 單號, 预订, 发票, 快递, 快件, 包裹, 运单号, 流水号, 交易号, 客户号,"
    " 尾号, 尾號, 末四位, 卡号, 卡號, 信用卡, 航班, 房间, 房號, 车牌, 车次, 工单, 编号, 編號, 学号, 注文, 注文番号,"
    " ご注文番号, 荷物番号, 予約, 予約番号, 請求書, 伝票番号, 追跡番号, お客様番号, 会員番号, 受付番号, 便名, 部屋, 下4桁,"
    " 末尾, 주문, 주문번호, 송장, 예약, 예약번호, 송장번호, 운송장번호, 운송장, 승인번호, 고객번호, 회원번호, 카드, 끝자리,"
    " 접수번호, 항공편, 객실, 차량번호, 우편번호",
}

SOFT_LABELS = (
    "from, to, by, until, phone, telephone, mobile, telefono, telefon-, telefone, телефон-, номер телефона,"
    " number, numbers, no, nr, num, #, №, n°, nº, numero, numer, nummer, number:, номер, номера, номером,"
    " номеру, br, broj, cislo, szam, szama, numarasi, numarali, raqami, nomor, so, رقم, شماره, מספר,"
    " نمبر, संख्या, नंबर, নম্বর, หมายเลข, เลขที่, 号码, 號碼, 番号, 번호, number is, αριθμοσ, αρ, համար,"
    " account, acc, account no, account number, kontonr, konto, conto, compte, cuenta, conta, rachunek,"
    " ucet, szamla, cont, contul, hesap, hesabi, rekening, akaun, tai khoan, счет, счёт, рахунок,"
    " сметка, λογαριασμοσ, الحساب, حساب, חשבון, खाता, খাতা, บัญชี, 账户, 账号, 帳戶, 帳號, 口座, 계좌, id,"
    " transaction, transactions, txn, trx, transaccion, transacao, operacion, operation, transazione,"
    " operazione, transakcja, transaktion, transactie, transaksi, tranzactie, операция, операции,"
    " delivery, version, ver, v, in, since, year, ano, annee, jahr, год"
)

# What may stand between a label and its number.
LABEL_FILLERS = (
    "no nr num number id numero numer nummer номер is was has with in the n br broj le la el al del"
    " на по номером номеру под за مع على رقم של numarasi numarali nomor so so: number: i yra on us"
    " at our 是 为 は 는 은 号 号码 を 번호 番号"
)

# Said of a code that no longer works: before its name, and after its digits.
STALE_BEFORE = (
    "previous, old, earlier, last, expired, former, anterior, antiguo, ancien, precedent,"
    " precedente, vecchio, alte, alter, alten, vorherige, fruhere, oude, vorige, gamla, gamle,"
    " edellinen, vanha, poprzedni, stary, predchozi, stari, regi, korabbi, anterioara, eski, onceki,"
    " lama, прежний, старый, предыдущий, старий, попередній, παλιοσ, προηγουμενοσ, السابق,"
    " القديم, قبلی, הקודם, הישן, पुराना, 旧, 上一个, 之前的, 以前の, 前の, 이전, 기존"
)
STALE_AFTER = (
    "has expired, expired, is expired, no longer valid, is no longer valid, was used, has been used,"
    " already used, is invalid, has been cancelled, was cancelled, ha caducado, ha expirado, expirou,"
    " a expire, est expire, e scaduto, ist abgelaufen, ist ungultig, is verlopen, har gatt ut, wygasl,"
    " vyprsel, lejart, suresi doldu, истек, истёк, больше не действителен, недействителен, больше не"
    " действует, закінчився, انتهت صلاحية, 已过期, 已失效, 已過期, 失効, 만료"
)

# A sentence with one of these is an offer: its code opens a purse, not a door.
OFFERS = (
    "promo, promotion-, discount-, coupon-, voucher-, sale, bonus-, off, cashback, giveaway, free"
    " spins, descuento-, desconto-, cupon-, cupom, remise, reduction, rabatt-, gutschein-, sconto-,"
    " korting-, rabat-, znizk-, zlav-, slev-, alennu-, kedvezmeny-, reducere-, popust-, indirim-,"
    " скидк-, купон-, знижк-, отстъпк-, εκπτωσ-, diskon-, giam gia, khuyen mai, ส่วนลด, 优惠, 折扣, 優惠,"
    " 割引, クーポン, 할인, 쿠폰, خصم, تخفیف, הנחה, छूट"
)
