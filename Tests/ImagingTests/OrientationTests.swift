import Imaging
import Testing

/// TIFF 6.0 §8, as EXIF uses it: which side of the upright picture the stored first row and first column are.
struct OrientationCase: Sendable, CustomTestStringConvertible {
    enum Side: Sendable { case top, bottom, left, right }

    var value: Int
    var firstRow: Side
    var firstColumn: Side

    var testDescription: String { "\(value): first row \(firstRow), first column \(firstColumn)" }

    static let all: [OrientationCase] = [
        OrientationCase(value: 1, firstRow: .top, firstColumn: .left),
        OrientationCase(value: 2, firstRow: .top, firstColumn: .right),
        OrientationCase(value: 3, firstRow: .bottom, firstColumn: .right),
        OrientationCase(value: 4, firstRow: .bottom, firstColumn: .left),
        OrientationCase(value: 5, firstRow: .left, firstColumn: .top),
        OrientationCase(value: 6, firstRow: .right, firstColumn: .top),
        OrientationCase(value: 7, firstRow: .right, firstColumn: .bottom),
        OrientationCase(value: 8, firstRow: .left, firstColumn: .bottom),
    ]

    /// The upright picture as a camera held this way stores it.
    func stored(_ upright: Raster) -> Raster {
        let size = upright.size
        let isTransposed = value >= 5
        let storedSize = isTransposed ? ImageSize(width: size.height, height: size.width) : size
        var stored = Raster(size: storedSize) { _, _ in Pixel() }
        for y in 0..<size.height {
            for x in 0..<size.width {
                let column = distance(from: firstColumn, x, y, size)
                let row = distance(from: firstRow, x, y, size)
                stored[column, row] = upright[x, y]
            }
        }
        return stored
    }

    private func distance(from side: Side, _ x: Int, _ y: Int, _ size: ImageSize) -> Int {
        switch side {
        case .top: y
        case .bottom: size.height - 1 - y
        case .left: x
        case .right: size.width - 1 - x
        }
    }
}

@Suite struct `Orientation` {
    private let card = Card.corners(width: 96, height: 64)

    @Test(arguments: OrientationCase.all)
    func `a picture stands upright however the camera was held`(_ row: OrientationCase) throws {
        let plain = try row.stored(card).encoded(as: .jpeg(quality: 95, isProgressive: false))
        for littleEndian in [false, true] {
            let file = jpeg(plain, withOrientation: row.value, littleEndian: littleEndian)
            let info = try probe(file, limits: ImageLimits())
            #expect(info == ImageInfo(format: .jpeg, size: card.size, orientation: row.value))
            let recipe = RenditionRecipe(widths: [48, 96], jpegQuality: 95)
            for rendition in try makeRenditions(of: file, recipe: recipe, limits: ImageLimits()) {
                try expectUpright(rendition)
            }
        }
    }

    private func expectUpright(_ rendition: Rendition) throws {
        #expect(try probe(rendition.bytes, limits: ImageLimits()).orientation == 1)
        let raster = try decode(rendition.bytes, limits: ImageLimits())
        #expect(raster.size == rendition.size)
        let scale = card.size.width / raster.size.width
        for (x, y) in [(1, 1), (3, 1), (1, 3), (3, 3)] {
            let (column, line) = (raster.size.width * x / 4, raster.size.height * y / 4)
            #expect(raster[column, line].distance(to: card[column * scale, line * scale]) <= 12)
        }
    }

    @Test(arguments: [0, 9, 255, 65535])
    func `a nonsense orientation counts as none`(value: Int) throws {
        let plain = try card.encoded(as: .jpeg(quality: 90, isProgressive: false))
        #expect(try probe(jpeg(plain, withOrientation: value), limits: ImageLimits()).orientation == 1)
    }

    @Test func `a PNG can carry an orientation too`() throws {
        let picture = HandmadePNG(
            width: 2, height: 1, colorType: 2, chunks: [("eXIf", exif(orientation: 6))],
            scanlines: [0, 255, 0, 0, 0, 0, 255])
        let raster = try decode(picture.bytes, limits: ImageLimits())
        #expect(
            raster
                == Raster(size: ImageSize(width: 1, height: 2), pixels: [Pixel(255, 0, 0, 255), Pixel(0, 0, 255, 255)]))
    }

    @Test func `a broken EXIF block never makes a picture unreadable`() throws {
        let plain = try card.encoded(as: .jpeg(quality: 90, isProgressive: false))
        let whole = jpeg(plain, withOrientation: 6, littleEndian: true)
        var random = SeededNumbers(seed: 11)
        for _ in 0..<500 {
            var file = whole
            // The block lies behind SOI, marker, length and "Exif", and is 26 bytes long.
            for _ in 0..<3 { file[12 + Int.random(in: 0..<26, using: &random)] = .random(in: 0...255, using: &random) }
            #expect((1...8).contains(try probe(file, limits: ImageLimits()).orientation))
        }
    }
}
