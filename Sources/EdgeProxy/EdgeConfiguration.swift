package import HTTPWire
package import OriginAccess

/// Everything an edge is told, usable as it stands but for its origins.
package struct EdgeConfiguration: Sendable {
    /// Address to listen on. Default 127.0.0.1.
    package var host = "127.0.0.1"
    /// Port to listen on; 0 lets the system choose. Default 8080.
    package var port = 8080
    /// Event loops, each with a listening socket of its own. Default 0: as many as there are cores.
    package var threads = 0
    /// A second listener, for TLS. Default `nil`: none.
    package var tls: EdgeTLS?
    /// Origins by their names in the configuration. At least one.
    package var origins: [OriginServer]
    /// What paths are handled how; the first that matches wins. Default: everything, from the first origin.
    package var behaviors: [Behavior]
    /// This cache's name in `Via` and `Cache-Status`: a token. Default `masthead`.
    package var name = "masthead"
    package var timeouts = Timeouts()
    package var limits = Limits()
    /// Where the administration answers; `nil` for nowhere.
    package var administrationSocket: String?
    /// What `/metrics` says besides, in Prometheus' text format: of other parts in the same process. Default: nothing.
    package var moreMetrics: @Sendable () async -> String = { "" }

    package init(origins: [OriginServer], behaviors: [Behavior]? = nil) {
        self.origins = origins
        self.behaviors = behaviors ?? [Behavior(pattern: "*", origin: origins.first?.name ?? "")]
    }

    /// How long anything may take. All in whole seconds: a timer comes by once a second.
    package struct Timeouts: Hashable, Sendable {
        /// From a request head's first byte to its last, and for a TLS handshake. Default 15.
        package var requestHead = 15
        /// Between two requests on a connection. Default 60.
        package var keepAlive = 60
        /// Without a byte moving in either direction to or from a client, mid-message. Default 60.
        package var clientStall = 60
        /// To connect to an origin, and again for its TLS handshake. Default 5.
        package var connect = 5
        /// From a request's end to the response head. Default 30, as CloudFront.
        package var originHead = 30
        /// Between two reads of a response body. Default 30.
        package var originStall = 30
        /// For which an origin connection may lie idle in the pool. Default 20.
        package var originIdle = 20
        /// For which a stopping edge lets exchanges finish. Default 25.
        package var drain = 25

        package init() {}
    }

    /// How much of anything there may be.
    package struct Limits: Hashable, Sendable {
        package var request = WireLimits.request
        package var response = WireLimits.response
        /// Client connections per event loop; past it new ones are closed at once. Default 20,000.
        package var clientConnections = 20_000
        /// Connections to one origin per event loop; further requests wait their turn. Default 256.
        package var originConnections = 256
        /// Bytes of a body that is not kept, read ahead of its slowest reader. Default 1 MiB.
        package var readAheadBytes = 1 << 20
        /// Bytes a client may send ahead of what its connection has come to. Default 64 KiB.
        package var pipelinedBytes = 65_536

        package init() {}
    }
}

/// A server the edge fetches from.
package struct OriginServer: Hashable, Sendable {
    package let name: String
    /// A host name or address, without brackets.
    package let host: String
    package let port: Int
    /// `nil` for plain HTTP.
    package var tls: OriginTLS?
    /// Every request is signed with it, where there is one: the origin answers nobody else.
    package var accessKey: AccessKey?

    package init(name: String, host: String, port: Int, tls: OriginTLS? = nil, accessKey: AccessKey? = nil) {
        self.name = name
        self.host = host
        self.port = port
        self.tls = tls
        self.accessKey = accessKey
    }
}
