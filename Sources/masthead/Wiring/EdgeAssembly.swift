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
        var configuration = EdgeConfiguration(
            origins: origins, behaviors: try settings.behaviors.map { try behavior($0, in: settings) })
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
