import Foundation
import Jobs
import MailDelivery
import SQLiteStore
import Subscriptions
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A worker over SQLite` {
    @Test func `takes a hundred readers from the form to their welcome, each once`() async throws {
        let (arrivals, arrived) = AsyncStream<String>.makeStream()
        let mailer = CountingMailer(arrived: arrived)
        let road = try Road(confirmation: .single, mailer: mailer)
        var configuration = Worker.Configuration(owner: "worker")
        configuration.concurrency = 8
        let worker = Worker(
            store: road.store.jobs, jobs: road.registrations, configuration: configuration, time: road.clock,
            log: silent)
        let running = Task { await worker.run() }
        for number in 0..<100 {
            _ = try await road.subscriptions.subscribe(
                .init(email: "reader\(number)@example.com"), now: road.clock.now())
        }
        worker.wake()
        var seen: [String] = []
        for await recipient in arrivals {
            seen.append(recipient)
            if seen.count == 100 { break }
            // What one job causes, the next round finds.
            worker.wake()
        }
        worker.stop()
        await running.value
        #expect(Set(seen).count == 100)
        #expect(try await road.store.jobs.counts(kinds: nil) == [.done: 200])
    }
}

private struct CountingMailer: Mailer {
    let name = "counting"
    let arrived: AsyncStream<String>.Continuation

    func send(
        _ envelope: Envelope, _ message: [UInt8], mayLeave: @Sendable () async -> Bool
    ) async throws(DeliveryFailure) -> DeliveryReceipt {
        guard await mayLeave() else { throw .withdrawn }
        arrived.yield(envelope.recipient.description)
        return DeliveryReceipt("ok")
    }
}
