import Foundation
import Jobs
import MailDelivery
import Testing

@Suite struct `Pacing deliveries` {
    private static let start = Date(timeIntervalSince1970: 1_795_460_400)

    private func at(_ seconds: Double) -> Date { Self.start.addingTimeInterval(seconds) }

    private func pacer(_ change: (inout DeliveryPacer.Configuration) -> Void = { _ in }) -> DeliveryPacer {
        var configuration = DeliveryPacer.Configuration()
        change(&configuration)
        return DeliveryPacer(configuration, carrier: "mailer:smtp")
    }

    @Test func `keeps to so many a second, all together and by domain`() {
        var pacer = pacer {
            $0.perSecond = 3
            $0.domainPerSecond = 1
        }
        #expect(pacer.admit("a.example", at: at(0)) == .admitted)
        #expect(pacer.admit("a.example", at: at(0)) == .wait(.seconds(1)))
        #expect(pacer.terms(for: ["mail.x"], at: at(0)).closedDestinations == ["a.example"])
        #expect(pacer.admit("b.example", at: at(0)) == .admitted)
        #expect(pacer.admit("c.example", at: at(0)) == .admitted)
        guard case .wait = pacer.admit("d.example", at: at(0)) else {
            Issue.record("a fourth in one second")
            return
        }
        #expect(pacer.terms(for: ["mail.x"], at: at(0)).closedKinds == ["mail.x"])
        #expect(pacer.admit("d.example", at: at(1)) == .admitted)
    }

    @Test func `a domain in trouble goes narrower, pauses after five failures, and one try decides`() {
        var pacer = pacer()
        for _ in 0..<4 {
            #expect(pacer.admit("a.example", at: at(0)) == .admitted)
            #expect(pacer.conclude("a.example", .domainInTrouble("452"), at: at(0)).isEmpty)
        }
        // 20, 10, 5, 2, 1 at a time.
        #expect(pacer.admit("a.example", at: at(0)) == .admitted)
        #expect(pacer.admit("a.example", at: at(0)) == .wait(.seconds(1)))
        #expect(
            pacer.conclude("a.example", .domainInTrouble("452"), at: at(0))
                == [.pause("domain:a.example", until: at(30), reason: "452")])
        #expect(pacer.admit("a.example", at: at(10)) == .wait(.seconds(20)))
        #expect(pacer.admit("b.example", at: at(10)) == .admitted)
        #expect(pacer.admit("a.example", at: at(30)) == .admitted)
        #expect(pacer.admit("a.example", at: at(30)) == .wait(.seconds(1)))
        #expect(
            pacer.conclude("a.example", .domainInTrouble("452"), at: at(31))
                == [.pause("domain:a.example", until: at(91), reason: "452")])
        #expect(pacer.admit("a.example", at: at(91)) == .admitted)
        #expect(pacer.conclude("a.example", .accepted, at: at(92)) == [.resume("domain:a.example")])
    }

    @Test func `a wrong setting pauses the carrier at once, an unreachable one after five`() {
        var wrong = pacer()
        _ = wrong.admit("a.example", at: at(0))
        #expect(
            wrong.conclude("a.example", .misconfigured("535"), at: at(0))
                == [.pause("mailer:smtp", until: at(30), reason: "535")])
        var away = pacer()
        for _ in 0..<4 {
            _ = away.admit("a.example", at: at(0))
            #expect(away.conclude("a.example", .carrierUnreachable("x"), at: at(0)).isEmpty)
        }
        _ = away.admit("a.example", at: at(0))
        #expect(away.conclude("a.example", .carrierUnreachable("x"), at: at(0)).count == 1)
        var moment = 30.0
        for span in [60.0, 120, 240, 480, 600, 600] {
            #expect(away.admit("a.example", at: at(moment)) == .admitted)
            #expect(
                away.conclude("a.example", .carrierUnreachable("x"), at: at(moment))
                    == [.pause("mailer:smtp", until: at(moment + span), reason: "x")])
            moment += span
        }
    }

    @Test func `five refusals by policy in a hundred stop everything for an hour`() {
        var pacer = pacer()
        var consequences: [DeliveryPacer.Consequence] = []
        for number in 0..<50 {
            _ = pacer.admit("a.example", at: at(0))
            consequences += pacer.conclude(
                "a.example", number % 10 == 9 ? .refusedByPolicy("5.7.1") : .accepted, at: at(0))
        }
        #expect(consequences.count == 1)
        guard case .pause("mailer:smtp", until: at(3600), _)? = consequences.first else {
            Issue.record("\(consequences)")
            return
        }
    }
}
