import Foundation
import Jobs
import Logging
import MailDelivery
import SQLiteStore
import Subscriptions
import Templates
import TestSupport
import Testing

/// The back end of a blog, complete but for the network: real store, real theme templates, real Maildir, a clock whose
/// hands the test turns.
struct Road {
    let tree = TemporaryTree("road")
    let clock = ManualClock()
    let store: SQLiteStore
    let mint: TokenMint
    let rules: SubscriptionRules
    let subscriptions: SubscriptionService
    let composer: LetterComposer
    let mailer: any Mailer

    init(confirmation: SubscriptionRules.Confirmation = .double, mailer: (any Mailer)? = nil) throws {
        store = try SQLiteStore(path: tree.path("blog.sqlite"))
        mint = TokenMint(current: try #require(TokenKey(id: "k1", secret: Array(repeating: 7, count: 32))))
        var rules = SubscriptionRules()
        rules.confirmation = confirmation
        self.rules = rules
        subscriptions = SubscriptionService(
            store: store.subscriptions, mint: mint, rules: rules, textVersion: "words 1")
        let templates = [
            TemplateSource(
                name: "mail/confirm", path: "confirm",
                text: "<title>Please confirm</title><a href=\"{{link.url}}\">Confirm</a>"),
            TemplateSource(
                name: "mail/welcome", path: "welcome",
                text: "<title>Welcome</title>{{#unsubscribe}}<a href=\"{{url}}\">Leave</a>{{/unsubscribe}}"),
        ]
        composer = try LetterComposer(
            library: TemplateLibrary(sources: templates), site: [:],
            configuration: .init(
                siteURL: "http://127.0.0.1:8080", from: try Mailbox(parsing: "Field Notes <hello@blog.example>"),
                listName: "Field Notes"),
            mint: mint, rules: rules, store: store.subscriptions)
        self.mailer = mailer ?? MaildirMailer(folder: tree.path("outbox"))
    }

    var registrations: [Worker.Registration] {
        let delivery = DeliveryHandler(letters: store.mail, source: composer, mailer: mailer, log: silent)
        return [subscriptions.registration] + composer.registrations(for: delivery)
    }

    /// Does all that is due, one job at a time, as a worker does.
    func workOff() async throws {
        let handlers = Dictionary(registrations.map { ($0.kind, $0) }, uniquingKeysWith: { $1 })
        while true {
            let claim = Claim(kinds: Set(handlers.keys), limit: 1, owner: "worker", lease: .seconds(30))
            guard let claimed = try await store.jobs.claim(claim, at: clock.now()).first else { return }
            let registration = try #require(handlers[claimed.job.kind])
            let run = JobRun(claimed, store: store.jobs, time: clock)
            let outcome = try await registration.handler.perform(run)
            let settlement = registration.policy.settlement(
                of: outcome, for: claimed.job, at: clock.now(), chance: 0.5)
            try await store.jobs.settle(claimed.lease, settlement, at: clock.now())
        }
    }

    func subscribe(_ email: String) async throws {
        #expect(try await subscriptions.subscribe(.init(email: email), now: clock.now()) == .accepted)
        try await workOff()
    }

    /// Messages in the outbox, by what their Subject says.
    func mails(_ subject: String) throws -> [String] {
        try TemporaryTree.files(in: tree.path("outbox")).sorted { $0.key < $1.key }
            .map { String(decoding: $0.value, as: UTF8.self) }
            .filter { $0.contains("Subject: \(subject)\r\n") }
            .map { $0.replacing("=\r\n", with: "").replacing("=3D", with: "=") }
    }

    /// The token behind the newest link of this sort.
    func token(_ action: String, in mail: String) throws -> String {
        let marker = "/api/v1/subscriptions/\(action)/"
        let tail = try #require(mail.ranges(of: marker).last).upperBound
        return String(mail[tail...].prefix { $0.isLetter || $0.isNumber || "._-".contains($0) })
    }

    func confirmationToken() throws -> String {
        try token("confirm", in: try #require(mails("Please confirm").last))
    }
}

let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
