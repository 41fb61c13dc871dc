/// Which query parameters are part of the cache key, and so of the request to the origin.
package enum QueryKey: Hashable, Sendable {
    case all
    case none
    case only([String])
    case allExcept([String])
    /// What another policy keeps, in the order of the parameters' names; those of one name keep theirs.
    indirect case sorted(QueryKey)

    /// A target with the parameters that count, in their order and spelling.
    ///
    /// The origin is sent the same bytes: a parameter that is not keyed must not be able to change what is stored.
    package func apply(to target: String) -> String {
        guard self != .all, let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return target }
        let path = target[..<mark]
        var kept = target[target.index(after: mark)...].split(separator: "&").filter(isKept)
        if case .sorted = self { kept = Self.sorted(kept) }
        return kept.isEmpty ? String(path) : path + "?" + kept.joined(separator: "&")
    }

    private func isKept(_ parameter: Substring) -> Bool {
        let name = String(parameter.prefix { $0 != "=" })
        switch self {
        case .all: return true
        case .none: return false
        case .only(let names): return names.contains(name)
        case .allExcept(let names): return !names.contains(name)
        case .sorted(let key): return key.isKept(parameter)
        }
    }

    private static func sorted(_ parameters: [Substring]) -> [Substring] {
        let named = parameters.enumerated().map { (name: String($1.prefix { $0 != "=" }), place: $0, text: $1) }
        return named.sorted { ($0.name, $0.place) < ($1.name, $1.place) }.map(\.text)
    }
}
