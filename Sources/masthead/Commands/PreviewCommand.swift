import ArgumentParser
import Foundation
import ObjectStorage
import Origin
import SiteConfiguration
import Subscriptions

struct PreviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview", abstract: "Show the site while you work on it; pages reload by themselves.",
        discussion: """
            Watches content/, data/, themes/ and masthead.yaml. What is wrong is shown over the page, with file and line. \
            Drafts are shown. Nothing of it goes to public/, and no mail is sent.
            """)

    @OptionGroup var option: SiteOption

    @Option(help: "The port of 127.0.0.1 to listen on.")
    var port = 4000

    @Flag(inversion: .prefixedNo, help: "With drafts.")
    var drafts = true

    @Flag(help: "With posts whose date is still to come.")
    var future = false

    @Option(help: "Where log lines go; - is standard error. Default: a file of the site when run on a terminal.")
    var log: String?

    func validate() throws {
        guard (1...65_535).contains(port) else { throw ValidationError("a port is a number from 1 to 65535") }
    }

    mutating func run() async throws {
        let original = try option.open()
        let path = original.settings.site.url.path
        let base = path.hasSuffix("/") ? String(path.dropLast()) : path
        let address = try WebAddress("http://127.0.0.1:\(port)\(base)")
        let site = original.previewed(at: address)
        let listen = try ListenAddress("127.0.0.1:\(port)")
        try Port.check(listen, flag: "--port")
        let logs = try Logs(log, site: site)
        let news = PreviewNews()

        var configuration = OriginConfiguration()
        configuration.publicFolder = site.publicFolder
        configuration.retiredFolder = site.state + "/build/retired"
        configuration.themeFolders = site.themeFolders
        configuration.siteURL = address.description
        configuration.listenHost = listen.host
        configuration.listenPort = listen.port
        // Whoever is trying a form tries it often.
        configuration.subscribeLimits = []
        let desk = PreviewDesk()
        let seams = OriginSeams(
            subscriptions: desk, photos: desk, objects: FolderObjectStore(folder: site.objects))
        let server = PreviewServer(
            configuration: configuration, title: site.settings.site.title, seams: seams, news: news,
            mails: { Self.mail($0, of: site) }, logger: logs.logger("preview")
        ) { _ in
            Console.print(
                """
                Preview of \(site.settings.site.title): \(address)/
                Mails and the pages around subscribing: http://\(listen)/_masthead/
                Ctrl-C stops it.
                """)
        }
        let preview = SitePreview(folder: option.site, address: address, drafts: drafts, future: future, news: news)
        try await Services.run([preview, server], logger: logs.logger("masthead"))
    }

    /// Made anew for each request, so that it is what the theme says now.
    private static func mail(_ path: String, of site: SiteFolder) -> PreviewPage? {
        do {
            let gallery = LetterGallery(try BackEnd(site).composer())
            return gallery.page(path, at: Date()).map {
                PreviewPage(status: $0.status, type: $0.type, bytes: $0.bytes, isFollowing: path.isEmpty)
            }
        } catch {
            let text = CommandFailure(error)?.message ?? "\(error)"
            return PreviewPage(status: 500, type: "text/plain; charset=utf-8", bytes: Array((text + "\n").utf8))
        }
    }
}
