// The members of `stat` come to Swift by way of this module.
import CDispatch
import Dispatch
import Foundation
import NIOCore

/// What tells one state of a file from another, without reading it.
struct FileStamp: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case regular
        case folder
        case other
    }

    let kind: Kind
    let inode: UInt64
    let sizeBytes: Int
    /// When the content was last written, in nanoseconds since 1970.
    let modified: Int
    /// When anything about it, its name included, last changed, in nanoseconds since 1970.
    let changed: Int

    fileprivate init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .folder
            default: .other
            }
        inode = UInt64(status.st_ino)
        sizeBytes = Int(status.st_size)
        modified = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
        changed = status.st_ctim.tv_sec * 1_000_000_000 + status.st_ctim.tv_nsec
    }

    /// The stamp of what lies at a path, links followed; `nil` when nothing does.
    init?(path: String) {
        var status = stat()
        // `stat` fills the structure it is given, which outlives the call.
        guard unsafe stat(path, &status) == 0 else { return nil }
        self.init(status)
    }
}

/// Why a file couldn't be opened or read, other than that it isn't there. Worth another attempt.
struct FileFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system's number.
    let code: Int32

    var description: String { "the file system refused (errno \(code))" }
}

/// A file held open: what is sent is one state of it, whatever is renamed over its place meanwhile.
///
/// Closed when nobody holds it any more. The descriptor never changes, and `pread` keeps no position, so any thread may read.
final class OpenFile: Sendable {
    private let descriptor: Int32
    let stamp: FileStamp

    private init?(descriptor: Int32) {
        var status = stat()
        // `fstat` fills the structure it is given, which outlives the call.
        guard unsafe fstat(descriptor, &status) == 0 else {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
        stamp = FileStamp(status)
    }

    deinit { close(descriptor) }

    /// Opens what lies under a folder, one segment after the other, without following a single link: nothing that is
    /// put below the folder can lead out of it. The folder itself may be a link.
    ///
    /// - Returns: `nil` when there is nothing, or a link, or something that may not be read.
    static func open(in folder: String, _ segments: [String]) throws(FileFailure) -> OpenFile? {
        guard var current = try opened(unsafe Foundation.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) else {
            return nil
        }
        for segment in segments {
            // Never waits for the other end of a pipe that somebody put there.
            let flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK
            guard let next = try opened(unsafe openat(current.descriptor, segment, flags)) else { return nil }
            current = next
        }
        return current
    }

    private static func opened(_ descriptor: Int32) throws(FileFailure) -> OpenFile? {
        if descriptor >= 0 { return OpenFile(descriptor: descriptor) }
        switch errno {
        case EMFILE, ENFILE, ENOMEM, EIO, EINTR: throw FileFailure(code: errno)
        case _: return nil
        }
    }

    /// Up to so many bytes from a place; fewer at the end of the file.
    func read(at offset: Int, upTo count: Int) throws(FileFailure) -> ByteBuffer {
        var buffer = ByteBuffer()
        var failure: Int32 = 0
        // `pread` writes at most `count` bytes into a region that has room for them.
        unsafe buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { region in
            let result = unsafe pread(descriptor, region.baseAddress, count, offset)
            if result < 0 { failure = errno }
            return max(0, result)
        }
        if failure != 0 { throw FileFailure(code: failure) }
        return buffer
    }

    /// All of a range; less when the file has become shorter. Waits for the disk.
    func bytes(_ range: Range<Int>) throws(FileFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        while bytes.count < range.count {
            let chunk = try read(at: range.lowerBound + bytes.count, upTo: min(1 << 20, range.count - bytes.count))
            if chunk.readableBytes == 0 { break }
            bytes += chunk.readableBytesView
        }
        return bytes
    }
}
