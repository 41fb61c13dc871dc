import ArgumentParser
import EdgeProxy
import Foundation
import Origin
import SiteConfiguration

struct OriginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "origin", abstract: "Serve public/ and the REST API, for the edge to cache.")

    @OptionGroup var option: SiteOption

    @Option(help: "HOST:PORT; default from masthead.yaml, 127.0.0.1:8081.")
    var listen: ListenAddress?

    @Option(help: "Where log lines go; - is standard error.")
    var log = "-"

    mutating func run() async throws {
        let site = try option.open()
        let logs = try Logs(log, site: site)
        let address = listen ?? site.settings.origin.listen
        try Port.check(address, flag: "--listen")
        let origin = try BackEnd(site).origin(listen: address, logger: logs.logger("origin")) { listening in
            Console.note("origin: http://\(ListenAddress(host: listening.host, port: listening.port))")
        }
        try await Services.run([origin], logger: logs.logger("masthead"))
    }
}

struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Do the queued work: mails and photos.")

    @OptionGroup var option: SiteOption

    @Option(help: "Where log lines go; - is standard error.")
    var log = "-"

    @Option(help: "The Unix socket that answers GET /metrics; default .masthead/worker.sock. One for each worker.")
    var metrics: String?

    mutating func run() async throws {
        let site = try option.open()
        let logs = try Logs(log, site: site)
        let backEnd = try BackEnd(site)
        let (workers, metrics) = try backEnd.workers(logger: logs.logger("worker"))
        Console.note("worker: \(site.database)")
        let path = AdministrationSocket.place(self.metrics.map(SiteFolder.absolute) ?? site.state + "/worker.sock")
        try await Services.run(
            [HousekeepingService(store: backEnd.store, logger: logs.logger("worker"))]
                + workers.map { WorkerService(worker: $0) }
                + (path.map { [MetricsService(path: $0, text: metrics)] } ?? []),
            logger: logs.logger("masthead"))
    }
}

struct EdgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edge", abstract: "Cache in front of an HTTP server.",
        discussion: "With --origin no configuration is needed: a shared cache by RFC 9111 in front of any HTTP server.")

    @Option(help: "The folder where masthead.yaml lies; not needed with --origin.")
    var site = "."

    @Option(help: "HOST:PORT; default 127.0.0.1:8080.")
    var listen: ListenAddress?

    @Option(help: "The server to cache: http://HOST[:PORT], or https.")
    var origin: WebAddress?

    @Option(help: "A PEM file with the authorities to trust for an https origin; default the system's.")
    var originCa: String?

    @OptionGroup var tls: TLSOptions

    @Option(help: "What stored responses may take, such as 256MiB.")
    var memory: ByteCount?

    @Option(help: "Event loops; default one per core.")
    var threads = 0

    @Option(help: "Where log lines go; - is standard error, off is nowhere.")
    var log = "-"

    @Option(help: "How requests are logged; all but json show addresses, and go to standard output without --log FILE.")
    var logFormat: SiteSettings.LogFormat?

    mutating func run() async throws {
        let (configuration, budget, logSettings) = try assemble()
        let address = ListenAddress(host: configuration.host, port: configuration.port)
        try Port.check(address, flag: "--listen")
        if let tls = configuration.tls {
            try Port.check(
                ListenAddress(host: tls.host, port: tls.port), flag: "edge.tls.listen in masthead.yaml or --tls-listen")
        }
        EdgeAssembly.warnOfExpiry(configuration)
        let isSilent = log == "off"
        let logs = try Logs(isSilent ? "-" : log, site: nil, settings: isSilent ? .init() : logSettings)
        let server = try EdgeServer(
            configuration, store: EdgeAssembly.store(budget), accessLog: isSilent ? nil : logs.access,
            logger: logs.logger("edge"))
        let origins = configuration.origins.map { "\($0.tls == nil ? "" : "https://")\($0.host):\($0.port)" }
            .joined(separator: ", ")
        let secureHost = configuration.tls?.host
        let service = EdgeService(server: server, listen: address) { port in
            let secure = secureHost.flatMap { host in server.tlsPort.map { ListenAddress(host: host, port: $0) } }
            let plain = ListenAddress(host: address.host, port: port)
            Console.note(
                "edge: http://\(plain)\(secure.map { " and https://\($0)" } ?? "") in front of \(origins)")
        }
        try await Services.run([service], logger: logs.logger("masthead"))
    }

    private func assemble() throws -> (EdgeConfiguration, ByteCount, SiteSettings.Log) {
        var logSettings = SiteSettings.Log()
        var configuration: EdgeConfiguration
        var budget = memory ?? .mebibytes(256)
        if let origin {
            if originCa != nil, origin.scheme == .http {
                throw CommandFailure("--origin-ca is for an https origin; \(origin) is plain", code: .usage)
            }
            configuration = EdgeConfiguration(
                origins: [try EdgeAssembly.server(named: "origin", at: origin, authorities: originCa)])
        } else {
            guard originCa == nil else {
                throw CommandFailure("--origin-ca goes with --origin; a site names its own with `ca`", code: .usage)
            }
            let site = try SiteFolder(site)
            configuration = try EdgeAssembly.configuration(site, key: site.accessKey)
            logSettings = site.settings.edge.log
            logSettings.file = logSettings.file.map(site.resolved)
            configuration.administrationSocket = AdministrationSocket.place(site.administrationSocket)
            budget = memory ?? site.settings.edge.cache.memory
        }
        if let listen {
            configuration.host = listen.host
            configuration.port = listen.port
        }
        configuration.threads = threads
        if let tls = try tls.assembled() { configuration.tls = tls }
        if origin != nil {
            configuration.administrationSocket = AdministrationSocket.place(
                try AdministrationSocket.ofPort(configuration.port))
        }
        if let logFormat { logSettings.format = logFormat }
        return (configuration, budget, logSettings)
    }
}

/// TLS by flags, for an edge without a site.
struct TLSOptions: ParsableArguments {
    @Option(help: "HOST:PORT to serve over TLS, beside plain HTTP.")
    var tlsListen: ListenAddress?

    @Option(help: "A PEM file: the certificate, then those between it and its authority.")
    var tlsCertificate: String?

    @Option(help: "A PEM file with the certificate's key.")
    var tlsKey: String?

    func validate() throws {
        let given = [tlsListen != nil, tlsCertificate != nil, tlsKey != nil]
        guard Set(given).count == 1 else {
            throw ValidationError("--tls-listen, --tls-certificate and --tls-key go together")
        }
    }

    func assembled() throws -> EdgeTLS? {
        guard let tlsListen, let tlsCertificate, let tlsKey else { return nil }
        let files = CertificateFiles(certificate: tlsCertificate, key: tlsKey)
        return EdgeTLS(host: tlsListen.host, port: tlsListen.port, certificates: try CertificateStore([files]))
    }
}

// Option values are read by the configuration's own readers, so that both take and refuse the same.
extension ListenAddress: ExpressibleByArgument {
    public init?(argument: String) { try? self.init(argument) }
}

extension WebAddress: ExpressibleByArgument {
    public init?(argument: String) { try? self.init(argument) }
}

extension ByteCount: ExpressibleByArgument {
    public init?(argument: String) { try? self.init(argument) }
}
