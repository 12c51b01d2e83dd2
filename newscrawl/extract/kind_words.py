"""What pages say that are no articles: of errors, of cookies, of subscriptions and of scripts, in many languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence


def _phrases(table: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in table.split("|"))


_STROKES = str.maketrans("łıøđ", "liod")  # they are letters of their own to Unicode
_NOT_WORDS = re.compile(r"[\W_]+")
_MAX_NOTICE = 120  # characters of a headline that only says what went wrong
_CODE = re.compile(r"(?:4(?:0[0-9]|1[0-9]|2[0-9]|51)|5(?:0[0-9]|1[01]|2[0-9]))")
# What stands around a notice and says nothing by itself.
_AROUND = frozenset(
    _phrases("""
    error | errors | http | code | status | oops | ooops | ups | uups | hoppla | whoops | sorry | fehler | erreur |
    desole | oups | hops | errore | erro | blad | hiba | chyba | fel | feil | fejl | virhe | hata | ошибка |
    помилка | σφαλμα | エラー | 错误 | 오류 | we | are | the | a | an | this | that | your | our | die |
    der | das | diese | la | le | les | cette | el | esta | esa | o | il | e | is | and | und | y | et | de | deze |
    denna | den | denne | siden | leider | nous | sommes | lo | siento | sentimos | lamentamos | ops | pagina
""")
)
# Whole notices, without what stands around them.
_NOTICES = _phrases("""
    not found | page not found | file not found | document not found | article not found | story not found |
    content not found | url not found | nothing found | page missing | page unavailable | page not available |
    page is not available | page is unavailable | page no longer available | page is no longer available |
    content not available | content unavailable | article unavailable | article not available | page does not exist |
    page doesn t exist | page no longer exists | page can t be found | page cannot be found | page could not be found |
    page couldn t be found | page was not found | page you requested was not found | page isn t available |
    something went wrong | went wrong | an unexpected occurred | bad request | forbidden | page gone | access denied |
    access forbidden | access to page has been denied | access restricted | permission denied | just a moment |
    attention required | attention required cloudflare | security check | checking your browser | checking browser |
    one more step | please verify you human | verify you human | verifying you human | please verify you re human |
    robot check | you robot | you a robot | re you a robot | are you a robot | are you human | human verification |
    pardon interruption | request blocked | blocked | you have been blocked | request unsuccessful |
    too many requests | rate limit exceeded | service unavailable | service temporarily unavailable |
    temporarily unavailable | internal server | server | bad gateway | gateway timeout | gateway time out |
    site maintenance | maintenance | under maintenance | site under maintenance | maintenance mode |
    down for maintenance | website under maintenance | site is under maintenance | we ll be back soon |
    ll be back soon | be right back | we ll be right back | scheduled maintenance |
    briefly unavailable for scheduled maintenance | site is temporarily unavailable | site is currently unavailable |
    undergoing maintenance | seite nicht gefunden | nicht gefunden | seite wurde nicht gefunden |
    seite konnte nicht gefunden werden | seite existiert nicht | seite existiert nicht mehr |
    seite ist nicht verfugbar | seite nicht verfugbar | seite gibt es nicht | seite gibt es nicht mehr |
    seite gibt s nicht | artikel nicht gefunden | artikel nicht mehr verfugbar | inhalt nicht gefunden |
    inhalt nicht verfugbar | nichts gefunden | datei nicht gefunden | zugriff verweigert | wartungsarbeiten |
    wartungsmodus | wartung | technische storung | wir sind gleich zuruck | page introuvable | page non trouvee |
    page n existe pas | page n existe plus | page n a pas ete trouvee | page demandee est introuvable |
    page demandee n existe pas | page demandee n existe plus | article introuvable | page n est plus disponible |
    contenu introuvable | acces refuse | acces interdit | maintenance en cours | site en maintenance | en maintenance |
    no encontrada | no encontrado | pagina no encontrada | pagina no existe | pagina no disponible |
    no se encontro pagina | pagina que buscas no existe | pagina que busca no existe | pagina solicitada no existe |
    contenido no encontrado | articulo no encontrado | no se ha encontrado pagina | acceso denegado |
    en mantenimiento | sitio en mantenimiento | non trovata | pagina non trovata | pagina inesistente |
    pagina non esiste | pagina non disponibile | articolo non trovato | contenuto non trovato |
    pagina richiesta non esiste | accesso negato | in manutenzione | sito in manutenzione | nao encontrada |
    nao encontrado | pagina nao encontrada | pagina nao existe | pagina inexistente | conteudo nao encontrado |
    pagina nao foi encontrada | acesso negado | em manutencao | site em manutencao | niet gevonden |
    pagina niet gevonden | pagina bestaat niet | pagina bestaat niet meer | pagina is niet gevonden |
    artikel niet gevonden | toegang geweigerd | onderhoud | sidan hittades inte | sidan kunde inte hittas |
    sidan finns inte | hittades inte | sidan saknas | ikke funnet | siden finnes ikke | siden ble ikke funnet |
    fant ikke siden | vi fant ikke siden | finnes ikke | fant ikke | vi fant ikke | ikke fundet | findes ikke |
    blev ikke fundet | siden findes ikke | siden blev ikke fundet | sivua ei loydy | sivua ei loytynyt | ei loytynyt |
    nie znaleziono | nie znaleziono strony | strona nie istnieje | strona nie zostala znaleziona |
    strony nie znaleziono | podana strona nie istnieje | brak strony | brak dostepu | przerwa techniczna |
    stranka nenalezena | stranka nebyla nalezena | stranka neexistuje | nenalezeno | stranka sa nenasla |
    stranka nebola najdena | az oldal nem talalhato | oldal nem talalhato | nem talalhato |
    keresett oldal nem talalhato | pagina nu a fost gasita | nu a fost gasita | pagina nu exista |
    stranica nije pronadena | stranica ne postoji | sayfa bulunamadi | bulunamadi | aradiginiz sayfa bulunamadi |
    erisim engellendi | bakimdayiz | страница не найдена | не найдено |
    страница не существует | такой страницы нет |
    такои страницы нет | материал не найден |
    запрашиваемая страница не найдена | доступ запрещен |
    технические работы | ведутся технические работы |
    сторінку не знайдено | сторінка не знайдена | сторінки не існує |
    не знайдено | страницата не е намерена | η σελιδα δεν βρεθηκε |
    σελιδα δεν βρεθηκε | δεν βρεθηκε | halaman tidak ditemukan | tidak ditemukan |
    khong tim thay trang | trang khong ton tai | الصفحة غير موجودة | لم يتم العثور على الصفحة | الصفحة غير متوفرة |
    הדף לא נמצא | העמוד לא נמצא | דף לא נמצא | صفحه مورد نظر یافت نشد | صفحه یافت نشد | पेज नहीं मिला |
    पृष्ठ नहीं मिला | ไม่พบหน้า | ไม่พบหน้าที่คุณต้องการ | ページが見つかりません |
    お探しのページは見つかりませんでした | お探しのページが見つかりません | 指定されたページが見つかりません |
    ページが見つかりませんでした | 页面不存在 | 页面未找到 | 找不到页面 | 页面没有找到 | 您访问的页面不存在 |
    您要访问的页面不存在 | 您访问的页面没有找到 | 頁面不存在 | 找不到網頁 | 找不到頁面 | 無此頁面 |
    페이지를 찾을 수 없습니다 | 요청하신 페이지를 찾을 수 없습니다
""")
# How longer ones begin.
_BEGINNINGS = _phrases("""
    page you are looking for | page you were looking for | page you re looking for | page you requested |
    page you have requested | page you tried | we can t find | we cannot find | we couldn t find | we could not find |
    can t find | can t seem to find | we can t seem to find | it looks like nothing was found | seite die sie suchen |
    seite die du suchst | angeforderte seite | von ihnen angeforderte | gesuchte seite | von ihnen gesuchte seite |
    von ihnen aufgerufene seite | aufgerufene seite | page que vous recherchez | page que vous cherchez |
    page que vous avez demandee | page que vous demandez | pagina que buscas | pagina que busca |
    pagina que estas buscando | pagina que esta buscando | pagina che cerchi | pagina che stai cercando |
    pagina che hai richiesto | pagina que voce procura | pagina que voce esta procurando | pagina die je zoekt |
    pagina die u zoekt | sidan du soker | siden du leter | siden du leder | strona ktorej szukasz |
    страница которую вы ищете | please enable js | please enable javascript |
    please enable cookies | please turn javascript on
""")
_NOTHING_GOES_ON = 14  # words of such a longer one

_COOKIES = _phrases("""
    personvern | cookie | consent | gdpr | rgpd | dsgvo | einwillig | zustimm | datenschutz | privacy |
    personenbezogen | tracking |
    personalised | personalized | personalisiert | consentement | traceur | vie privée | confidentialité | données |
    consentimiento | privacidad | datos personales | consenso | dati personali | riservatezza | consentimento |
    dados pessoais | toestemming | persoonsgegevens | persoonlijke gegevens | samtyck | samtykke | personuppgift |
    personopplysning | personoplysning | evästei | evästee | tietosuoja | ciasteczk | zgod | prywatno |
    danych osobowych | souhlas | súhlas | osobních údaj | hozzájárul | adatvéd | sütik | süti | çerez |
    kişisel veri | gizlilik | файлы cookie | согласи | персональн |
    конфиденциальн | згод | συγκατάθεσ | απορρήτου | クッキー | 同意 |
    プライバシー | 隐私 | 쿠키 | 동의
""")
_CONSENT = (
    *_COOKIES,
    *_phrases("""
    publicité personnalisée | partner | device | your data | advertis | anzeigen | werbung | publicidad | pubblicità |
    publicidade | advertenties | annons | reklam
"""),
)
# What only who asks for it says, and no story about it outside of quotation marks.
_ASKING = _phrases("""
    we and our | we use cookies | our partners | your consent | you consent | you agree | your choices | your privacy |
    accept all | reject all | i agree | i accept | manage settings | manage preferences | manage options | manage my |
    privacy settings | cookie settings | before you continue | your preferences | withdraw your | change your mind |
    legitimate interest | store and/or access | we value your | by clicking | wir und unsere | wir verwenden cookies |
    wir nutzen cookies | wir benötigen ihre | wir brauchen ihre | ihre einwilligung | ihre zustimmung |
    deine zustimmung | deine einwilligung | alle akzeptieren | alles akzeptieren | akzeptieren und weiter |
    zustimmen und weiter | mit werbung weiterlesen | mit werbung | werbefrei | ohne werbung | ihre daten |
    auf einem gerät | unsere partner | jederzeit widerrufen | datenschutzeinstellungen | privatsphäre | nous et nos |
    nos partenaires | votre consentement | vous acceptez | tout accepter | tout refuser | accepter et continuer |
    continuer sans accepter | vos choix | vos données | nous utilisons des cookies | votre vie privée | paramétrer |
    accepter les cookies | sans publicité | nosotros y nuestros | nuestros socios | tu consentimiento |
    su consentimiento | aceptar todo | aceptar y continuar | rechazar todo | utilizamos cookies | tus datos |
    sus datos | tu privacidad | configurar cookies | aceptar cookies | tus preferencias | noi e i nostri |
    i nostri partner | il tuo consenso | accetta tutto | accetta e continua | rifiuta tutto | utilizziamo cookie |
    utilizziamo i cookie | i tuoi dati | le tue preferenze | la tua privacy | continua senza accettare |
    usiamo cookie | nós e os nossos | nossos parceiros | o seu consentimento | seu consentimento | aceitar tudo |
    aceitar todos | rejeitar tudo | usamos cookies | seus dados | wij en onze | onze partners | jouw toestemming |
    uw toestemming | je toestemming | alles accepteren | akkoord en doorgaan | we gebruiken cookies |
    wij gebruiken cookies | cookies accepteren | jouw gegevens | je gegevens | je instellingen | jouw keuze |
    vi och våra | våra partner | ditt samtycke | godkänn alla | vi använder cookies | dina personuppgifter |
    vi og våre | våre partnere | ditt samtykke | godta alle | vi bruker | dine data | informasjonskapsler |
    vi og vores | vores partnere | dit samtykke | accepter alle | vi bruger cookies | tillad alle | me ja kumppanimme |
    kumppanimme | hyväksy kaikki | käytämme evästeitä | suostumuksesi | my i nasi | nasi partnerzy | twoja zgoda |
    twoją zgodę | zgody na | przejdź do serwisu | zaakceptuj | akceptuję | twoje dane | twoich danych |
    twojej prywatności | zgadzam się | my a naši | naši partneři | váš souhlas | přijmout vše | používáme cookies |
    váš súhlas | prijať všetko | az ön hozzájárulás | partnereink | elfogadom | összes elfogadása |
    sütiket használunk | partenerii noștri | consimțământul | accept toate | biz ve | tümünü kabul |
    çerezleri kabul | kabul et | мы и наши | наши партнеры | ваше согласие |
    вы соглашаетесь | принять все | мы используем | ми та наші |
    прийняти всі | ваша згода | εμείς και οι | συνεργάτες μας |
    αποδοχή όλων | συμφωνώ | すべて同意 | すべて許可 | 同意する | クッキーを使用 | 全部接受 | 接受所有 |
    모두 동의 | 모두 수락
""")
_PAID = _phrases("""
    subscribe to continue | subscribe to read | subscribe to keep reading | subscribe now to read |
    to continue reading | continue reading with | to keep reading | this article is for subscribers |
    subscribers only | for subscribers only | subscriber-only | exclusive to subscribers |
    this content is for members | become a member to read | unlock this article | you have reached your limit |
    register to continue | sign in to continue | log in to continue reading | jetzt weiterlesen | um weiterzulesen |
    mit abo weiterlesen | nur für abonnenten | exklusiv für abonnenten | den ganzen artikel lesen |
    den vollständigen artikel | artikel freischalten | diesen artikel weiterlesen | registrieren und weiterlesen |
    réservé aux abonnés | réservée aux abonnés | pour lire la suite | de cet article à lire |
    de l'article à lire | la suite est réservée | abonnez-vous pour | exclusivo para suscriptores |
    solo para suscriptores | suscríbete para seguir | suscríbete para leer | para seguir leyendo |
    per continuare a leggere | riservato agli abbonati | contenuto riservato | abbonati per |
    leggi l'articolo completo | exclusivo para assinantes | conteúdo exclusivo | para continuar lendo |
    para continuar a ler | assine para ler | lees verder met | om verder te lezen | alleen voor abonnees |
    exclusief voor abonnees | för att läsa vidare | endast för prenumeranter | for å lese hele | for å lese videre |
    kun for abonnenter | for at læse videre | læs hele artiklen | lue koko artikkeli | vain tilaajille |
    dostęp dla prenumeratorów | tylko dla prenumeratorów | czytaj dalej z | treść premium | pouze pro předplatitele |
    csak előfizetőknek | sadece aboneler | abonelere özel | devamını okumak için |
    только для подписчиков | доступно по подписке |
    доступен только подписчикам | оформите подписку |
    лише для передплатників | μόνο για συνδρομητές | この記事は有料 |
    続きを読むには | 订阅后 | 仅限订阅 | 会员专享 | 구독자 전용 | 有料会員限定 | 会員限定記事です |
    contenido exclusivo para suscriptores | 유료 회원 전용
""")
_SWITCH = (
    r"(?:enabl|activ|aktiv|turn on|requir|need|disabled|habilit|einschalt|erforderlich|inschakel|slå på|włącz|zapn|"
    r"bekapcsol|etkinle|включ|увімкн|nécessaire|necesari|有効|启用|啟用|활성화)"
)
_SCRIPT = r"(?:java ?script|\bjs\b)"
_NO_SCRIPT = re.compile(rf"{_SWITCH}[^.]{{0,80}}{_SCRIPT}|{_SCRIPT}[^.]{{0,80}}{_SWITCH}", re.IGNORECASE)


def bare(text: str) -> str:
    """Words without accents, case, signs, and what stands around a notice; two spellings of one are the same."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not _is_accent(sign))
    words = _NOT_WORDS.sub(" ", unicodedata.normalize("NFC", plain).translate(_STROKES)).split()
    while words and (words[0] in _AROUND or _CODE.fullmatch(words[0])):
        words.pop(0)
    while words and (words[-1] in _AROUND or _CODE.fullmatch(words[-1])):
        words.pop()
    return " ".join(words)


def _is_accent(sign: str) -> bool:
    """Whether it is an accent on a Latin, Greek or Cyrillic letter; elsewhere marks are parts of words."""
    return "\u0300" <= sign <= "\u036f"


_BARE_NOTICES = frozenset(filter(None, map(bare, _NOTICES)))
_BARE_BEGINNINGS = tuple(map(bare, _BEGINNINGS))


def is_notice(text: str) -> bool:
    """Whether a headline says no more than that something is missing or does not work."""
    if not 0 < len(text) <= _MAX_NOTICE:
        return False
    said = bare(text)
    if not said:
        return _CODE.search(text) is not None
    begins = said.startswith(_BARE_BEGINNINGS) and len(said.split()) <= _NOTHING_GOES_ON
    return begins or said in _BARE_NOTICES or all(part in _BARE_NOTICES for part in _sentences(text))


def _sentences(text: str) -> Sequence[str]:
    """What is left of each sentence of a headline; none at all is one that says nothing."""
    return [bare(part) for part in re.split(r"[.!?:;…。！]", text) if bare(part)] or [""]


def asks(text: str) -> int:
    """How many of the phrases it holds with which consent is asked for; ``text`` is in lower case."""
    return sum(phrase in text for phrase in _ASKING)


def speaks_of_consent(text: str) -> bool:
    """Whether it is about cookies, data and advertisements; ``text`` is in lower case."""
    return any(stem in text for stem in _CONSENT)


def mentions(text: str) -> int:
    """How often it speaks of cookies and of consent; ``text`` is in lower case."""
    return sum(map(text.count, _COOKIES))


def sells(text: str) -> bool:
    """Whether it says that the rest is for subscribers; ``text`` is in lower case."""
    return any(phrase in text for phrase in _PAID)


def wants_scripts(text: str) -> bool:
    """Whether it says that nothing can be seen without scripts."""
    return _NO_SCRIPT.search(text) is not None
