/// Where an object lies: segments of letters, digits, `-`, `_` and `.`, joined by `/`.
///
/// Checked once, here, so that no store has to fear `..`, absolute paths, hidden names or characters that one engine
/// encodes differently from another.
package struct ObjectKey: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// `nil` for anything outside the rule, or over 512 bytes.
    package init?(_ text: String) {
        let segments = text.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
        let isSound = segments.allSatisfy { segment in
            // No segment begins with a dot: that covers `.`, `..` and temporary files.
            segment.first.map { $0 != 0x2E } ?? false && segment.allSatisfy(Self.isAllowed)
        }
        guard isSound, text.utf8.count <= 512 else { return nil }
        description = text
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
        default: false
        }
    }
}
