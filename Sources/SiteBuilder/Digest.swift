import Crypto
import Foundation

/// SHA-256 of some bytes, as lower-case hexadecimal digits: how the build tells contents apart.
enum Digest {
    static func sha256(_ bytes: [UInt8]) -> String { hex(SHA256.hash(data: bytes)) }

    static func sha256(_ text: String) -> String { sha256(Array(text.utf8)) }

    /// Integrity metadata (Subresource Integrity §3.5).
    static func integrity(_ bytes: [UInt8]) -> String {
        "sha384-" + Data(SHA384.hash(data: bytes)).base64EncodedString()
    }

    private static func hex(_ digest: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in digest {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
