import Foundation
import Imaging
import Testing

@Suite struct `Round trips` {
    @Test func `PNG keeps every pixel`() throws {
        var random = SeededNumbers(seed: 5)
        for (width, height) in [(1, 1), (7, 3), (64, 65)] {
            let noise = Card.noise(width: width, height: height, using: &random)
            // Colour under full transparency is not part of a picture.
            let picture = Raster(size: noise.size) { x, y in noise[x, y].w == 0 ? Pixel() : noise[x, y] }
            #expect(try decode(picture.encoded(as: .png), limits: ImageLimits()).distance(to: picture) <= 1)
        }
    }

    @Test func `PNG writes alpha only where it is needed`() throws {
        let opaque = try Card.waves(width: 8, height: 8).encoded(as: .png)
        let transparent = try Card.redBesideNothing(8).encoded(as: .png)
        // The colour type in the header chunk: 2 is RGB, 6 is RGBA.
        #expect(opaque[25] == 2 && transparent[25] == 6)
    }

    @Test(arguments: [false, true])
    func `JPEG keeps what an eye sees`(isProgressive: Bool) throws {
        let picture = Card.waves(width: 199, height: 101)
        let file = try picture.encoded(as: .jpeg(quality: 90, isProgressive: isProgressive))
        #expect(try decode(file, limits: ImageLimits()).distance(to: picture) <= 6)
        #expect(file.count < 12_000)
    }

    @Test func `a higher quality is a larger file`() throws {
        var random = SeededNumbers(seed: 9)
        let picture = Card.noise(width: 64, height: 64, using: &random)
        let sizes = try [30, 60, 90].map { try picture.encoded(as: .jpeg(quality: $0, isProgressive: false)).count }
        #expect(sizes == sizes.sorted() && Set(sizes).count == 3)
    }

    @Test func `a side that a format can't say is refused`() {
        let strip = Raster(size: ImageSize(width: 70_000, height: 1)) { _, _ in Card.grey(9) }
        let failure = #expect(throws: ImageFailure.self) {
            try strip.encoded(as: .jpeg(quality: 80, isProgressive: false))
        }
        guard case .tooLarge = failure else {
            Issue.record("expected tooLarge, not \(String(describing: failure))")
            return
        }
    }

    @Test func `nothing but pixels is left of a file`() throws {
        let plain = try Card.waves(width: 64, height: 48).encoded(as: .jpeg(quality: 90, isProgressive: false))
        var file = jpeg(plain, withOrientation: 3)
        let comment = Array("38.7223 N, 9.1393 W".utf8)
        file.insert(contentsOf: [0xFF, 0xFE, 0, UInt8(comment.count + 2)] + comment, at: 2)
        let recipe = RenditionRecipe(widths: [32, 64], jpegQuality: 90)
        for rendition in try makeRenditions(of: file, recipe: recipe, limits: ImageLimits()) {
            let data = Data(rendition.bytes)
            #expect(data.range(of: Data("Exif".utf8)) == nil)
            #expect(data.range(of: Data(comment)) == nil)
        }
    }
}
