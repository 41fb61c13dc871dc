/// What identifies the version of a representation that would be sent now (RFC 9110 §8.8).
package struct Validators: Hashable, Sendable {
    package var entityTag: EntityTag?
    package var lastModified: HTTPDate?
    /// The `Date` of the response they came with. A `Last-Modified` less than a second older than it is weak: the
    /// representation may have changed again within that second (RFC 9110 §8.8.2.2). `nil` if the owner of the
    /// representation vouches for the date.
    package var observed: HTTPDate?

    package init(entityTag: EntityTag? = nil, lastModified: HTTPDate? = nil, observed: HTTPDate? = nil) {
        self.entityTag = entityTag
        self.lastModified = lastModified
        self.observed = observed
    }

    /// The validators that a response states.
    package init(_ fields: Fields, now: HTTPDate) {
        entityTag = fields.first("ETag").flatMap(EntityTag.init)
        lastModified = fields.first("Last-Modified").flatMap { HTTPDate($0, now: now) }
        observed = fields.first("Date").flatMap { HTTPDate($0, now: now) }
    }

    var strongLastModified: HTTPDate? {
        guard let lastModified else { return nil }
        guard let observed else { return lastModified }
        return lastModified < observed ? lastModified : nil
    }
}

/// What the preconditions of a request allow.
package enum PreconditionOutcome: Hashable, Sendable {
    /// Perform the method.
    case proceed
    /// Answer 304: the client already has what it would get.
    case notModified
    /// Answer 412: what the client expected is no longer, or already, so.
    case preconditionFailed
}

/// What `If-Range` asks: is it still the version whose part the client holds (RFC 9110 §13.1.5)?
package enum RangeCondition: Hashable, Sendable {
    case tag(EntityTag)
    case date(HTTPDate)
    /// Neither a tag nor a date, so never true.
    case malformed
}

/// The preconditions of one request (RFC 9110 §13.1).
package struct Conditions: Hashable, Sendable {
    package var ifMatch: TagCondition?
    package var ifNoneMatch: TagCondition?
    package var ifModifiedSince: HTTPDate?
    package var ifUnmodifiedSince: HTTPDate?
    package var ifRange: RangeCondition?

    /// The conditions in `fields`. Dates that don't parse, or come in several lines, are as good as absent
    /// (RFC 9110 §13.1.3, §13.1.4).
    package init(_ fields: Fields, now: HTTPDate) {
        ifMatch = TagCondition(fields, "If-Match")
        ifNoneMatch = TagCondition(fields, "If-None-Match")
        ifModifiedSince = fields.combined("If-Modified-Since").flatMap { HTTPDate($0, now: now) }
        ifUnmodifiedSince = fields.combined("If-Unmodified-Since").flatMap { HTTPDate($0, now: now) }
        ifRange = fields.combined("If-Range").map { value in
            if let tag = EntityTag(value) { return .tag(tag) }
            return HTTPDate(value, now: now).map(RangeCondition.date) ?? .malformed
        }
    }

    /// Whether there is anything to evaluate before the method; `If-Range` is not part of it.
    package var isEmpty: Bool {
        ifMatch == nil && ifNoneMatch == nil && ifModifiedSince == nil && ifUnmodifiedSince == nil
    }

    /// What to do, in the order of RFC 9110 §13.2.2.
    ///
    /// - Parameter current: The validators of the current representation, `nil` if there is none.
    package func evaluate(method: Method, current: Validators?) -> PreconditionOutcome {
        if let ifMatch {
            if !holds(ifMatch, current, { $0.matchesStrongly($1) }) { return .preconditionFailed }
        } else if let ifUnmodifiedSince, let lastModified = current?.lastModified, lastModified > ifUnmodifiedSince {
            return .preconditionFailed
        }
        let isRead = method == .get || method == .head
        if let ifNoneMatch {
            if holds(ifNoneMatch, current, { $0.matchesWeakly($1) }) {
                return isRead ? .notModified : .preconditionFailed
            }
        } else if isRead, let ifModifiedSince, let lastModified = current?.lastModified, lastModified <= ifModifiedSince
        {
            return .notModified
        }
        return .proceed
    }

    /// Whether a `Range` is to be honoured: there is no `If-Range`, or it names the current version (RFC 9110 §13.1.5).
    ///
    /// Tags compare strongly; a date must be the very `Last-Modified`, and that a strong one.
    package func allowsRange(of current: Validators) -> Bool {
        switch ifRange {
        case nil: true
        case .tag(let tag): current.entityTag.map(tag.matchesStrongly) ?? false
        case .date(let date): current.strongLastModified == date
        case .malformed: false
        }
    }

    private func holds(
        _ condition: TagCondition, _ current: Validators?, _ matches: (EntityTag, EntityTag) -> Bool
    ) -> Bool {
        guard let current else { return false }
        switch condition {
        case .any: return true
        case .tags(let tags):
            guard let tag = current.entityTag else { return false }
            return tags.contains { matches($0, tag) }
        }
    }
}

/// What the preconditions in `fields` allow, in the order of RFC 9110 §13.2.2.
///
/// - Parameter current: The validators of the current representation, `nil` if there is none.
package func evaluatePreconditions(
    method: Method, fields: Fields, current: Validators?, now: HTTPDate
) -> PreconditionOutcome {
    Conditions(fields, now: now).evaluate(method: method, current: current)
}
