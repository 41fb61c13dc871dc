import Foundation
import GRDB
import Jobs
import MailDelivery
import SQLiteStore
import Subscriptions
import Synchronization
import TestSupport
import Testing

@Suite struct `What an operator does to mails` {
    private func filled(_ mailer: any Mailer = Doorkeeper(.transient(reason: "451 later"))) async throws -> Road {
        let road = try Road(mailer: mailer)
        for email in ["ann@example.com", "bob@example.org", "eve@example.com"] {
            road.clock.advance(by: .seconds(60))
            try await road.subscribe(email)
        }
        return road
    }

    private func change(_ road: Road, _ verb: MailVerb, _ edit: (inout MailSelection) -> Void = { _ in }) async throws
        -> MailChanges
    {
        var selection = MailSelection()
        edit(&selection)
        return try await road.store.mail.change(selection, verb, actor: "operator:test", at: road.clock.now())
    }

    @Test func `holding stops the life of a mail, releasing goes on with it`() async throws {
        let road = try await filled()
        let before = try await road.store.mail.mails(MailFilter(domain: "example.com"))
        #expect(try await change(road, .hold) { $0.domain = "example.com" }.changed.count == 2)
        #expect(try await road.store.mail.mailCounts() == [.held: 2, .ready: 1])
        road.clock.advance(by: .seconds(3600))
        #expect(try await change(road, .release) { $0.states = [.held] }.changed.count == 2)
        let after = try await road.store.mail.mails(MailFilter(domain: "example.com"))
        #expect(after.map(\.expireAt) == before.map { $0.expireAt?.adding(.seconds(3600)) })
        let events = try #require(try await road.store.mail.mail(before[0].id)).events
        #expect(events.suffix(2).map(\.to) == [.held, .ready])
        #expect(events.last?.actor == "operator:test" && events.suffix(2).first?.note == "hold by operator:test")
        // What the server said is still what the list shows.
        #expect(after.map(\.note) == ["451 later", "451 later"])
    }

    @Test func `a mail in another state is left alone and named`() async throws {
        let road = try await filled()
        let id = try #require(try await road.store.mail.mails(MailFilter()).first).id
        #expect(try await change(road, .drop) { $0.ids = [id] }.changed == [id])
        let again = try await change(road, .release) { $0.ids = [id, ULID(milliseconds: 1, chance: 1)] }
        #expect(again.changed.isEmpty)
        #expect(again.refused.map(\.state) == [.cancelled, nil])
    }

    @Test func `a dead mail lives again with the same bytes, staggered`() async throws {
        let road = try await filled(Doorkeeper(.permanent(reason: JobNote("no", code: 554, enhancedCode: "5.7.1"))))
        let mails = try await road.store.mail.mails(MailFilter())
        #expect(mails.map(\.state) == [.dead, .dead, .dead])
        let bytes = try await road.store.mail.message(mails[0].id)
        #expect(try await change(road, .redrive(perSecond: 0.5)) { $0.code = "5.7.*" }.changed.count == 3)
        let again = try await road.store.mail.mails(MailFilter()).reversed()
        #expect(again.map { $0.runAt.span(since: road.clock.now()) } == [.zero, .seconds(2), .seconds(4)])
        #expect(again.allSatisfy { $0.attempt == 0 && $0.state == .ready })
        #expect(try await road.store.mail.message(mails[0].id) == bytes)
    }

    @Test func `filters by address, code, kind and age`() async throws {
        let road = try await filled()
        func count(_ edit: (inout MailSelection) -> Void) async throws -> Int {
            var selection = MailSelection()
            edit(&selection)
            return try await road.store.mail.count(selection)
        }
        #expect(try await count { $0.recipient = "*@Example.com" } == 2)
        #expect(try await count { $0.recipient = "bob@*" } == 1)
        #expect(try await count { $0.kinds = [.welcomeMail] } == 0)
        #expect(try await count { $0.before = road.clock.now().adding(.seconds(-30)) } == 2)
        #expect(try await count { $0.after = road.clock.now().adding(.seconds(-30)) } == 1)
    }

    @Test func `the shape is a grid of domains and ages`() async throws {
        let road = try await filled()
        let shape = try await road.store.mail.shape([.ready], limit: 9, at: road.clock.now().adding(.seconds(7 * 60)))
        #expect(shape.rows.map(\.domain) == ["example.com", "example.org"])
        #expect(shape.rows.map(\.counts) == [[0, 2, 0, 0, 0, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0, 0, 0, 0, 0]])
    }

    @Test func `old bodies go, then old mails, and what waits stays`() async throws {
        let road = try Road()
        try await road.subscribe("ann@example.com")
        let id = try #require(try await road.store.mail.mails(MailFilter()).first).id
        let (week, quarter) = (Duration.seconds(7 * 86_400), Duration.seconds(90 * 86_400))
        #expect(try await road.store.mail.tidy(bodies: week, facts: quarter, at: road.clock.now()) == 0)
        road.clock.advance(by: .seconds(8 * 86_400))
        #expect(try await road.store.mail.tidy(bodies: week, facts: quarter, at: road.clock.now()) > 0)
        #expect(try await road.store.mail.message(id) == nil)
        #expect(try await road.store.mail.mail(id)?.summary.state == .done)
        road.clock.advance(by: quarter)
        _ = try await road.store.mail.tidy(bodies: week, facts: quarter, at: road.clock.now())
        #expect(try await road.store.mail.mail(id) == nil)
    }
}

@Suite struct `Hard times` {
    @Test func `a relay that is down for a day delivers what is due when it comes back, and charges nothing`()
        async throws
    {
        let door = Doorkeeper(.unreachable(reason: "connection refused"))
        let road = try Road(confirmation: .single, mailer: door)
        let desk = DeliveryDesk(.init(), mailer: "doorkeeper", kinds: LetterComposer.kinds, jobs: road.store.jobs)
        for number in 0..<30 {
            let answer = try await road.subscriptions.subscribe(
                .init(email: "reader\(number)@example.com"), now: road.clock.now())
            #expect(answer == .accepted)
        }
        for _ in 0..<288 {
            try await work(road, desk)
            road.clock.advance(by: .seconds(300))
        }
        #expect(try await road.store.mail.mailCounts() == [.ready: 30])
        #expect(door.tries < 288 + 30)
        #expect(try await road.store.mail.mails(MailFilter()).allSatisfy { $0.attempt == 0 })
        door.answer(nil)
        for _ in 0..<8 {
            road.clock.advance(by: .seconds(300))
            try await work(road, desk)
        }
        #expect(try await road.store.mail.mailCounts() == [.done: 30])
        #expect(try await road.store.jobs.pauses(at: road.clock.now()).isEmpty)
    }

    private func work(_ road: Road, _ desk: DeliveryDesk) async throws {
        let delivery = DeliveryHandler(
            letters: road.store.mail, source: road.composer, mailer: road.mailer, desk: desk, log: silent)
        let registrations =
            [road.subscriptions.registration] + road.composer.registrations(for: delivery, mailer: "doorkeeper")
        let handlers = Dictionary(registrations.map { ($0.kind, $0) }, uniquingKeysWith: { $1 })
        while true {
            let claim = Claim(
                kinds: Set(handlers.keys), limit: 1, owner: "worker", lease: .seconds(30),
                pausedBy: handlers.mapValues(\.pausedBy))
            guard let claimed = try await road.store.jobs.claim(claim, at: road.clock.now()).first else { return }
            let registration = try #require(handlers[claimed.job.kind])
            let outcome = try await registration.handler.perform(
                JobRun(claimed, store: road.store.jobs, time: road.clock))
            let settlement = registration.policy.settlement(
                of: outcome, for: claimed.job, at: road.clock.now(), chance: 0.5)
            try await road.store.jobs.settle(claimed.lease, settlement, at: road.clock.now())
        }
    }

    @Test(arguments: [2, 500])
    func `robots from few or many networks cause few mails, and a reader who comes along gets one`(
        _ networks: Int
    ) async throws {
        let road = try Road(mailer: Doorkeeper(nil))
        for number in 0..<2000 {
            let network = number % networks
            let request = SubscribeRequest(
                email: "bot\(number)@d\(number % 50).example",
                clientPrefix: "127.\(network / 250).\(network % 250).0/24")
            _ = try await road.subscriptions.subscribe(request, now: road.clock.now())
            if number % 100 == 99 {
                road.clock.advance(by: .seconds(1))
                try await road.workOff()
            }
        }
        let counts = try await road.store.mail.mailCounts()
        #expect((counts[.done] ?? 0) <= 60)
        #expect((counts[.held] ?? 0) >= 1400)
        for (name, prefix, seconds) in [("far", "192.0.2.0/24", 0), ("near", "127.0.251.0/24", 6)] {
            let reader = SubscribeRequest(email: "jane@\(name).example", clientPrefix: prefix)
            _ = try await road.subscriptions.subscribe(reader, now: road.clock.now())
            try await road.workOff()
            road.clock.advance(by: .seconds(seconds))
            try await road.workOff()
            #expect(try await road.store.mail.mails(MailFilter(domain: "\(name).example")).map(\.state) == [.done])
        }
        #expect(try await road.store.jobs.pauses(at: road.clock.now()).map(\.name) == ["flood"])
    }

    @Test func `one mailbox under many spellings gets three confirmations a day`() async throws {
        let road = try Road()
        for spelling in ["jane.doe", "j.anedoe", "janedoe+a", "janedoe+b", "ja.nedoe"] {
            try await road.subscribe("\(spelling)@example.com")
        }
        #expect(try await road.store.mail.mailCounts() == [.done: 3])
    }

    @Test func `an unknown mailbox is suppressed, a full one after the third time, policy never`() async throws {
        for (code, state) in [("5.1.1", SubscriberState.suppressed), ("5.2.2", .pending), ("5.7.1", .pending)] {
            let note = JobNote("no", code: 550, enhancedCode: code)
            let verdict: AddressVerdict = code == "5.1.1" ? .unknown : code == "5.2.2" ? .unable : .blameless
            let road = try Road(mailer: Doorkeeper(.permanent(reason: note, address: verdict)))
            try await road.subscribe("ann@example.com")
            let find = { try await road.store.subscriptions.subscriber(identityKey: "ann@example.com") }
            #expect(try await find()?.state == state)
            guard verdict == .unable else { continue }
            for _ in 0..<2 {
                road.clock.advance(by: .seconds(3600))
                try await road.subscribe("ann@example.com")
            }
            #expect(try await find()?.state == .suppressed)
        }
    }
}

@Suite struct `The list of subscribers` {
    private func people(_ addresses: String...) throws -> [ImportedSubscriber] {
        try addresses.map {
            ImportedSubscriber(address: try EmailAddress($0), name: nil, locale: nil, state: .active, consentAt: nil)
        }
    }

    private func bring(_ road: Road, _ people: [ImportedSubscriber], isTrial: Bool = false, welcome: Bool = false)
        async throws -> [ImportResult]
    {
        let ids = ULIDGenerator()
        return try await road.store.subscriptions.bring(
            people, names: people.map { _ in ids.next(at: road.clock.now()) }, isTrial: isTrial, welcome: welcome,
            rules: road.rules, at: road.clock.now())
    }

    @Test func `an import mails nobody unless asked, and brings nobody back`() async throws {
        let road = try Road()
        #expect(try await bring(road, people("a@example.com", "A@example.com"), isTrial: true) == [.added, .known])
        #expect(try await road.store.subscriptions.subscriberCounts().isEmpty)
        #expect(try await bring(road, people("a@example.com")) == [.added])
        #expect(try await road.store.mail.mailCounts().isEmpty)
        let ann = try EmailAddress("a@example.com")
        try await road.store.subscriptions.suppress(
            ann, name: ULID(milliseconds: 1, chance: 1), rules: road.rules, at: road.clock.now())
        #expect(try await bring(road, people("a@example.com", "b@example.com"), welcome: true) == [.known, .added])
        try await road.workOff()
        #expect(try road.mails("Welcome").count == 1)
        #expect(try await road.store.subscriptions.subscriberCounts() == [.active: 1, .suppressed: 1])
    }

    @Test func `a suppressed address isn't mailed, known or not`() async throws {
        let road = try Road()
        try await road.store.subscriptions.suppress(
            try EmailAddress("never@example.com"), name: ULID(milliseconds: 1, chance: 1), rules: road.rules,
            at: road.clock.now())
        try await road.subscribe("never@example.com")
        #expect(try await road.store.mail.mailCounts().isEmpty)
    }

    @Test(arguments: ["lock:23", nil])
    func `erasing leaves no trace of the address in any file, and a lock keeps it out`(_ lock: String?) async throws {
        let tree = TemporaryTree("erase")
        let store = try SQLiteStore(path: tree.path("blog.sqlite"), lock: { "lock:\($0.count)" })
        let mint = TokenMint(current: try #require(TokenKey(id: "k", secret: Array(repeating: 1, count: 32))))
        let service = SubscriptionService(store: store.subscriptions, mint: mint)
        let clock = ManualClock()
        func subscribe() async throws {
            _ = try await service.subscribe(.init(email: "Unique.Name@example.com"), now: clock.now())
            let claim = Claim(kinds: [.subscribe], limit: 1, owner: "w", lease: .seconds(30))
            let claimed = try #require(try await store.jobs.claim(claim, at: clock.now()).first)
            _ = try await service.registration.handler.perform(JobRun(claimed, store: store.jobs, time: clock))
            try await store.jobs.settle(claimed.lease, Settlement(.done, note: "ok"), at: clock.now())
        }
        try await subscribe()
        // The server's words name the address too, as servers' words do.
        let refused = try #require(
            try await store.jobs.claim(
                Claim(kinds: [.confirmMail], limit: 1, owner: "w", lease: .seconds(30)), at: clock.now()
            ).first)
        let note = JobNote("<Unique.Name@example.com>: no such user", code: 550, enhancedCode: "5.1.1")
        try await store.jobs.settle(refused.lease, Settlement(.dead, note: note), at: clock.now())
        #expect(try await store.subscriptions.erase("unique.name@example.com", lock: lock, at: clock.now()))
        // Nothing is closed, vacuumed or written back here: a copy of the files as they lie holds no trace.
        let bytes = try TemporaryTree.files(in: tree.path("")).values.map {
            String(decoding: $0, as: UTF8.self).lowercased()
        }
        for text in bytes {
            if let place = text.firstRange(of: "unique.name") {
                let start = text.index(place.lowerBound, offsetBy: -200, limitedBy: text.startIndex) ?? text.startIndex
                let end = text.index(place.upperBound, offsetBy: 200, limitedBy: text.endIndex) ?? text.endIndex
                Issue.record("still there: \(text[start..<end])")
            }
        }
        #expect(bytes.contains { $0.contains("erased@erased.invalid") })
        try store.close()
        let again = try SQLiteStore(path: tree.path("blog.sqlite"), lock: { "lock:\($0.count)" })
        let intake = SubscribeIntake(
            request: ULID(milliseconds: 5, chance: 5), address: try EmailAddress("unique.name@example.com"), name: nil,
            locale: nil, consent: Consent(at: clock.now(), clientPrefix: nil, form: nil))
        let names = FreshNames(subscriber: ULID(milliseconds: 6, chance: 6), letter: ULID(milliseconds: 7, chance: 7))
        try await again.subscriptions.subscribe(intake, rules: SubscriptionRules(), names: names, at: clock.now())
        #expect(
            try await again.subscriptions.subscriberCounts()
                == (lock == nil ? [.erased: 1, .pending: 1] : [.erased: 1])
        )
    }
}

/// Answers every mail alike.
private final class Doorkeeper: Mailer {
    private let state: Mutex<(failure: DeliveryFailure?, tries: Int)>

    init(_ failure: DeliveryFailure?) { state = Mutex((failure, 0)) }

    let name = "doorkeeper"
    var tries: Int { state.withLock { $0.tries } }
    func answer(_ failure: DeliveryFailure?) { state.withLock { $0.failure = failure } }

    func send(
        _ envelope: Envelope, _ message: [UInt8], mayLeave: @Sendable () async -> Bool
    ) async throws(DeliveryFailure) -> DeliveryReceipt {
        guard await mayLeave() else { throw .withdrawn }
        let failure = state.withLock { state in
            state.tries += 1
            return state.failure
        }
        if let failure { throw failure }
        return DeliveryReceipt("ok", code: 250)
    }
}
