import Dispatch
import Foundation
import Glibc

/// Objects as files below one folder, readable by this user only (0600 in 0700).
///
/// A file appears by rename, from a dot-named neighbour that no key can name. Work is done by one thread of its own, so
/// a slow disk never blocks the cooperative pool.
package final class FolderObjectStore: ObjectStore {
    private let folder: String
    private let queue = DispatchQueue(label: "objects")

    package init(folder: String) { self.folder = folder }

    package func put(_ key: ObjectKey, _ bytes: [UInt8]) async throws {
        try await offload {
            let path = self.filePath(key)
            let parent = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
            try FileManager.default.createDirectory(
                atPath: parent, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try writeDurably(bytes, to: path, by: "\(parent)/.put-\(UInt64.random(in: .min ... .max))")
        }
    }

    package func get(_ key: ObjectKey) async throws -> [UInt8]? {
        try await offload {
            guard try self.fileSize(key) != nil else { return nil }
            return try [UInt8](Data(contentsOf: URL(filePath: self.filePath(key))))
        }
    }

    package func size(of key: ObjectKey) async throws -> Int? {
        try await offload { try self.fileSize(key) }
    }

    package func delete(_ key: ObjectKey) async throws {
        try await offload {
            guard try self.fileSize(key) != nil else { return }
            try FileManager.default.removeItem(atPath: self.filePath(key))
        }
    }

    package func keys(under prefix: ObjectKey) async throws -> [ObjectKey] {
        try await offload {
            guard let walk = FileManager.default.enumerator(atPath: self.folder) else { return [] }
            let names = walk.compactMap { $0 as? String }.filter { $0.hasPrefix(prefix.description) }
            return try names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
                .compactMap(ObjectKey.init).filter { try self.fileSize($0) != nil }
        }
    }

    package func path(of key: ObjectKey) -> String? { filePath(key) }

    private func filePath(_ key: ObjectKey) -> String { "\(folder)/\(key)" }

    /// `nil` for what is missing, or a folder.
    private func fileSize(_ key: ObjectKey) throws -> Int? {
        var facts = stat()
        guard unsafe stat(filePath(key), &facts) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw SystemProblem(call: "stat", path: filePath(key), code: errno)
        }
        return facts.st_mode & S_IFMT == S_IFREG ? Int(facts.st_size) : nil
    }

    private func offload<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }
}
