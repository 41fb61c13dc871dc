extension SiteSettings {
    /// The edge's lines about requests.
    package struct Log: Hashable, Sendable {
        /// Default: `json`.
        package var format = LogFormat.json
        /// A file, from the site's folder. Default: where all log lines go; for a format other than `json`, standard
        /// output.
        package var file: String?
        /// Whether formats that show addresses show queries too. Default: no, they may hold what is secret.
        package var showsQueries = false
        /// Whether the `cloudfront` format shows cookies. Default: no.
        package var showsCookies = false

        package init() {}
    }

    /// The words of `queries` and `cookies`.
    package enum LogDisclosure: String, CaseIterable, Hashable, Sendable {
        case hidden
        case shown

        package init(_ isShown: Bool) { self = isShown ? .shown : .hidden }
    }

    /// How a request becomes a line.
    package enum LogFormat: String, CaseIterable, Hashable, Sendable {
        case json
        case common
        case combined
        case cloudfront
    }
}
