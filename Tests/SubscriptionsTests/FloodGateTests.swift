import Subscriptions
import Testing

@Suite struct `The flood gate` {
    private func verdict(prefix: Int = 0, domain: Int = 0, minute: Int = 0, ten: Int = 0) -> Bool {
        var pressure = Pressure()
        pressure.prefix = prefix
        pressure.domain = domain
        pressure.minute = minute
        pressure.tenMinutes = ten
        return FloodGate().verdict(pressure) == .send
    }

    @Test func `holds what one network, one domain or everybody asks too often`() {
        #expect(verdict())
        #expect(verdict(prefix: 4))
        #expect(!verdict(prefix: 5))
        #expect(verdict(domain: 9))
        #expect(!verdict(domain: 10))
        #expect(!verdict(ten: 60))
    }

    @Test func `in a flood, somebody who comes along still gets a mail`() {
        #expect(verdict(minute: 20, ten: 30))
        #expect(!verdict(prefix: 1, minute: 20, ten: 30))
        #expect(!verdict(domain: 3, minute: 20, ten: 30))
        #expect(verdict(prefix: 1, minute: 19, ten: 30))
    }
}
