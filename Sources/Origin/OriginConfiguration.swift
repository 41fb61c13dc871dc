package import OriginAccess

/// Where the origin finds the site, where it listens, and how much it puts up with.
package struct OriginConfiguration: Sendable {
    /// The built site. Default: `public`.
    package var publicFolder = "public"
    /// Fingerprinted files of earlier builds, under their old paths; answered for 7 days. Default: `nil`, none.
    package var retiredFolder: String?
    /// The theme, for `pages/` and the `templates/` they build on. Default: `themes/broadsheet`.
    package var themeFolders = ["themes/broadsheet"]
    /// The site's address without a slash at its end. Default: the edge's own default address. Only its path matters here:
    /// files and the API are answered below it.
    package var siteURL = "http://127.0.0.1:8080"
    /// An address or a name. Default: `127.0.0.1`, so that only this machine's edge reaches the origin.
    package var listenHost = "127.0.0.1"
    /// Default: 8081; 0 takes any free port.
    package var listenPort = 8081
    /// Addresses whose `X-Forwarded-For` is believed. Default: this machine.
    package var trustedEdges = ["127.0.0.1", "::1"]
    /// Whether the edge in front is told of every change of `publicFolder` before anybody else, so that it may keep pages
    /// for long. Default: no; they are good for a minute then.
    package var tellsEdge = false
    /// Who gets an answer besides `GET /api/v1/health`. Default: `nil`, everybody.
    package var accessGate: AccessGate?
    /// What cursors of lists are signed with. Default: 32 random bytes, so that cursors end with the process.
    package var cursorKey: [UInt8] = (0..<32).map { _ in UInt8.random(in: .min ... .max) }

    /// The most a request's body may hold. Default: 4 KiB, room for every form there is.
    package var bodyLimitBytes = 4_096
    /// The most a request's head may hold. Default: 16 KiB; larger ones get 400.
    package var headLimitBytes = 16_384
    /// How long a connection may lie between requests, or take for a head. Default: 60 s.
    package var idleTimeout: Duration = .seconds(60)
    /// How long a body may take to arrive. Default: 10 s, ample for 4 KiB.
    package var bodyTimeout: Duration = .seconds(10)
    /// How long a client may take no bytes before its connection is closed. Default: 60 s.
    package var writeTimeout: Duration = .seconds(60)
    /// Connections at a time; more wait in the system's queue. Default: 1024, within the usual limit on open files.
    package var maxConnections = 1_024
    /// The most of a file that is in memory for one reader. Default: 128 KiB.
    package var chunkBytes = 131_072
    /// How often one client may subscribe. Default: 5 a minute and 30 an hour.
    package var subscribeLimits = [RateLimit(count: 5, per: .seconds(60)), RateLimit(count: 30, per: .seconds(3_600))]

    package init() {}

    /// The names of the folders that the site's address ends in.
    var basePath: [String] {
        let rest = siteURL.firstRange(of: "://").map { siteURL[$0.upperBound...] } ?? siteURL[...]
        return rest.split(separator: "/").dropFirst().map(String.init)
    }
}
