import Foundation
import Imaging
import Testing

@Suite struct `Formats` {
    static let foreign: [(String, [UInt8])] = [
        ("GIF", Array("GIF89a\u{1}\0\u{1}\0".utf8)),
        ("WebP", Array("RIFF\u{24}\0\0\0WEBPVP8 ".utf8)),
        ("AVIF", Array("\0\0\0\u{20}ftypavif\0\0\0\0".utf8)),
        ("HEIC", Array("\0\0\0\u{18}ftypheic\0\0\0\0".utf8)),
        ("TIFF", Array("II*\0\u{8}\0\0\0".utf8)),
        ("PDF", Array("%PDF-1.7\n".utf8)),
        ("SVG", Array("<svg xmlns=\"http://www.w3.org/2000/svg\"/>".utf8)),
    ]

    @Test(arguments: foreign)
    func `a picture of another kind is named in the refusal`(name: String, file: [UInt8]) {
        #expect(throws: ImageFailure.unsupported("\(name) pictures are not taken; export this one as JPEG or PNG")) {
            try probe(file, limits: ImageLimits())
        }
    }

    @Test(arguments: ["", "\u{7F}ELF", "<!doctype html><title>Not found</title>", "ftyp", "\0\0\0\u{18}ftypmp42"])
    func `what is no picture is called so`(text: String) {
        #expect(throws: ImageFailure.notAnImage) { try probe(Array(text.utf8), limits: ImageLimits()) }
    }

    @Test(arguments: HandmadeCase.all)
    func `every kind of PNG unfolds to RGBA`(_ row: HandmadeCase) throws {
        let raster = try decode(row.file.bytes, limits: ImageLimits())
        #expect(raster.pixels == row.expected)
    }

    @Test func `an interlaced PNG gives the same pixels`() throws {
        // Adam7 of 2 × 2: the first pass holds (0, 0), the sixth (1, 0), the seventh the second row.
        let picture = HandmadePNG(
            width: 2, height: 2, colorType: 0, isInterlaced: true, scanlines: [0, 10, 0, 20, 0, 30, 40])
        #expect(try decode(picture.bytes, limits: ImageLimits()).pixels == [10, 20, 30, 40].map(Card.grey))
    }

    @Test func `a grey JPEG comes out grey`() throws {
        let raster = try decode(greyJPEG, limits: ImageLimits())
        #expect(raster.size == ImageSize(width: 16, height: 16))
        #expect(raster.pixels.allSatisfy { $0.distance(to: Card.grey(100)) <= 2 })
    }

    @Test func `the inks of a CMYK JPEG become colours`() throws {
        let raster = try decode(cmykJPEG, limits: ImageLimits())
        #expect(raster[3, 8].distance(to: Pixel(0, 255, 255, 255)) <= 3)
        #expect(raster[12, 8].distance(to: Card.grey(127)) <= 3)
    }
}

struct HandmadeCase: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var file: HandmadePNG
    var expected: [Pixel]

    static let all: [HandmadeCase] = [
        HandmadeCase(
            testDescription: "one bit of grey",
            file: HandmadePNG(width: 3, height: 1, bitDepth: 1, colorType: 0, scanlines: [0, 0b1010_0000]),
            expected: [255, 0, 255].map(Card.grey)),
        HandmadeCase(
            testDescription: "16 bits of grey",
            file: HandmadePNG(width: 2, height: 1, bitDepth: 16, colorType: 0, scanlines: [0, 0x80, 0x80, 0xFF, 0xFF]),
            expected: [128, 255].map(Card.grey)),
        HandmadeCase(
            testDescription: "grey and alpha",
            file: HandmadePNG(width: 2, height: 1, colorType: 4, scanlines: [0, 77, 255, 77, 128]),
            expected: [Pixel(77, 77, 77, 255), Pixel(77, 77, 77, 128)]),
        HandmadeCase(
            testDescription: "a palette with transparency",
            file: HandmadePNG(
                width: 2, height: 1, bitDepth: 4, colorType: 3,
                chunks: [("PLTE", [200, 100, 50, 1, 2, 3]), ("tRNS", [128])], scanlines: [0, 0x01]),
            expected: [Pixel(200, 100, 50, 128), Pixel(1, 2, 3, 255)]),
        HandmadeCase(
            testDescription: "RGB with one transparent colour",
            file: HandmadePNG(
                width: 2, height: 1, colorType: 2, chunks: [("tRNS", [0, 9, 0, 8, 0, 7])],
                scanlines: [0, 9, 8, 7, 9, 8, 6]),
            expected: [Pixel(), Pixel(9, 8, 6, 255)]),
    ]
}

/// 16 × 16, full cyan on the left and half black on the right, with Adobe's inverted numbers.
private let cmykJPEG = base64(
    """
    /9j/7gAOQWRvYmUAZAAAAAAA/9sAQwACAQEBAQECAQEBAgICAgIEAwICAgIFBAQDBAYFBgYGBQYGBgcJCAYHCQcGBggLCAkKCgoK
    CgYICwwLCgwJCgoK/8AAFAgAEAAQBEMRAE0RAFkRAEsRAP/EABYAAQEBAAAAAAAAAAAAAAAAAAoACf/EABQQAQAAAAAAAAAAAAAA
    AAAAAAD/2gAOBEMATQBZAEsAAD8AP+38b+N/D/Eh/wAANIgA/wASH/f/2Q==
    """)

/// 16 × 16 of one component, 100 everywhere.
private let greyJPEG = base64(
    """
    /9j/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/wAAL
    CAAQABABAREA/8QAFQABAQAAAAAAAAAAAAAAAAAAAAf/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAA/AJoA/9k=
    """)

private func base64(_ text: String) -> [UInt8] {
    Array(Data(base64Encoded: text, options: .ignoreUnknownCharacters) ?? Data())
}
