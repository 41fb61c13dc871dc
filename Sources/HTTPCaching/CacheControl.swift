package import HTTPSemantics

/// What a message says about caching, from all its `Cache-Control` lines.
///
/// RFC 9111 §5.2. Where a directive is repeated the first occurrence counts (§4.2.1). A number that is not a plain
/// sequence of digits makes its directive `invalid`, which freshness takes for zero: the standard wants a response with
/// unreadable freshness treated as stale.
package struct CacheControl: Hashable, Sendable {
    /// How far `no-cache` or `private` reaches.
    package enum Reach: Hashable, Sendable {
        case absent
        /// The directive came without an argument: the whole response.
        case wholeResponse
        /// `no-cache="a, b"`: those fields only.
        case fields([FieldName])

        package var isWhole: Bool { self == .wholeResponse }

        package var fieldNames: [FieldName] {
            switch self {
            case .fields(let names): names
            case .absent, .wholeResponse: []
            }
        }
    }

    /// A delta-seconds argument (RFC 9111 §1.2.2).
    package enum Seconds: Hashable, Sendable {
        /// At most 2³¹: larger values are cut to it.
        case value(Int)
        case invalid

        /// What the argument is worth where an unreadable one must not extend anything.
        package var orZero: Int {
            switch self {
            case .value(let seconds): seconds
            case .invalid: 0
            }
        }
    }

    /// The argument of the request directive `max-stale` (RFC 9111 §5.2.1.2).
    package enum MaxStale: Hashable, Sendable {
        case any
        case seconds(Int)
    }

    package var maxAge: Seconds?
    package var sharedMaxAge: Seconds?
    package var noStore = false
    package var noCache = Reach.absent
    package var isPrivate = Reach.absent
    package var isPublic = false
    package var mustRevalidate = false
    package var proxyRevalidate = false
    package var mustUnderstand = false
    package var onlyIfCached = false
    package var minFresh: Int?
    package var maxStale: MaxStale?
    package var staleWhileRevalidate: Int?
    package var staleIfError: Int?
    /// Whether any directive was there, known or unknown.
    package var isPresent = false

    package init() {}

    /// The longest span the arithmetic here deals in, 2³¹ seconds (RFC 9111 §1.2.2).
    package static let longestSeconds = 2_147_483_648

    /// Takes one directive in; what is unknown is ignored (RFC 9111 §5.2.3).
    package mutating func take(_ directive: String, argument: String?) {
        isPresent = true
        switch directive {
        case "max-age": maxAge = maxAge ?? Self.seconds(argument)
        case "s-maxage": sharedMaxAge = sharedMaxAge ?? Self.seconds(argument)
        case "no-store": noStore = true
        case "no-cache": noCache = Self.widen(noCache, by: argument)
        case "private": isPrivate = Self.widen(isPrivate, by: argument)
        case "public": isPublic = true
        case "must-revalidate": mustRevalidate = true
        case "proxy-revalidate": proxyRevalidate = true
        case "must-understand": mustUnderstand = true
        case "only-if-cached": onlyIfCached = true
        case "min-fresh": minFresh = minFresh ?? Self.seconds(argument).orZero
        case "max-stale": maxStale = maxStale ?? Self.maxStale(argument)
        case "stale-while-revalidate": staleWhileRevalidate = staleWhileRevalidate ?? Self.seconds(argument).orZero
        case "stale-if-error": staleIfError = staleIfError ?? Self.seconds(argument).orZero
        case _: break
        }
    }

    static func seconds(_ argument: String?) -> Seconds {
        guard let argument, !argument.isEmpty, argument.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return .invalid
        }
        // More digits than an Int holds mean "very long", not "unreadable".
        return .value(min(Int(argument) ?? longestSeconds, longestSeconds))
    }

    private static func maxStale(_ argument: String?) -> MaxStale {
        guard argument != nil else { return .any }
        return .seconds(seconds(argument).orZero)
    }

    private static func widen(_ reach: Reach, by argument: String?) -> Reach {
        guard let argument else { return .wholeResponse }
        let names = argument.split(separator: ",").compactMap { FieldName(String($0.trimmed)) }
        switch reach {
        case .wholeResponse: return .wholeResponse
        case .absent: return names.isEmpty ? .wholeResponse : .fields(names)
        case .fields(let earlier): return .fields(earlier + names)
        }
    }
}

extension Substring {
    /// Without spaces and tabs at either end.
    var trimmed: Substring {
        var slice = self
        while let first = slice.first, first == " " || first == "\t" { slice.removeFirst() }
        while let last = slice.last, last == " " || last == "\t" { slice.removeLast() }
        return slice
    }
}
