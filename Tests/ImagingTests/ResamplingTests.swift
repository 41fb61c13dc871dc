import Foundation
import Imaging
import Testing

@Suite struct `Resampling` {
    @Test func `a fine black and white pattern shrinks to the grey of half the light`() throws {
        let file = try Card.checkerboard(128).encoded(as: .png)
        let small = try shrink(file, to: 64)
        // 188 is sRGB for half the light; averaging sRGB's own numbers would give 128.
        #expect(small.pixels.allSatisfy { $0.distance(to: Card.grey(188)) <= 3 })
        // At the border the kernel ends inside the pattern and its halves don't quite cancel.
        for y in 3..<61 {
            for x in 3..<61 { #expect(small[x, y] == Card.grey(188)) }
        }
    }

    @Test func `the colour of transparent pixels stays out of their neighbours`() throws {
        let file = try Card.redBesideNothing(128).encoded(as: .png)
        let small = try shrink(file, to: 48)
        for pixel in small.pixels where pixel.w > 0 {
            #expect(pixel.x >= 254 && pixel.y == 0 && pixel.z == 0, "\(pixel)")
        }
        #expect(small[2, 20] == Pixel(255, 0, 0, 255))
        #expect(small[45, 20].w == 0)
    }

    @Test(arguments: [1, 2, 127, 254])
    func `a flat picture stays flat to its edges`(level: UInt8) throws {
        let flat = Raster(size: ImageSize(width: 97, height: 61)) { _, _ in Card.grey(level) }
        let small = try shrink(flat.encoded(as: .png), to: 31)
        #expect(small.pixels.allSatisfy { $0 == Card.grey(level) })
    }

    @Test(arguments: [40, 25, 13, 7, 1])
    func `one step agrees with the formula in double precision`(width: Int) throws {
        var random = SeededNumbers(seed: 7)
        let noise = Card.noise(width: 61, height: 43, using: &random)
        let small = try shrink(noise.encoded(as: .png), to: width)
        #expect(small.distance(to: noise.resampledByFormula(to: small.size)) <= 1)
    }

    @Test func `every level of every channel survives at its own size`() throws {
        let ramp = Raster(size: ImageSize(width: 256, height: 3)) { x, y in
            Pixel(UInt8(x), UInt8(255 - x), UInt8(y * 100), 255)
        }
        #expect(try shrink(ramp.encoded(as: .png), to: 256) == ramp)
    }

    @Test func `a small size made from a larger one looks like one made directly`() throws {
        let file = try Card.waves(width: 640, height: 480).encoded(as: .png)
        let recipe = RenditionRecipe(widths: [80, 160, 320], jpegQuality: 90)
        let cascaded = try makeRenditions(of: file, recipe: recipe, limits: ImageLimits())
        #expect(try decode(cascaded[0].bytes, limits: ImageLimits()).distance(to: shrink(file, to: 80)) <= 2)
    }

    @Test func `scaling while decoding keeps the picture`() throws {
        let file = try Card.waves(width: 1600, height: 1200).encoded(as: .jpeg(quality: 95, isProgressive: false))
        let small = try shrink(file, to: 100)
        #expect(small.distance(to: Card.waves(width: 100, height: 75)) <= 6)
    }

    private func shrink(_ file: [UInt8], to width: Int) throws -> Raster {
        let recipe = RenditionRecipe(widths: [width], jpegQuality: 98)
        let renditions = try makeRenditions(of: file, recipe: recipe, limits: ImageLimits())
        return try decode(renditions[0].bytes, limits: ImageLimits())
    }
}

extension Raster {
    /// Every result from all samples at once, as the formula is written: slow, and nothing shared with the product.
    fileprivate func resampledByFormula(to target: ImageSize) -> Raster {
        let columns = weights(from: size.width, to: target.width)
        let rows = weights(from: size.height, to: target.height)
        return Raster(size: target) { x, y in
            var sum = SIMD4<Double>.zero
            for (v, row) in rows[y].enumerated() where row != 0 {
                for (u, column) in columns[x].enumerated() where column != 0 {
                    let pixel = self[u, v]
                    let alpha = Double(pixel.w) / 255
                    let colour = SIMD4(linear(pixel.x) * alpha, linear(pixel.y) * alpha, linear(pixel.z) * alpha, alpha)
                    sum += row * column * colour
                }
            }
            let alpha = min(max(sum.w, 0), 1)
            if alpha * 255 < 0.5 { return Pixel() }
            return Pixel(
                level(sum.x / sum.w), level(sum.y / sum.w), level(sum.z / sum.w), UInt8((alpha * 255).rounded()))
        }
    }
}

private func weights(from source: Int, to target: Int) -> [[Double]] {
    let scale = max(1, Double(source) / Double(target))
    return (0..<target).map { index in
        let centre = (Double(index) + 0.5) * Double(source) / Double(target) - 0.5
        let line = (0..<source).map { sample in
            let x = abs(Double(sample) - centre) / scale
            return x >= 3 ? 0 : sinc(x) * sinc(x / 3)
        }
        let sum = line.reduce(0, +)
        return line.map { $0 / sum }
    }
}

private func sinc(_ x: Double) -> Double { x == 0 ? 1 : sin(.pi * x) / (.pi * x) }

private func linear(_ value8: UInt8) -> Double {
    let value = Double(value8) / 255
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
}

private func level(_ linear: Double) -> UInt8 {
    let value = min(max(linear, 0), 1)
    return UInt8((255 * (value <= 0.0031308 ? value * 12.92 : 1.055 * pow(value, 1 / 2.4) - 0.055)).rounded())
}
