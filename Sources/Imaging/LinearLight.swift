import Foundation

/// A pixel in linear light: proportional to physical intensity, 0 to 1, colour multiplied by alpha.
///
/// Averages are right only here. In sRGB's own numbers a fine black and white pattern shrinks to a grey that is far too
/// dark, and the colours of transparent pixels bleed into their neighbours.
typealias LinearPixel = SIMD4<Float>

/// The sRGB transfer function (IEC 61966-2-1) both ways, as tables.
enum LinearLight {
    /// Linear light of each 8-bit value.
    static let decoding: [Float] = (0...255).map { level in
        let value = Double(level) / 255
        return Float(value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4))
    }

    /// Steps of `encoding`. In the darkest part, where the curve is steepest, one step is a fifth of a level, so that
    /// every level survives the way there and back; 16 KiB stay in a core's first cache.
    static let encodingSteps = 16_383

    /// The nearest 8-bit value of each linear step.
    static let encoding: [UInt8] = (0...encodingSteps).map { step in
        let value = Double(step) / Double(encodingSteps)
        let encoded = value <= 0.0031308 ? value * 12.92 : 1.055 * pow(value, 1 / 2.4) - 0.055
        return UInt8((encoded * 255).rounded())
    }

    /// A row of a file's pixels in linear light.
    static func decode(_ pixels: Span<Pixel>, into row: inout MutableSpan<LinearPixel>) {
        precondition(pixels.count == row.count, "a row keeps its length")
        let table = decoding.span
        precondition(table.count == 256, "one entry for every value of a byte")
        for x in 0..<pixels.count {
            // Indices below `count` and bytes below 256: both are in bounds.
            let pixel = unsafe pixels[unchecked: x]
            var linear = unsafe LinearPixel(
                table[unchecked: Int(pixel.x)], table[unchecked: Int(pixel.y)], table[unchecked: Int(pixel.z)], 1)
            if pixel.w != 255 {
                linear *= Float(pixel.w) / 255
            }
            unsafe row[unchecked: x] = linear
        }
    }

    /// A row as a file can hold it, appended to what `pixels` holds. Kernels with negative lobes overshoot; that is cut
    /// off here.
    static func encode(_ row: Span<LinearPixel>, appendingTo pixels: inout [Pixel]) {
        let table = encoding.span
        precondition(table.count == encodingSteps + 1, "one entry for every step")
        for x in 0..<row.count {
            var linear = row[x]
            var alpha: UInt8 = 255
            // Opaque pictures stay within rounding of 1 and need no division.
            if abs(linear.w - 1) > 1e-5 {
                alpha = UInt8(min(max(linear.w, 0), 1) * 255 + 0.5)
                linear = alpha == 0 ? .zero : linear / linear.w
            }
            // `step` keeps to the table.
            unsafe pixels.append(
                Pixel(
                    table[unchecked: step(of: linear.x)], table[unchecked: step(of: linear.y)],
                    table[unchecked: step(of: linear.z)], alpha))
        }
    }

    /// The table's entry for a channel, whatever its value.
    private static func step(of value: Float) -> Int {
        Int(min(max(value, 0), 1) * Float(encodingSteps) + 0.5)
    }
}
