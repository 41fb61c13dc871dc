/// Why a picture cannot be used. Trying again never helps; another export of the same picture may.
package enum ImageFailure: Error, Hashable {
    /// The bytes are no picture at all.
    case notAnImage
    /// A picture of a kind that is not read, and what to do about it.
    case unsupported(String)
    /// A limit stops it before its pixels are touched, or memory does.
    case tooLarge(String)
    /// The file is broken or cut short.
    case damaged(String)
}

extension ImageFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notAnImage: "not a picture"
        case .unsupported(let reason): "unsupported picture: \(reason)"
        case .tooLarge(let reason): "picture too large: \(reason)"
        case .damaged(let reason): "damaged picture: \(reason)"
        }
    }
}
