import HTTPSemantics
import HTTPWire

/// The path and query a request is for, and the authority it is for them at.
///
/// RFC 9112 §3.2: an absolute target's authority counts, not `Host`; its empty path is `/`. `OPTIONS *` and the
/// authority form of `CONNECT` name no path and give `nil`.
struct OriginFormTarget {
    /// Path and query as sent.
    let text: String
    let path: ArraySlice<UInt8>
    /// In lower case, from the target or `Host`; empty where an HTTP/1.0 request names none.
    let authority: String

    init?(_ request: RequestHead) {
        guard let form = try? RequestTarget(of: request) else { return nil }
        switch form {
        case .origin(let path, let query), .absolute(_, _, let path, let query):
            let shown = path.isEmpty ? Array("/".utf8) : Array(request.target[path])
            let end = query.map { [UInt8(ascii: "?")] + request.target[$0] } ?? []
            text = String(decoding: shown + end, as: UTF8.self)
            self.path = shown[...]
        case .authority, .asterisk:
            return nil
        }
        authority = String(decoding: request.effectiveAuthority ?? [], as: UTF8.self).lowercased()
    }

    /// The authority without its port; `nil` where there is none.
    var host: Substring? {
        let end = authority.lastIndex(of: ":")
        let hasPort = end.map { authority[$0...].dropFirst().allSatisfy(\.isNumber) } ?? false
        let host = hasPort ? authority[..<(end ?? authority.endIndex)] : authority[...]
        return host.isEmpty ? nil : host
    }
}
