import Imaging
import Testing

@Suite struct `Limits` {
    /// A header that promises more than the file holds: whoever decodes first, allocates gigabytes.
    private let bomb = HandmadePNG(width: 30_000, height: 30_000, colorType: 6, scanlines: [0]).bytes

    @Test func `an enormous PNG is refused by its header`() {
        let refusal = ImageFailure.tooLarge("30000 × 30000 pixels, over the limit of 16384 on a side")
        #expect(throws: refusal) { try probe(bomb, limits: ImageLimits()) }
        #expect(throws: refusal) { try decode(bomb, limits: ImageLimits()) }
        let recipe = RenditionRecipe(widths: [10], jpegQuality: 80)
        #expect(throws: refusal) { try makeRenditions(of: bomb, recipe: recipe, limits: ImageLimits()) }
    }

    @Test func `an enormous JPEG is refused by its header`() throws {
        var file = try Card.waves(width: 16, height: 16).encoded(as: .jpeg(quality: 80, isProgressive: false))
        let frame = try #require(file.indices.first { file[$0...].starts(with: [0xFF, 0xC0]) })
        file.replaceSubrange(frame + 5..<frame + 9, with: [0xFF, 0xDC, 0xFF, 0xDC])
        #expect(throws: ImageFailure.tooLarge("65500 × 65500 pixels, over the limit of 16384 on a side")) {
            try probe(file, limits: ImageLimits())
        }
    }

    @Test func `sides may be long as long as the area is small`() throws {
        let limits = ImageLimits()
        let strip = HandmadePNG(width: 16_384, height: 10, colorType: 6, scanlines: [0]).bytes
        #expect(try probe(strip, limits: limits).size == ImageSize(width: 16_384, height: 10))
        let sheet = HandmadePNG(width: 16_384, height: 4_000, colorType: 6, scanlines: [0]).bytes
        #expect(throws: ImageFailure.tooLarge("16384 × 4000 pixels, over the limit of 50000000 in all")) {
            try probe(sheet, limits: limits)
        }
    }

    @Test func `a file over the limit of bytes is refused`() throws {
        let file = try Card.waves(width: 64, height: 64).encoded(as: .png)
        var limits = ImageLimits()
        limits.fileBytes = file.count
        #expect(try probe(file, limits: limits).format == .png)
        limits.fileBytes = file.count - 1
        #expect(throws: ImageFailure.tooLarge("\(file.count) bytes, over the limit of \(file.count - 1)")) {
            try probe(file, limits: limits)
        }
    }

    @Test(arguments: [(0, 5), (5, 0)])
    func `a side of nothing is damage`(width: Int, height: Int) {
        let file = HandmadePNG(width: width, height: height, colorType: 6, scanlines: [0]).bytes
        #expect(throws: ImageFailure.damaged("the header says \(width) × \(height) pixels")) {
            try probe(file, limits: ImageLimits())
        }
    }

    @Test func `a progressive JPEG of many scans is stopped`() throws {
        let file = try Card.waves(width: 256, height: 256).encoded(as: .jpeg(quality: 80, isProgressive: true))
        #expect(try decode(file, limits: ImageLimits()).size.width == 256)
        #expect(try decode(jpeg(file, withFirstScanTimes: 50), limits: ImageLimits()).size.width == 256)
        #expect(throws: ImageFailure.tooLarge("more scans than any camera or editor writes")) {
            try decode(jpeg(file, withFirstScanTimes: 500), limits: ImageLimits())
        }
    }

    @Test func `what a codec may hold is limited`() throws {
        var limits = ImageLimits()
        limits.codecBytes = 200_000
        let file = try Card.waves(width: 600, height: 600).encoded(as: .jpeg(quality: 80, isProgressive: true))
        let failure = #expect(throws: ImageFailure.self) { try decode(file, limits: limits) }
        guard case .tooLarge = failure else {
            Issue.record("expected tooLarge, not \(String(describing: failure))")
            return
        }
    }
}
