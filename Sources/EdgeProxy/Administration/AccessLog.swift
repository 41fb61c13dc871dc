import Dispatch
import Glibc
import HTTPCaching
import Synchronization

/// One JSON line for each request, written by a queue of its own so that no event loop waits for a disk or a terminal.
///
/// Keys are constant and values come from closed lists or are numbers: no path, address or token is ever in it. If
/// whoever reads the lines falls far behind, lines are dropped and counted instead of being kept in memory.
package final class AccessLog: Sendable {
    /// What is said of one request.
    package struct Line: Sendable {
        let method: String
        let status: Int
        let outcome: CacheOutcome
        /// The behavior's pattern.
        let route: String
        /// Of the body.
        let bytes: Int
        let durationMicroseconds: Int
        let failure: OriginFailure?
    }

    private let descriptor: Int32
    private let queue = DispatchQueue(label: "masthead.access-log")
    private let pendingBytes = Atomic<Int>(0)
    private let dropped = Atomic<Int>(0)
    private let writers = Atomic<Int>(0)
    private static let mostPendingBytes = 8 << 20

    /// - Parameter descriptor: An open file, pipe or terminal; not closed here.
    package init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    package var droppedLines: Int { dropped.load(ordering: .relaxed) }

    /// For one event loop.
    func writer() -> Writer {
        Writer(log: self, number: writers.add(1, ordering: .relaxed).newValue)
    }

    /// Returns when all that was handed over has been written.
    package func drain() {
        queue.sync {}
    }

    fileprivate func write(_ bytes: [UInt8], lines: Int) {
        guard pendingBytes.load(ordering: .relaxed) < Self.mostPendingBytes else {
            dropped.add(lines, ordering: .relaxed)
            return
        }
        pendingBytes.add(bytes.count, ordering: .relaxed)
        queue.async { [self] in
            var rest = bytes[...]
            while !rest.isEmpty {
                // The pointer is used within the call alone.
                let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
                if written < 0 {
                    if errno == EINTR { continue }
                    dropped.add(lines, ordering: .relaxed)
                    break
                }
                rest = rest.dropFirst(written)
            }
            pendingBytes.subtract(bytes.count, ordering: .relaxed)
        }
    }

    /// Collects one event loop's lines. Owner: that loop.
    final class Writer {
        private let log: AccessLog
        private let prefix: String
        private var buffer: [UInt8] = []
        private var lines = 0
        private var count = 0
        private var second = -1
        private var timestamp = ""

        fileprivate init(log: AccessLog, number: Int) {
            self.log = log
            prefix = String(UInt32.random(in: .min ... .max), radix: 36) + "-\(number)-"
        }

        func write(_ line: Line, now: Instant) {
            count += 1
            lines += 1
            if now.secondsSinceEpoch != second {
                second = now.secondsSinceEpoch
                timestamp = Self.timestamp(second)
            }
            let milliseconds = String(1000 + now.millisecondsSinceEpoch % 1000).dropFirst()
            let failure = line.failure.map { ",\"origin.failure\":\"\($0.name)\"" } ?? ""
            buffer.append(
                contentsOf: """
                    {"time":"\(timestamp).\(milliseconds)Z","level":"info","message":"request","request.id":"\(prefix)\
                    \(String(count, radix: 36))","http.method":"\(Self.safe(line.method))","http.route":"\
                    \(Self.safe(line.route))","http.status":\(line.status),"cache.outcome":"\(line.outcome.name)",\
                    "bytes":\(line.bytes),"duration.ms":\(Self.milliseconds(line.durationMicroseconds))\(failure)}

                    """.utf8)
            if buffer.count > 32_768 { flush() }
        }

        func flush() {
            guard !buffer.isEmpty else { return }
            log.write(buffer, lines: lines)
            buffer.removeAll(keepingCapacity: true)
            lines = 0
        }

        /// Methods are tokens and patterns come from the configuration; a quote in either would still end the string.
        private static func safe(_ text: String) -> String {
            text.contains { $0 == "\"" || $0 == "\\" } ? String(text.filter { $0 != "\"" && $0 != "\\" }) : text
        }

        private static func milliseconds(_ microseconds: Int) -> String {
            "\(microseconds / 1000).\(String(1000 + microseconds % 1000).dropFirst())"
        }

        /// `2026-11-23T19:45:00` from seconds since the epoch, by days counted from 1 March of the year 0.
        private static func timestamp(_ seconds: Int) -> String {
            let days = seconds / 86_400 + 719_468
            let era = days / 146_097
            let dayOfEra = days % 146_097
            let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
            let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
            let month = (5 * dayOfYear + 2) / 153
            let day = dayOfYear - (153 * month + 2) / 5 + 1
            let shown = month < 10 ? month + 3 : month - 9
            let year = era * 400 + yearOfEra + (shown <= 2 ? 1 : 0)
            let time = seconds % 86_400
            func two(_ number: Int) -> Substring { String(100 + number).dropFirst() }
            return "\(year)-\(two(shown))-\(two(day))T\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60))"
        }
    }
}
