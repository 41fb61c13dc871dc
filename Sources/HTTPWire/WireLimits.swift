/// How large the parts of a message may be. Whoever reads a connection never holds more than these.
package struct WireLimits: Hashable, Sendable {
    /// A whole head in bytes: empty lines before it, start line, fields and the empty line that ends it. 32 KiB for
    /// requests, as CloudFront allows; origins may answer with twice that.
    package var headBytes: Int
    /// Field lines in one head, or in one trailer section.
    package var fieldCount: Int
    /// The request target in bytes.
    package var targetBytes = 8_192
    /// Empty lines before a start line (RFC 9112 §2.2 asks for at least one).
    package var leadingEmptyLines = 2
    /// What may follow the size of one chunk on its line, in bytes.
    package var chunkLineBytes = 4_096
    /// The trailer section of a chunked body in bytes.
    package var trailerBytes = 8_192

    package init(headBytes: Int, fieldCount: Int) {
        self.headBytes = headBytes
        self.fieldCount = fieldCount
    }

    /// For what readers send.
    package static let request = WireLimits(headBytes: 32_768, fieldCount: 100)

    /// For what origins send.
    package static let response = WireLimits(headBytes: 65_536, fieldCount: 200)

    /// The longest method. Registered ones have at most 17 letters.
    static let methodBytes = 32
}
