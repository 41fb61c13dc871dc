import CacheStorage
import EdgeProxy
import Foundation
import HTTPCaching
import Origin
import SiteConfiguration

/// From masthead.yaml's words to the edge's.
enum EdgeAssembly {
    static func configuration(_ settings: SiteSettings.Edge) throws -> EdgeConfiguration {
        let origins = try settings.origins.map(origin)
        var configuration = EdgeConfiguration(origins: origins, behaviors: try settings.behaviors.map(behavior))
        configuration.host = settings.listen.host
        configuration.port = settings.listen.port
        return configuration
    }

    static func store(_ memory: ByteCount) -> MemoryStore {
        var configuration = MemoryStore.Configuration()
        configuration.budgetBytes = memory.bytes
        return MemoryStore(configuration)
    }

    static func origin(_ origin: SiteSettings.NamedOrigin) throws -> EdgeProxy.OriginServer {
        guard let address = origin.urls.first else {
            throw CommandFailure("the origin \(origin.name) has no url", code: .usage)
        }
        guard origin.urls.count == 1 else {
            throw CommandFailure(
                "the origin \(origin.name) names \(origin.urls.count) addresses; this version takes one", code: .usage)
        }
        return try server(named: origin.name, at: address)
    }

    static func server(named name: String, at address: WebAddress) throws -> EdgeProxy.OriginServer {
        guard address.scheme == .http else {
            throw CommandFailure(
                "\(address): this version speaks http to origins, not https; put a TLS proxy beside the origin",
                code: .usage)
        }
        guard address.path.isEmpty else {
            throw CommandFailure(
                "\(address): an origin is a scheme, a host and a port; leave the path away", code: .usage)
        }
        return EdgeProxy.OriginServer(name: name, host: address.host, port: address.effectivePort)
    }

    private static func behavior(_ behavior: SiteSettings.Behavior) throws -> EdgeProxy.Behavior {
        guard behavior.key.headers.isEmpty, behavior.key.cookies.isEmpty else {
            throw CommandFailure(
                "behavior \(behavior.path): keys by headers or cookies are not in this version; responses vary by the origin's Vary field",
                code: .usage)
        }
        guard behavior.store == .whole else {
            throw CommandFailure("behavior \(behavior.path): `store: sliced` is not in this version", code: .usage)
        }
        var policy = CachePolicy()
        if let seconds = behavior.ttl.default { policy.defaultSeconds = seconds.wholeSeconds }
        if let seconds = behavior.ttl.min { policy.minimumSeconds = seconds.wholeSeconds }
        if let seconds = behavior.ttl.max { policy.maximumSeconds = seconds.wholeSeconds }
        let query: EdgeProxy.QueryKey =
            switch behavior.key.query {
            case .all: .all
            case .only(let names): names.isEmpty ? .none : .only(names)
            }
        return EdgeProxy.Behavior(
            pattern: PathPattern(behavior.path), origin: behavior.origin, queryKey: query, policy: policy)
    }
}

extension EdgeConfiguration {
    /// Lets the origin of the same process say how long to keep what it tells of every change.
    mutating func obeyToldEdgeField() {
        for index in behaviors.indices { behaviors[index].policy.targetedFields.insert(PageTags.lifetimeField, at: 0) }
    }
}

extension Duration {
    var wholeSeconds: Int { Int(components.seconds) }
}
