import Foundation
package import Logging
import ServiceLifecycle

/// The origin for the author of a site, without an edge: see `PreviewResponder`.
package struct PreviewServer: Service {
    private let configuration: OriginConfiguration
    private let preview: PreviewResponder
    private let clock: @Sendable () -> Date
    private let news: PreviewNews
    private let logger: Logger
    private let onListening: @Sendable (ListeningOrigin) -> Void

    /// - Parameters:
    ///   - mails: A page of the theme's mails by its path; `nil` where there is none.
    ///   - onListening: Called once connections are accepted.
    package init(
        configuration: OriginConfiguration, title: String, seams: OriginSeams, news: PreviewNews,
        mails: @escaping @Sendable (_ path: String) async -> PreviewPage?, logger: Logger,
        onListening: @escaping @Sendable (ListeningOrigin) -> Void
    ) {
        self.configuration = configuration
        self.news = news
        self.logger = logger
        self.onListening = onListening
        clock = seams.now
        let site = OriginResponder(configuration, seams: seams, logger: logger)
        preview = PreviewResponder(configuration, title: title, news: news, mails: mails) { await site.answer($0) }
    }

    /// - Throws: `OriginFailure` when the address can't be listened on.
    package func run() async throws {
        try await withGracefulShutdownHandler {
            try await OriginServer.serve(
                OriginExchange(configuration, clock: clock, logger: logger) { [preview] in await preview.answer($0)
                },
                configuration, logger, onListening)
        } onGracefulShutdown: { [news] in
            // Whoever waits for news would keep us.
            news.close()
        }
    }
}
