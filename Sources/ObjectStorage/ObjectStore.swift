/// Bytes under names: a folder, or later an S3 API.
///
/// An object is there wholly or not at all, and durable when `put` returns. Putting again replaces.
package protocol ObjectStore: Sendable {
    func put(_ key: ObjectKey, _ bytes: [UInt8]) async throws
    /// `nil` when there is none.
    func get(_ key: ObjectKey) async throws -> [UInt8]?
    /// In bytes; `nil` when there is none.
    func size(of key: ObjectKey) async throws -> Int?
    /// Deleting what isn't there is no error.
    func delete(_ key: ObjectKey) async throws
    /// Keys that begin with `prefix`, in byte order.
    func keys(under prefix: ObjectKey) async throws -> [ObjectKey]
    /// Where the object is, or would be, as a file, for stores that have files.
    func path(of key: ObjectKey) -> String?
}

extension ObjectStore {
    package func exists(_ key: ObjectKey) async throws -> Bool { try await size(of: key) != nil }
}
