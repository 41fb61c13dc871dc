package import HTTPSemantics

/// Some names out of all there may be: CloudFront's none, list, all and all-except.
package enum NameSelection: Hashable, Sendable {
    case none
    case all
    case only([String])
    case allExcept([String])

    package func contains(_ name: String) -> Bool {
        switch self {
        case .none: false
        case .all: true
        case .only(let names): names.contains(name)
        case .allExcept(let names): !names.contains(name)
        }
    }
}

/// Which of a request's fields and cookies are part of the cache key beyond what the origin's `Vary` names.
///
/// They select among the responses under one address, as `Vary` does: a purge of the address takes all of them.
/// What is keyed goes to the origin. Cookies that aren't do not, once there is a policy about cookies; other fields go,
/// and the origin's `Vary` tells where they count.
package struct KeyPolicy: Hashable, Sendable {
    /// Names in lower case.
    package var headers = NameSelection.none
    /// `nil`, the default, leaves `Cookie` to the origin's `Vary`.
    package var cookies: NameSelection?

    package init(headers: NameSelection = .none, cookies: NameSelection? = nil) {
        self.headers = headers
        self.cookies = cookies
    }

    /// Whether requests for one address can differ in what is keyed here.
    package var isEmpty: Bool { headers == .none && (cookies ?? NameSelection.none) == NameSelection.none }

    /// The fields of a request whose answer may be stored: without cookies that aren't keyed, and without those by
    /// which a client could poison the cache, unless they are in the key.
    package func forwarded(_ fields: Fields) -> Fields {
        var kept = fields.withoutUnkeyed { headers.isSelected($0) }
        guard let cookies, cookies != .all, kept.contains("cookie") else { return kept }
        let pairs = Self.cookies(of: kept, selectedBy: cookies)
        kept.removeAll(named: "cookie")
        if !pairs.isEmpty { kept.append("Cookie", FieldValue(Array(pairs.joined(separator: Array("; ".utf8))))) }
        return kept
    }

    /// What is keyed of a request, in a form that two requests have in common only if they agree in all of it.
    package func value(in request: Fields) -> [UInt8] {
        guard !isEmpty else { return [] }
        var value: [UInt8] = []
        let names = Set(request.map(\.name.canonical)).filter { headers.isSelected($0) }.sorted()
        for name in names {
            guard let field = FieldName(name) else { continue }
            for line in request.values(field) { Self.append(name, line.bytes, to: &value) }
        }
        // After a byte that starts no name, so that no field is taken for a cookie.
        value.append(0)
        if let cookies {
            let pairs = Self.cookies(of: request, selectedBy: cookies).map(Array.init)
            for pair in pairs.sorted(by: { $0.lexicographicallyPrecedes($1) }) { Self.append("", pair, to: &value) }
        }
        return value
    }

    /// Lengths in front: no value can pretend to be two.
    private static func append(_ name: String, _ bytes: [UInt8], to value: inout [UInt8]) {
        value += "\(name):\(bytes.count):".utf8
        value += bytes
    }

    /// The cookie pairs whose names are selected, in their order (RFC 6265 §4.2.1).
    private static func cookies(of fields: Fields, selectedBy selection: NameSelection) -> [ArraySlice<UInt8>] {
        fields.values("cookie").flatMap { line in
            line.bytes.split(separator: UInt8(ascii: ";")).compactMap { pair in
                let pair = pair.drop { $0 == 0x20 || $0 == 0x09 }
                guard let last = pair.lastIndex(where: { $0 != 0x20 && $0 != 0x09 }) else { return nil }
                let trimmed = pair[...last]
                let name = trimmed.prefix { $0 != UInt8(ascii: "=") }
                return selection.contains(String(decoding: name, as: UTF8.self)) ? trimmed : nil
            }
        }
    }
}

extension NameSelection {
    /// Whether a field of a request is keyed. Cookies have a policy of their own, and what asks about a stored response or
    /// belongs to the transport selects no representation, whatever `all` says.
    fileprivate func isSelected(_ name: String) -> Bool {
        guard contains(name) else { return false }
        switch self {
        case .only: return name != "cookie"
        case .none, .all, .allExcept: return name != "cookie" && !neverSelecting.contains(name)
        }
    }
}

private let neverSelecting: Set<String> = [
    "cache-control", "content-length", "expect", "host", "if-match", "if-modified-since", "if-none-match", "if-range",
    "if-unmodified-since", "pragma", "range", "via", "x-forwarded-for",
]
