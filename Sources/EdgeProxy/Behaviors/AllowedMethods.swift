package import HTTPSemantics

/// Which methods a behavior lets through: CloudFront's three sets. Others get 405 with these in `Allow`.
package enum AllowedMethods: Hashable, Sendable {
    case read
    case readAndOptions
    /// Everything but TRACE and CONNECT, which never pass.
    case all

    package func contains(_ method: Method) -> Bool {
        switch self {
        case .read: method == .get || method == .head
        case .readAndOptions: method == .get || method == .head || method == .options
        case .all: method != .trace && method != .connect
        }
    }

    /// The value of `Allow` (RFC 9110 §10.2.1).
    package var allow: FieldValue {
        switch self {
        case .read: "GET, HEAD"
        case .readAndOptions: "GET, HEAD, OPTIONS"
        case .all: "GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS"
        }
    }
}
