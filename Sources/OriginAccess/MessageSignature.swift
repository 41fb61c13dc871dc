// HTTP message signatures (RFC 9421) in one small, exact profile, by which an origin tells its edges from everybody else.
//
//     Signature-Input: edge=("@method" "@authority" "@request-target");created=N;keyid="ID";alg="hmac-sha256"
//     Signature: edge=:BASE64:
//
// 1. Covered are the method, the authority in lower case without a port that is some scheme's own, the target as it
//    stands in the request line, and the parameters. Nothing is normalised beyond that, so nothing can be read in two ways.
// 2. The fields are written and accepted in exactly this form: one line each, these components, this order.
// 3. A signature is good for five minutes either way of its `created`, which is also how far two clocks may differ.
//
// Bodies and other fields are not covered: what passes an edge is streamed, and the way between edge and origin is either
// one machine's or a TLS connection.

import Crypto
import Foundation
package import HTTPSemantics

/// The parts of a request that are signed.
package struct SignedParts: Hashable, Sendable {
    let method: String
    let authority: String
    let target: String

    /// - Parameters:
    ///   - authority: `Host` as sent; empty where a request names none.
    ///   - target: The path and query of the request line, byte for byte.
    package init(method: String, authority: String, target: String) {
        self.method = method
        let folded = authority.lowercased()
        // RFC 9421 §2.2.3 leaves away the scheme's own port. Neither side knows whether TLS ends somewhere between them,
        // so both own ports go.
        let port = [":80", ":443"].first { folded.hasSuffix($0) }
        self.authority = String(folded.dropLast(port?.utf8.count ?? 0))
        self.target = target
    }

    /// RFC 9421 §2.5.
    func base(_ parameters: some StringProtocol) -> [UInt8] {
        Array(
            """
            "@method": \(method)
            "@authority": \(authority)
            "@request-target": \(target)
            "@signature-params": \(parameters)
            """.utf8)
    }
}

/// The two fields, as both sides spell them.
enum SignatureForm {
    static let input: FieldName = "Signature-Input"
    static let signature: FieldName = "Signature"
    static let label = "edge="
    static let head = #"("@method" "@authority" "@request-target");created="#

    static func tail(_ keyID: some StringProtocol) -> String { #";keyid="\#(keyID)";alg="hmac-sha256""# }
}

extension AccessKey {
    /// Signs a request, in place of whatever signature its fields hold.
    ///
    /// - Parameter seconds: Now, since 1970.
    package func sign(_ parts: SignedParts, at seconds: Int, in fields: inout Fields) {
        let parameters = SignatureForm.head + String(seconds) + SignatureForm.tail(id)
        let code = HMAC<SHA256>.authenticationCode(for: parts.base(parameters), using: secret)
        fields.removeAll(named: SignatureForm.input)
        fields.removeAll(named: SignatureForm.signature)
        fields.append(SignatureForm.input, FieldValue(SignatureForm.label + parameters))
        fields.append(
            SignatureForm.signature, FieldValue(SignatureForm.label + ":\(Data(code).base64EncodedString()):"))
    }
}
