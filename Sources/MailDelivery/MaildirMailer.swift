import Dispatch
import Foundation
import Jobs

/// Delivers into a Maildir that any mail client can open.
///
/// A file is written and synced in `tmp/`, then renamed into `new/`, so a reader never sees half of one. Its name comes
/// from the Message-ID alone: the same message, sent again after a crash, lands on itself or is found already read in
/// `cur/`. Folders are created on first use, for this user only.
package final class MaildirMailer: Mailer {
    private let folder: String
    // File work blocks: one thread does it, in order.
    private let queue = DispatchQueue(label: "maildir")

    /// - Parameter folder: Holds `tmp`, `new` and `cur`.
    package init(folder: String) { self.folder = folder }

    package var name: String { "maildir" }

    package func send(
        _ envelope: Envelope, _ message: [UInt8], mayLeave: @Sendable () async -> Bool
    ) async throws(DeliveryFailure) -> DeliveryReceipt {
        guard await mayLeave() else { throw .withdrawn }
        let name = Self.fileName(of: envelope.messageID)
        let result: Result<DeliveryReceipt, DeliveryFailure> = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.deliver(message, as: name)) }
        }
        return try result.get()
    }

    /// `time.unique.host`, as Maildir has it; the time is the Message-ID's own.
    private static func fileName(of id: MessageID) -> String { "\(id.id.milliseconds / 1000).\(id.id).\(id.domain)" }

    private func deliver(_ message: [UInt8], as name: String) -> Result<DeliveryReceipt, DeliveryFailure> {
        let new = "\(folder)/new/\(name)"
        do {
            try prepareFolders()
            if try isDelivered(name) { return .success(DeliveryReceipt("new/\(name), already there")) }
            try writeDurably(message, to: new, by: "\(folder)/tmp/\(name).\(UInt32.random(in: .min ... .max))")
        } catch let problem as SystemProblem where problem.happenedAfterRename {
            return .failure(.unknown(reason: JobNote(problem.description)))
        } catch {
            // A full disk or a missing right is no fault of the message.
            return .failure(.unavailable(reason: JobNote("\(error)")))
        }
        return .success(DeliveryReceipt("new/\(name)"))
    }

    private func prepareFolders() throws {
        for part in ["tmp", "new", "cur"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(part)", withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        }
    }

    /// A client that has looked at a message moves it to `cur/` and appends `:2,` and its flags.
    private func isDelivered(_ name: String) throws -> Bool {
        if FileManager.default.fileExists(atPath: "\(folder)/new/\(name)") { return true }
        return try FileManager.default.contentsOfDirectory(atPath: "\(folder)/cur")
            .contains { $0 == name || $0.hasPrefix("\(name):") }
    }
}
