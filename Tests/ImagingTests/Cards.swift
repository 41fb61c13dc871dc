import Imaging

/// Pictures made for one question each.
enum Card {
    /// Squares of one pixel, black and white by turns: half the light of white.
    static func checkerboard(_ side: Int) -> Raster {
        Raster(size: ImageSize(width: side, height: side)) { x, y in
            (x + y).isMultiple(of: 2) ? grey(0) : grey(255)
        }
    }

    /// An opaque red left half; a right half that is transparent and, where nobody should look, green.
    static func redBesideNothing(_ side: Int) -> Raster {
        Raster(size: ImageSize(width: side, height: side)) { x, _ in
            x < side / 2 ? Pixel(255, 0, 0, 255) : Pixel(0, 255, 0, 0)
        }
    }

    /// Four corners that cannot be mistaken: red, green, blue and white, clockwise from the top left.
    static func corners(width: Int, height: Int) -> Raster {
        Raster(size: ImageSize(width: width, height: height)) { x, y in
            switch (x < width / 2, y < height / 2) {
            case (true, true): Pixel(220, 30, 30, 255)
            case (false, true): Pixel(30, 200, 30, 255)
            case (false, false): Pixel(30, 30, 220, 255)
            case (true, false): Pixel(240, 240, 240, 255)
            }
        }
    }

    /// Soft waves in all channels, as a photo has them.
    static func waves(width: Int, height: Int) -> Raster {
        Raster(size: ImageSize(width: width, height: height)) { x, y in
            let (u, v) = (Double(x) / Double(width), Double(y) / Double(height))
            return Pixel(
                UInt8(40 + 170 * u), UInt8(40 + 170 * v), UInt8(40 + 80 * u + 80 * (1 - v)), 255)
        }
    }

    static func noise(width: Int, height: Int, using random: inout some RandomNumberGenerator) -> Raster {
        Raster(size: ImageSize(width: width, height: height)) { _, _ in
            Pixel.random(in: 0...255, using: &random)
        }
    }

    static func grey(_ level: UInt8) -> Pixel { Pixel(level, level, level, 255) }
}

extension Raster {
    /// The largest difference of any channel of any pixel; 256 when the sizes differ.
    func distance(to other: Raster) -> Int {
        guard size == other.size else { return 256 }
        return zip(pixels, other.pixels).map { $0.distance(to: $1) }.max() ?? 0
    }
}

extension Pixel {
    func distance(to other: Pixel) -> Int {
        (0..<4).map { abs(Int(self[$0]) - Int(other[$0])) }.max() ?? 0
    }
}

/// SplitMix64: the same numbers for the same seed, on every machine.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
