/// Width and height in whole pixels.
package struct ImageSize: Hashable, Sendable, CustomStringConvertible {
    package var width: Int
    package var height: Int

    package init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    package var pixelCount: Int { width * height }

    package var description: String { "\(width) × \(height)" }

    var transposed: ImageSize { ImageSize(width: height, height: width) }

    /// This size with another width and the same proportions; no side falls below one pixel.
    func scaled(toWidth newWidth: Int) -> ImageSize {
        ImageSize(width: newWidth, height: max(1, (height * newWidth + width / 2) / width))
    }
}
