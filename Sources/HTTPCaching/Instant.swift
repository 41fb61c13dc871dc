/// A moment on the wall clock, to the millisecond. Whoever decides is handed one; nothing here reads a clock.
package struct Instant: Hashable, Comparable, Sendable {
    package var millisecondsSinceEpoch: Int

    package init(millisecondsSinceEpoch: Int) {
        self.millisecondsSinceEpoch = millisecondsSinceEpoch
    }

    package init(secondsSinceEpoch: Int) {
        self.init(millisecondsSinceEpoch: secondsSinceEpoch * 1000)
    }

    package var secondsSinceEpoch: Int { millisecondsSinceEpoch / 1000 }

    package func advanced(bySeconds seconds: Int) -> Instant {
        Instant(millisecondsSinceEpoch: millisecondsSinceEpoch + seconds * 1000)
    }

    package static func < (one: Instant, other: Instant) -> Bool {
        one.millisecondsSinceEpoch < other.millisecondsSinceEpoch
    }
}
