extension SiteSettings {
    /// The caching edge: where it listens, what it may keep and whom it asks.
    package struct Edge: Hashable, Sendable {
        /// Default: `127.0.0.1:8080`.
        package var listen: ListenAddress
        /// TLS for readers, beside plain HTTP. Default: none.
        package var tls: TLS?
        /// How much the edge may keep.
        package var cache: Cache
        /// Servers to ask, by name, in the order of the file. Default: `site`, at the address the origin listens on.
        package var origins: [NamedOrigin]
        /// For how long responses are used past their lifetime, where a behavior doesn't say.
        package var stale = Stale()
        /// Fields that say how shared caches like this one may use a response, the most specific first (RFC 9213), in
        /// lower case. Default: `CDN-Cache-Control`.
        package var targeted = ["cdn-cache-control"]
        /// Header policies by name, in the order of the file. Default: none.
        package var headers: [NamedHeaders] = []
        /// What to do with which path; the first that matches wins. Default: `/api/*` by what the origin says, with the
        /// API's query parameters in the key; then everything else from `site`.
        package var behaviors: [Behavior]
        package var log = Log()
    }

    /// Where readers are served over TLS, and with which certificates.
    package struct TLS: Hashable, Sendable {
        /// Default: `0.0.0.0:8443`, every network: TLS is for readers who aren't on this machine.
        package var listen: ListenAddress
        /// At least one; the host that a reader names picks among them, and the first is for all others.
        package var certificates: [Certificate]
        /// Default: 1.2.
        package var minimum: TLSVersion
        /// Whether plain requests are sent on to TLS. Default: no.
        package var redirect: Bool
    }

    /// A certificate and its key, as files in PEM whose paths count from the site's folder.
    package struct Certificate: Hashable, Sendable {
        /// The certificate, then those between it and its authority.
        package var certificate: String
        package var key: String

        package init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// What a reader's program must speak at least.
    package enum TLSVersion: String, CaseIterable, Hashable, Sendable {
        case tls12 = "1.2"
        case tls13 = "1.3"
    }

    /// The edge's stores.
    package struct Cache: Hashable, Sendable {
        /// The memory tier, as the process's own size grows. Default: 256 MiB; 1 MiB to 1 TiB.
        package var memory: ByteCount
        /// The disk tier. Default: 10 GiB; 0 turns it off; at most 64 TiB.
        package var disk: ByteCount
    }

    /// A server the edge asks.
    package struct NamedOrigin: Hashable, Sendable {
        /// Letters, digits, `-` and `_`; what behaviors refer to.
        package var name: String
        /// One address, or several that answer alike. Scheme, host and port only.
        package var urls: [WebAddress]
        /// A path whose 2xx answer means the server is well. Default: none, then only failures count.
        package var health: String?
        /// For `https`: a PEM file with the authorities to trust. Default: the system's.
        package var ca: String?
        /// Whether the edge signs its requests. Default: for the site's own origin, when that answers nobody else.
        package var sign: Bool

        package init(name: String, urls: [WebAddress], health: String? = nil, ca: String? = nil, sign: Bool = false) {
            self.name = name
            self.urls = urls
            self.health = health
            self.ca = ca
            self.sign = sign
        }
    }

    /// What the edge does with the paths of one pattern.
    package struct Behavior: Hashable, Sendable {
        /// Starts with `/` or `*`; `*` is any characters, `?` is exactly one.
        package var path: String
        /// The name of an origin. Default: `site`, or the only one there is.
        package var origin: String
        /// How bodies are kept. Default: `whole`.
        package var store: StoreKind
        /// What besides host and path tells responses apart.
        package var key: CacheKey
        /// How stated lifetimes are bounded.
        package var ttl: TimeToLive
        /// For how long responses are used past their lifetime.
        package var stale = Stale()
        /// Which methods pass. Default: all.
        package var methods = MethodSet.all
        /// What becomes of cookies that the origin sets. Default: `share`.
        package var setCookie = SetCookie.share
        /// What answers gain and lose on their way out. Default: nothing.
        package var headers: HeaderChoice?

        package init(
            path: String, origin: String, store: StoreKind = .whole, key: CacheKey = CacheKey(),
            ttl: TimeToLive = TimeToLive()
        ) {
            self.path = path
            self.origin = origin
            self.store = store
            self.key = key
            self.ttl = ttl
        }
    }

    /// How bodies are kept.
    package enum StoreKind: String, CaseIterable, Hashable, Sendable {
        /// A response is one object.
        case whole
        /// Large files in slices, each fetched once.
        case sliced
    }

    /// What besides host and path tells responses apart.
    package struct CacheKey: Hashable, Sendable {
        /// Query parameters that matter. Default: all.
        package var query: Names
        /// Whether parameters are put in the order of their names. Default: no.
        package var sortsQuery: Bool
        /// Request fields that matter, in lower case. Default: none beyond what `Vary` names.
        package var headers: Names
        /// Cookies that matter; the others don't reach the origin where an answer may be stored. `nil`, the default,
        /// leaves them to `Vary`.
        package var cookies: Names?

        package init(
            query: Names = .all, sortsQuery: Bool = false, headers: Names = .only([]), cookies: Names? = nil
        ) {
            self.query = query
            self.sortsQuery = sortsQuery
            self.headers = headers
            self.cookies = cookies
        }
    }

    /// Bounds on how long responses are used without asking; what isn't given stays as the origin says.
    package struct TimeToLive: Hashable, Sendable {
        /// For responses that state no lifetime. At most 365 days, like its neighbours.
        package var `default`: Duration?
        /// Raises shorter stated lifetimes, but for errors and for what must not be shared.
        package var min: Duration?
        /// Cuts longer stated lifetimes.
        package var max: Duration?
        /// How long errors are kept at least. Default: as the standard has it.
        package var errors: [ErrorLifetime]

        package init(
            default: Duration? = nil, min: Duration? = nil, max: Duration? = nil, errors: [ErrorLifetime] = []
        ) {
            self.default = `default`
            self.min = min
            self.max = max
            self.errors = errors
        }
    }
}
