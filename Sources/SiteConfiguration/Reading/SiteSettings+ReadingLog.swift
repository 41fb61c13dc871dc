extension SiteSettings {
    static func readLog(_ section: Section) -> Log {
        var log = Log()
        log.format = section.value("format", default: .json, choice(LogFormat.self))
        log.file = section.optional("file", text(1...1024))
        log.showsQueries = section.value("queries", default: .hidden, choice(LogDisclosure.self)) == .shown
        log.showsCookies = section.value("cookies", default: .hidden, choice(LogDisclosure.self)) == .shown
        section.finish()
        return log
    }
}
