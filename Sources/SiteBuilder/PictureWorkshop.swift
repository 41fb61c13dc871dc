/// What makes pictures small: the seam to the codecs, so that the build can be tested without them.
package struct PictureWorkshop: Sendable {
    /// Changes whenever the same original would give other bytes.
    package let identity: String
    /// All sizes of an original, ascending, upright, without meta data. Called from several threads.
    package let makeRenditions: @Sendable ([UInt8]) throws(PictureFailure) -> [MadePicture]

    package init(
        identity: String, makeRenditions: @escaping @Sendable ([UInt8]) throws(PictureFailure) -> [MadePicture]
    ) {
        self.identity = identity
        self.makeRenditions = makeRenditions
    }
}

package struct MadePicture: Sendable {
    package let width: Int
    package let height: Int
    /// `jpg` or `png`.
    package let fileExtension: String
    package let bytes: [UInt8]

    package init(width: Int, height: Int, fileExtension: String, bytes: [UInt8]) {
        self.width = width
        self.height = height
        self.fileExtension = fileExtension
        self.bytes = bytes
    }
}

/// Why an original has no renditions.
package enum PictureFailure: Error, Hashable {
    /// A format that isn't resized; the file can still be shown as it is.
    case unsupported(String)
    /// Not a picture, damaged, or too large.
    case unusable(String)
}
