/// An `http` or `https` address: scheme, host, perhaps a port and a path. Never a query, fragment or user.
package struct WebAddress: Hashable, Sendable, CustomStringConvertible {
    package enum Scheme: String, Hashable, Sendable {
        case http
        case https
    }

    package let scheme: Scheme
    /// Lower case; IPv6 without its brackets.
    package let host: String
    /// `nil` where the scheme's own is meant.
    package let port: Int?
    /// Empty, or starts with `/` and doesn't end with one.
    package let path: String

    package init(scheme: Scheme, host: String, port: Int? = nil, path: String = "") {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = path
    }

    /// Reads an absolute address. A slash at the end is dropped; the scheme's own port, when written, is too.
    package init(_ text: String) throws(Complaint) {
        guard let separator = text.firstRange(of: "://") else {
            throw Complaint("`\(text)` is not an address such as https://blog.example", suggestion: "https://\(text)")
        }
        guard let scheme = Scheme(rawValue: text[..<separator.lowerBound].lowercased()) else {
            throw Complaint("the address `\(text)` starts with neither http:// nor https://")
        }
        let rest = text[separator.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        let tail = rest[authority.endIndex...]
        if authority.contains("@") { throw Complaint("an address holds no user name or password") }
        if let mark = tail.first(where: { $0 == "?" || $0 == "#" }) {
            throw Complaint("the address `\(text)` must end before its `\(mark)`", suggestion: nil)
        }
        let (host, port) = try Self.splitAuthority(authority)
        self.init(
            scheme: scheme, host: host, port: port == scheme.port ? nil : port, path: try Self.checkedPath(tail))
    }

    private static func splitAuthority(_ authority: Substring) throws(Complaint) -> (host: String, port: Int?) {
        var host = authority
        var port: Int?
        let bracketEnd = authority.hasPrefix("[") ? authority.firstIndex(of: "]") : nil
        let afterHost = bracketEnd.map { authority.index(after: $0) } ?? authority.startIndex
        if let colon = authority[afterHost...].lastIndex(of: ":") {
            let digits = authority[authority.index(after: colon)...]
            guard let number = Int(digits), (1...65_535).contains(number), !digits.hasPrefix("+") else {
                throw Complaint("the port `\(digits)` is not a number from 1 to 65535")
            }
            port = number
            host = authority[..<colon]
        }
        if bracketEnd != nil {
            let inner = host.dropFirst().dropLast()
            guard host.hasSuffix("]"), isIPv6Shaped(inner) else {
                throw Complaint("`\(host)` is not an IPv6 address in brackets")
            }
            return (inner.lowercased(), port)
        }
        guard isHostName(host) else {
            throw Complaint(
                host.utf8.allSatisfy { $0 < 0x80 }
                    ? "`\(host)` is not a host name"
                    : "write the host `\(host)` in its ASCII form, which starts with xn--")
        }
        return (host.lowercased(), port)
    }

    private static func checkedPath(_ tail: Substring) throws(Complaint) -> String {
        var path = tail
        while path.hasSuffix("/") { path = path.dropLast() }
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for segment in segments {
            guard !segment.isEmpty, !segment.hasPrefix("."), segment.utf8.allSatisfy(isUnreserved) else {
                throw Complaint("the path `\(tail)` may hold letters, digits, `-`, `_`, `~` and inner dots only")
            }
        }
        return String(path)
    }

    /// Where the server is: `http://127.0.0.1:8080`, without the path.
    package var origin: String {
        let host = host.contains(":") ? "[\(host)]" : host
        return "\(scheme.rawValue)://\(host)" + (port.map { ":\($0)" } ?? "")
    }

    /// The address without a slash at the end.
    package var description: String { origin + path }

    /// The port to connect to.
    package var effectivePort: Int { port ?? scheme.port }
}

extension WebAddress.Scheme {
    /// 80 or 443 (RFC 9110 §4.2).
    package var port: Int {
        switch self {
        case .http: 80
        case .https: 443
        }
    }
}

/// RFC 3986 §2.3.
func isUnreserved(_ byte: UInt8) -> Bool {
    isASCIILetterOrDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
        || byte == UInt8(ascii: "~")
}
