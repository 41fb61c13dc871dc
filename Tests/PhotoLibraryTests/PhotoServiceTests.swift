import Foundation
import Imaging
import Jobs
import ObjectStorage
import PhotoLibrary
import TestSupport
import Testing

@Suite struct `The photo library` {
    private let clock = ManualClock()
    private let tree = TemporaryTree("photos")
    private let store = MemoryPhotoStore()
    private let objects: FolderObjectStore
    private let recipe = RenditionRecipe(widths: [8, 16], jpegQuality: 82)

    init() { objects = FolderObjectStore(folder: tree.path("objects")) }

    private func service(_ recipe: RenditionRecipe? = nil, limits: ImageLimits = .init()) -> PhotoService {
        PhotoService(store: store, objects: objects, recipe: recipe ?? self.recipe, limits: limits)
    }

    private func key(_ text: String) throws -> ObjectKey { try #require(ObjectKey(text)) }

    /// Does what is queued, as a worker does.
    @discardableResult
    private func workOff(_ service: PhotoService) async throws -> [JobOutcome] {
        let jobs = MemoryJobStore()
        await jobs.enqueue(await store.takeJobs(), at: clock.now())
        let claim = Claim(kinds: [.photoRenditions], limit: 99, owner: "worker", lease: .seconds(30))
        var outcomes: [JobOutcome] = []
        for claimed in await jobs.claim(claim, at: clock.now()) {
            outcomes.append(
                try await service.registration.handler.perform(JobRun(claimed, store: jobs, time: clock)))
        }
        return outcomes
    }

    @Test func `stores the original, then makes the renditions and says where they are`() async throws {
        let service = service()
        let bytes = picture(width: 20, height: 10)
        let added = try await service.add(bytes, fileName: "hill.png", now: clock.now())
        #expect(added.state == .processing)
        #expect(added.size == ImageSize(width: 20, height: 10))
        #expect(added.renditions.isEmpty)
        let hash = try #require(added.hash)
        #expect(try await objects.get(key("originals/\(hash).png")) == bytes)

        #expect(try await workOff(service) == [.done(JobNote("2 renditions"))])
        let ready = try #require(try await service.photo(added.id))
        #expect(ready.state == .ready)
        #expect(ready.renditions.map(\.width) == [8, 16])
        #expect(ready.renditions.map(\.height) == [4, 8])
        for rendition in ready.renditions {
            #expect(rendition.path.wholeMatch(of: /\/photos\/[0-9a-f]{32}\/\d+\.png/) != nil)
            let stored = try #require(try await objects.get(key(String(rendition.path.dropFirst()))))
            #expect(stored.count == rendition.bytesCount)
            #expect(try probe(stored, limits: .init()).size.width == rendition.width)
        }
    }

    @Test func `knows the same picture again, whatever it is called`() async throws {
        let service = service()
        let first = try await service.add(picture(width: 20, height: 10), fileName: "a.png", now: clock.now())
        let second = try await service.add(picture(width: 20, height: 10), fileName: "b.png", now: clock.now())
        #expect(first == second)
        #expect(await store.takeJobs().count == 1)
        #expect(try await service.list().count == 1)
    }

    @Test func `writes the same names and bytes when a job is done twice`() async throws {
        let service = service()
        _ = try await service.add(picture(width: 20, height: 10), fileName: "a.png", now: clock.now())
        let jobs = await store.takeJobs()
        await store.put(jobs)
        try await workOff(service)
        let once = try TemporaryTree.files(in: tree.root)
        await store.put(jobs)
        try await workOff(service)
        #expect(try TemporaryTree.files(in: tree.root) == once)
    }

    @Test func `gives another recipe other names, since a name's bytes never change`() async throws {
        let photo = try await service().add(picture(width: 20, height: 10), fileName: "a.png", now: clock.now())
        try await workOff(service())
        let before = try #require(try await service().photo(photo.id)).renditions.map(\.path)
        let other = service(RenditionRecipe(widths: [8, 16], jpegQuality: 60))
        #expect(try await other.retry(photo.id, now: clock.now())?.state == .processing)
        try await workOff(other)
        let after = try #require(try await other.photo(photo.id)).renditions.map(\.path)
        #expect(Set(before).isDisjoint(with: after))
    }

    @Test(arguments: [Array("%PDF-1.7".utf8), [], Array(repeating: 0, count: 100), Array("GIF89a".utf8)])
    func `refuses at the door what is no picture`(_ bytes: [UInt8]) async throws {
        await #expect(throws: PhotoRefusal.self) {
            try await service().add(bytes, fileName: "x.png", now: clock.now())
        }
        #expect(await store.takeJobs().isEmpty)
        #expect(try TemporaryTree.files(in: tree.root).isEmpty)
    }

    @Test func `refuses at the door what is too large to decode`() async throws {
        var limits = ImageLimits()
        limits.side = 19
        await #expect(throws: PhotoRefusal.self) {
            try await service(limits: limits).add(picture(width: 20, height: 10), fileName: "x.png", now: clock.now())
        }
    }

    @Test func `rejects with a reason what turns out damaged`() async throws {
        let service = service()
        let whole = picture(width: 20, height: 10)
        let photo = try await service.add(Array(whole.prefix(60)), fileName: "cut.png", now: clock.now())
        let outcome = try #require(try await workOff(service).first)
        let rejected = try #require(try await service.photo(photo.id))
        #expect(rejected.state == .rejected)
        #expect(outcome == .dead(JobNote(try #require(rejected.reason))))
    }

    @Test func `rejects an original that the disk lost or changed`() async throws {
        let service = service()
        let photo = try await service.add(picture(width: 20, height: 10), fileName: "a.png", now: clock.now())
        let key = try #require(ObjectKey("originals/\(photo.hash ?? "").png"))
        try await objects.put(key, picture(width: 21, height: 10))
        try await workOff(service)
        #expect(try await service.photo(photo.id)?.reason == "its original is not what was uploaded")
        try await objects.delete(key)
        _ = try await service.retry(photo.id, now: clock.now())
        try await workOff(service)
        #expect(try await service.photo(photo.id)?.reason == "its original is missing from the object store")
        #expect(try await service.retry("nobody", now: clock.now()) == nil)
    }
}

/// Photos in memory, and the jobs they caused.
private actor MemoryPhotoStore: PhotoStore {
    private var photos: [String: Photo] = [:]
    private var jobs: [NewJob] = []

    func takeJobs() -> [NewJob] {
        defer { jobs = [] }
        return jobs
    }

    func put(_ jobs: [NewJob]) { self.jobs += jobs }

    func add(_ photo: Photo, causing job: NewJob, at now: Date) -> Photo {
        if let known = photos.values.first(where: { $0.hash == photo.hash }) { return known }
        photos[photo.id] = photo
        jobs.append(job)
        return photo
    }

    func photo(_ id: String) -> Photo? { photos[id] }
    func photos(limit: Int) -> [Photo] { Array(photos.values.sorted { $0.id > $1.id }.prefix(limit)) }

    func markReady(_ id: String, renditions: [PhotoRendition], at now: Date) {
        photos[id]?.state = .ready
        photos[id]?.renditions = renditions
    }

    func reject(_ id: String, reason: String, at now: Date) {
        photos[id]?.state = .rejected
        photos[id]?.reason = reason
    }

    func restart(_ id: String, causing job: NewJob, at now: Date) -> Photo? {
        guard photos[id] != nil else { return nil }
        photos[id]?.state = .processing
        jobs.append(job)
        return photos[id]
    }
}

/// A grey PNG with a gradient, uncompressed: small, and different for every size.
private func picture(width: Int, height: Int) -> [UInt8] {
    func bigEndian(_ number: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) } }
    func crc(_ bytes: [UInt8]) -> Int {
        var crc: UInt32 = ~0
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return Int(~crc)
    }
    func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
        bigEndian(data.count) + type.utf8 + data + bigEndian(crc(Array(type.utf8) + data))
    }
    var rows: [UInt8] = []
    for y in 0..<height {
        rows.append(0)
        rows += (0..<width).map { x in UInt8(truncatingIfNeeded: x * 9 + y * 5) }
    }
    let (low, high) = (UInt8(rows.count & 0xFF), UInt8(rows.count >> 8))
    var (a, b) = (1, 0)
    for byte in rows { (a, b) = ((a + Int(byte)) % 65_521, (b + (a + Int(byte)) % 65_521) % 65_521) }
    let stream = [0x78, 0x01, 1, low, high, ~low, ~high] + rows + bigEndian(b << 16 | a)
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        + chunk("IHDR", bigEndian(width) + bigEndian(height) + [8, 0, 0, 0, 0]) + chunk("IDAT", stream)
        + chunk("IEND", [])
}
