/// What is wrong with a message on the wire. It is always the peer's fault, and the connection ends with it: after a
/// malformed message nobody can say where the next one begins (RFC 9112 §9.6, §11.2).
package enum WireError: Error, Hashable, Sendable, CaseIterable {
    case malformedRequestLine
    case malformedMethod
    case malformedTarget
    case targetTooLong
    case malformedStatusLine
    case malformedVersion
    case unsupportedVersion
    case tooManyEmptyLines

    case bareLineFeed
    case bareCarriageReturn
    case obsoleteFolding
    case malformedField
    case fieldNameInvalid
    case fieldValueInvalid
    case headTooLarge
    case tooManyFields

    case missingHost
    case duplicateHost
    case invalidHost

    case invalidLength
    case conflictingLength
    case malformedTransferCoding
    case unsupportedTransferCoding
    case transferCodingInHTTP10

    case malformedChunk
    case chunkTooLarge
    case chunkOverheadTooLarge
    case trailerTooLarge
    case trailerFieldForbidden

    /// How to answer a request with this fault. In a response it is the origin's, and the answer is 502.
    package var status: Int {
        switch self {
        case .targetTooLong: 414
        case .headTooLarge, .tooManyFields, .trailerTooLarge: 431
        case .unsupportedTransferCoding: 501
        case .unsupportedVersion: 505
        case .malformedRequestLine, .malformedMethod, .malformedTarget, .malformedStatusLine, .malformedVersion,
            .tooManyEmptyLines, .bareLineFeed, .bareCarriageReturn, .obsoleteFolding, .malformedField,
            .fieldNameInvalid, .fieldValueInvalid, .missingHost, .duplicateHost, .invalidHost, .invalidLength,
            .conflictingLength, .malformedTransferCoding, .transferCodingInHTTP10, .malformedChunk, .chunkTooLarge,
            .chunkOverheadTooLarge, .trailerFieldForbidden:
            400
        }
    }

    /// A sentence for the person who made the message, or who looks for whoever did.
    package var reason: String {
        switch self {
        case .malformedRequestLine:
            "The request line is not a method, a target and a version with one space between them."
        case .malformedMethod: "The method is not a token of at most \(WireLimits.methodBytes) bytes."
        case .malformedTarget:
            "The request target has none of the four forms that its method allows, or holds a byte that must be percent-encoded."
        case .targetTooLong: "The request target is too long."
        case .malformedStatusLine:
            "The status line is not a version, a three-digit status from 100 to 599 and a reason."
        case .malformedVersion: "The protocol version is not written as HTTP, a slash, a digit, a dot and a digit."
        case .unsupportedVersion: "The protocol version is neither HTTP/1.0 nor HTTP/1.1."
        case .tooManyEmptyLines: "There are too many empty lines before the message."
        case .bareLineFeed: "A line ends in a line feed without a carriage return."
        case .bareCarriageReturn: "A carriage return stands alone."
        case .obsoleteFolding: "A field line begins with a space or a tab."
        case .malformedField: "A field line has no colon."
        case .fieldNameInvalid:
            "A field name is empty or holds a byte that no token may, such as a space before the colon."
        case .fieldValueInvalid: "A field value holds a control character."
        case .headTooLarge: "The message head is too large."
        case .tooManyFields: "The message has too many fields."
        case .missingHost: "The request has no Host field."
        case .duplicateHost: "The request has more than one Host field."
        case .invalidHost: "The host is not a name or an address with at most a port from 1 to 65535 after it."
        case .invalidLength: "Content-Length is not one plain decimal number."
        case .conflictingLength: "The length of the body is stated twice."
        case .malformedTransferCoding: "Transfer-Encoding is malformed, or applies chunked more than once."
        case .unsupportedTransferCoding: "Transfer-Encoding names a coding other than chunked."
        case .transferCodingInHTTP10: "HTTP/1.0 has no Transfer-Encoding."
        case .malformedChunk: "The chunked body is malformed."
        case .chunkTooLarge: "The size of a chunk has more than 16 digits or is beyond counting."
        case .chunkOverheadTooLarge: "The chunked body has too much in it that is not data."
        case .trailerTooLarge: "The trailer section is too large."
        case .trailerFieldForbidden: "A trailer field would change how the message is framed, routed or authorized."
        }
    }
}

extension WireError: CustomStringConvertible {
    package var description: String { reason }
}
