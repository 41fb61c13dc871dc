import HTTPCaching
import HTTPWire

/// An outcome in CloudFront's words.
struct CloudFrontResult {
    /// `x-edge-result-type` and `x-edge-response-result-type`: a closed list.
    enum Kind: String {
        case hit = "Hit"
        case refreshHit = "RefreshHit"
        case miss = "Miss"
        case limitExceeded = "LimitExceeded"
        case capacityExceeded = "CapacityExceeded"
        case error = "Error"
        case redirect = "Redirect"
    }

    let type: Kind
    /// `x-edge-detailed-result-type`.
    let detail: String
    /// `sc-status`: 000 where the client left before anything was sent to it.
    let status: String

    init(_ line: AccessLog.Line) {
        let isInterrupted = line.visit?.isInterrupted == true
        type = isInterrupted ? .error : Self.type(of: line)
        status = line.status == 0 ? "000" : String(line.status)
        if isInterrupted {
            detail = line.status == 0 ? "ClientHungUpRequest" : "ClientCommError"
        } else if let failure = line.failure, line.outcome.kind == .failed {
            detail = failure.cloudFrontDetail
        } else if line.outcome.kind == .refused {
            detail = Self.refusalDetail(status: line.status)
        } else {
            detail = type.rawValue
        }
    }

    /// As at CloudFront, an answer of 400 and above is an `Error`, wherever it came from.
    private static func type(of line: AccessLog.Line) -> Kind {
        switch line.outcome {
        case .hit, .staleHit, .staleOnError: line.status >= 400 ? .error : .hit
        case .revalidated: line.status >= 400 ? .error : .refreshHit
        case .miss, .collapsed, .pass: line.status >= 400 ? .error : .miss
        case .refused: refusalType(status: line.status)
        case .failed: line.failure == .overloaded ? .capacityExceeded : .error
        }
    }

    private static func refusalType(status: Int) -> Kind {
        switch status {
        case 300..<400: .redirect
        case 413, 414, 431: .limitExceeded
        case 503: .capacityExceeded
        case _: .error
        }
    }

    private static func refusalDetail(status: Int) -> String {
        switch status {
        case 300..<400: Kind.redirect.rawValue
        case 400, 501, 505: "InvalidRequest"
        case 403: "InvalidRequestBlocked"
        case 405: "InvalidRequestMethod"
        case 413, 414, 431: "InvalidRequestHeader"
        case 408: "ClientHungUpRequest"
        case _: Kind.error.rawValue
        }
    }
}

extension OriginFailure {
    var cloudFrontDetail: String {
        switch self {
        case .unreachable(let reason): reason == "no such host" ? "OriginDnsError" : "OriginConnectError"
        case .connectTimedOut: "OriginConnectError"
        case .tls: "OriginConnectError"
        case .headTimedOut, .stalled: "OriginCommError"
        case .closedEarly(let afterBytes): afterBytes ? "AbortedOrigin" : "OriginReadError"
        case .malformed(.headTooLarge), .malformed(.tooManyFields): "OriginHeaderTooBigError"
        case .malformed: "OriginInvalidResponseError"
        case .unasked(let status): status == 206 ? "OriginContentRangeLengthError" : "OriginInvalidResponseError"
        case .overloaded, .loopDetected: "Error"
        }
    }
}
