import HTTPCaching
import HTTPSemantics
import Testing

/// A cache of one address, made of the functions that the edge is made of, in the order the edge calls them.
private struct HistoryCache {
    struct Stored {
        let id: Int
        var head: StoredResponse
    }

    var variants: [Stored] = []
    let policy = CachePolicy()

    func selected(_ request: Fields) -> Stored? {
        Variance.first(in: variants, matching: request) { $0.head.variance }
    }

    /// - Returns: What was stored.
    mutating func received(_ status: Int, _ response: Fields, id: Int, to request: Fields, now: Instant) -> Stored? {
        let refusal = storageRefusal(
            method: .get, requestFields: request, status: status, fields: response, responseTime: now, policy: policy)
        guard refusal == nil else { return nil }
        let stored = Stored(
            id: id,
            head: StoredResponse(
                status: status, reason: [], fields: response, requestFields: request, requestTime: now,
                responseTime: now, policy: policy))
        variants.removeAll { $0.head.variance == stored.head.variance }
        variants.insert(stored, at: 0)
        return stored
    }

    mutating func validated(_ stored: Stored, by response: Fields, for request: Fields, now: Instant) {
        var renewed = stored
        renewed.head.update(by: response, requestTime: now, responseTime: now, policy: policy)
        let refusal = storageRefusal(
            method: .get, requestFields: request, status: renewed.head.status, fields: renewed.head.fields,
            responseTime: now, policy: policy)
        if refusal == nil {
            variants.removeAll { $0.head.variance == renewed.head.variance }
            variants.insert(renewed, at: 0)
        } else if refusal?.concernsRequest != true {
            variants.removeAll()
        }
    }
}

/// One random history, played against the cache and judged by the model.
private struct History {
    var dice: Dice
    var cache = HistoryCache()
    var model = HistoryModel()
    var time = 0
    var nextID = 0
    var served = 0
    var objections: [String] = []

    init(seed: UInt64) { dice = Dice(seed: seed) }

    private var instant: Instant { now.advanced(bySeconds: time) }

    mutating func play(steps: Int) {
        for _ in 0..<steps {
            time += dice.pick([0, 0, 1, 2, 5, 9, 10, 11, 30, 100])
            step(dice.request())
        }
    }

    private mutating func step(_ request: HistoryModel.Request) {
        guard request.method == "GET" else { return change(request) }
        let fields = dice.spelled(request)
        let stored = cache.selected(fields)
        let decision = decide(
            fields, stored: stored?.head, isVariantMissing: stored == nil && !cache.variants.isEmpty, now: instant)
        switch decision {
        case .serve:
            judge(stored, request, what: "served")
        case .serveStale:
            judge(stored, request, what: "served stale")
            ask(stored, request, fields, isBackground: true)
        case .validate: ask(stored, request, fields)
        case .forward: ask(nil, request, fields)
        case .complete: objections.append("a whole was taken for a part")
        case .refuse: break
        }
    }

    private mutating func change(_ request: HistoryModel.Request) {
        var response = HistoryModel.Response(id: -1)
        response.status = dice.pick([200, 204, 303, 404, 500])
        if invalidatesTarget(Method(rawValue: request.method), status: response.status) { cache.variants.removeAll() }
        model.received(response, to: request, at: time)
    }

    private mutating func ask(
        _ stored: HistoryCache.Stored?, _ request: HistoryModel.Request, _ fields: Fields, isBackground: Bool = false
    ) {
        if dice.chance(0.1) {
            if !isBackground, let stored, mayStandIn(stored.head, forRequest: fields, now: instant) {
                judge(stored, request, what: "stood in", originFailed: true)
            }
            return
        }
        nextID += 1
        let response = dice.response(id: nextID, time: time)
        let spelled = dice.spelled(response, time: time)
        if let stored, stored.head.canBeValidated, dice.chance(0.5) {
            cache.validated(
                stored, by: spelled.filter { !Self.notIn304.contains($0.name.canonical) }, for: fields, now: instant)
            model.validated(stored.id, by: response, for: request, at: time)
            return
        }
        let kept = cache.received(response.status, spelled, id: nextID, to: fields, now: instant)
        model.received(response, to: request, at: time)
        let waiting = dice.request()
        if let kept, waiting.method == "GET", mayShare(kept.head, withRequest: dice.spelled(waiting), now: instant) {
            judge(kept, waiting, what: "shared")
        }
    }

    private static let notIn304: Set<String> = ["vary", "set-cookie", "etag"]

    private mutating func judge(
        _ stored: HistoryCache.Stored?, _ request: HistoryModel.Request, what: String, originFailed: Bool = false
    ) {
        guard let stored else { return objections.append("nothing was \(what)") }
        served += 1
        if let objection = model.objection(to: stored.id, for: request, at: time, originFailed: originFailed) {
            objections.append("\(what) response \(stored.id) at \(time) s: \(objection)\n\(stored.head)\n\(request)")
        }
    }
}

/// Randomness with a seed that can be said again (SplitMix64).
private struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func chance(_ share: Double) -> Bool { Double(next() >> 11) / Double(1 << 53) < share }

    mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[Int(next() % UInt64(choices.count))] }

    mutating func maybe<Choice>(_ share: Double, _ choices: [Choice]) -> Choice? {
        chance(share) ? pick(choices) : nil
    }

    mutating func request() -> HistoryModel.Request {
        var request = HistoryModel.Request()
        if chance(0.05) { request.method = pick(["POST", "PUT", "DELETE", "M-SEARCH"]) }
        request.hasCredentials = chance(0.1)
        for name in ["a", "b"] { request.selecting[name] = maybe(0.6, ["x", "y"]) }
        request.noStore = chance(0.03)
        request.noCache = chance(0.04)
        request.maxAge = maybe(0.08, [0, 1, 5, 10])
        request.minFresh = maybe(0.05, [0, 1, 5])
        request.maxStale = maybe(0.08, [-1, 0, 1, 10])
        return request
    }

    mutating func response(id: Int, time: Int) -> HistoryModel.Response {
        var response = HistoryModel.Response(id: id)
        response.status = pick([200, 200, 200, 404, 302, 299])
        response.maxAge = maybe(0.5, [0, 1, 5, 10, 100])
        response.sharedMaxAge = maybe(0.15, [0, 1, 5, 10, 100])
        response.dateLag = maybe(0.2, [1, 3, 10]) ?? 0
        response.expires = maybe(0.3, [-5, 0, 5, 10, 100]).map { $0 + time }
        response.age = maybe(0.2, [0, 1, 5, 10])
        response.noStore = chance(0.05)
        response.isPrivate = chance(0.05)
        response.noCache = chance(0.07)
        response.isPublic = chance(0.1)
        response.mustRevalidate = chance(0.1)
        response.proxyRevalidate = chance(0.05)
        response.staleWhileRevalidate = maybe(0.15, [0, 1, 10, 50])
        response.staleIfError = maybe(0.3, [0, 1, 10, 50])
        response.vary = pick([[], [], [], ["a"], ["b"], ["a", "b"], ["*"], ["a", "*"]])
        response.setsCookie = chance(0.1)
        response.tag = maybe(0.6, ["\"1\"", "\"2\""])
        return response
    }

    mutating func spelled(_ request: HistoryModel.Request) -> Fields {
        var fields: Fields = [:]
        for (name, value) in request.selecting.sorted(by: { $0.key < $1.key }) {
            fields.append(FieldName(stringLiteral: name), FieldValue(value))
        }
        if request.hasCredentials { fields.append("Authorization", "Basic eDp5") }
        var directives: [String] = []
        if request.noStore { directives.append("no-store") }
        if request.noCache { directives.append("no-cache") }
        if let seconds = request.maxAge { directives.append("max-age=\(seconds)") }
        if let seconds = request.minFresh { directives.append("min-fresh=\(seconds)") }
        if let seconds = request.maxStale { directives.append(seconds < 0 ? "max-stale" : "max-stale=\(seconds)") }
        append(directives, to: &fields)
        return fields
    }

    mutating func spelled(_ response: HistoryModel.Response, time: Int) -> Fields {
        var fields: Fields = ["Date": FieldValue(date(time - response.dateLag))]
        var directives = ["stale-if-error=\(response.staleIfError ?? 86_400)"]
        if response.staleIfError == nil { directives = [] }
        if let seconds = response.maxAge { directives.append("max-age=\(seconds)") }
        if let seconds = response.sharedMaxAge { directives.append("s-maxage=\(seconds)") }
        if let seconds = response.staleWhileRevalidate { directives.append("stale-while-revalidate=\(seconds)") }
        for (isSaid, directive) in [
            (response.noStore, "no-store"), (response.isPrivate, "private"), (response.noCache, "no-cache"),
            (response.isPublic, "public"), (response.mustRevalidate, "must-revalidate"),
            (response.proxyRevalidate, "proxy-revalidate"),
        ] where isSaid { directives.append(directive) }
        // Never nothing: a 304's Cache-Control takes the place of the stored one only if there is one.
        append(directives + [pick(["x", "x=\"a, no-store\"", "x=1"])], to: &fields)
        if let expires = response.expires { fields.append("Expires", FieldValue(date(expires))) }
        if let age = response.age { fields.append("Age", FieldValue(String(age))) }
        if !response.vary.isEmpty { fields.append("Vary", FieldValue(response.vary.joined(separator: ", "))) }
        if response.setsCookie { fields.append("Set-Cookie", "a=b") }
        if let tag = response.tag { fields.append("ETag", FieldValue(tag)) }
        return fields
    }

    /// The directives in any order, on one line or several, in any case.
    private mutating func append(_ directives: [String], to fields: inout Fields) {
        guard !directives.isEmpty else { return }
        let spelled = directives.shuffled(using: &self).map { chance(0.2) ? $0.uppercased() : $0 }
        if chance(0.3) {
            for directive in spelled { fields.append("Cache-Control", FieldValue(directive)) }
        } else {
            fields.append("cache-control", FieldValue(spelled.joined(separator: pick([",", ", ", " , ", ",,"]))))
        }
    }
}

@Suite struct `Random histories, RFC 9111` {
    /// 4 × 30,000 histories of eight requests each. A failure names the seed that repeats it.
    @Test(arguments: 0..<4)
    func `never an answer that the standard forbids`(_ quarter: Int) {
        let start = UInt64.random(in: 0...(.max >> 1))
        var served = 0
        for number in 0..<30_000 {
            var history = History(seed: start &+ UInt64(number))
            history.play(steps: 8)
            served += history.served
            guard history.objections.isEmpty else {
                Issue.record("seed \(start &+ UInt64(number)): \(history.objections[0])")
                return
            }
        }
        print("30000 histories from seed \(start): \(served) answers from storage, none forbidden")
        #expect(served > 20_000, "a cache that serves nothing breaks no rule")
    }

    @Test func `the model objects to a cache that ignores a rule`() {
        var model = HistoryModel()
        var response = HistoryModel.Response(id: 1)
        response.maxAge = 10
        response.vary = ["a"]
        model.received(response, to: HistoryModel.Request(), at: 0)
        #expect(model.objection(to: 1, for: HistoryModel.Request(), at: 9) == nil)
        #expect(model.objection(to: 1, for: HistoryModel.Request(), at: 10) == "§4.2.4: stale by 0 s")
        #expect(model.objection(to: 2, for: HistoryModel.Request(), at: 0) == "was never sent")
        var other = HistoryModel.Request()
        other.selecting["a"] = "x"
        #expect(model.objection(to: 1, for: other, at: 0) == "§4.1: a differs")
        var post = HistoryModel.Request()
        post.method = "POST"
        model.received(HistoryModel.Response(id: 2), to: post, at: 1)
        #expect(model.objection(to: 1, for: HistoryModel.Request(), at: 2) == "§4.4: invalidated")
    }
}
