import Foundation
import Jobs
import MailDelivery
import Subscriptions
import Templates
import Testing

@Suite struct `Letters` {
    private let start = Date(timeIntervalSince1970: 1_795_460_400)
    private let site: TemplateValue = [
        "title": "Field & Notes", "url": "https://blog.example", "path": "/", "language": "en", "home": "/",
        "feed": "/feed.xml", "year": 2026, "api": ["subscriptions": "/api/v1/subscriptions"], "generator": "Masthead",
    ]

    private func mint() throws -> TokenMint {
        TokenMint(current: try #require(TokenKey(id: "k1", secret: Array(repeating: 1, count: 32))))
    }

    private func configuration(_ url: String = "https://blog.example") throws -> LetterComposer.Configuration {
        LetterComposer.Configuration(
            siteURL: url, from: try Mailbox(parsing: "Field Notes <hello@blog.example>"), listName: "Field Notes")
    }

    private func composer(
        _ templates: [String: String], state: SubscriberState = .pending, url: String = "https://blog.example"
    ) throws -> (LetterComposer, Subscriber) {
        let person = Subscriber(
            id: ULID(milliseconds: 5, chance: 5), address: try EmailAddress("jane@example.com"), name: nil, locale: nil,
            state: state, epoch: 4, consent: Consent(at: start, clientPrefix: nil, form: nil), created: start,
            stateSince: start)
        let library = try TemplateLibrary(
            sources: templates.map { TemplateSource(name: $0.key, path: "\($0.key).mustache", text: $0.value) })
        let composer = try LetterComposer(
            library: library, site: site, configuration: configuration(url), mint: mint(), rules: .init(),
            store: OnePerson(person: person))
        return (composer, person)
    }

    private func letter(_ kind: JobKind, to person: Subscriber, epoch: Int = 4) throws -> Letter {
        Letter(
            job: ULID(milliseconds: 9, chance: 9), kind: kind, recipient: try #require(person.address),
            subject: person.id.description, payload: "{\"epoch\":\(epoch)}", frozen: nil)
    }

    private static let plain = [
        "mail/confirm": "<title>Confirm {{site.title}}</title><p>{{address}}</p><a href=\"{{link.url}}\">Yes</a>",
        "mail/welcome":
            "<title>Welcome</title><a href=\"{{link.url}}\">Read</a>{{#unsubscribe}}<a href=\"{{url}}\">Leave</a>{{/unsubscribe}}",
    ]

    @Test func `to confirm carry a link that confirms, and nothing of a list`() async throws {
        let (composer, person) = try composer(Self.plain)
        let message = try await composer.compose(letter(.confirmMail, to: person), at: start)
        #expect(message.subject == "Confirm Field & Notes")
        #expect(message.sender.description == "hello@blog.example")
        #expect(message.id.description == "\(ULID(milliseconds: 9, chance: 9))@blog.example")
        let text = unfolded(message.bytes)
        #expect(!text.contains("List-"))
        let link = try #require(
            text.firstMatch(of: /https:\/\/blog\.example\/api\/v1\/subscriptions\/confirm\/([\w.-]+)/))
        guard case .valid(let token) = try mint().read(String(link.1), for: .confirm, at: start) else {
            Issue.record("the link's token isn't valid")
            return
        }
        #expect(token.subscriber == person.id)
        #expect(token.epoch == 4)
        #expect(token.expires == start.adding(.seconds(7 * 86_400)))
    }

    @Test func `of welcome carry the way out, in the mail and in its head`() async throws {
        let (composer, person) = try composer(Self.plain, state: .active)
        let text = unfolded(try await composer.compose(letter(.welcomeMail, to: person), at: start).bytes)
        let links = text.matches(of: /https:\/\/blog\.example\/api\/v1\/subscriptions\/unsubscribe\/([\w.-]+)/)
        // The head, the text and the HTML name the same link.
        #expect(links.count == 3)
        #expect(Set(links.map { String($0.1) }).count == 1)
        let token = try #require(links.first).1
        let inYears = start.adding(.seconds(10 * 365 * 86_400))
        guard case .valid(let reading) = try mint().read(String(token), for: .unsubscribe, at: inYears) else {
            Issue.record("the link's token isn't valid")
            return
        }
        #expect(reading.subscriber == person.id)
        #expect(text.contains("List-Id: Field Notes <subscribers.blog.example>"))
        #expect(text.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"))
    }

    @Test func `are wanted as long as the subscriber is what they were queued for`() async throws {
        let (pending, person) = try composer(Self.plain, state: .pending)
        #expect(try await pending.standing(of: letter(.confirmMail, to: person)) == .wanted)
        #expect(try await pending.standing(of: letter(.confirmMail, to: person, epoch: 3)) != .wanted)
        let (left, _) = try composer(Self.plain, state: .unsubscribed)
        #expect(
            try await left.standing(of: letter(.welcomeMail, to: person))
                == .unwanted(reason: "the subscriber is unsubscribed"))
    }

    @Test(
        arguments: [
            ([:], "the theme has no mail/confirm.mustache\nthe theme has no mail/welcome.mustache"),
            (["mail/confirm": plain["mail/confirm"]], "the theme has no mail/welcome.mustache"),
            (["mail/confirm": "{{adress}}", "mail/welcome": plain["mail/welcome"]], "mail/confirm.mustache:1:"),
        ] as [([String: String?], String)])
    func `that couldn't be written are found at the start`(_ templates: [String: String?], _ words: String) {
        let problem = #expect(throws: LetterProblem.self) { try composer(templates.compactMapValues { $0 }) }
        #expect(problem?.description.contains(words) == true, "\(problem?.description ?? "")")
    }

    @Test func `need a site URL that a mail can carry`() {
        #expect(throws: LetterProblem.self) { try composer(Self.plain, url: "blog.example") }
    }

    @Test func `without a title say what is missing`() async throws {
        let (composer, person) = try composer(["mail/confirm": "no title", "mail/welcome": "no title"])
        let problem = await #expect(throws: LetterProblem.self) {
            try await composer.compose(letter(.confirmMail, to: person), at: start)
        }
        #expect(problem?.description.contains("<title>") == true)
    }

    /// The theme in the repository, as it ships.
    @Test(arguments: [(JobKind.confirmMail, SubscriberState.pending), (.welcomeMail, .active)])
    func `are written by the theme broadsheet`(_ kind: JobKind, _ state: SubscriberState) async throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../themes/broadsheet/mail")
        let names = ["confirm", "welcome"]
        let templates = try names.map { name in
            ("mail/\(name)", try String(contentsOf: folder.appending(path: "\(name).mustache"), encoding: .utf8))
        }
        let (composer, person) = try composer(Dictionary(templates, uniquingKeysWith: { $1 }), state: state)
        let message = try await composer.compose(letter(kind, to: person), at: start)
        #expect(message.subject.contains("Field & Notes"))
        #expect(unfolded(message.bytes).contains("Field & Notes"))
    }

    @Test func `are shown in a browser with sample data, both parts and the whole`() throws {
        let gallery = LetterGallery(
            try composer([
                "mail/confirm": "<title>Confirm & go</title><a href=\"{{link.url}}\">Yes</a>",
                "mail/welcome": "<title>Welcome</title><p>{{address}}</p>",
            ]).0)
        func text(_ path: String) -> String? {
            gallery.page(path, at: start).map { "\($0.status) \($0.type) \(String(decoding: $0.bytes, as: UTF8.self))" }
        }
        let index = try #require(text(""))
        #expect(index.hasPrefix("200 text/html"))
        #expect(index.contains("<h2>Confirm &amp; go</h2>") && index.contains("src=\"welcome.html\""))
        #expect(text("welcome.html")?.hasSuffix("<p>reader@example.com</p>") == true)
        #expect(text("welcome.txt")?.hasPrefix("200 text/plain; charset=utf-8 reader@example.com") == true)
        #expect(text("confirm.eml")?.contains("Subject: Confirm & go\r\n") == true)
        for path in ["other.html", "confirm.pdf", "confirm", "../confirm.html"] { #expect(text(path) == nil) }
        #expect(LetterGallery.names == ["confirm", "welcome"])
        let broken = LetterGallery(try composer(["mail/confirm": "no title", "mail/welcome": "no title"]).0)
        #expect(broken.page("confirm.html", at: start)?.status == 500)
        #expect(broken.page("", at: start)?.bytes.count ?? 0 > 0)
    }

    /// The message with quoted-printable taken back, enough to find links.
    private func unfolded(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self).replacing("=\r\n", with: "").replacing("=3D", with: "=")
    }
}

@Suite struct `Requests to subscribe` {
    private let start = Date(timeIntervalSince1970: 1_795_460_400)

    private func service(_ store: OnePerson) throws -> SubscriptionService {
        let key = try #require(TokenKey(id: "k1", secret: Array(repeating: 1, count: 32)))
        return SubscriptionService(store: store, mint: TokenMint(current: key))
    }

    @Test func `are one job each, whoever asks`() async throws {
        let store = OnePerson(person: nil)
        for _ in 0..<2 {
            let answer = try await service(store).subscribe(.init(email: " jane@example.com "), now: start)
            #expect(answer == .accepted)
        }
        let jobs = await store.accepted
        #expect(jobs.map(\.kind) == [.subscribe, .subscribe])
        #expect(Set(jobs.map(\.key)).count == 2)
        #expect(jobs.first?.payload == #"{"email":"jane@example.com"}"#)
    }

    @Test func `from robots are answered alike and forgotten`() async throws {
        let store = OnePerson(person: nil)
        let request = SubscribeRequest(email: "jane@example.com", honeypot: "https://spam.example")
        #expect(try await service(store).subscribe(request, now: start) == .accepted)
        #expect(await store.accepted.isEmpty)
    }

    @Test func `that come quicker than a person types are answered alike and forgotten`() async throws {
        for (shown, isKept) in [(0, false), (1999, false), (2000, true), (86_400_000, true)] {
            let store = OnePerson(person: nil)
            let request = SubscribeRequest(email: "jane@example.com", shownFor: .milliseconds(shown))
            #expect(try await service(store).subscribe(request, now: start) == .accepted)
            #expect(await store.accepted.isEmpty == !isKept)
        }
    }

    @Test func `that can't be right name each field`() async throws {
        let store = OnePerson(person: nil)
        let request = SubscribeRequest(
            email: "jane", name: String(repeating: "n", count: 81), locale: String(repeating: "l", count: 36))
        guard case .invalid(let violations) = try await service(store).subscribe(request, now: start) else {
            Issue.record("it was accepted")
            return
        }
        #expect(violations.map(\.pointer) == ["/email", "/name", "/locale"])
        #expect(await store.accepted.isEmpty)
    }
}

/// A store in which one person is as they are.
private actor OnePerson: SubscriptionStore {
    let person: Subscriber?
    private(set) var accepted: [NewJob] = []

    init(person: Subscriber?) { self.person = person }

    func accept(_ request: NewJob, at now: Date) { accepted.append(request) }
    func subscribe(
        _ intake: SubscribeIntake, rules: SubscriptionRules, names: FreshNames, at now: Date
    ) -> SubscribeResult { SubscribeResult() }
    func confirm(
        _ subscriber: ULID, epoch: Int, rules: SubscriptionRules, letter: ULID, at now: Date
    ) -> ConfirmAnswer { .unknown }
    func unsubscribe(_ subscriber: ULID, rules: SubscriptionRules, at now: Date) -> Bool { false }
    func suppress(_ subscriber: ULID, _ reason: SuppressionReason, rules: SubscriptionRules, at now: Date) {}
    func refusals(of subscriber: ULID, codes: [String], since: Date) -> Int { 0 }
    func subscriber(_ id: ULID) -> Subscriber? { person?.id == id ? person : nil }
    func subscriber(identityKey: String) -> Subscriber? { person?.address?.identityKey == identityKey ? person : nil }
}
