import CacheStorage
import HTTPSemantics
import HTTPWire
import NIOCore

/// What an exchange notes for the log alone.
struct ExchangeWatch {
    private let started = NIODeadline.now()
    private var asked: NIODeadline?
    private var firstByte: NIODeadline?
    private var response: Fields = [:]
    private var headBytes = 0
    /// Waited for the origin's head, or for somebody else's fill.
    private(set) var originMicroseconds = 0
    /// Of the request's body, as far as it came.
    var bodyBytes = 0
    /// The client was gone before it had the whole answer.
    var isInterrupted = false

    mutating func asks() { asked = NIODeadline.now() }

    mutating func isAnswered() {
        guard let asked else { return }
        originMicroseconds += Self.microseconds(from: asked, to: .now())
        self.asked = nil
    }

    /// - Parameter fields: Of the response, where the log shows them.
    mutating func responds(headBytes: Int, fields: Fields?) {
        firstByte = NIODeadline.now()
        self.headBytes = headBytes
        if let fields { response = fields }
    }

    var durationMicroseconds: Int { Self.microseconds(from: started, to: .now()) }

    func visit(of request: RequestHead, on connection: ClientConnection) -> AccessLog.Visit {
        // The head as it is written without needless blanks.
        let head = request.fields.reduce(request.method.rawValue.utf8.count + request.target.count + 14) {
            $0 + $1.name.original.utf8.count + $1.value.bytes.count + 4
        }
        return AccessLog.Visit(
            clientAddress: connection.clientAddress, clientPort: connection.clientPort, isSecure: connection.isSecure,
            request: request,
            requestBytes: head + bodyBytes, response: response, headBytes: headBytes,
            firstByteMicroseconds: firstByte.map { Self.microseconds(from: started, to: $0) },
            isInterrupted: isInterrupted)
    }

    private static func microseconds(from start: NIODeadline, to end: NIODeadline) -> Int {
        Int((end - start).nanoseconds / 1000)
    }
}

extension Exchange {
    var subject: RequestSubject {
        RequestSubject(
            method: request.method.rawValue, host: key?.authority ?? "", target: key?.target ?? request.targetText,
            route: route?.behavior.pattern.description, origin: route?.origin.name)
    }
}
