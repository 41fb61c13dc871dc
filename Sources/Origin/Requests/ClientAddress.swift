import Glibc

/// Who asks, as an address that can be shortened.
package struct ClientAddress: Hashable, Sendable {
    /// 4 bytes or 16; IPv4 mapped into IPv6 is IPv4.
    package let bytes: [UInt8]

    /// `nil` for anything but an IPv4 or IPv6 address, in brackets or not.
    package init?(_ text: some StringProtocol) {
        var text = String(text)
        if text.hasPrefix("["), text.hasSuffix("]") { text = String(text.dropFirst().dropLast()) }
        guard text.utf8.count <= 45, let bytes = parsed(text, AF_INET, 4) ?? parsed(text, AF_INET6, 16) else {
            return nil
        }
        let isMapped =
            bytes.count == 16 && bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        self.bytes = isMapped ? Array(bytes[12...]) : bytes
    }

    /// The client behind a peer: the peer, or the right-most entry of `X-Forwarded-For` when the peer is a trusted edge.
    ///
    /// Further to the left stands what the client itself claims.
    package init?(peer: String?, forwardedFor: [String], trusting edges: Set<ClientAddress>) {
        guard let peer = peer.flatMap({ ClientAddress($0) }) else { return nil }
        if edges.contains(peer), let last = forwardedFor.last, let client = ClientAddress(last) {
            self = client
        } else {
            self = peer
        }
    }

    /// What limits are counted by: an IPv4 address, or the /64 that one IPv6 customer has to himself.
    package var bucket: [UInt8] { bytes.count == 4 ? bytes : Array(bytes[..<8]) }

    /// What may be kept about a person: the IPv4 /24 or the IPv6 /48.
    package var prefix: String {
        if bytes.count == 4 { return bytes[..<3].map(String.init).joined(separator: ".") + ".0/24" }
        let groups = stride(from: 0, to: 6, by: 2).map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }
        return groups.joined(separator: ":") + "::/48"
    }
}

/// The address in network order; the C library knows the many ways to write IPv6.
private func parsed(_ text: String, _ family: Int32, _ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    // `bytes` has exactly the room that `inet_pton` fills for the family.
    let result = unsafe bytes.withUnsafeMutableBytes { unsafe inet_pton(family, text, $0.baseAddress) }
    return result == 1 ? bytes : nil
}
