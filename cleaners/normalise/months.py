"""The months' names as news pages print them, in many languages: full, inflected and short forms."""

import unicodedata

_NAMES = (
    (
        "january jan januar jänner jän januari janvier janv enero ene janeiro "
        "gennaio gen января январь янв січня січень січ stycznia styczeń sty "
        "ocak oca leden ledna januára január jan siječnja januarie ianuarie ian "
        "ιανουαρίου ιανουάριος ιαν януари яну tammikuu tammikuuta يناير "
        "كانون٪الثاني جانفي ژانویه जनवरी জানুয়ারি ஜனவரி ม.ค. มกราคม ינואר "
        "tháng٪1 janar"
    ),
    (
        "february feb februar feber februari fevrier février févr febrero "
        "fevereiro fev febbraio febr февраля февраль фев лютого лютий лют lutego "
        "luty lut şubat şub subat únor února februára február veljače februarie "
        "φεβρουαρίου φεβρουάριος φεβ февруари helmikuu helmikuuta فبراير شباط "
        "فيفري فوریه फरवरी फ़रवरी ফেব্রুয়ারি பிப்ரவரி ก.พ. กุมภาพันธ์ פברואר "
        "tháng٪2 shkurt"
    ),
    (
        "march mar märz mär mrz maart mrt mars marzo março maret mac марта март "
        "мар березня березень бер marca marzec mart březen března marec március "
        "ožujka martie μαρτίου μάρτιος μαρ maaliskuu maaliskuuta مارس آذار مارچ "
        "मार्च মার্চ மார்ச் มี.ค. มีนาคม מרץ מרס tháng٪3 machi"
    ),
    (
        "april apr avril avr abril abr aprile апреля апрель апр квітня квітень "
        "квіт kwietnia kwiecień kwi nisan nis duben dubna apríla április travnja "
        "aprilie απριλίου απρίλιος απρ април huhtikuu huhtikuuta أبريل ابريل "
        "نيسان أفريل آوریل अप्रैल এপ্রিল ஏப்ரல் เม.ย. เมษายน אפריל tháng٪4 "
        "aprili"
    ),
    (
        "may mai mei mayo maio mag maggio мая май травня травень трав maja maj "
        "mayıs květen května mája május svibnja μαΐου μαΐος μάιος μαϊ toukokuu "
        "toukokuuta مايو أيار ماي مه می मई মে மே พ.ค. พฤษภาคม מאי tháng٪5"
    ),
    (
        "june jun juni juin junio jun. junho giugno giu июня июнь июн червня "
        "червень черв czerwca czerwiec cze haziran haz červen června júna június "
        "lipnja iunie iun ιουνίου ιούνιος ιουν юни kesäkuu kesäkuuta يونيو يونيه "
        "حزيران جوان ژوئن जून জুন ஜூன் มิ.ย. มิถุนายน יוני tháng٪6"
    ),
    (
        "july jul juli juillet juil julio julho luglio lug июля июль июл липня "
        "липень лип lipca lipiec lip temmuz tem červenec července júla július "
        "srpnja iulie iul ιουλίου ιούλιος ιουλ юли heinäkuu heinäkuuta يوليو "
        "يوليه تموز جويلية ژوئیه जुलाई জুলাই ஜூலை ก.ค. กรกฎาคม יולי tháng٪7 "
        "julai"
    ),
    (
        "august aug août aout agosto ago agustus augustus augusti августа август "
        "авг серпня серпень серп sierpnia sierpień sie ağustos ağu srpen srpna "
        "augusta augusztus kolovoza αυγούστου αύγουστος αυγ elokuu elokuuta "
        "أغسطس اغسطس آب أوت اوت اگست अगस्त আগস্ট ஆகஸ்ட் ส.ค. สิงหาคม אוגוסט "
        "tháng٪8 agosti ogos"
    ),
    (
        "september sept sep septembre septiembre setiembre setembro set "
        "settembre сентября сентябрь сен сент вересня вересень вер września "
        "wrzesień wrz eylül eyl září septembra szeptember rujna septembrie "
        "σεπτεμβρίου σεπτέμβριος σεπ септември syyskuu syyskuuta سبتمبر أيلول "
        "سپتامبر सितंबर सितम्बर সেপ্টেম্বর செப்டம்பர் ก.ย. กันยายน ספטמבר "
        "tháng٪9 septemba"
    ),
    (
        "october oct oktober okt octobre octubre outubro out ottobre ott октября "
        "октябрь окт жовтня жовтень жовт października październik paź ekim eki "
        "říjen října októbra október listopada octombrie οκτωβρίου οκτώβριος οκτ "
        "октомври lokakuu lokakuuta أكتوبر اكتوبر تشرين٪الأول اکتبر अक्टूबर "
        "অক্টোবর அக்டோபர் ต.ค. ตุลาคม אוקטובר tháng٪10 oktoba"
    ),
    (
        "november nov novembre noviembre novembro ноября ноябрь ноя листопада "
        "листопад лист listopad kasım kas studenoga studeni novembra noiembrie "
        "νοεμβρίου νοέμβριος νοε ноември marraskuu marraskuuta نوفمبر "
        "تشرين٪الثاني نوامبر नवंबर नवम्बर নভেম্বর நவம்பர் พ.ย. พฤศจิกายน נובמבר "
        "tháng٪11 novemba"
    ),
    (
        "december dec dezember dez décembre déc decembre diciembre dic dezembro "
        "dicembre декабря декабрь дек грудня грудень груд grudnia grudzień gru "
        "aralık ara prosinec prosince decembra desember desemba prosinca "
        "decembrie δεκεμβρίου δεκέμβριος δεκ декември joulukuu joulukuuta ديسمبر "
        "كانون٪الأول دسامبر दिसंबर दिसम्बर ডিসেম্বর டிசம்பர் ธ.ค. ธันวาคม דצמבר "
        "tháng٪12"
    ),
)
# `listopada` is October in Croatian and November in Polish: the later entry wins, the larger press


def fold(name: str) -> str:
    """A month's name in the form of the table: small letters without accents, without a closing full stop."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ı", "i"))
    return "".join(c for c in plain if not unicodedata.combining(c)).rstrip(".")


MONTHS: dict[str, int] = {
    fold(name.replace("٪", " ")): number for number, line in enumerate(_NAMES, 1) for name in line.split()
}
"""Folded name → number."""
