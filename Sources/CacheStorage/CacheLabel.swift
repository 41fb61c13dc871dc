package import HTTPCaching

/// A name that several stored responses share and are purged by.
package enum CacheLabel: Hashable, Sendable {
    /// `Cache-Tag` or `Surrogate-Key`, in lower case.
    case tag(String)
    /// A group of RFC 9875, which means nothing beyond the authority whose responses name it.
    case group(authority: String, name: String)

    /// All that a response goes by.
    package static func labels(of head: StoredResponse, authority: String) -> [CacheLabel] {
        cacheTags(of: head.fields).map { .tag($0) }
            + cacheGroups(of: head.fields).map { .group(authority: authority, name: $0) }
    }

    /// What one object takes in an index by this label.
    var costBytes: Int {
        switch self {
        case .tag(let name), .group(_, let name): name.utf8.count + 256
        }
    }
}

/// The objects of each label. Constant cost for each label of an object that comes or goes.
struct LabelIndex {
    private var objects: [CacheLabel: [ObjectIdentifier: CachedObject]] = [:]

    subscript(label: CacheLabel) -> [CachedObject] { objects[label].map { Array($0.values) } ?? [] }

    mutating func insert(_ object: CachedObject) {
        for label in object.labels { objects[label, default: [:]][ObjectIdentifier(object)] = object }
    }

    mutating func remove(_ object: CachedObject) {
        for label in object.labels {
            objects[label]?[ObjectIdentifier(object)] = nil
            if objects[label]?.isEmpty == true { objects[label] = nil }
        }
    }

    /// Of all labels together, an object with three counted three times.
    var count: Int { objects.values.reduce(0) { $0 + $1.count } }
}
