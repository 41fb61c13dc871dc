/// What a request asks for (RFC 9110 §9). Methods are case-sensitive tokens, and the list of them is open.
package struct Method: RawRepresentable, Hashable, Sendable {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    package static let get = Method(rawValue: "GET")
    package static let head = Method(rawValue: "HEAD")
    package static let post = Method(rawValue: "POST")
    package static let put = Method(rawValue: "PUT")
    package static let delete = Method(rawValue: "DELETE")
    package static let options = Method(rawValue: "OPTIONS")
    package static let trace = Method(rawValue: "TRACE")
    package static let connect = Method(rawValue: "CONNECT")
    package static let patch = Method(rawValue: "PATCH")

    /// Whether it asks for nothing to change (RFC 9110 §9.2.1). Unknown methods are not safe.
    package var isSafe: Bool {
        self == .get || self == .head || self == .options || self == .trace
    }

    /// Whether asking twice is as good as asking once, so that a lost answer may be asked for again (RFC 9110 §9.2.2).
    package var isIdempotent: Bool { isSafe || self == .put || self == .delete }
}

extension Method: CustomStringConvertible {
    package var description: String { rawValue }
}
