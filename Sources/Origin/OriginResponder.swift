import Foundation
import HTTPSemantics
import Logging

/// A request's way to its answer: target → route → method → handler → log.
///
/// Knows nothing of the server around it, so that tests and the server call the same function.
struct OriginResponder: Sendable {
    private let files: SiteFiles
    private let subscriptions: SubscriptionsAPI
    private let posts: PostsAPI
    private let photos: PhotosAPI
    private let pages: ThemePages
    private let seams: OriginSeams
    private let logger: Logger

    init(_ configuration: OriginConfiguration, seams: OriginSeams, logger: Logger) {
        files = SiteFiles(configuration, logger: logger)
        pages = ThemePages(
            themeFolders: configuration.themeFolders, publicFolder: configuration.publicFolder, logger: logger)
        subscriptions = SubscriptionsAPI(
            desk: seams.subscriptions, pages: pages, limits: configuration.subscribeLimits)
        posts = PostsAPI(
            publicFolder: configuration.publicFolder, cursorKey: configuration.cursorKey, logger: logger)
        photos = PhotosAPI(desk: seams.photos, objects: seams.objects)
        self.seams = seams
        self.logger = logger
    }

    /// Reads what the API's pages need.
    func warm() async { await pages.warm() }

    /// The answer, whatever happens: what a handler throws becomes a problem, and what nobody expected a 500 with a line in
    /// the log.
    func answer(_ request: OriginRequest) async -> (Answer, Route) {
        // Without a site's path in front, the API is there too: that is how the machine itself asks.
        let route = Route(request.path ?? request.target.path)
        var answer: Answer
        do {
            answer = try await respond(to: request, route)
        } catch let problem as Problem {
            answer = refusal(problem, route, request)
        } catch {
            logger.error(
                "a request failed",
                metadata: [
                    "request.id": "\(request.id)", "http.route": "\(route.pattern)",
                    "error.type": "\(type(of: error))", "error": "\(error)",
                ])
            answer = refusal(.internalError, route, request)
        }
        secure(&answer)
        return (answer, route)
    }

    private func respond(to request: OriginRequest, _ route: Route) async throws -> Answer {
        // Health says one word and nothing of the site, to balancers that can't sign.
        if request.refusal != nil, route != .health { throw Problem.notFromAnEdge }
        // What isn't there has no methods either.
        if case .unknownAPI = route { throw Problem.unknownAddress }
        guard route.methods.contains(request.method) else { throw Problem.methodNotAllowed(route) }
        let isPost = request.method == .post
        switch route {
        case .file: return try await files.answer(request)
        case .rendition(let hash, let name):
            if let answer = try await photos.rendition(hash: hash, name: name, request) { return answer }
            return try await files.answer(request)
        case .subscriptions: return try await subscriptions.subscribe(request)
        case .subscriptionReceived: return try await subscriptions.received(request)
        case .confirm(let token):
            return try await isPost
                ? subscriptions.confirm(token, request) : subscriptions.confirmPage(token, request)
        case .unsubscribe(let token):
            return try await isPost
                ? subscriptions.unsubscribe(token, request) : subscriptions.unsubscribePage(token, request)
        case .posts: return try await posts.list(request)
        case .post(let slug): return try await posts.post(slug, request)
        case .photo(let id): return try await photos.photo(id, request)
        case .health: return await health()
        case .description: return description(request)
        case .unknownAPI: throw Problem.unknownAddress
        }
    }

    private func health() async -> Answer {
        let isHealthy = await seams.isHealthy()
        return Answer(
            isHealthy ? 200 : 503, type: "application/json", json(["status": isHealthy ? "ok" : "unavailable"]),
            ["Cache-Control": FieldValue(CachePolicy.never)])
    }

    private func description(_ request: OriginRequest) -> Answer {
        let bytes = Array(OpenAPIDocument.text.utf8)
        return Representation(
            content: .bytes(bytes), mediaType: "application/json", entityTag: entityTag(of: bytes),
            cacheControl: "public, max-age=300, s-maxage=60"
        ).answer(request.method, request.fields, now: HTTPDate(request.now))
    }

    /// A problem document under `/api`, a line of text among the files.
    private func refusal(_ problem: Problem, _ route: Route, _ request: OriginRequest) -> Answer {
        if route.isAPI { return problem.answer(requestID: request.id) }
        return Answer(
            problem.status, type: "text/plain; charset=utf-8", Array("\(problem.title)\n".utf8), problem.answerFields)
    }

    /// What every answer carries, unless it says otherwise.
    private func secure(_ answer: inout Answer) {
        answer.fields.set("X-Content-Type-Options", to: "nosniff")
        let type = answer.fields.first("Content-Type")?.text ?? ""
        if type.hasPrefix("text/html"), !answer.fields.contains("Referrer-Policy") {
            answer.fields.set("Referrer-Policy", to: "strict-origin-when-cross-origin")
        }
    }
}
