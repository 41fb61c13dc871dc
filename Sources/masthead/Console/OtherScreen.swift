import Dispatch
import Foundation

/// A terminal's other screen, without a cursor. What was there before comes back when it is left, on Ctrl-C too.
final class OtherScreen {
    private let sources: [any DispatchSourceSignal]

    init() {
        // Taken as events, or the terminal would stay as it is.
        sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            return DispatchSource.makeSignalSource(signal: number, queue: .global())
        }
        Console.write("\u{1B}[?1049h\u{1B}[?25l")
        for source in sources {
            source.setEventHandler {
                Self.leave()
                exit(0)
            }
            source.resume()
        }
    }

    func leave() { Self.leave() }

    var rows: Int {
        var size = winsize()
        return unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_row > 0 ? Int(size.ws_row) : 24
    }

    /// - Parameter text: Lines; wider ones are cut off by the terminal.
    func draw(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        Console.write("\u{1B}[H\u{1B}[?7l" + lines.map { $0 + "\u{1B}[K\r\n" }.joined() + "\u{1B}[J\u{1B}[?7h")
    }

    private static func leave() {
        Console.write("\u{1B}[?25h\u{1B}[?1049l")
    }
}
