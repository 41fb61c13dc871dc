import CacheStorage
import HTTPCaching
import HTTPSemantics
import HTTPWire

/// What would become of a request now, and why: what `cache explain` prints.
///
/// Made by the functions that a reader's request goes through (`Admission`, `Lookup`, `mayStandIn`), and changes nothing.
package struct Explanation: Hashable, Codable, Sendable {
    package var method: String
    package var scheme: String
    package var host: String
    package var target: String
    /// The behavior's pattern.
    package var behavior: String?
    /// The origin's name and address.
    package var origin: String?
    /// As it is looked up: origin, authority, path and the query that counts.
    package var key: String?
    /// How many responses are stored under the key.
    package var variants = 0
    /// By what the stored responses are selected, in the order they were stored, the latest first.
    package var selectors: [[Selector]] = []
    package var stored: Stored?
    /// Why there is nothing to answer with.
    package var missing: String?
    package var fill: FillState = .none
    /// Requests that wait for the fill.
    package var waiting = 0
    /// Why the last response could not be stored, where that is remembered; `must-validate` where it could, but holds for
    /// nobody else.
    package var unshareable: Unshareable?
    package var purge: Purge?
    package var now: Verdict

    /// One selecting field and its value; `nil` where the request did not have it.
    package struct Selector: Hashable, Codable, Sendable {
        package var name: String
        package var value: String?

        package init(name: String, value: String?) {
            self.name = name
            self.value = value
        }
    }

    package enum FillState: String, Codable, Sendable {
        case none
        case running
    }

    package struct Unshareable: Hashable, Codable, Sendable {
        package var refusal: String
        package var secondsLeft: Int
    }

    package struct Purge: Hashable, Codable, Sendable {
        package var atSeconds: Int
        package var secondsAgo: Int
        /// Whether by its own address, not with others.
        package var isAlone: Bool
    }

    /// What would happen to the request.
    package struct Verdict: Hashable, Codable, Sendable {
        /// `serve`, `serve-stale`, `validate`, `complete`, `forward`, `pass` or `refuse`.
        package var decision: String
        /// The word of `Cache-Status` for why the origin would be asked.
        package var reason: String?
        /// For people.
        package var words: String
        /// Whether what is stored would be answered if the origin failed now.
        package var mayStandIn: Bool?
    }

    /// A stored response.
    package struct Stored: Hashable, Codable, Sendable {
        /// `fresh`, `stale`, `invalidated`, or `must-validate` where it may never be used unasked.
        package var state: String
        package var status: Int
        package var bytes: Int
        package var contentType: String?
        /// Which bytes of the whole, where it is a part.
        package var part: String?
        package var ageSeconds: Int
        package var lifetimeSeconds: Int
        package var lifetimeSource: String
        package var storedAtSeconds: Int
        package var expiresAtSeconds: Int
        package var staleWhileRevalidateSeconds: Int
        package var staleIfErrorSeconds: Int
        package var entityTag: String?
        package var lastModified: String?
        package var tags: [String]
    }
}

extension Explanation {
    init(of request: RequestHead, isSecure: Bool, in edge: EdgeShared, now: Instant) {
        let target = OriginFormTarget(request)
        method = request.method.rawValue
        host = target?.authority ?? ""
        self.target = target?.text ?? request.targetText
        scheme = isSecure ? "https" : "http"
        let forwarding = RequestForwarding(name: edge.configuration.name, clientAddress: nil, scheme: scheme)
        let admission = Admission(
            request, framing: .none, router: edge.router, forwarding: forwarding,
            redirectPort: edge.configuration.tls?.redirectPort)
        switch admission {
        case .redirected(_, let port):
            self.now = Verdict(decision: "refuse", words: "sent on to https, port \(port)")
        case .byPolicy(let route):
            behavior = route.behavior.pattern.description
            self.now = Verdict(
                decision: "refuse", words: "the behavior itself answers: a preflight, or a method it doesn't allow")
        case .answered(let route, let key):
            self.now = Verdict(decision: "refuse", words: "the edge itself answers: the request may go no further")
            describe(route, key, in: edge, now: now)
        case .refused(let status, _):
            self.now = Verdict(
                decision: "refuse", words: "the edge itself answers \(status) \(reasonPhrase(status))")
        case .past(let route, let key, _, let reason):
            self.now = Verdict(
                decision: "pass", reason: reason.rawValue,
                words: reason == .method
                    ? "goes to the origin: only GET and HEAD are looked up"
                    : "goes to the origin: its conditions are the origin's to judge")
            describe(route, key, in: edge, now: now)
        case .lookUp(let route, let key, let fields):
            let found = Lookup(key, fields: fields, method: request.method, in: edge, now: now)
            let standIn = found.object.map {
                HTTPCaching.mayStandIn($0.head, forRequest: fields, method: request.method, now: now)
            }
            self.now = Verdict(found.decision, mayStandIn: standIn)
            describe(route, key, in: edge, now: now)
            describe(found, now: now)
            self.now.words += company(in: found.decision, request)
        }
    }

    /// Whether others share the way to the origin.
    private func company(in decision: CacheDecision, _ request: RequestHead) -> String {
        switch decision {
        case .serve, .serveStale, .complete, .refuse: return ""
        case .validate, .forward:
            guard request.method == .get, !request.fields.contains("range") else { return "" }
            if unshareable != nil { return ", for this request alone" }
            return fill == .running ? ", but somebody has: the answer to that is waited for" : ""
        }
    }

    private mutating func describe(_ route: Router.Route, _ key: CacheKey, in edge: EdgeShared, now: Instant) {
        behavior = route.behavior.pattern.description
        origin = "\(route.origin.name) (\(route.origin.host):\(route.origin.port))"
        self.key = key.description
        let standing = edge.fills.standing(of: key, now: now)
        fill = standing.running == nil ? .none : .running
        waiting = standing.running?.waiting ?? 0
        unshareable = standing.unshareable.map {
            Unshareable(
                refusal: $0.refusal?.rawValue ?? "must-validate",
                secondsLeft: ($0.until.millisecondsSinceEpoch - now.millisecondsSinceEpoch + 999) / 1000)
        }
        purge = edge.purges.last(of: key).map { last in
            Purge(
                atSeconds: last.at.secondsSinceEpoch,
                secondsAgo: max(0, now.secondsSinceEpoch - last.at.secondsSinceEpoch),
                isAlone: last.isAlone)
        }
    }

    private mutating func describe(_ found: Lookup, now: Instant) {
        variants = found.variants.count
        selectors = found.variants.map { variant in
            variant.head.variance.selectors.map { selector in
                Selector(
                    name: selector.name.canonical,
                    value: selector.value.map { String(decoding: $0, as: UTF8.self) })
            }
        }
        stored = found.object.map { Stored($0, now: now) }
        if found.object == nil {
            missing = found.variants.isEmpty ? "nothing is stored under the key" : "what is stored is for other fields"
        }
    }
}

extension Explanation.Verdict {
    init(_ decision: CacheDecision, mayStandIn: Bool?) {
        self.mayStandIn = mayStandIn
        switch decision {
        case .serve:
            self.decision = "serve"
            words = "answered from memory"
        case .serveStale:
            self.decision = "serve-stale"
            words = "answered from memory though stale, and fetched anew behind the reader's back"
        case .validate(let reason):
            self.decision = "validate"
            self.reason = reason.rawValue
            words = "the origin is asked whether what is stored still holds"
        case .complete(let missing):
            self.decision = "complete"
            reason = ForwardReason.partial.rawValue
            words = "the origin is asked for bytes \(missing.lowerBound)-\(missing.upperBound - 1), the rest is stored"
        case .forward(let reason):
            self.decision = "forward"
            self.reason = reason.rawValue
            words = "the origin is asked"
        case .refuse:
            self.decision = "refuse"
            words = "504: only a stored response was wanted, and none may be used"
        }
    }
}

extension Explanation.Stored {
    init(_ object: CachedObject, now: Instant) {
        let head = object.head
        let freshness = head.freshness
        state =
            head.isInvalidated
            ? "invalidated" : freshness.mustValidate ? "must-validate" : head.isFresh(at: now) ? "fresh" : "stale"
        status = head.status
        bytes = object.bodyBytes
        contentType = head.fields.first("content-type")?.text
        part = head.part.map { contentRange($0.range, of: $0.completeLengthBytes) }
        ageSeconds = head.age(at: now)
        lifetimeSeconds = freshness.lifetimeSeconds
        lifetimeSource = freshness.source.rawValue
        storedAtSeconds = head.responseTime.secondsSinceEpoch
        expiresAtSeconds = head.expiry.secondsSinceEpoch
        staleWhileRevalidateSeconds = freshness.staleWhileRevalidateSeconds
        staleIfErrorSeconds = freshness.staleIfErrorSeconds
        entityTag = head.fields.first("etag")?.text
        lastModified = head.lastModified?.text
        tags = cacheTags(of: head.fields)
    }
}
