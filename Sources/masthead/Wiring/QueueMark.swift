import Foundation
import Jobs
import Logging
import SQLiteStore
import Synchronization

/// What this folder has seen its database do, kept beside the database and never in a backup of it.
///
/// A database restored from a backup has forgotten mails that left after it was made, and would send them again. Its last
/// step is then older than the last sending noted here, or there is no note where there should be one: mail is paused, and
/// an operator decides. The note holds the database's name and the instant of the last sending, and is written after
/// `sending` itself is durable, so it never runs ahead of its own database.
final class QueueMark: Sendable {
    static let pauseName = "mail"

    private let descriptor: Int32
    private let instance: String
    private let last: Mutex<Int64>

    init(beside database: String, store: SQLiteStore, logger: Logger) throws {
        let path = database + "-mark"
        let standing = try store.standing()
        let found = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
        let parts = (found ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
        let noted = parts.count >= 3 && parts[0] == "1" ? Int64(parts[2]) : nil
        let isSame = parts.count >= 3 && parts[1] == standing.instance
        let isRestored = standing.isMarked && !(isSame && noted ?? .max <= standing.lastStep)
        instance = standing.instance
        last = Mutex(isSame ? max(noted ?? 0, 0) : 0)
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure("\(path) can't be written: \(unsafe String(cString: strerror(errno)))", code: .usage)
        }
        if isRestored {
            let reason = "the database seems to be an older copy: mails that have left may be in its queue again"
            try store.pauseRestored(Self.pauseName, reason: reason, at: Date())
            logger.warning("mail paused", metadata: ["mail.pause": "mail", "mail.note": "\(reason)"])
            last.withLock { $0 = 0 }
        }
        write(last.withLock { $0 })
        try store.setMarked()
    }

    deinit { close(descriptor) }

    func noteSending(at now: Date) {
        let milliseconds = Int64((now.timeIntervalSince1970 * 1000).rounded())
        let isLater = last.withLock { last in
            guard milliseconds > last else { return false }
            last = milliseconds
            return true
        }
        if isLater { write(milliseconds) }
    }

    /// One line of constant length, so that one write replaces another.
    private func write(_ milliseconds: Int64) {
        let number = String(milliseconds)
        let padded = String(repeating: "0", count: max(0, 15 - number.count)) + number
        let line = Array("1 \(instance) \(padded)\n".utf8)
        // The pointer is used within the call alone.
        _ = unsafe line.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }
}
