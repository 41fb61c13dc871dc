import Dispatch
import Glibc
import HTTPCaching
import HTTPSemantics
import HTTPWire
import Synchronization

/// One line for each request, written by a queue of its own so that no event loop waits for a disk or a terminal.
///
/// As JSON, keys are constant and values come from closed lists or are numbers: no path, address or token is ever in
/// it. The other formats hold addresses and paths by their definition, so they are for whoever asks for them. If whoever
/// reads the lines falls far behind, lines are dropped and counted instead of being kept in memory.
package final class AccessLog: Sendable {
    /// How a request becomes a line.
    package enum Format: String, CaseIterable, Sendable {
        /// One JSON object: nothing of the client's.
        case json
        /// The Common Log Format.
        case common
        /// The same with `Referer` and `User-Agent`.
        case combined
        /// CloudFront's standard log: 33 fields between tabs.
        case cloudfront
    }

    /// What of a request is shown in the formats that show anything of it.
    package struct Disclosure: Hashable, Sendable {
        /// Queries, of targets and of `Referer`. Default no: they carry tokens and search terms.
        package var queries = false
        /// The `Cookie` field. Default no, as at CloudFront.
        package var cookies = false

        package init() {}
    }

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
        let refusal: StorageRefusal?
        let failure: OriginFailure?
        /// For the formats that show it.
        let visit: Visit?
    }

    /// What only some formats show of a request.
    struct Visit: Sendable {
        var clientAddress: String?
        var clientPort: Int?
        var isSecure = false
        /// `nil` where no request could be made out.
        var request: RequestHead?
        var requestBytes = 0
        var response: Fields = [:]
        /// Of the response's head.
        var headBytes = 0
        var firstByteMicroseconds: Int?
        /// The client was gone before it had the whole answer.
        var isInterrupted = false
    }

    private let descriptor: Int32
    let format: Format
    let disclosure: Disclosure
    let siteName: String
    private let prepare: @Sendable () -> Bool
    private let queue = DispatchQueue(label: "masthead.access-log")
    private let pendingBytes = Atomic<Int>(0)
    private let dropped = Atomic<Int>(0)
    private let writers = Atomic<Int>(0)
    private static let mostPendingBytes = 8 << 20

    /// - Parameters:
    ///   - descriptor: An open file, pipe or terminal; not closed here.
    ///   - location: What CloudFront's `x-edge-location` says; one word.
    ///   - prepare: Called before lines are written. Tells whether the descriptor now leads to an empty file.
    package init(
        descriptor: Int32, format: Format = .json, disclosure: Disclosure = .init(), location: String = "masthead",
        prepare: @escaping @Sendable () -> Bool = { false }
    ) {
        self.descriptor = descriptor
        self.format = format
        self.disclosure = disclosure
        siteName = location
        self.prepare = prepare
        if isEmpty { queue.async { [self] in begin() } }
    }

    /// Whether nothing has been written to where the lines go, as far as can be told: a pipe or terminal is empty.
    private var isEmpty: Bool {
        var status = stat()
        return unsafe fstat(descriptor, &status) != 0 || status.st_size == 0
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

    /// What a file of the format begins with.
    private func begin() {
        switch format {
        case .json, .common, .combined: break
        case .cloudfront: _ = write(Array(CloudFrontLog.header.utf8))
        }
    }

    fileprivate func hand(_ bytes: [UInt8], lines: Int) {
        guard pendingBytes.load(ordering: .relaxed) < Self.mostPendingBytes else {
            dropped.add(lines, ordering: .relaxed)
            return
        }
        pendingBytes.add(bytes.count, ordering: .relaxed)
        queue.async { [self] in
            if prepare() { begin() }
            if !write(bytes) { dropped.add(lines, ordering: .relaxed) }
            pendingBytes.subtract(bytes.count, ordering: .relaxed)
        }
    }

    private func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            // The pointer is used within the call alone.
            let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 {
                if errno == EINTR { continue }
                return false
            }
            rest = rest.dropFirst(written)
        }
        return true
    }

    /// Collects one event loop's lines. Owner: that loop.
    final class Writer {
        private let log: AccessLog
        private let prefix: String
        private var buffer: [UInt8] = []
        private var lines = 0
        private var count = 0
        private var second = -1
        private var time = CivilTime(secondsSinceEpoch: 0)
        private var timestamp = ""

        fileprivate init(log: AccessLog, number: Int) {
            self.log = log
            prefix = String(UInt32.random(in: .min ... .max), radix: 36) + "-\(number)-"
        }

        /// Whether lines need more than what is always known.
        var wantsVisits: Bool { log.format != .json }

        func write(_ line: Line, now: Instant) {
            count += 1
            lines += 1
            if now.secondsSinceEpoch != second {
                second = now.secondsSinceEpoch
                time = CivilTime(secondsSinceEpoch: second)
                timestamp = "\(time.date)T\(time.time)"
            }
            switch log.format {
            case .json: appendJSON(line, now: now)
            case .common, .combined:
                CommonLog.append(
                    line, time: time, isCombined: log.format == .combined, disclosure: log.disclosure, to: &buffer)
            case .cloudfront:
                CloudFrontLog.append(
                    line, id: prefix + String(count, radix: 36), time: time, location: log.siteName,
                    disclosure: log.disclosure, to: &buffer)
            }
            if buffer.count > 32_768 { flush() }
        }

        private func appendJSON(_ line: Line, now: Instant) {
            let milliseconds = String(1000 + now.millisecondsSinceEpoch % 1000).dropFirst()
            var particulars = ""
            if let reason = line.outcome.forwardReason { particulars += ",\"cache.fwd\":\"\(reason.rawValue)\"" }
            if let refusal = line.refusal { particulars += ",\"cache.refusal\":\"\(refusal.rawValue)\"" }
            if let failure = line.failure { particulars += ",\"origin.failure\":\"\(failure.name)\"" }
            buffer.append(
                contentsOf: """
                    {"time":"\(timestamp).\(milliseconds)Z","level":"info","message":"request","request.id":"\(prefix)\
                    \(String(count, radix: 36))","http.method":"\(Self.safe(line.method))","http.route":"\
                    \(Self.safe(line.route))","http.status":\(line.status),"cache.outcome":"\(line.outcome.name)",\
                    "bytes":\(line.bytes),"duration.ms":\(Self.milliseconds(line.durationMicroseconds))\(particulars)}

                    """.utf8)
        }

        func flush() {
            guard !buffer.isEmpty else { return }
            log.hand(buffer, lines: lines)
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
    }
}
