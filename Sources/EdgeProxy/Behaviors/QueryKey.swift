/// Which query parameters are part of the cache key, and so of the request to the origin.
package enum QueryKey: Hashable, Sendable {
    case all
    case none
    case only([String])
    case allExcept([String])

    /// A target with the parameters that count, in their order and spelling.
    ///
    /// The origin is sent the same bytes: a parameter that is not keyed must not be able to change what is stored.
    package func apply(to target: String) -> String {
        guard self != .all, let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return target }
        let path = target[..<mark]
        let kept = target[target.index(after: mark)...].split(separator: "&").filter(isKept)
        return kept.isEmpty ? String(path) : path + "?" + kept.joined(separator: "&")
    }

    private func isKept(_ parameter: Substring) -> Bool {
        let name = String(parameter.prefix { $0 != "=" })
        switch self {
        case .all: return true
        case .none: return false
        case .only(let names): return names.contains(name)
        case .allExcept(let names): return !names.contains(name)
        }
    }
}
