import Crypto
package import Foundation
package import Imaging
package import Jobs
package import ObjectStorage

extension JobKind {
    package static let photoRenditions: JobKind = "photo.renditions"
}

/// Why a file wasn't taken in at all.
package struct PhotoRefusal: Error, Hashable, CustomStringConvertible {
    package let failure: ImageFailure

    package var description: String { failure.description }
}

/// Takes photos in: the original is stored, then the photo and its job are recorded together.
///
/// A crash between the two leaves an original that no photo names; adding the same file again finds it and goes on.
package struct PhotoService: Sendable {
    private let store: any PhotoStore
    private let objects: any ObjectStore
    private let recipe: RenditionRecipe
    private let limits: ImageLimits
    private let ids: ULIDGenerator
    private let onChange: @Sendable () -> Void

    /// - Parameter onChange: Called after a job was queued: wake the worker.
    package init(
        store: any PhotoStore, objects: any ObjectStore, recipe: RenditionRecipe, limits: ImageLimits = .init(),
        ids: ULIDGenerator = .init(), onChange: @escaping @Sendable () -> Void = {}
    ) {
        self.store = store
        self.objects = objects
        self.recipe = recipe
        self.limits = limits
        self.ids = ids
        self.onChange = onChange
    }

    /// Takes a photo in; its renditions follow.
    ///
    /// The same bytes again are the same photo, whatever the file is called.
    ///
    /// - Throws: `PhotoRefusal` when its head shows that it can't be used.
    package func add(_ bytes: [UInt8], fileName: String, now: Date) async throws -> Photo {
        let info: ImageInfo
        do throws(ImageFailure) {
            info = try probe(bytes, limits: limits)
        } catch {
            throw PhotoRefusal(failure: error)
        }
        let hash = hexadecimal(SHA256.hash(data: bytes))
        try await objects.put(originalKey(hash: hash, format: info.format), bytes)
        let id = ids.next(at: now)
        let photo = Photo(
            id: id.description, state: .processing, hash: hash, size: info.size, originalFormat: info.format,
            created: now, fileName: String(fileName.prefix(120)))
        let job = newJob(for: photo.id, key: "photo:\(hash):\(recipe.identity)", now: now)
        let stored = try await store.add(photo, causing: job, at: now)
        onChange()
        return stored
    }

    package func photo(_ id: String) async throws -> Photo? { try await store.photo(id) }

    /// Newest first.
    package func list(limit: Int = 50) async throws -> [Photo] { try await store.photos(limit: limit) }

    /// Makes the renditions again: after a rejection, a dead job, or with another recipe.
    ///
    /// - Returns: `nil` when there is no such photo.
    package func retry(_ id: String, now: Date) async throws -> Photo? {
        let job = newJob(for: id, key: "photo:\(id):again:\(ids.next(at: now))", now: now)
        let photo = try await store.restart(id, causing: job, at: now)
        onChange()
        return photo
    }

    /// What the worker needs to do this service's jobs.
    package var registration: Worker.Registration {
        // A damaged disk or a full one is worth a few tries; a day is more than enough.
        let retry = RetryPolicy(delays: [.seconds(10), .seconds(60), .seconds(600), .seconds(3600)])
        let handler = RenditionHandler(store: store, objects: objects, recipe: recipe, limits: limits)
        return Worker.Registration(.photoRenditions, handler, policy: JobPolicy(retry: retry))
    }

    private func newJob(for photo: String, key: String, now: Date) -> NewJob {
        NewJob(
            id: ids.next(at: now), kind: .photoRenditions, key: key, subject: photo, runAt: now,
            expireAt: now.adding(.seconds(86_400)), maxAttempts: 8)
    }
}

/// Where an original lies: never served.
func originalKey(hash: String, format: ImageFormat) throws -> ObjectKey {
    try key("originals/\(hash).\(format.fileExtension)")
}

func key(_ text: String) throws -> ObjectKey {
    guard let key = ObjectKey(text) else { throw PhotoProblem("no object can be called \(text)") }
    return key
}

func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}

/// Something of ours is not as it should be; worth another attempt, and a look.
struct PhotoProblem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
