"""What languages are known by: their scripts, and where many share one, their smallest words."""

from __future__ import annotations

import re
from collections.abc import Mapping

# A script's letters, and the languages that are written in it; the first is meant where none is declared.
SCRIPTS: Mapping[str, tuple[re.Pattern[str], tuple[str, ...]]] = {
    "Latin": (re.compile(r"[A-Za-z\u00c0-\u024f]"), ()),
    "Kana": (re.compile(r"[\u3041-\u30ff]"), ("ja",)),
    "Han": (re.compile(r"[\u3400-\u9fff]"), ("zh", "yue", "ja", "ko")),
    "Hangul": (re.compile(r"[\uac00-\ud7af]"), ("ko",)),
    "Cyrillic": (
        re.compile(r"[\u0400-\u052f]"),
        ("ru", "uk", "be", "bg", "mk", "sr", "bs", "kk", "ky", "tg", "mn", "tt", "ba", "uz", "cv", "os", "az", "tk"),
    ),
    "Greek": (re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"), ("el",)),
    "Arabic": (
        re.compile(r"[\u0600-\u06ff\u0750-\u077f]"),
        ("ar", "fa", "ur", "ps", "ckb", "ku", "sd", "ug", "pa", "az", "ks", "dv", "ms"),
    ),
    "Hebrew": (re.compile(r"[\u0590-\u05ff]"), ("he", "yi")),
    "Devanagari": (re.compile(r"[\u0900-\u097f]"), ("hi", "mr", "ne", "sa", "mai", "bho", "kok", "doi")),
    "Bengali": (re.compile(r"[\u0980-\u09ff]"), ("bn", "as")),
    "Gurmukhi": (re.compile(r"[\u0a00-\u0a7f]"), ("pa",)),
    "Gujarati": (re.compile(r"[\u0a80-\u0aff]"), ("gu",)),
    "Oriya": (re.compile(r"[\u0b00-\u0b7f]"), ("or",)),
    "Tamil": (re.compile(r"[\u0b80-\u0bff]"), ("ta",)),
    "Telugu": (re.compile(r"[\u0c00-\u0c7f]"), ("te",)),
    "Kannada": (re.compile(r"[\u0c80-\u0cff]"), ("kn",)),
    "Malayalam": (re.compile(r"[\u0d00-\u0d7f]"), ("ml",)),
    "Sinhala": (re.compile(r"[\u0d80-\u0dff]"), ("si",)),
    "Thai": (re.compile(r"[\u0e00-\u0e7f]"), ("th",)),
    "Lao": (re.compile(r"[\u0e80-\u0eff]"), ("lo",)),
    "Burmese": (re.compile(r"[\u1000-\u109f]"), ("my",)),
    "Georgian": (re.compile(r"[\u10a0-\u10ff]"), ("ka",)),
    "Armenian": (re.compile(r"[\u0530-\u058f]"), ("hy",)),
    "Ethiopic": (re.compile(r"[\u1200-\u137f]"), ("am", "ti")),
    "Khmer": (re.compile(r"[\u1780-\u17ff]"), ("km",)),
}

_WORDS = {
    "en": "the of and to in that is was for with on as it he at by from his they were which have had are been this",
    "de": "der die und das den von zu mit sich ist auf für nicht ein eine dem des im auch als an werden aus er hat",
    "fr": "de la le les des et à en du un une est que dans qui pour sur au avec ce pas plus par sont a il ne se",
    "es": "de la que el en y los del se las por un con una para es su al lo como más o pero fue ha sus este ya",
    "pt": "de a que o e do da em um para com não uma os no se na por mais as dos como mas foi ao das tem à seu",
    "it": "di che e la il un a è per una in del con non della le si da al dei sono ha nel alla più gli anche lo i",
    "nl": "de van het een en in is dat op te zijn met voor niet aan er om ook als dan maar bij uit nog worden door",
    "sv": "och i att det som en på är av för med den till inte har de om ett han men var sig från vi så kan när",
    "da": "og i at det er en til af på for den med der som ikke de har et han om var fra ved sig men vil kan også",
    "no": "og i det er på til som en å for av at har med de ikke den et om han fra var men vi seg så kan ble etter",
    "fi": "ja on ei että se oli hän mutta ovat myös kun niin joka mukaan kuin sen ole vuoden jo tai nyt vain sitä",
    "is": "og að í á er sem um það við til af var en með fyrir ekki hann þess því hafa eru hefur þeir frá verið",
    "pl": "w i na z się do nie że jest o to jak za po od przez dla są ale tym jego oraz który także czy tego co",
    "cs": "a v se na je že s z do o i to k ve za pro by jako jsou ale po který od jeho také byl při už podle",
    "sk": "a v sa na je že s z do o aj to k vo za pre by ako sú ale po ktorý od jeho tiež bol pri už podľa",
    "sl": "in je v na se za da so ki pa z ne po bi tudi kot s ni od bo pri ter ali še jih je bil iz kako",
    "hr": "i u je na se da za su od s o koji ne kao a do bi što iz će nije ali ili prema te još samo po kako",
    "hu": "a az és hogy nem is egy volt meg ez csak de már mint ha el azt még vagy szerint lesz után ki között",
    "ro": "de și în a la cu că nu pe o din pentru este care un mai sunt au fost se ce dar prin sau după fi",
    "sq": "të e në dhe për me që nga një se është do më ka i së janë nuk kjo por si kanë ishte duke",
    "tr": "ve bir bu da de için ile olarak çok daha olan gibi en kadar sonra ne ama var göre olduğunu değil",
    "et": "ja on ei et see oli ka kui aga mis oma ta kes selle ning siis veel seda või pole nii kuid üle",
    "lv": "un ir ka no par ar uz bet kas arī nav tas lai pēc tā vai bija jau kā gan savu līdz pie",
    "lt": "ir kad yra su bet kaip iš tai į ne už apie tik dar po jau buvo dėl kurie savo ar nuo per",
    "ca": "de la que i el en a les els per amb un una és del al no ha es més són va com però aquest dels",
    "gl": "de a o que e do da en un unha os as para con non por no na se máis ao pola dos polo foi como",
    "eu": "eta da ez du bat ere izan dute egin zen dira baina den hau egiten beste baino",
    "cy": "yn y i a o ar ei yr mae ac am wedi ond gan fod oedd eu bod hefyd gyda",
    "ga": "an na ar a i ag is agus le go sé do bhí nach leis atá ach faoi sin",
    "mt": "li u ta il fil biex minn dan ma kien għal mill bil hija tal hu din",
    "af": "die en van in is het nie dat te vir met op sy wat om aan was ook na deur as hulle kan hy",
    "id": "yang dan di itu dengan untuk dari dalam pada ini tidak akan juga adalah ke oleh karena telah bisa saat",
    "ms": "yang dan di itu dengan untuk dari dalam pada ini tidak akan juga adalah ke oleh kerana telah boleh",
    "vi": "của và là các được có cho không trong với một những người đã này khi để đến từ cũng",
    "tl": "ang ng sa na mga at ay para ito ni kay siya hindi may nang ko si pa rin",
    "sw": "ya na wa kwa ni la katika za kuwa cha hiyo hii yake huo kama lakini baada pia alisema",
    "zu": "ukuthi futhi kodwa uma lapho kuthiwa ngoba ukuba kanti kusho noma kule manje abantu loku lo yena lokhu "
    "ngemuva esithi kakhulu bese ngesikhathi khona",
    "xh": "ukuba kwaye kodwa xa apho ngoku okanye ukuze kule nto kuba oko ngokwe abantu le ngenxa lo emva uthe kakhulu "
    "kananjalo wathi yena ekubeni naye kunye",
    "st": "ho le ba ea ka hore e a tsa oa la ke o mme empa hae bona joalo bile",
    "so": "iyo oo ka ku in waxaa ee ayaa uu la soo waa ay ah u si lagu kala",
    "ha": "da a na ya cewa ta ba wannan shi ce wa mai don ke cikin sun yi",
    "az": "və bu bir ki ilə üçün də da olan daha sonra çox olaraq edib görə deyil isə",
    "uz": "va bu bilan uchun bir ham bo'lgan edi deb yoki esa",
    "ht": "yo nan ki pou li te ak sou pa gen ap nou yon fè",
    "lb": "de vun déi an den ass fir mat net op eng dat ze datt hunn och wéi si",
    "fo": "og at í er til sum á eru ikki tað ein hevur við av vit men fyri",
}
WORDS: Mapping[str, frozenset[str]] = {language: frozenset(words.split()) for language, words in _WORDS.items()}
