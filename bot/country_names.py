"""What people call countries: in English, in the country's own words, and as its neighbours do."""

from functools import cache

import phonenumbers

from bot.codes.plain import plain

FLAG = 0x1F1E6  # the first of the letters that flags are made of
LETTERS = 26
ISO = 2  # letters of a region

NAMES = {
    "AE": "united arab emirates, uae, emirates, dubai, emirate, vae, emirats, emiratos, оаэ,"
    " эмираты,"
    " الإمارات, 阿联酋",
    "AL": "albania, shqiperia, albanien, albanie, албания",
    "AM": "armenia, hayastan, armenien, armenie, армения, հայաստան",
    "AR": "argentina, argentinien, argentine, аргентина",
    "AT": "austria, osterreich, oesterreich, autriche, oostenrijk, ausztria, австрия, 奥地利",
    "AU": "australia, australien, australie, австралия, 澳大利亚, オーストラリア",
    "AZ": "azerbaijan, azerbaycan, aserbaidschan, azerbaidjan, азербайджан",
    "BA": "bosnia and herzegovina, bosnia, bosna, bosnien, bosna i hercegovina, босния",
    "BD": "bangladesh, bangladesch, бангладеш, বাংলাদেশ, 孟加拉国",
    "BE": "belgium, belgique, belgie, belgien, belgica, belgio, бельгия, 比利时",
    "BG": "bulgaria, bulgarien, bulgarie, balgariya, болгария, българия",
    "BO": "bolivia, bolivien, bolivie, боливия",
    "BR": "brazil, brasil, brasilien, bresil, brasile, бразилия, 巴西, ブラジル",
    "BY": "belarus, weissrussland, bielorussie, bielorrusia, беларусь, белоруссия",
    "CA": "canada, kanada, канада, 加拿大, カナダ",
    "CH": "switzerland, schweiz, suisse, svizzera, suiza, swiss, швейцария, 瑞士, スイス",
    "CI": "ivory coast, cote d ivoire, cote divoire, elfenbeinkuste, кот-д-ивуар",
    "CL": "chile, chili, чили",
    "CM": "cameroon, cameroun, kamerun, камерун",
    "CN": "china, chine, cina, kina, китай, 中国, 中國, 중국",
    "CO": "colombia, kolumbien, colombie, колумбия",
    "CR": "costa rica, коста-рика",
    "CY": "cyprus, zypern, chypre, kypros, kibris, кипр, κυπρος",
    "CZ": "czechia, czech republic, czech, tschechien, cesko, ceska republika, tchequie, czechy,"
    " чехия, 捷克",
    "DE": "germany, deutschland, allemagne, alemania, alemanha, germania, duitsland, niemcy,"
    " nemecko, tyskland, saksa, almanya, германия, німеччина, γερμανια, ألمانيا, גרמניה, 德国,"
    " ドイツ,"
    " 독일",
    "DK": "denmark, danmark, danemark, dinamarca, dania, дания, 丹麦",
    "DO": "dominican republic, dominikanische republik, republica dominicana, доминикана",
    "DZ": "algeria, algerie, algerien, argelia, алжир, الجزائر",
    "EC": "ecuador, equateur, эквадор",
    "EE": "estonia, eesti, estland, estonie, viro, эстония",
    "EG": "egypt, misr, agypten, egypte, egipto, egitto, египет, مصر, 埃及",
    "ES": "spain, espana, spanien, espagne, spagna, espanha, spanje, hiszpania, испания, іспанія,"
    " ispanya, إسبانيا, 西班牙, スペイン, 스페인",
    "ET": "ethiopia, athiopien, ethiopie, эфиопия, ኢትዮጵያ",
    "FI": "finland, suomi, finnland, finlande, finlandia, финляндия, 芬兰",
    "FR": "france, frankreich, francia, franca, frankrijk, francja, francie, frankrike, ranska,"
    " fransa,"
    " франция, франція, γαλλια, فرنسا, צרפת, 法国, フランス, 프랑스",
    "GB": "united kingdom, uk, great britain, britain, england, scotland, wales, northern ireland,"
    " vereinigtes konigreich, grossbritannien, royaume uni, grande bretagne, angleterre,"
    " reino unido, inglaterra, regno unito, inghilterra, verenigd koninkrijk, engeland,"
    " wielka brytania, anglia, velka britanie, storbritannien, iso-britannia, ingiltere,"
    " великобритания, англия, британия, велика британія, بريطانيا, אנגליה, בריטניה, 英国,"
    " イギリス, 영국",
    "GE": "georgia, sakartvelo, georgien, georgie, gruzja, грузия, საქართველო",
    "GH": "ghana, гана",
    "GR": "greece, hellas, ellada, griechenland, grece, grecia, griekenland, греция, ελλαδα, 希腊",
    "GT": "guatemala, гватемала",
    "HK": "hong kong, hongkong, гонконг, 香港",
    "HN": "honduras, гондурас",
    "HR": "croatia, hrvatska, kroatien, croatie, croacia, chorwacja, хорватия",
    "HU": "hungary, magyarorszag, ungarn, hongrie, hungria, ungheria, wegry, венгрия, 匈牙利",
    "ID": "indonesia, indonesien, indonesie, индонезия, 印度尼西亚, インドネシア",
    "IE": "ireland, eire, irland, irlande, irlanda, ierland, ирландия, 爱尔兰",
    "IL": "israel, izrael, израиль, ישראל, إسرائيل, 以色列",
    "IN": "india, bharat, indien, inde, индия, भारत, 印度, インド",
    "IQ": "iraq, irak, ирак, العراق",
    "IR": "iran, иран, ایران",
    "IS": "iceland, island, islande, islandia, исландия",
    "IT": "italy, italia, italien, italie, wlochy, olaszorszag, италия, італія, ιταλια, italya,"
    " إيطاليا, איטליה, 意大利, イタリア, 이탈리아",
    "JO": "jordan, jordanien, jordanie, иордания, الأردن",
    "JP": "japan, nippon, nihon, japon, giappone, japao, япония, 日本, 일본",
    "KE": "kenya, kenia, кения",
    "KG": "kyrgyzstan, kirgistan, kirghizistan, кыргызстан, киргизия",
    "KH": "cambodia, kambodscha, cambodge, камбоджа, កម្ពុជា, 柬埔寨",
    "KR": "south korea, korea, sudkorea, coree du sud, corea del sur, южная корея, корея, 한국,"
    " 韩国",
    "KW": "kuwait, кувейт, الكويت",
    "KZ": "kazakhstan, kasachstan, qazaqstan, казахстан, қазақстан, 哈萨克斯坦",
    "LA": "laos, лаос, ລາວ, 老挝",
    "LB": "lebanon, liban, libanon, ливан, لبنان",
    "LK": "sri lanka, шри-ланка, 斯里兰卡",
    "LT": "lithuania, lietuva, litauen, lituanie, litwa, литва",
    "LU": "luxembourg, luxemburg, letzebuerg, lussemburgo, люксембург",
    "LV": "latvia, latvija, lettland, lettonie, letland, lotwa, латвия",
    "MA": "morocco, maroc, marokko, marruecos, marocco, марокко, المغرب, 摩洛哥",
    "MD": "moldova, moldawien, moldavie, молдова, молдавия",
    "ME": "montenegro, crna gora, черногория",
    "MK": "north macedonia, macedonia, makedonija, nordmazedonien, македония, македонија",
    "MM": "myanmar, burma, birma, мьянма, မြန်မာ, 缅甸",
    "MN": "mongolia, mongolei, монголия, монгол, 蒙古",
    "MT": "malta, malte, мальта",
    "MX": "mexico, mexiko, mexique, messico, мексика, 墨西哥",
    "MY": "malaysia, malaisie, malasia, малайзия, 马来西亚",
    "MZ": "mozambique, mosambik, mocambique, мозамбик",
    "NG": "nigeria, нигерия, 尼日利亚",
    "NI": "nicaragua, никарагуа",
    "NL": "netherlands, nederland, holland, niederlande, pays bas, paises bajos, paesi bassi,"
    " holanda,"
    " hollanda, holandia, нидерланды, голландия, 荷兰, オランダ, 네덜란드",
    "NO": "norway, norge, norwegen, norvege, noruega, norja, норвегия, 挪威",
    "NP": "nepal, непал, नेपाल",
    "NZ": "new zealand, neuseeland, nouvelle zelande, nueva zelanda, новая зеландия, 新西兰",
    "PA": "panama, панама",
    "PE": "peru, perou, перу",
    "PH": "philippines, pilipinas, philippinen, filipinas, филиппины, 菲律宾",
    "PK": "pakistan, пакистан, پاکستان, 巴基斯坦",
    "PL": "poland, polska, polen, pologne, polonia, polsko, lengyelorszag, польша, польща, πολωνια,"
    " 波兰",
    "PR": "puerto rico, пуэрто-рико",
    "PT": "portugal, portogallo, португалия, 葡萄牙, ポルトガル",
    "PY": "paraguay, парагвай",
    "QA": "qatar, katar, катар, قطر",
    "RO": "romania, rumanien, roumanie, rumania, rumunia, румыния, 罗马尼亚",
    "RS": "serbia, srbija, serbien, serbie, сербия, србија",
    "RU": "russia, russian federation, rossiya, russland, russie, rusia, россия, росія, рф, 俄罗斯,"
    " ロシア",
    "SA": "saudi arabia, ksa, saudi, saudi-arabien, arabie saoudite, саудовская аравия, السعودية",
    "SE": "sweden, sverige, schweden, suede, suecia, svezia, zweden, szwecja, ruotsi, швеция, 瑞典",
    "SG": "singapore, singapur, singapour, сингапур, 新加坡",
    "SI": "slovenia, slovenija, slowenien, slovenie, словения",
    "SK": "slovakia, slovensko, slowakei, slovaquie, slowacja, словакия",
    "SN": "senegal, сенегал",
    "SV": "el salvador, сальвадор",
    "TH": "thailand, thailande, tailandia, prathet thai, таиланд, ไทย, ประเทศไทย, 泰国, タイ",
    "TJ": "tajikistan, tadschikistan, таджикистан, тоҷикистон",
    "TN": "tunisia, tunisie, tunesien, тунис, تونس",
    "TR": "turkey, turkiye, turkei, turquie, turquia, turchia, turkije, turcja, турция, туреччина,"
    " تركيا, 土耳其, トルコ",
    "TW": "taiwan, тайвань, 台湾, 臺灣",
    "TZ": "tanzania, tansania, tanzanie, танзания",
    "UA": "ukraine, ukraina, ucrania, ucraina, украина, україна, 乌克兰",
    "UG": "uganda, уганда",
    "US": "united states, usa, us, united states of america, america, vereinigte staaten, amerika,"
    " etats unis, estados unidos, stati uniti, сша, америка, ηπα, أمريكا, ארצות הברית, 美国,"
    " アメリカ, 미국",
    "UY": "uruguay, уругвай",
    "UZ": "uzbekistan, ozbekiston, usbekistan, узбекистан",
    "VE": "venezuela, венесуэла",
    "VN": "vietnam, viet nam, вьетнам, 越南, ベトナム, 베트남",
    "ZA": "south africa, sudafrika, afrique du sud, sudafrica, юар, 南非",
}


def folded(text: str) -> str:
    """Write a name without accents, case, blanks and signs, so that it can be compared."""
    return "".join(sign for sign in plain(text).casefold() if sign.isalnum())


@cache
def regions_by_name() -> dict[str, str]:
    """Index the ISO codes of countries by everything people call them, folded."""
    return {folded(name): region for region, names in NAMES.items() for name in names.split(",")}


def region_of_word(word: str) -> str | None:
    """Read a flag, two letters, or a name in any language here; None for anything else."""
    signs = [chr(ord(sign) - FLAG + ord("A")) for sign in word if 0 <= ord(sign) - FLAG < LETTERS]
    if signs and len(signs) == ISO and len(word.strip()) == ISO:
        return "".join(signs)
    named = regions_by_name().get(folded(word))
    if named is None and len(word) == ISO and word.isascii() and word.isalpha():
        return word.upper()
    return named


def region_of(name: str, dialling_code: str) -> str | None:
    """Tell the ISO code of a country as somebody else lists it, by name or dialling code."""
    named = regions_by_name().get(folded(name))
    if named is not None or not dialling_code.isdigit():
        return named
    region = phonenumbers.region_code_for_country_code(int(dialling_code))
    return region if region.isalpha() and region != "ZZ" else None


def flag_of(region: str | None) -> str:
    """Draw a flag; empty where the country is not known."""
    return "".join(chr(FLAG + ord(sign) - ord("A")) for sign in region or "")
