package import HTTPSemantics

/// The head of a stored response, with all that is known about its age.
package struct StoredResponse: Hashable, Sendable {
    /// 206 where only a part of the representation is held; see `part`.
    package private(set) var status: Int
    package private(set) var reason: [UInt8]
    /// As they will be sent on: hop-by-hop fields and `Age` taken away, and what `private="…"` and
    /// `no-cache="…"` name, which must not be shared (RFC 9111 §5.2.2.4, §5.2.2.7).
    package private(set) var fields: Fields
    package private(set) var freshness: Freshness
    /// Milliseconds: how old the response was at `responseTime`.
    package private(set) var initialAgeMilliseconds: Int
    package private(set) var responseTime: Instant
    package let variance: Variance
    /// Which bytes the body is; `nil` for the whole representation.
    package private(set) var part: StoredPart?
    /// Set when an invalidation made the response stale whatever its lifetime says (RFC 9111 §4.4).
    package var isInvalidated = false

    package init(
        status: Int, reason: [UInt8], fields: Fields, requestFields: Fields, requestTime: Instant,
        responseTime: Instant, policy: CachePolicy
    ) {
        self.status = status
        self.reason = reason
        self.fields = Self.shareable(fields, policy: policy)
        freshness = Freshness(status: status, fields: fields, responseTime: responseTime, policy: policy)
        initialAgeMilliseconds = correctedInitialAge(
            fields: fields, requestTime: requestTime, responseTime: responseTime)
        self.responseTime = responseTime
        variance = Variance(of: fields, for: requestFields, keyedBy: policy.key)
        part = status == 206 ? StoredPart(of: fields) : nil
        if part != nil { for name in Self.describingThePart { self.fields.removeAll(named: name) } }
    }

    /// What a stored part says of its bytes alone; answers made from it say it anew.
    private static let describingThePart: [FieldName] = ["content-range", "content-length"]

    /// RFC 9111 §4.2.3: `current_age`, in milliseconds.
    package func ageMilliseconds(at now: Instant) -> Int {
        initialAgeMilliseconds + max(0, now.millisecondsSinceEpoch - responseTime.millisecondsSinceEpoch)
    }

    /// Whole seconds, as the `Age` field states them.
    package func age(at now: Instant) -> Int { ageMilliseconds(at: now) / 1000 }

    /// The moment its lifetime ends; before it, the response is fresh (RFC 9111 §4.2).
    package var expiry: Instant {
        Instant(
            millisecondsSinceEpoch: responseTime.millisecondsSinceEpoch - initialAgeMilliseconds
                + freshness.lifetimeSeconds * 1000)
    }

    package func isFresh(at now: Instant) -> Bool {
        !isInvalidated && ageMilliseconds(at: now) < freshness.lifetimeSeconds * 1000
    }

    package var entityTag: EntityTag? { fields.first("etag").flatMap { EntityTag($0.text) } }

    package var lastModified: FieldValue? { fields.first("last-modified") }

    private static func shareable(_ fields: Fields, policy: CachePolicy) -> Fields {
        let control = CacheControl(targetedBy: policy.targetedFields, in: fields) ?? CacheControl(of: fields)
        var kept = fields.withoutHopByHop()
        for name in control.isPrivate.fieldNames + control.noCache.fieldNames { kept.removeAll(named: name) }
        kept.removeAll(named: "age")
        return kept
    }
}

extension StoredResponse {
    /// Brought up to date by a 304 to a request of ours.
    ///
    /// RFC 9111 §3.2, §4.3.4: the new fields take the place of the old, but for those that describe the bytes kept
    /// here: their length, coding and range.
    package mutating func update(by fields: Fields, requestTime: Instant, responseTime: Instant, policy: CachePolicy) {
        var merged = self.fields
        let incoming = Self.shareable(fields, policy: policy)
        for name in Set(incoming.map(\.name)) where !Self.describingTheBytes.contains(name.canonical) {
            merged.removeAll(named: name)
            for value in incoming.values(name) { merged.append(Field(name: name, value: value)) }
        }
        self.fields = merged
        // Freshness is judged on what is stored now, Age and Date on what has just come.
        var judged = merged
        if !fields.contains("date") { judged.removeAll(named: "date") }
        freshness = Freshness(status: status, fields: merged, responseTime: responseTime, policy: policy)
        judged.removeAll(named: "age")
        for value in fields.values("age") { judged.append(Field(name: "age", value: value)) }
        initialAgeMilliseconds = correctedInitialAge(
            fields: judged, requestTime: requestTime, responseTime: responseTime)
        self.responseTime = responseTime
        isInvalidated = false
    }

    private static let describingTheBytes: Set<String> = ["content-length", "content-encoding", "content-range"]

    /// Put together with another part, whose head came with `fields`.
    ///
    /// RFC 9111 §3.4: the later head's fields take the place of the earlier one's; what is whole is a 200.
    package func combined(
        into whole: StoredPart, with fields: Fields, requestTime: Instant, responseTime: Instant, policy: CachePolicy
    ) -> StoredResponse {
        var combined = self
        combined.update(by: fields, requestTime: requestTime, responseTime: responseTime, policy: policy)
        return combined.covering(whole)
    }

    /// The same head over more bytes of the representation.
    package func covering(_ whole: StoredPart) -> StoredResponse {
        var covering = self
        covering.part = whole.isWhole ? nil : whole
        covering.status = whole.isWhole ? 200 : 206
        covering.reason = Array(reasonPhrase(covering.status).utf8)
        return covering
    }
}

extension StoredResponse {
    /// The same response, stale from now on: a soft purge.
    ///
    /// The times in which a stale one may still be served (RFC 5861) count from now. What was stale before stays as it is.
    package func expired(at now: Instant) -> StoredResponse {
        let age = max(0, age(at: now))
        guard age < freshness.lifetimeSeconds else { return self }
        var expired = self
        expired.freshness.lifetimeSeconds = age
        expired.freshness.source = .purge
        return expired
    }
}
