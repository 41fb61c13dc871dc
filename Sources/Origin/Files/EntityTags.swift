import Crypto
import Foundation
import HTTPSemantics
import NIOCore
import NIOPosix
import Synchronization

/// Strong entity tags from content: the build's own digests, or digests of files it doesn't know, computed once for each
/// state of a file.
final class EntityTags: Sendable {
    private struct Key: Hashable {
        let inode: UInt64
        let sizeBytes: Int
        let modified: Int
    }

    /// A file that has changed leaves its old digest behind; past so many, all are computed anew.
    private static let capacity = 20_000
    private let digests = Mutex<[Key: String]>([:])

    /// The tag for what a file holds.
    ///
    /// Without a manifest's word the whole file is read before its first byte is sent, once.
    func tag(for file: OpenFile, digest: String?) async throws -> EntityTag? {
        if let digest { return entityTag(digest: digest) }
        let stamp = file.stamp
        let key = Key(inode: stamp.inode, sizeBytes: stamp.sizeBytes, modified: stamp.modified)
        if let known = digests.withLock({ $0[key] }) { return entityTag(digest: known) }
        let computed = try await NIOThreadPool.singleton.runIfActive { try Self.digest(of: file) }
        digests.withLock {
            if $0.count >= Self.capacity { $0.removeAll() }
            $0[key] = computed
        }
        return entityTag(digest: computed)
    }

    private static func digest(of file: OpenFile) throws -> String {
        var hash = SHA256()
        var offset = 0
        while true {
            let chunk = try file.read(at: offset, upTo: 1 << 20)
            if chunk.readableBytes == 0 { break }
            offset += chunk.readableBytes
            hash.update(data: Data(chunk.readableBytesView))
        }
        return hexadecimal(hash.finalize())
    }
}

/// The strong tag of content with that digest: half of SHA-256's digits are more than enough to tell versions apart.
func entityTag(digest: String) -> EntityTag? { EntityTag(opaque: String(digest.prefix(32)), isWeak: false) }

/// The strong tag of some bytes.
func entityTag(of bytes: [UInt8]) -> EntityTag? { entityTag(digest: hexadecimal(SHA256.hash(data: bytes))) }

func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
