import Crypto
import Foundation
package import HTTPSemantics

/// Why a request is not an edge's. The words are for logs: whoever asked is told nothing but 403.
package enum AccessRefusal: String, CaseIterable, Hashable, Sendable {
    case unsigned
    /// Signed in another form than ours, or twice.
    case malformed
    /// By another key: the two sides don't have the same file.
    case unknownKey = "unknown-key"
    /// Too old, or from the future: replayed, or the clocks differ.
    case outOfTime = "out-of-time"
    /// The signature is for something else.
    case wrong
}

/// The origin's side: who gets in.
package struct AccessGate: Sendable {
    private let key: AccessKey

    /// How far `created` may lie from now, either way.
    package static let windowSeconds = 300

    package init(_ key: AccessKey) { self.key = key }

    /// Why the request must be refused; `nil` when an edge with the key has signed it lately.
    ///
    /// - Parameter seconds: Now, since 1970.
    package func refusal(of parts: SignedParts, fields: Fields, at seconds: Int) -> AccessRefusal? {
        let inputs = fields.values(SignatureForm.input)
        let signatures = fields.values(SignatureForm.signature)
        if inputs.isEmpty, signatures.isEmpty { return .unsigned }
        guard inputs.count == 1, signatures.count == 1, let code = Self.code(signatures[0].text),
            let parameters = Self.parameters(inputs[0].text), let (created, keyID) = Self.claims(parameters)
        else { return .malformed }
        guard keyID == key.id else { return .unknownKey }
        guard abs(seconds - created) <= Self.windowSeconds else { return .outOfTime }
        // Compares in constant time.
        let isValid = HMAC<SHA256>.isValidAuthenticationCode(
            code, authenticating: parts.base(parameters), using: key.secret)
        return isValid ? nil : .wrong
    }

    private static func parameters(_ input: String) -> Substring? {
        input.hasPrefix(SignatureForm.label) ? input.dropFirst(SignatureForm.label.count) : nil
    }

    private static func claims(_ parameters: Substring) -> (created: Int, keyID: Substring)? {
        guard parameters.hasPrefix(SignatureForm.head) else { return nil }
        let rest = parameters.dropFirst(SignatureForm.head.count)
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        // Twelve digits last for thirty thousand years, and fit.
        guard (1...12).contains(digits.count), let created = Int(digits) else { return nil }
        let tail = rest[digits.endIndex...]
        let (before, after) = (#";keyid=""#, #"";alg="hmac-sha256""#)
        guard tail.count > before.count + after.count, tail.hasPrefix(before), tail.hasSuffix(after) else { return nil }
        return (created, tail.dropFirst(before.count).dropLast(after.count))
    }

    private static func code(_ signature: String) -> Data? {
        guard signature.hasPrefix(SignatureForm.label + ":"), signature.hasSuffix(":") else { return nil }
        let text = signature.dropFirst(SignatureForm.label.count + 1).dropLast()
        guard text.utf8.count == 44, let code = Data(base64Encoded: String(text)), code.count == 32 else { return nil }
        return code
    }
}
