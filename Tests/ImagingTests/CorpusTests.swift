import Foundation
import Imaging
import Testing

/// Real photos, which hold what nobody invents. They lie where `MASTHEAD_CORPORA` says, by default beside the repository.
private let corpus: URL = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let corpora = ProcessInfo.processInfo.environment["MASTHEAD_CORPORA"].map { URL(filePath: $0, relativeTo: root) }
    return (corpora ?? root.appending(path: "../shared/corpora")).appending(path: "photos-18f")
}()

@Suite(.enabled(if: FileManager.default.fileExists(atPath: corpus.path), "no photos at \(corpus.path)"))
struct `Real photos` {
    @Test func `every photo probes and renders`() throws {
        let recipe = RenditionRecipe(widths: [320, 640], jpegQuality: 82)
        let files = try FileManager.default.contentsOfDirectory(at: corpus, includingPropertiesForKeys: nil)
        #expect(files.count > 50)
        for file in files {
            let bytes = try Array(Data(contentsOf: file))
            let name = file.lastPathComponent
            do {
                let info = try probe(bytes, limits: ImageLimits())
                let renditions = try makeRenditions(of: bytes, recipe: recipe, limits: ImageLimits())
                #expect(renditions.map(\.size) == recipe.sizes(for: info.size), "\(name)")
                for rendition in renditions {
                    #expect(try probe(rendition.bytes, limits: ImageLimits()).size == rendition.size, "\(name)")
                    #expect(Data(rendition.bytes).range(of: Data("Exif\0\0".utf8)) == nil, "\(name)")
                }
            } catch {
                Issue.record("\(name): \(error)")
            }
        }
    }
}
