import Logging

/// The one line that the log has about a request, written when its answer has been sent.
///
/// Routes are patterns from a closed list; paths, tokens and addresses never get here.
struct RequestLine: Sendable {
    let id: String
    let method: String
    let started: ContinuousClock.Instant
    private let logger: Logger

    private static let knownMethods: Set<String> = [
        "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH",
    ]

    init(method: String, started: ContinuousClock.Instant, logger: Logger) {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        id = String(repeating: "0", count: 16 - digits.count) + digits
        self.method = Self.knownMethods.contains(method) ? method : "OTHER"
        self.started = started
        self.logger = logger
    }

    /// - Parameter isComplete: Whether the answer was sent to its end.
    func write(route: String, status: Int, bytes: Int, isComplete: Bool) {
        let milliseconds = (ContinuousClock.now - started) / .milliseconds(1)
        logger.info(
            "request",
            metadata: [
                "request.id": "\(id)", "http.route": "\(route)", "http.method": "\(method)", "http.status": "\(status)",
                "duration.ms": "\((milliseconds * 100).rounded() / 100)", "bytes": "\(bytes)",
                "complete": "\(isComplete)",
            ])
    }
}
