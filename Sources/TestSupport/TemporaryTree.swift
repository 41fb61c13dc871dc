import Foundation

/// A folder of a test's own, gone when the value goes.
package final class TemporaryTree: Sendable {
    package let root: String

    package init(_ name: String = "tree") {
        let folder = FileManager.default.temporaryDirectory.appending(path: "masthead-\(name)-\(UUID().uuidString)")
        root = folder.path
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: root)
    }

    package func path(_ relative: String) -> String { root + "/" + relative }

    /// Writes a file and the folders it needs.
    package func write(_ relative: String, _ text: String) throws {
        try write(relative, Array(text.utf8))
    }

    package func write(_ relative: String, _ bytes: [UInt8]) throws {
        let file = URL(filePath: path(relative))
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    package func read(_ relative: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path(relative))))
    }

    package func text(_ relative: String) throws -> String {
        String(decoding: try read(relative), as: UTF8.self)
    }

    package func exists(_ relative: String) -> Bool {
        FileManager.default.fileExists(atPath: path(relative))
    }

    package func remove(_ relative: String) throws {
        try FileManager.default.removeItem(atPath: path(relative))
    }

    /// Copies a folder's files into this one.
    package func copy(from folder: String, to relative: String = "") throws {
        for (file, bytes) in try Self.files(in: folder) {
            try write(relative.isEmpty ? file : relative + "/" + file, bytes)
        }
    }

    /// Every file below a folder, dot-named ones too, by its path from there.
    package static func files(in folder: String) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for relative in FileManager.default.enumerator(atPath: folder)?.compactMap({ $0 as? String }) ?? [] {
            var isFolder: ObjCBool = false
            let path = folder + "/" + relative
            if unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
                files[relative] = Array(try Data(contentsOf: URL(filePath: path)))
            }
        }
        return files
    }
}
