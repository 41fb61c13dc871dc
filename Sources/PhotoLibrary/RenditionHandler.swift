import Crypto
import Dispatch
import Imaging
import Jobs
import ObjectStorage

/// Makes a photo's renditions from its original.
///
/// Done twice, it writes the same bytes under the same names, so a crash at any point needs no clean-up.
struct RenditionHandler: JobHandler {
    private let store: any PhotoStore
    private let objects: any ObjectStore
    private let recipe: RenditionRecipe
    private let limits: ImageLimits

    init(store: any PhotoStore, objects: any ObjectStore, recipe: RenditionRecipe, limits: ImageLimits) {
        self.store = store
        self.objects = objects
        self.recipe = recipe
        self.limits = limits
    }

    func perform(_ run: JobRun) async throws -> JobOutcome {
        guard let id = run.job.subject, let photo = try await store.photo(id) else {
            return .dead(JobNote("the photo of this job is gone"))
        }
        guard let hash = photo.hash, let format = photo.originalFormat else {
            return .dead(JobNote("the photo has no original"))
        }
        guard let original = try await objects.get(originalKey(hash: hash, format: format)) else {
            return try await reject(photo, "its original is missing from the object store", run)
        }
        // The disk may have changed what was once right.
        guard hexadecimal(SHA256.hash(data: original)) == hash else {
            return try await reject(photo, "its original is not what was uploaded", run)
        }
        switch await makeRenditions(of: original) {
        case .failure(let failure):
            return try await reject(photo, failure.description, run)
        case .success(let renditions):
            let stored = try await keep(renditions, hash: hash)
            try await store.markReady(id, renditions: stored, at: run.now)
            return .done(JobNote("\(stored.count) renditions"))
        }
    }

    private func reject(_ photo: Photo, _ reason: String, _ run: JobRun) async throws -> JobOutcome {
        try await store.reject(photo.id, reason: reason, at: run.now)
        return .dead(JobNote(reason))
    }

    private func keep(_ renditions: [Rendition], hash: String) async throws -> [PhotoRendition] {
        // Named by content and recipe: another recipe must not change what a cached URL shows.
        let folder = hexadecimal(SHA256.hash(data: Array("\(hash) \(recipe.identity)".utf8)).prefix(16))
        var stored: [PhotoRendition] = []
        for rendition in renditions.sorted(by: { $0.size.width < $1.size.width }) {
            let name = "photos/\(folder)/\(rendition.size.width).\(rendition.format.fileExtension)"
            try await objects.put(key(name), rendition.bytes)
            stored.append(
                PhotoRendition(
                    width: rendition.size.width, height: rendition.size.height, format: rendition.format,
                    bytesCount: rendition.bytes.count, path: "/\(name)"))
        }
        return stored
    }

    /// Codecs keep a core busy for a while; that core is not one of the cooperative pool's.
    private func makeRenditions(of original: [UInt8]) async -> Result<[Rendition], ImageFailure> {
        await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .utility).async {
                let result = Result { () throws(ImageFailure) in
                    try Imaging.makeRenditions(of: original, recipe: recipe, limits: limits)
                }
                continuation.resume(returning: result)
            }
        }
    }
}
