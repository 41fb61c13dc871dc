import Crypto
import Foundation

/// What an edge and the origin behind it share: a secret, and a name to call it by that gives nothing away.
package struct AccessKey: Sendable, CustomStringConvertible {
    /// 16 hexadecimal digits, made from the secret: two sides that don't share one notice by the name already.
    package let id: String
    let secret: SymmetricKey

    /// As many bytes as the hash has: less would weaken it, more adds nothing.
    package static let leastBytes = 32

    /// - Returns: `nil` for a secret that is too short.
    package init?(secret: [UInt8]) {
        guard secret.count >= Self.leastBytes else { return nil }
        self.secret = SymmetricKey(data: secret)
        let digest = HMAC<SHA256>.authenticationCode(for: Array("origin access".utf8), using: self.secret)
        id = digest.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The name alone: a key in a log or a message must not be usable.
    package var description: String { "key \(id)" }
}

// By their names, which follow from the secrets.
extension AccessKey: Hashable {
    package static func == (one: AccessKey, other: AccessKey) -> Bool { one.id == other.id }
    package func hash(into hasher: inout Hasher) { hasher.combine(id) }
}
