/// A path pattern in CloudFront's terms: `*` is any number of any characters, `/` among them, `?` exactly one; case
/// counts, a leading `/` may be left out, the query is not looked at.
package struct PathPattern: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let description: String
    private let bytes: [UInt8]

    package init(_ text: String) {
        description = text
        let isAnchored = text.hasPrefix("/") || text.hasPrefix("*")
        bytes = Array((isAnchored ? text : "/" + text).utf8)
    }

    package init(stringLiteral text: String) {
        self.init(text)
    }

    /// Whether a path, without query, fits. Time grows with the product of both lengths at worst, never faster.
    package func matches(_ path: some Collection<UInt8>) -> Bool {
        let path = Array(path)
        var position = 0
        var index = 0
        // Where to resume when what follows the last `*` did not fit: let it take one character more.
        var star: (index: Int, position: Int)?
        while position < path.count {
            if index < bytes.count, bytes[index] == UInt8(ascii: "*") {
                star = (index, position)
                index += 1
            } else if index < bytes.count, bytes[index] == UInt8(ascii: "?") || bytes[index] == path[position] {
                index += 1
                position += 1
            } else if let last = star {
                star = (last.index, last.position + 1)
                index = last.index + 1
                position = last.position + 1
            } else {
                return false
            }
        }
        return bytes[index...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
