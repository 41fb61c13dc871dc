import CacheStorage
import HTTPCaching
import HTTPSemantics
import HTTPWire

/// Where a request goes before anything is looked up: limits → route → key.
///
/// Pure, and the same for a reader's request and for `cache explain`.
enum Admission {
    /// Not to the cache, nor to an origin.
    case refused(status: Int, OriginFailure?)
    /// On to TLS.
    case redirected(OriginFormTarget, port: Int)
    /// The behavior answers: a preflight, or a method that it doesn't allow.
    case byPolicy(Router.Route)
    /// OPTIONS that may go no further: the edge answers for itself.
    case answered(Router.Route, CacheKey)
    /// To the origin without looking at storage, with the fields that may go on.
    case past(Router.Route, CacheKey, Fields, ForwardReason)
    /// To the cache, with the fields that may decide, select and go on.
    case lookUp(Router.Route, CacheKey, Fields)

    /// - Parameter redirectPort: Where plain requests are sent on to, if they are.
    init(
        _ request: RequestHead, framing: BodyFraming, router: Router, forwarding: RequestForwarding,
        redirectPort: Int?
    ) {
        let isSecure = forwarding.scheme == "https"
        guard let target = OriginFormTarget(request) else {
            self = .refused(status: request.method == .connect ? 405 : 400, nil)
            return
        }
        // RFC 9110 §9.3.8: TRACE reflects what a browser would not tell a script; nobody needs it from a cache.
        guard request.method != .trace, request.method != .connect else {
            self = .refused(status: 405, nil)
            return
        }
        if let redirectPort, !isSecure {
            self = .redirected(target, port: redirectPort)
            return
        }
        guard let route = router.route(path: target.path) else {
            self = .refused(status: 404, nil)
            return
        }
        guard !forwarding.isLooping(request.fields) else {
            self = .refused(status: 508, .loopDetected)
            return
        }
        let isPreflight = route.behavior.headers?.cors != nil && CORSPolicy.isPreflight(request.method, request.fields)
        guard !isPreflight, route.behavior.methods.contains(request.method) else {
            self = .byPolicy(route)
            return
        }
        let keyed = route.behavior.queryKey.apply(to: target.text)
        let key = CacheKey(
            origin: route.origin.name, authority: target.authority, target: keyed, isSecure: isSecure)
        var fields = request.fields.withoutHopByHop()
        if request.method == .options, !Self.countDown(&fields) {
            self = .answered(route, key)
            return
        }
        guard request.method == .get || request.method == .head, framing == .none else {
            self = .past(route, key, fields, .method)
            return
        }
        // RFC 9111 §4.3.2: conditions that only an origin can judge are not ours to evaluate.
        guard !fields.contains("if-match"), !fields.contains("if-unmodified-since") else {
            self = .past(route, key, fields, .bypass)
            return
        }
        self = .lookUp(route, key, route.behavior.policy.key.forwarded(fields))
    }

    /// RFC 9110 §7.6.2: whether the request may go on to another hop, of which there is then one less.
    private static func countDown(_ fields: inout Fields) -> Bool {
        guard let text = fields.first("max-forwards")?.text, let hops = Int(text), hops >= 0 else { return true }
        guard hops > 0 else { return false }
        fields.set("Max-Forwards", to: FieldValue(String(hops - 1)))
        return true
    }
}

/// What is stored for a request, and what RFC 9111 says to do about it: look up → decide.
///
/// The same for a reader's request and for `cache explain`.
struct Lookup {
    /// All that is stored under the key.
    let variants: [CachedObject]
    /// The one that `Vary` selects.
    let object: CachedObject?
    let decision: CacheDecision

    init(_ key: CacheKey, fields: Fields, method: Method, in edge: EdgeShared, now: Instant) {
        variants = edge.stored(for: key)
        object = Variance.first(in: variants, matching: fields) { $0.head.variance }
        decision = decide(
            fields, method: method, stored: object?.head, isVariantMissing: object == nil && !variants.isEmpty,
            now: now)
    }
}
