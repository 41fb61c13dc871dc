import ArgumentParser
import EdgeProxy
import Foundation
import Logging
import SiteBuilder
import SiteConfiguration

struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Build the site, then serve it: origin, edge and workers in one process.",
        discussion: "Watches content/ and themes/, rebuilds what changed, and drops exactly that from the edge.")

    @OptionGroup var option: SiteOption

    @Option(help: "Where log lines go; - is standard error. Default: a file of the site when run on a terminal.")
    var log: String?

    @Flag(help: "Serve what is in public/ as it is, and don't watch.")
    var noBuild = false

    mutating func run() async throws {
        let site = try option.open()
        let logs = try Logs(log, site: site, settings: site.settings.edge.log)
        let listen = site.settings.edge.listen
        try Port.check(listen, flag: "edge.listen in masthead.yaml")
        try Port.check(site.settings.origin.listen, flag: "origin.listen in masthead.yaml")
        try site.settings.edge.tls.map { try Port.check($0.listen, flag: "edge.tls.listen in masthead.yaml") }
        warnOfOtherAddress(site.settings)
        if !noBuild { try await SiteWatch.build(site) }

        let logger = logs.logger("masthead")
        let backEnd = try BackEnd(site)
        let (workers, metrics) = try backEnd.workers(logger: logs.logger("worker"))
        var edgeSettings = try EdgeAssembly.configuration(site, key: site.accessKey)
        EdgeAssembly.warnOfExpiry(edgeSettings)
        edgeSettings.administrationSocket = AdministrationSocket.place(site.administrationSocket)
        edgeSettings.moreMetrics = metrics
        // What is not watched may change behind the edge's back.
        if !noBuild { edgeSettings.obeyToldEdgeField() }
        let edge = try EdgeServer(
            edgeSettings, store: EdgeAssembly.store(site.settings.edge.cache.memory), accessLog: logs.access,
            logger: logs.logger("edge"))
        let greeting = Greeting(site: site, logFile: logs.file)
        let origin = try backEnd.origin(
            listen: site.settings.origin.listen, tellsEdge: !noBuild, logger: logs.logger("origin")
        ) { _ in greeting.originIsUp() }
        try await Services.run(
            [
                HousekeepingService(store: backEnd.store, logger: logs.logger("worker"))
            ] + workers.map { WorkerService(worker: $0) } + [origin]
                + (noBuild ? [] : [SiteWatch(site: site, edge: edge, logger: logs.logger("build"))])
                + [EdgeService(server: edge, listen: listen) { _ in greeting.edgeIsUp() }],
            logger: logger)
        Console.note("\nStopped.")
    }

    /// Links in mails and feeds are made from `site.url`; where nobody listens there, they lead nowhere.
    private func warnOfOtherAddress(_ settings: SiteSettings) {
        let url = settings.site.url
        let listen = url.scheme == .https ? settings.edge.tls?.listen ?? settings.edge.listen : settings.edge.listen
        let isLocal = ["127.0.0.1", "localhost", "::1"].contains(url.host)
        guard isLocal || url.port != nil,
            url.effectivePort != listen.port || (isLocal && url.host != listen.host && listen.host != "0.0.0.0")
        else { return }
        Console.note(
            "warning: site.url is \(url), but the edge listens on \(listen): links in mails and feeds will lead to \(url). "
                + "Make `site.url` and `edge.listen` in masthead.yaml agree.")
    }
}

/// What `up` says once everything listens.
private final class Greeting: Sendable {
    private let site: SiteFolder
    private let logFile: String?
    private let waiting = Countdown(2)

    init(site: SiteFolder, logFile: String?) {
        self.site = site
        self.logFile = logFile
    }

    func originIsUp() { if waiting.reachesZero() { greet() } }
    func edgeIsUp() { if waiting.reachesZero() { greet() } }

    private func greet() {
        let tls = site.settings.edge.tls
        let listen = tls?.listen ?? site.settings.edge.listen
        let host = listen.host == "0.0.0.0" ? "127.0.0.1" : listen.host
        let scheme = tls == nil ? "http" : "https"
        let address = "\(scheme)://\(ListenAddress(host: host, port: listen.port))\(site.settings.site.url.path)"
        let here = site.path == FileManager.default.currentDirectoryPath ? "" : " --site \(site.path)"
        let program = CommandLine.arguments.first ?? "masthead"
        Console.print(
            """

            \(site.settings.site.title) is at \(address)

            Three things to try:
              1. Read a post        \(address)   (twice: the second time X-Cache says Hit)
              2. Subscribe          the form is below every post; the mails land in .masthead/outbox (a Maildir)
              3. Follow the mail    \(program) mail tail -f\(here)

            Ctrl-C stops everything.\(logFile.map { " Log: \($0)" } ?? "")
            """)
    }
}
