import Imaging

/// A picture with something in it: two slow gradients.
enum TestCard {
    static func jpeg(width: Int, height: Int) throws -> [UInt8] {
        let raster = Raster(size: ImageSize(width: width, height: height)) { x, y in
            Pixel(UInt8(x * 255 / width), UInt8(y * 255 / height), 90, 255)
        }
        return try raster.encoded(as: .jpeg(quality: 85, isProgressive: false))
    }
}
