/// How a language writes dates. A language is data: its names and its order of things.
package struct DateLanguage: Hashable, Sendable {
    /// As they stand alone, January first.
    package let months: [String]
    /// As they stand in a date, where that differs.
    package let monthsInDates: [String]
    /// Sunday first.
    package let weekdays: [String]
    /// `{d}`, `{m}` (the month's name), `{n}` (its number) and `{y}`.
    let pattern: String
    /// Instead of a bare number for the first of a month.
    let first: String

    /// For a language tag: the region counts where it matters (`en-US`); English for a language that isn't known.
    package init(tag: String) {
        let parts = tag.lowercased().split(separator: "-").map(String.init)
        let found = Self.all[parts.prefix(2).joined(separator: "-")] ?? Self.all[parts.first ?? ""]
        self = found ?? Self.all["en"] ?? Self("", "", "{y}-{n}-{d}")
    }

    /// `1 May 2013`.
    package func text(_ date: CivilDate) -> String {
        var result = ""
        var rest = pattern[...]
        while let brace = rest.firstIndex(of: "{") {
            result += rest[..<brace]
            switch rest.dropFirst(rest.distance(from: rest.startIndex, to: brace) + 1).first {
            case "d": result += date.day == 1 && !first.isEmpty ? first : String(date.day)
            case "m": result += monthsInDates.element(date.month - 1)
            case "n": result += String(date.month)
            default: result += String(date.year)
            }
            rest = rest[brace...].dropFirst(3)
        }
        return result + rest
    }

    package func month(_ number: Int) -> String { months.element(number - 1) }
    package func weekday(of date: CivilDate) -> String { weekdays.element(date.weekday) }

    private init(_ months: String, _ weekdays: String, _ pattern: String, inDates: String? = nil, first: String = "") {
        self.months = months.split(separator: " ").map(String.init)
        monthsInDates = (inDates ?? months).split(separator: " ").map(String.init)
        self.weekdays = weekdays.split(separator: " ").map(String.init)
        self.pattern = pattern
        self.first = first
    }

    private static let englishMonths =
        "January February March April May June July August September October November December"
    private static let englishDays = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday"
    private static let norwegian = DateLanguage(
        "januar februar mars april mai juni juli august september oktober november desember",
        "søndag mandag tirsdag onsdag torsdag fredag lørdag", "{d}. {m} {y}")
    private static let eastAsianMonths = (1...12).map { "\($0)月" }.joined(separator: " ")

    private static let all: [String: DateLanguage] = [
        "en": DateLanguage(englishMonths, englishDays, "{d} {m} {y}"),
        "en-us": DateLanguage(englishMonths, englishDays, "{m} {d}, {y}"),
        "de": DateLanguage(
            "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
            "Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag", "{d}. {m} {y}"),
        "fr": DateLanguage(
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
            "dimanche lundi mardi mercredi jeudi vendredi samedi", "{d} {m} {y}", first: "1er"),
        "es": DateLanguage(
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
            "domingo lunes martes miércoles jueves viernes sábado", "{d} de {m} de {y}"),
        "pt": DateLanguage(
            "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
            "domingo segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado", "{d} de {m} de {y}"),
        "it": DateLanguage(
            "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
            "domenica lunedì martedì mercoledì giovedì venerdì sabato", "{d} {m} {y}", first: "1º"),
        "nl": DateLanguage(
            "januari februari maart april mei juni juli augustus september oktober november december",
            "zondag maandag dinsdag woensdag donderdag vrijdag zaterdag", "{d} {m} {y}"),
        "sv": DateLanguage(
            "januari februari mars april maj juni juli augusti september oktober november december",
            "söndag måndag tisdag onsdag torsdag fredag lördag", "{d} {m} {y}"),
        "da": DateLanguage(
            "januar februar marts april maj juni juli august september oktober november december",
            "søndag mandag tirsdag onsdag torsdag fredag lørdag", "{d}. {m} {y}"),
        "nb": norwegian, "no": norwegian,
        "fi": DateLanguage(
            "tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu",
            "sunnuntai maanantai tiistai keskiviikko torstai perjantai lauantai", "{d}. {m}ta {y}"),
        "pl": DateLanguage(
            "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
            "niedziela poniedziałek wtorek środa czwartek piątek sobota", "{d} {m} {y}",
            inDates:
                "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"),
        "cs": DateLanguage(
            "leden únor březen duben květen červen červenec srpen září říjen listopad prosinec",
            "neděle pondělí úterý středa čtvrtek pátek sobota", "{d}. {m} {y}",
            inDates: "ledna února března dubna května června července srpna září října listopadu prosince"),
        "ru": DateLanguage(
            "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
            "воскресенье понедельник вторник среда четверг пятница суббота", "{d} {m} {y} г.",
            inDates: "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
        "uk": DateLanguage(
            "січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень",
            "неділя понеділок вівторок середа четвер п’ятниця субота", "{d} {m} {y} р.",
            inDates: "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня"),
        "tr": DateLanguage(
            "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
            "Pazar Pazartesi Salı Çarşamba Perşembe Cuma Cumartesi", "{d} {m} {y}"),
        "ja": DateLanguage(eastAsianMonths, "日曜日 月曜日 火曜日 水曜日 木曜日 金曜日 土曜日", "{y}年{n}月{d}日"),
        "zh": DateLanguage(eastAsianMonths, "星期日 星期一 星期二 星期三 星期四 星期五 星期六", "{y}年{n}月{d}日"),
        "ko": DateLanguage(
            (1...12).map { "\($0)월" }.joined(separator: " "), "일요일 월요일 화요일 수요일 목요일 금요일 토요일",
            "{y}년 {n}월 {d}일"),
    ]
}

extension [String] {
    /// An element that may not be there: names are data.
    fileprivate func element(_ index: Int) -> String { indices.contains(index) ? self[index] : "" }
}
