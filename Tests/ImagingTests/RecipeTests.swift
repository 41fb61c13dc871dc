import Imaging
import Testing

struct SizesCase: Sendable, CustomTestStringConvertible {
    var rule: String
    var widths: [Int]
    var source: (Int, Int)
    var expected: [String]

    var testDescription: String { rule }

    static let all: [SizesCase] = [
        SizesCase(
            rule: "a large picture gives every width", widths: [320, 640, 960], source: (4000, 3000),
            expected: ["320 × 240", "640 × 480", "960 × 720"]),
        SizesCase(
            rule: "a picture in between keeps its own width as the largest", widths: [320, 640, 960],
            source: (800, 600),
            expected: ["320 × 240", "640 × 480", "800 × 600"]),
        SizesCase(
            rule: "its own width is not made twice", widths: [320, 640, 960], source: (640, 480),
            expected: ["320 × 240", "640 × 480"]),
        SizesCase(
            rule: "the largest width is not made twice", widths: [320, 960], source: (960, 10),
            expected: ["320 × 3", "960 × 10"]),
        SizesCase(
            rule: "a small picture is left at its size", widths: [320, 640], source: (100, 80), expected: ["100 × 80"]),
        SizesCase(
            rule: "order and repetition don't matter", widths: [640, 320, 640], source: (1000, 1000),
            expected: ["320 × 320", "640 × 640"]),
        SizesCase(
            rule: "no side falls below one pixel", widths: [10], source: (5000, 20), expected: ["10 × 1"]),
        SizesCase(
            rule: "no width asked for means the picture's own", widths: [], source: (30, 20), expected: ["30 × 20"]),
    ]
}

@Suite struct `Recipe` {
    @Test(arguments: SizesCase.all)
    func `sizes follow the table`(_ row: SizesCase) {
        let recipe = RenditionRecipe(widths: row.widths, jpegQuality: 80)
        let sizes = recipe.sizes(for: ImageSize(width: row.source.0, height: row.source.1))
        #expect(sizes.map(\.description) == row.expected)
    }

    @Test func `renditions have the sizes that the recipe announces`() throws {
        let recipe = RenditionRecipe(widths: [32, 64, 100, 400], jpegQuality: 80)
        for picture in [Card.waves(width: 301, height: 77), Card.waves(width: 77, height: 301)] {
            for encoding in [ImageEncoding.png, .jpeg(quality: 80, isProgressive: true)] {
                let renditions = try makeRenditions(
                    of: picture.encoded(as: encoding), recipe: recipe, limits: ImageLimits())
                #expect(renditions.map(\.size) == recipe.sizes(for: picture.size))
                for rendition in renditions {
                    let info = try probe(rendition.bytes, limits: ImageLimits())
                    #expect(info == ImageInfo(format: encoding.format, size: rendition.size, orientation: 1))
                }
            }
        }
    }

    @Test func `the identity changes with everything that changes the bytes, and with nothing else`() {
        let identity = RenditionRecipe(widths: [320, 640], jpegQuality: 82).identity
        #expect(identity == RenditionRecipe(widths: [640, 320, 320], jpegQuality: 82).identity)
        #expect(identity != RenditionRecipe(widths: [320], jpegQuality: 82).identity)
        #expect(identity != RenditionRecipe(widths: [320, 640], jpegQuality: 83).identity)
    }

    @Test func `the same picture gives the same bytes`() throws {
        let file = try Card.waves(width: 200, height: 150).encoded(as: .jpeg(quality: 90, isProgressive: false))
        let recipe = RenditionRecipe(widths: [64, 128], jpegQuality: 82)
        let first = try makeRenditions(of: file, recipe: recipe, limits: ImageLimits()).map(\.bytes)
        #expect(try makeRenditions(of: file, recipe: recipe, limits: ImageLimits()).map(\.bytes) == first)
    }
}
