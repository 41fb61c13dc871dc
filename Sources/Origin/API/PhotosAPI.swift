import Foundation
import HTTPSemantics
import NIOPosix
import ObjectStorage
import PhotoLibrary

/// `/api/v1/photos/{id}`, and the renditions at `/photos/{hash}/{width}.{ext}`.
struct PhotosAPI: Sendable {
    private let desk: any PhotoDesk
    private let objects: any ObjectStore

    init(desk: any PhotoDesk, objects: any ObjectStore) {
        self.desk = desk
        self.objects = objects
    }

    private struct Document: Encodable {
        struct Rendition: Encodable {
            let url: String
            let width: Int
            let height: Int
            let type: String
            let bytes: Int
        }

        let id: String
        let state: String
        let reason: String?
        let width: Int?
        let height: Int?
        let renditions: [Rendition]
    }

    /// Where a photo stands and where its renditions are.
    func photo(_ id: String, _ request: OriginRequest) async throws -> Answer {
        guard isULID(id), let photo = try await desk.photo(id) else { throw Problem.unknownAddress }
        let renditions = photo.renditions.map { rendition in
            Document.Rendition(
                url: request.base + rendition.path, width: rendition.width, height: rendition.height,
                type: MediaType.forPath(rendition.path).essence, bytes: rendition.bytesCount)
        }
        let body = json(
            Document(
                id: photo.id, state: photo.state.rawValue, reason: photo.reason, width: photo.width,
                height: photo.height, renditions: renditions))
        var representation = Representation(
            content: .bytes(body), mediaType: "application/json", entityTag: entityTag(of: body),
            cacheControl: "public, max-age=60, s-maxage=60")
        switch photo.state {
        case .awaitingUpload, .processing:
            // Whoever waits for it asks again soon, and must not be told the old state by a cache.
            representation.cacheControl = "no-cache"
            representation.fields = ["Retry-After": "1"]
        case .ready, .rejected: break
        }
        return representation.answer(request.method, request.fields, now: HTTPDate(request.now))
    }

    /// A photo in one width; `nil` when there is none. Its path names its content, so it never changes.
    func rendition(hash: String, name: String, _ request: OriginRequest) async throws -> Answer? {
        let path = "photos/\(hash)/\(name)"
        guard let key = ObjectKey(path), let content = try await content(of: key) else { return nil }
        return Representation(
            content: content, mediaType: MediaType.forPath(name).description,
            entityTag: entityTag(of: Array(path.utf8)), cacheControl: CachePolicy.immutable
        ).answer(request.method, request.fields, now: HTTPDate(request.now))
    }

    /// From the file itself where the store has files, so that it is never in memory as a whole.
    private func content(of key: ObjectKey) async throws -> Representation.Content? {
        guard let path = objects.path(of: key), let slash = path.lastIndex(of: "/") else {
            return try await objects.get(key).map(Representation.Content.bytes)
        }
        let (folder, name) = (String(path[..<slash]), String(path[path.index(after: slash)...]))
        let file = try await NIOThreadPool.singleton.runIfActive { try OpenFile.open(in: folder, [name]) }
        return file.flatMap { $0.stamp.kind == .regular ? .file($0) : nil }
    }

    /// 26 letters of Crockford's alphabet.
    private func isULID(_ text: String) -> Bool {
        text.utf8.count == 26 && text.utf8.allSatisfy { "0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8.contains($0) }
    }
}
