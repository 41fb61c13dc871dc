/// Where a server listens: `127.0.0.1:8080`, `localhost:8080`, `[::1]:8080`.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    /// An address or a name; IPv6 without its brackets.
    package let host: String
    /// 0 to 65535; 0 takes any free one.
    package let port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `HOST:PORT`. IPv6 hosts stand in brackets, or the port could not be told from the address.
    package init(_ text: String) throws(Complaint) {
        guard let colon = text.lastIndex(of: ":") else {
            throw Complaint("`\(text)` is not HOST:PORT, such as 127.0.0.1:8080")
        }
        let portText = text[text.index(after: colon)...]
        guard (1...5).contains(portText.utf8.count), portText.utf8.allSatisfy({ (48...57).contains($0) }),
            let port = Int(portText), port <= 65_535
        else {
            throw Complaint("the port `\(portText)` is not a number from 0 to 65535")
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            guard isIPv6Shaped(host) else { throw Complaint("`[\(host)]` is not an IPv6 address") }
        } else if host.contains(":") {
            throw Complaint(
                "an IPv6 address stands in brackets before its port", suggestion: "[\(host)]:\(port)")
        } else if !isHostName(host) {
            throw Complaint(
                host.isEmpty
                    ? "the host is missing; 127.0.0.1:\(port) listens on this machine only, 0.0.0.0:\(port) on every network"
                    : "`\(host)` is not a host name or an address")
        }
        self.init(host: String(host), port: port)
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// Whether the text has the letters of an IPv6 address; the system that listens decides the rest.
func isIPv6Shaped(_ text: Substring) -> Bool {
    text.contains(":") && text.utf8.count <= 45
        && text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
                UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: ":"), UInt8(ascii: "."):
                true
            default: false
            }
        }
}

/// Whether the text is a host name (RFC 1123 §2.1): labels of letters, digits and inner hyphens, at most 253 in all. An
/// IPv4 address has that form too.
func isHostName(_ text: Substring) -> Bool {
    guard !text.isEmpty, text.utf8.count <= 253 else { return false }
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    guard labels.allSatisfy(isHostLabel) else { return false }
    guard let last = labels.last, last.utf8.allSatisfy({ (48...57).contains($0) }) else { return true }
    // A name never ends in a number, so these are addresses: four numbers up to 255.
    return labels.count == 4 && labels.allSatisfy { UInt8($0) != nil && !($0.count > 1 && $0.hasPrefix("0")) }
}

private func isHostLabel(_ label: Substring) -> Bool {
    (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
        && label.utf8.allSatisfy { isASCIILetterOrDigit($0) || $0 == UInt8(ascii: "-") }
}

/// Whether the byte is A–Z, a–z or 0–9.
func isASCIILetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"):
        true
    default: false
    }
}
