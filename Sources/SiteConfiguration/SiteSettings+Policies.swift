extension SiteSettings {
    /// Some of the names that a request may hold.
    package enum Names: Hashable, Sendable {
        case all
        /// These and no others. Empty: none.
        case only([String])
        case allExcept([String])
    }

    /// Which methods pass.
    package enum MethodSet: String, CaseIterable, Hashable, Sendable {
        /// GET and HEAD.
        case read
        case readAndOptions = "read-and-options"
        /// Everything.
        case all
    }

    /// What becomes of `Set-Cookie` in an origin's answers.
    package enum SetCookie: String, CaseIterable, Hashable, Sendable {
        /// Shared where the answer itself names a lifetime above zero.
        case share
        /// Such an answer is never stored.
        case refuse
        /// Taken out before the answer is stored or sent.
        case strip
    }

    /// For how long responses are used past their lifetime; what isn't given is left to the level above.
    package struct Stale: Hashable, Sendable {
        /// While a fresh one is fetched. Default: 0.
        package var whileRevalidate: Duration?
        /// While the origin fails. Default: 1d.
        package var ifError: Duration?

        package init(whileRevalidate: Duration? = nil, ifError: Duration? = nil) {
            self.whileRevalidate = whileRevalidate
            self.ifError = ifError
        }
    }

    /// How long errors of one kind are kept at least.
    package struct ErrorLifetime: Hashable, Sendable {
        package enum Kind: Hashable, Sendable {
            case status(Int)
            /// 4 or 5, for `4xx` and `5xx`.
            case statusClass(Int)
            case any
        }

        package var kind: Kind
        package var lifetime: Duration
    }

    /// A behavior's header policy: one of `edge.headers` by its name, or its own.
    package enum HeaderChoice: Hashable, Sendable {
        case named(String)
        case inline(HeaderRules)
    }

    /// A header policy that behaviors can share.
    package struct NamedHeaders: Hashable, Sendable {
        package var name: String
        package var rules: HeaderRules
    }

    /// What is taken from the fields of answers and added to them, in this order.
    package struct HeaderRules: Hashable, Sendable {
        package var remove: [String] = []
        package var cors: CrossOrigin?
        package var transportSecurity: TransportSecurity?
        /// `Content-Security-Policy` and its like, in the order of `securityFields`.
        package var security: [HeaderField] = []
        package var set: [HeaderField] = []

        /// Keys of the configuration and the fields they stand for.
        package static let securityFields: [(key: String, field: String)] = [
            ("csp", "Content-Security-Policy"), ("content-type-options", "X-Content-Type-Options"),
            ("frame-options", "X-Frame-Options"), ("referrer-policy", "Referrer-Policy"),
        ]
    }

    package struct HeaderField: Hashable, Sendable {
        package var name: String
        package var value: String
        /// Whether it takes the place of the origin's. Default: yes.
        package var overrides: Bool
    }

    /// `Strict-Transport-Security`.
    package struct TransportSecurity: Hashable, Sendable {
        package var maxAge: Duration
        package var coversSubdomains: Bool
        package var mayBePreloaded: Bool
        package var overrides: Bool
    }

    /// Which scripts of other sites may read answers.
    package struct CrossOrigin: Hashable, Sendable {
        /// `nil` for any.
        package var origins: [String]?
        package var methods: [String]
        package var headers: [String]
        package var expose: [String]
        package var maxAge: Duration?
        package var allowsCredentials: Bool
        package var overrides: Bool
    }
}
