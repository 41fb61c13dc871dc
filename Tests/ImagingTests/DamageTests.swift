import Imaging
import Testing

@Suite struct `Damage` {
    static let encodings: [ImageEncoding] = [
        .png, .jpeg(quality: 85, isProgressive: false), .jpeg(quality: 85, isProgressive: true),
    ]

    @Test(arguments: encodings)
    func `a file cut short is damaged, never half a picture`(encoding: ImageEncoding) throws {
        let file = try Card.waves(width: 120, height: 90).encoded(as: encoding)
        for length in stride(from: 8, to: file.count * 9 / 10, by: 7) {
            let failure = #expect(throws: ImageFailure.self) {
                try decode(Array(file.prefix(length)), limits: ImageLimits())
            }
            guard case .damaged = failure else {
                Issue.record("cut to \(length) bytes: \(String(describing: failure))")
                return
            }
        }
    }

    /// Every run tries other damage; the seed of a failure is in the output.
    @Test(arguments: encodings)
    func `broken bytes are errors or pictures of the right size, never crashes`(encoding: ImageEncoding) throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("damage \(encoding.format), seed \(seed)")
        var random = SeededNumbers(seed: seed)
        let file = try Card.waves(width: 64, height: 48).encoded(as: encoding)
        let recipe = RenditionRecipe(widths: [16, 40], jpegQuality: 80)
        var limits = ImageLimits()
        limits.pixels = 1_000_000
        for _ in 0..<2000 {
            let broken = mutate(file, using: &random)
            do throws(ImageFailure) {
                let info = try probe(broken, limits: limits)
                let renditions = try makeRenditions(of: broken, recipe: recipe, limits: limits)
                #expect(renditions.map(\.size) == recipe.sizes(for: info.size), "seed \(seed)")
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
    }

    private func mutate(_ file: [UInt8], using random: inout SeededNumbers) -> [UInt8] {
        var file = file
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0..<file.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0, 1: file[place] = .random(in: 0...255, using: &random)
            case 2: file[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 3: file.removeSubrange(place..<min(file.count, place + 3))
            default: file.insert(contentsOf: [0xFF, .random(in: 0...255, using: &random)], at: place)
            }
        }
        return file
    }

    @Test func `random bytes behind a signature are damaged`() {
        var random = SeededNumbers(seed: 3)
        for signature in [[0xFF, 0xD8, 0xFF, 0xE0], [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]] as [[UInt8]] {
            for count in 0..<200 {
                let bytes = signature + (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
                #expect(throws: ImageFailure.self) { try decode(bytes, limits: ImageLimits()) }
            }
        }
    }

    @Test func `a checksum that is wrong is noticed`() throws {
        var file = try Card.waves(width: 32, height: 32).encoded(as: .png)
        let data = try #require(file.indices.first { file[$0...].starts(with: "IDAT".utf8) })
        file[data + 40] ^= 0x10
        #expect(throws: ImageFailure.self) { try decode(file, limits: ImageLimits()) }
    }
}
