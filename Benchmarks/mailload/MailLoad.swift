import Foundation
import Jobs
import MailDelivery
import SQLiteStore

/// Load for the mail benchmarks: `mailload smtp PORT COUNT CONNECTIONS BYTES`, `mailload store DATABASE COUNT
/// WRITERS`,
/// `mailload fill DATABASE COUNT`. Prints one JSON value.
@main
enum MailLoad {
    static func main() async throws {
        let words = CommandLine.arguments.dropFirst()
        let numbers = words.compactMap { Int($0) }
        switch (words.first, numbers.count) {
        case ("smtp", 4):
            try await smtp(port: numbers[0], count: numbers[1], connections: numbers[2], bytes: numbers[3])
        case ("store", 2): try await store(words[words.startIndex + 1], count: numbers[0], writers: numbers[1])
        case ("fill", 1): try await fill(words[words.startIndex + 1], count: numbers[0])
        case _: FileHandle.standardError.write(Data("usage: see the source\n".utf8))
        }
    }

    private static func say(_ values: [String: Double]) {
        let parts = values.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \(($0.value * 10).rounded() / 10)" }
        FileHandle.standardOutput.write(Data("{\(parts.joined(separator: ", "))}\n".utf8))
    }

    private static func rate(_ count: Int, _ work: () async throws -> Void) async rethrows -> Double {
        let begun = ContinuousClock.now
        try await work()
        return Double(count) / ((ContinuousClock.now - begun) / .seconds(1))
    }

    private static func smtp(port: Int, count: Int, connections: Int, bytes: Int) async throws {
        var configuration = SMTPMailer.Configuration(host: "127.0.0.1")
        configuration.port = port
        configuration.security = .none
        configuration.connections = connections
        let mailer = try SMTPMailer(configuration)
        let sender = try EmailAddress("hello@blog.example")
        let recipient = try EmailAddress("reader@example.com")
        let line = Array(repeating: UInt8(ascii: "x"), count: 70) + [13, 10]
        let message = Array("Subject: load\r\n\r\n".utf8) + Array(repeatElement(line, count: bytes / 72).joined())
        let ids = ULIDGenerator()
        let result = try await rate(count) {
            try await withThrowingTaskGroup { group in
                for _ in 0..<connections {
                    group.addTask {
                        for _ in 0..<count / connections {
                            let envelope = Envelope(
                                sender: sender, recipient: recipient,
                                messageID: MessageID(ids.next(at: Date()), sender: sender))
                            _ = try await mailer.send(envelope, message)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        await mailer.close()
        say(["messages_per_second": result])
    }

    private static func job(_ number: Int, _ ids: ULIDGenerator, _ now: Date) -> NewJob {
        NewJob(
            id: ids.next(at: now), kind: "mail.welcome", key: "load:\(number)", subject: "subject",
            destination: "example.com",
            runAt: now)
    }

    /// Each job is durable before its writer goes on: first with `writers` at the same time, as when so many people
    /// subscribe; then with one alone. Jobs are then done by as many at a time: claimed, and each ended by itself.
    private static func store(_ path: String, count: Int, writers: Int) async throws {
        let jobs = try SQLiteStore(path: path).jobs
        let ids = ULIDGenerator()
        let alone = count / 5
        let enqueues = try await rate(count) {
            try await withThrowingTaskGroup { group in
                for writer in 0..<writers {
                    group.addTask {
                        for number in stride(from: writer, to: count, by: writers) {
                            let now = Date()
                            try await jobs.enqueue([job(number, ids, now)], at: now)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        let oneByOne = try await rate(alone) {
            for number in count..<count + alone {
                let now = Date()
                try await jobs.enqueue([job(number, ids, now)], at: now)
            }
        }
        let completions = try await rate(count) { try await complete(jobs, count, atATime: writers) }
        let completionsAlone = try await rate(alone) { try await complete(jobs, alone, atATime: 1) }
        say([
            "enqueues_per_second": enqueues, "enqueues_alone_per_second": oneByOne,
            "claims_and_completions_per_second": completions,
            "claims_and_completions_alone_per_second": completionsAlone,
        ])
    }

    private static func complete(_ jobs: SQLiteJobStore, _ count: Int, atATime limit: Int) async throws {
        var left = count
        while left > 0 {
            let claim = Claim(kinds: ["mail.welcome"], limit: min(limit, left), owner: "load", lease: .seconds(60))
            let claimed = try await jobs.claim(claim, at: Date())
            guard !claimed.isEmpty else { return }
            left -= claimed.count
            try await withThrowingTaskGroup { group in
                for job in claimed {
                    group.addTask {
                        try await jobs.settle(job.lease, Settlement(.done, note: JobNote("ok")), at: Date())
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    /// A queue of mails to a thousand domains.
    private static func fill(_ path: String, count: Int) async throws {
        let store = try SQLiteStore(path: path)
        let ids = ULIDGenerator()
        let result = try await rate(count) {
            for start in stride(from: 0, to: count, by: 5000) {
                let now = Date().addingTimeInterval(Double(start - count) / Double(count) * 100_000)
                let letters = try (start..<min(start + 5000, count)).map { number in
                    NewLetter(
                        job: job(number, ids, now),
                        recipient: try EmailAddress("reader\(number)@d\(number % 1000).example"))
                }
                try await store.mail.enqueue(letters, at: now)
            }
        }
        say(["letters_per_second": result])
    }
}
