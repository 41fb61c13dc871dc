package import Foundation
package import Imaging

/// Where a photo stands. Stored and shown by the API, so the spelling never changes.
package enum PhotoState: String, Hashable, Sendable, CaseIterable, Codable {
    /// A ticket was given out; nothing has come yet.
    case awaitingUpload = "awaiting_upload"
    case processing
    case ready
    /// The file can't be used; `Photo.reason` says why.
    case rejected
}

/// A photo in one width.
package struct PhotoRendition: Hashable, Sendable {
    package let width: Int
    package let height: Int
    package let format: ImageFormat
    package let bytesCount: Int
    /// The URL path, `/photos/HASH/WIDTH.ext`; without its slash, the object's key.
    ///
    /// HASH names the original's content and the recipe, so the bytes behind a path never change.
    package let path: String

    package init(width: Int, height: Int, format: ImageFormat, bytesCount: Int, path: String) {
        self.width = width
        self.height = height
        self.format = format
        self.bytesCount = bytesCount
        self.path = path
    }

    /// - Parameter format: As `formatName` gives it; an unknown name is `nil`.
    package init?(width: Int, height: Int, format: String, bytesCount: Int, path: String) {
        guard let format = ImageFormat(rawValue: format) else { return nil }
        self.init(width: width, height: height, format: format, bytesCount: bytesCount, path: path)
    }

    package var formatName: String { format.rawValue }
}

/// An uploaded photo and what became of it.
package struct Photo: Hashable, Sendable {
    /// A ULID.
    package let id: String
    package var state: PhotoState
    /// Why it was rejected.
    package var reason: String?
    /// SHA-256 of the original, in lower-case hexadecimal; `nil` before it has come.
    package var hash: String?
    /// Of the original, upright.
    package var size: ImageSize?
    package var originalFormat: ImageFormat?
    /// In ascending width.
    package var renditions: [PhotoRendition]
    package let created: Date
    /// As the uploader named it; shown, never used as a path.
    package var fileName: String

    package init(
        id: String, state: PhotoState, reason: String? = nil, hash: String?, size: ImageSize?,
        originalFormat: ImageFormat?, renditions: [PhotoRendition] = [], created: Date, fileName: String
    ) {
        self.id = id
        self.state = state
        self.reason = reason
        self.hash = hash
        self.size = size
        self.originalFormat = originalFormat
        self.renditions = renditions
        self.created = created
        self.fileName = fileName
    }
}

/// For stores, which keep plain columns.
extension Photo {
    package init(
        id: String, state: PhotoState, reason: String?, hash: String?, width: Int?, height: Int?, format: String?,
        renditions: [PhotoRendition], created: Date, fileName: String
    ) {
        var size: ImageSize?
        if let width, let height { size = ImageSize(width: width, height: height) }
        self.init(
            id: id, state: state, reason: reason, hash: hash, size: size,
            originalFormat: format.flatMap(ImageFormat.init), renditions: renditions, created: created,
            fileName: fileName)
    }

    package var width: Int? { size?.width }
    package var height: Int? { size?.height }
    package var formatName: String? { originalFormat?.rawValue }
}
