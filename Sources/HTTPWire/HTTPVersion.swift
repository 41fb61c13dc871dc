/// The protocol version in a start line (RFC 9112 §2.3). Only 1.0 and 1.1 come out of a parser here.
package struct HTTPVersion: Hashable, Comparable, Sendable {
    package let major: UInt8
    package let minor: UInt8

    package init(major: UInt8, minor: UInt8) {
        self.major = major
        self.minor = minor
    }

    package static let http10 = HTTPVersion(major: 1, minor: 0)
    package static let http11 = HTTPVersion(major: 1, minor: 1)

    /// Whether it is one that is read and written here.
    var isSpoken: Bool { self == .http10 || self == .http11 }

    package static func < (left: HTTPVersion, right: HTTPVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}

extension HTTPVersion: CustomStringConvertible {
    package var description: String { "HTTP/\(major).\(minor)" }
}
