/// A content coding (RFC 9110 §8.4.1) at the best its library can do: for what is made once and sent many times.
///
/// The same bytes always come out as the same bytes: nothing in them tells the time, a name or how many cores there were.
package enum ContentCoding: String, Sendable, CaseIterable {
    case gzip
    case brotli = "br"
    case zstandard = "zstd"

    /// What files that hold the coding are called by, without the dot.
    package var fileExtension: String {
        switch self {
        case .gzip: "gz"
        case .brotli: "br"
        case .zstandard: "zst"
        }
    }

    /// Another recipe may make other bytes of the same input.
    package static var recipe: String {
        "gzip \(zlibVersionText) \(Level.gzip), br \(brotliVersionText) \(Level.brotli), zstd \(zstandardVersionText) \(Level.zstandard)"
    }

    /// - Parameter bytes: At most 2 GiB.
    /// - Returns: `nil` when the library has no memory for it.
    package func compressed(_ bytes: [UInt8]) -> [UInt8]? {
        switch self {
        case .gzip: gzipped(bytes, level: Level.gzip)
        case .brotli: brotlied(bytes, level: Level.brotli)
        case .zstandard: zstandarded(bytes, level: Level.zstandard)
        }
    }

    private enum Level {
        static let gzip: Int32 = 9
        static let brotli: Int32 = 11
        /// The highest whose window stays within the 8 MiB that readers' programs must manage (RFC 9659 §3).
        static let zstandard: Int32 = 19
    }
}
