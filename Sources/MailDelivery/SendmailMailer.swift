import Dispatch
import Foundation
import Jobs

/// Hands messages to a `sendmail` program, as every mail system brings one.
///
/// The message goes through a pipe; closing it is the point of no return. Addresses stand behind `--`, so none is taken
/// for an option. Line ends are the system's own, which is what the program expects of a pipe.
package final class SendmailMailer: Mailer {
    private let path: String
    private let queue = DispatchQueue(label: "sendmail", attributes: .concurrent)

    /// - Parameter path: The program, such as `/usr/sbin/sendmail`.
    package init(path: String) { self.path = path }

    package var name: String { "sendmail" }

    package func send(
        _ envelope: Envelope, _ message: [UInt8], mayLeave: @Sendable () async -> Bool
    ) async throws(DeliveryFailure) -> DeliveryReceipt {
        let run: Run
        do {
            run = try Run(path, ["-i", "-f", envelope.sender.wire, "--", envelope.recipient.wire])
        } catch {
            throw .unavailable(reason: JobNote("\(path) can't be started: \(error)"))
        }
        let text = message.filter { $0 != 0x0D }
        let isWritten = await onQueue { run.write(text) }
        guard isWritten else { throw Self.failure(of: await onQueue { run.finish() }) ?? Self.hungUp }
        guard await mayLeave() else {
            run.kill()
            _ = await onQueue { run.finish() }
            throw .withdrawn
        }
        let ending = await onQueue { run.finish() }
        if let failure = Self.failure(of: ending) { throw failure }
        return DeliveryReceipt(ending.words.isEmpty ? "taken by \(path)" : ending.words)
    }

    private static let hungUp = DeliveryFailure.transient(reason: "the program ended before it had read the message")

    /// Exit codes as `sysexits.h` has them.
    private static func failure(of ending: Ending) -> DeliveryFailure? {
        let note = JobNote("exit \(ending.code)\(ending.words.isEmpty ? "" : ": \(ending.words)")")
        switch ending.code {
        case 0: return nil
        case 67, 68: return .permanent(reason: note, address: .unknown)
        case 65, 69, 76: return .permanent(reason: note)
        case 64, 77, 78, 72: return .unavailable(reason: note)
        case _: return .transient(reason: note)
        }
    }

    private struct Ending { let code: Int32, words: String }

    private func onQueue<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in queue.async { continuation.resume(returning: work()) } }
    }

    /// The program while it runs. Its calls follow one another, each on the queue.
    private final class Run: @unchecked Sendable {
        // Proof: a send awaits each call before it makes the next, so no two threads are ever inside.
        private let process = Process()
        private let input = Pipe()
        private let output = Pipe()

        init(_ path: String, _ arguments: [String]) throws {
            process.executableURL = URL(fileURLWithPath: path)
            process.arguments = arguments
            process.standardInput = input
            process.standardOutput = FileHandle.nullDevice
            process.standardError = output
            for end in [input.fileHandleForWriting, output.fileHandleForReading] {
                _ = fcntl(end.fileDescriptor, F_SETFD, FD_CLOEXEC)
            }
            try process.run()
        }

        func write(_ bytes: [UInt8]) -> Bool {
            do {
                try input.fileHandleForWriting.write(contentsOf: Data(bytes))
                return true
            } catch {
                return false
            }
        }

        func kill() { _ = Foundation.kill(process.processIdentifier, SIGKILL) }

        func finish() -> Ending {
            try? input.fileHandleForWriting.close()
            let words = (try? output.fileHandleForReading.read(upToCount: 2000)) ?? nil
            process.waitUntilExit()
            let text = String(decoding: words ?? Data(), as: UTF8.self)
            return Ending(
                code: process.terminationStatus, words: text.split(whereSeparator: \.isNewline).joined(separator: " "))
        }
    }
}
