import Subscriptions
import Testing

@Suite struct `The flood gate` {
    private func verdict(
        prefix: Int = 0, around: Int = 0, domain: Int = 0, minute: Int = 0, ten: Int = 0, hasWaited: Bool = false
    ) -> String {
        var pressure = Pressure()
        pressure.prefix = prefix
        pressure.neighborhood = around
        pressure.domain = domain
        pressure.minute = minute
        pressure.tenMinutes = ten
        pressure.hasWaited = hasWaited
        switch FloodGate().verdict(pressure) {
        case .send: return "send"
        case .wait: return "wait"
        case .hold: return "hold"
        }
    }

    @Test func `lets through what is usual, however busy the network around`() {
        #expect(verdict() == "send")
        #expect(verdict(prefix: 4, around: 90, domain: 9, minute: 19, ten: 39) == "send")
    }

    @Test func `holds what one network asks too often`() {
        #expect(verdict(prefix: 5) == "hold")
    }

    @Test func `in a flood only a network that is new gets a mail, at once where nobody else asks`() {
        for (domain, minute, ten) in [(0, 20, 30), (0, 0, 40), (10, 10, 10)] {
            #expect(verdict(domain: domain, minute: minute, ten: ten) == "send")
            #expect(verdict(prefix: 1, domain: domain, minute: minute, ten: ten) == "hold")
        }
    }

    @Test func `in a flood a new network in a busy neighbourhood waits, and is asked again`() {
        #expect(verdict(around: 5, minute: 20, ten: 30) == "wait")
        #expect(verdict(around: 5, minute: 20, ten: 30, hasWaited: true) == "send")
        #expect(verdict(prefix: 1, around: 5, minute: 20, ten: 30, hasWaited: true) == "hold")
    }

    @Test func `has an end, and keeps the last of it for calm neighbourhoods`() {
        #expect(verdict(around: 5, ten: 40, hasWaited: true) == "hold")
        #expect(verdict(around: 4, ten: 59) == "send")
        #expect(verdict(ten: 60) == "hold")
        #expect(verdict(domain: 20, minute: 20) == "hold")
    }

    @Test func `knows the network around a network`() {
        #expect(FloodGate.neighborhood(of: "192.0.2.0/24") == "192.0")
        #expect(FloodGate.neighborhood(of: "2001:db8:7::/48") == "2001:db8")
        #expect(FloodGate.neighborhood(of: "0:0:0::/48") == "0:0")
    }
}
