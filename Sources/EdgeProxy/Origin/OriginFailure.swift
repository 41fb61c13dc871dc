package import HTTPWire

/// Why an origin gave no usable answer. Always the origin's side or the way to it; what a client did wrong never
/// comes here.
package enum OriginFailure: Error, Hashable, Sendable {
    case unreachable(String)
    case connectTimedOut
    /// No connection that can be trusted came about; never is there a plain one in its stead.
    case tls(String)
    case headTimedOut
    case stalled
    /// Closed before the response was complete; `afterBytes` tells whether any of it had come.
    case closedEarly(afterBytes: Bool)
    case malformed(WireError)
    /// An answer to a question that wasn't asked: 304 without a condition, 206 without a range.
    case unasked(status: Int)
    /// More requests wait for the origin than it may have.
    case overloaded
    case loopDetected

    /// The status for a client to whom nothing has been sent (RFC 9110 §15.6.3, §15.6.5, RFC 5842 §7.2).
    package var status: Int {
        switch self {
        case .unreachable, .tls, .closedEarly, .malformed, .unasked: 502
        case .connectTimedOut, .headTimedOut, .stalled: 504
        case .overloaded: 503
        case .loopDetected: 508
        }
    }

    /// A constant word for logs and metrics.
    package var name: String {
        switch self {
        case .unreachable: "unreachable"
        case .connectTimedOut: "connect-timeout"
        case .tls: "tls"
        case .headTimedOut: "head-timeout"
        case .stalled: "stalled"
        case .closedEarly: "closed-early"
        case .malformed: "malformed"
        case .unasked: "unasked"
        case .overloaded: "overloaded"
        case .loopDetected: "loop"
        }
    }
}
