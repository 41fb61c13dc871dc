/// One pixel as files hold it: sRGB, 8 bits a channel, straight alpha, red in `x`.
package typealias Pixel = SIMD4<UInt8>

/// A picture's pixels in memory, row by row.
package struct Raster: Sendable, Hashable {
    package let size: ImageSize
    package private(set) var pixels: [Pixel]

    /// - Precondition: As many pixels as the size says.
    package init(size: ImageSize, pixels: [Pixel]) {
        precondition(pixels.count == size.pixelCount, "a raster holds width times height pixels")
        self.size = size
        self.pixels = pixels
    }

    /// Every pixel from its place: `x` to the right, `y` down.
    package init(size: ImageSize, pixel: (_ x: Int, _ y: Int) -> Pixel) {
        self.size = size
        pixels = []
        pixels.reserveCapacity(size.pixelCount)
        for y in 0..<size.height {
            for x in 0..<size.width {
                pixels.append(pixel(x, y))
            }
        }
    }

    package subscript(_ x: Int, _ y: Int) -> Pixel {
        get { pixels[y * size.width + x] }
        set { pixels[y * size.width + x] = newValue }
    }

    package var isOpaque: Bool { pixels.allSatisfy { $0.w == 255 } }
}
