import Crypto
import Foundation

/// Places in the list of posts as texts that only the origin can make.
///
/// `base64url(published LF slug) . base64url(HMAC-SHA256, 16 bytes)`. Signed so that what clients can ask for stays a closed
/// set, which keeps caches from being filled with made-up cursors.
package struct PostCursor: Sendable {
    private let key: SymmetricKey

    package init(key: [UInt8]) { self.key = SymmetricKey(data: key) }

    package func text(for place: PostPlace) -> String {
        let payload = Data("\(place.published)\n\(place.slug)".utf8)
        return base64URL(payload) + "." + base64URL(signature(of: payload))
    }

    /// The place that a cursor names; `nil` for anything that wasn't made with this key.
    package func place(_ text: String) -> PostPlace? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 512, parts.count == 2, let payload = fromBase64URL(parts[0]),
            let claimed = fromBase64URL(parts[1]), isEqualInConstantTime(claimed, signature(of: payload)),
            let words = String(validating: payload, as: UTF8.self)?.split(separator: "\n", maxSplits: 1),
            words.count == 2
        else { return nil }
        return PostPlace(published: String(words[0]), slug: String(words[1]))
    }

    private func signature(of payload: Data) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: Data("posts\n".utf8) + payload, using: key).prefix(16))
    }

    private func isEqualInConstantTime(_ left: Data, _ right: Data) -> Bool {
        left.count == right.count && zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

private func base64URL(_ data: Data) -> String {
    data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
}

private func fromBase64URL(_ text: Substring) -> Data? {
    let standard = text.replacing("-", with: "+").replacing("_", with: "/")
    return Data(base64Encoded: standard + String(repeating: "=", count: (4 - standard.count % 4) % 4))
}
