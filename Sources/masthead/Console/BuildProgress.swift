import SiteBuilder
import Synchronization

/// How far a build is, on one line of the terminal that is written over.
final class BuildProgress: Sendable {
    private let shown = Mutex<(text: String, at: ContinuousClock.Instant)>(("", .now))

    var observer: BuildObserver {
        BuildObserver { [self] step, done, total in
            let text = total > 0 ? "\(step.rawValue) \(done)/\(total)" : step.rawValue
            shown.withLock { shown in
                // Terminals are slow: ten times a second is as often as anybody reads.
                guard shown.text.isEmpty || done == total || ContinuousClock.now - shown.at > .milliseconds(100) else {
                    return
                }
                shown = (text, .now)
                Console.rewriteLine(text)
            }
        }
    }

    func clear() {
        shown.withLock { shown in
            if !shown.text.isEmpty { Console.rewriteLine("") }
        }
    }
}

extension Console {
    /// Replaces the line the cursor is in.
    static func rewriteLine(_ text: String) {
        note("\r\u{1B}[K" + text, terminator: "")
    }
}
