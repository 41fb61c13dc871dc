import Crypto
package import Foundation
package import Jobs

/// What a token allows.
package enum TokenPurpose: String, Hashable, Sendable {
    case confirm = "c"
    case unsubscribe = "u"
}

/// What a link in a mail says: who may do what, and until when. No address, so a URL in a log gives nobody away.
package struct SubscriptionToken: Hashable, Sendable {
    package let purpose: TokenPurpose
    package let subscriber: ULID
    package let epoch: Int
    /// To the second; `nil` for links that work for ever, as people unsubscribe from mails years old.
    package let expires: Date?

    package init(purpose: TokenPurpose, subscriber: ULID, epoch: Int, expires: Date?) {
        self.purpose = purpose
        self.subscriber = subscriber
        self.epoch = epoch
        self.expires = expires.map { Date(timeIntervalSince1970: $0.timeIntervalSince1970.rounded(.down)) }
    }
}

/// A signing secret and the short name that tells which one signed.
package struct TokenKey: Sendable {
    package let id: String
    let secret: SymmetricKey

    /// - Parameters:
    ///   - id: 1 to 16 lower-case letters or digits.
    ///   - secret: At least 32 bytes of chance.
    package init?(id: String, secret: [UInt8]) {
        let isName = id.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
        guard isName, (1...16).contains(id.utf8.count), secret.count >= 32 else { return nil }
        self.id = id
        self.secret = SymmetricKey(data: secret)
    }
}

/// What a text claiming to be a token turned out to be.
package enum TokenReading: Hashable, Sendable {
    case valid(SubscriptionToken)
    /// Ours, but its time is over.
    case expired(SubscriptionToken)
    /// Not ours, damaged, or for another purpose.
    case unknown
}

/// Issues and reads tokens: `v1.<key id>.<payload>.<signature>`, both parts in base64url.
///
/// The payload is `purpose|subscriber|epoch|expiry`; the signature is HMAC-SHA256 over everything before it, cut to 16
/// bytes (RFC 2104 §5). New keys sign, old ones still verify.
package struct TokenMint: Sendable {
    private let current: TokenKey
    private let keys: [String: TokenKey]

    package init(current: TokenKey, previous: [TokenKey] = []) {
        self.current = current
        keys = Dictionary((previous + [current]).map { ($0.id, $0) }, uniquingKeysWith: { _, last in last })
    }

    package func issue(_ token: SubscriptionToken) -> String {
        let expires = token.expires.map { String(Int($0.timeIntervalSince1970)) } ?? ""
        let payload = "\(token.purpose.rawValue)|\(token.subscriber)|\(token.epoch)|\(expires)"
        let signed = "v1.\(current.id).\(base64URL(payload.utf8))"
        return "\(signed).\(Self.signature(of: signed, by: current))"
    }

    package func read(_ text: String, for purpose: TokenPurpose, at now: Date) -> TokenReading {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 200, parts.count == 4, parts[0] == "v1", let key = keys[String(parts[1])] else {
            return .unknown
        }
        let signed = parts[0...2].joined(separator: ".")
        // Texts are compared, not bytes: base64url has several spellings of the same bytes.
        guard isEqualInConstantTime(Self.signature(of: signed, by: key), String(parts[3])),
            let payload = bytes(fromBase64URL: parts[2]), let token = Self.token(from: payload),
            token.purpose == purpose
        else { return .unknown }
        if let expires = token.expires, now >= expires { return .expired(token) }
        return .valid(token)
    }

    private static func token(from payload: [UInt8]) -> SubscriptionToken? {
        let parts = String(decoding: payload, as: UTF8.self).split(separator: "|", omittingEmptySubsequences: false)
        guard parts.count == 4, let purpose = TokenPurpose(rawValue: String(parts[0])),
            let subscriber = ULID(String(parts[1])), let epoch = Int(parts[2])
        else { return nil }
        guard !parts[3].isEmpty else {
            return SubscriptionToken(purpose: purpose, subscriber: subscriber, epoch: epoch, expires: nil)
        }
        guard let expires = Int(parts[3]) else { return nil }
        return SubscriptionToken(
            purpose: purpose, subscriber: subscriber, epoch: epoch,
            expires: Date(timeIntervalSince1970: Double(expires)))
    }

    private static func signature(of text: String, by key: TokenKey) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key.secret)
        return base64URL(code.prefix(16))
    }
}

/// Takes as long for a wrong first byte as for a wrong last one.
private func isEqualInConstantTime(_ left: String, _ right: String) -> Bool {
    let (left, right) = (Array(left.utf8), Array(right.utf8))
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
}

private func base64URL(_ bytes: some Sequence<UInt8>) -> String {
    Data(bytes).base64EncodedString()
        .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
}

private func bytes(fromBase64URL text: Substring) -> [UInt8]? {
    let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    let plain = String(text).replacing("-", with: "+").replacing("_", with: "/") + padding
    return Data(base64Encoded: plain).map { Array($0) }
}
