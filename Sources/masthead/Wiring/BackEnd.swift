import Crypto
import Foundation
import Imaging
import Jobs
import Logging
import MailDelivery
import ObjectStorage
import Origin
import OriginAccess
import PhotoLibrary
import SQLiteStore
import SiteConfiguration
import Subscriptions

/// A site's serverless half, put together: the database, the services over it, and the worker that does their jobs.
struct BackEnd: Sendable {
    let store: SQLiteStore
    let subscriptions: SubscriptionService
    let photos: PhotoService
    let objects: FolderObjectStore
    let mint: TokenMint
    let rules: SubscriptionRules
    let site: SiteFolder
    let wakes: WakeUpCall

    init(_ site: SiteFolder) throws {
        self.site = site
        store = try SQLiteStore(path: site.database, lock: try site.eraser())
        objects = FolderObjectStore(folder: site.objects)
        mint = try site.mint()
        var rules = SubscriptionRules()
        switch site.settings.subscriptions.confirmation {
        case .double: rules.confirmation = .double
        case .single: rules.confirmation = .single
        }
        rules.flood.floodPerMinute = site.settings.subscriptions.floodPerMinute
        self.rules = rules
        let wakes = WakeUpCall()
        self.wakes = wakes
        subscriptions = SubscriptionService(
            store: store.subscriptions, mint: mint, rules: rules, textVersion: Self.wording(of: site),
            onChange: { wakes.ring() })
        photos = PhotoService(
            store: store.photos, objects: objects, recipe: Self.recipe(site.settings), onChange: { wakes.ring() })
    }

    /// Names the words that people agree to: changes with the theme's form.
    private static func wording(of site: SiteFolder) -> String? {
        let form = site.themeFolders.lazy.compactMap {
            FileManager.default.contents(atPath: $0 + "/templates/partials/subscribe.mustache")
        }.first
        return form.map {
            SHA256.hash(data: $0).prefix(6).map { String(Int($0) + 256, radix: 16).dropFirst() }.joined()
        }
    }

    private static func recipe(_ settings: SiteSettings) -> RenditionRecipe {
        RenditionRecipe(widths: settings.images.widths, jpegQuality: settings.images.jpegQuality)
    }

    /// - Parameter tellsEdge: Whether every change is purged from the only edge in front that keeps pages for long.
    func origin(
        listen: ListenAddress, tellsEdge: Bool = false, logger: Logger,
        onListening: @escaping @Sendable (ListeningOrigin) -> Void
    ) throws -> OriginServer {
        var configuration = OriginConfiguration()
        configuration.tellsEdge = tellsEdge
        configuration.publicFolder = site.publicFolder
        configuration.retiredFolder = site.state + "/build/retired"
        configuration.themeFolders = site.themeFolders
        configuration.siteURL = site.settings.site.url.description
        configuration.listenHost = listen.host
        configuration.listenPort = listen.port
        configuration.trustedEdges = site.settings.origin.edges
        configuration.cursorKey = try site.secret("cursors")
        switch site.settings.origin.access {
        case .open: break
        case .edge: configuration.accessGate = AccessGate(try site.accessKey())
        }
        let store = store
        let seams = OriginSeams(
            subscriptions: subscriptions, photos: photos, objects: objects,
            isHealthy: { (try? await store.jobs.lastSequence()) != nil })
        return OriginServer(configuration: configuration, seams: seams, logger: logger, onListening: onListening)
    }
}
