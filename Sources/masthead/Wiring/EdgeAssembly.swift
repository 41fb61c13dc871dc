import CacheStorage
import EdgeProxy
import Foundation
import HTTPCaching
import Origin
import OriginAccess
import SiteConfiguration

/// From masthead.yaml's words to the edge's.
enum EdgeAssembly {
    /// - Parameter key: What requests are signed with; asked for only where an origin wants that.
    static func configuration(_ site: SiteFolder, key: () throws -> AccessKey) throws -> EdgeConfiguration {
        let settings = site.settings.edge
        let origins = try settings.origins.map { try origin($0, site: site, key: key) }
        var configuration = EdgeConfiguration(origins: origins, behaviors: try settings.behaviors.map(behavior))
        configuration.host = settings.listen.host
        configuration.port = settings.listen.port
        configuration.tls = try settings.tls.map { try tls($0, site: site) }
        return configuration
    }

    static func store(_ memory: ByteCount) -> MemoryStore {
        var configuration = MemoryStore.Configuration()
        configuration.budgetBytes = memory.bytes
        return MemoryStore(configuration)
    }

    private static func origin(
        _ origin: SiteSettings.NamedOrigin, site: SiteFolder, key: () throws -> AccessKey
    ) throws -> EdgeProxy.OriginServer {
        guard let address = origin.urls.first else {
            throw CommandFailure("the origin \(origin.name) has no url", code: .usage)
        }
        guard origin.urls.count == 1 else {
            throw CommandFailure(
                "the origin \(origin.name) names \(origin.urls.count) addresses; this version takes one", code: .usage)
        }
        var server = try server(named: origin.name, at: address, authorities: origin.ca.map(site.file))
        if origin.sign { server.accessKey = try key() }
        return server
    }

    /// - Parameter authorities: A file with what to trust, for https.
    static func server(named name: String, at address: WebAddress, authorities: String? = nil) throws
        -> EdgeProxy.OriginServer
    {
        guard address.path.isEmpty else {
            throw CommandFailure(
                "\(address): an origin is a scheme, a host and a port; leave the path away", code: .usage)
        }
        let tls = address.scheme == .https ? try OriginTLS(authorities: authorities) : nil
        return EdgeProxy.OriginServer(name: name, host: address.host, port: address.effectivePort, tls: tls)
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
