import Foundation
import HTTPSemantics
import NIOPosix

/// An origin's answers as the author of a site wants them: never kept, and pages that show the next version by themselves.
///
/// | path | what |
/// |---|---|
/// | `/_masthead/` | what else there is to look at |
/// | `/_masthead/mail/…` | the theme's mails |
/// | `/_masthead/preview.js` | what is put into every page |
/// | `/_masthead/news` | answers when a page has changed; 204 after a while |
struct PreviewResponder: Sendable {
    /// A page of the theme's mails; `nil` where there is none.
    typealias MailPages = @Sendable (_ path: String) async -> PreviewPage?

    private let site: @Sendable (OriginRequest) async -> (Answer, Route)
    private let mails: MailPages
    private let news: PreviewNews
    /// Who may be asked for by name; `nil` for anybody.
    private let hosts: Set<String>?
    private let title: String
    private let home: String

    /// Below what browsers and proxies take for a connection that hangs.
    private static let patience = Duration.seconds(25)

    init(
        _ configuration: OriginConfiguration, title: String, news: PreviewNews, mails: @escaping MailPages,
        site: @escaping @Sendable (OriginRequest) async -> (Answer, Route)
    ) {
        self.site = site
        self.mails = mails
        self.news = news
        self.title = title
        home = configuration.basePath.map { "/" + percentEncoded($0) }.joined() + "/"
        let local: Set = ["localhost", "127.0.0.1", "[::1]"]
        // A name that leads here only because somebody else's DNS says so must not read drafts.
        hosts = local.contains(configuration.listenHost) || configuration.listenHost == "::1" ? local : nil
    }

    func answer(_ request: OriginRequest) async -> (Answer, Route) {
        if let hosts, let authority = request.authority, !hosts.contains(Self.host(of: authority)) {
            return (text(421, "This preview answers to localhost and 127.0.0.1.\n"), .file)
        }
        if request.target.path.segments.first == "_masthead" { return (await own(request), .file) }
        var plain = request
        // What is put into a page would fall out of step with parts and validators of it.
        for name in ["Range", "If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since"] as [FieldName] {
            if name != "Range" || isPage(request.target.path) { plain.fields.removeAll(named: name) }
        }
        let (answer, route) = await site(plain)
        return (await previewed(answer, request), route)
    }

    private static func host(of authority: String) -> String {
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") { return String(authority[...end]) }
        return (authority.split(separator: ":").first.map(String.init) ?? "").lowercased()
    }

    private func isPage(_ path: RequestPath) -> Bool {
        path.endsInSlash || path.segments.last.map { !$0.contains(".") || $0.hasSuffix(".html") } ?? true
    }

    // MARK: Pages of the site

    private func previewed(_ answer: Answer, _ request: OriginRequest) async -> Answer {
        var answer = answer
        let cacheControl = answer.fields.first("Cache-Control")?.text ?? ""
        guard cacheControl != CachePolicy.immutable else { return answer }
        for name in ["CDN-Cache-Control", "ETag", "Last-Modified", "Cache-Tag", PageTags.lifetimeField] as [FieldName] {
            answer.fields.removeAll(named: name)
        }
        answer.fields.set("Cache-Control", to: FieldValue(CachePolicy.never))
        guard request.method == .get, answer.fields.first("Content-Type")?.text.hasPrefix("text/html") == true else {
            return answer
        }
        guard let bytes = try? await answer.body.bytes() else { return text(500, "The page can't be read.\n") }
        var page = bytes
        if answer.status == 404, !page.starts(with: "<".utf8) { page = Array("<!DOCTYPE html><pre>".utf8) + page }
        answer.fields.removeAll(named: "Accept-Ranges")
        answer.body = AnswerBody([.bytes(Self.following(page))])
        return answer
    }

    /// The page with the script in it that asks for news of it.
    private static func following(_ page: [UInt8]) -> [UInt8] {
        let mark = PageMark(page)
        let script = Array(
            #"<script src="/_masthead/preview.js" data-whole="\#(mark.whole)" data-content="\#(mark.content)" defer></script>"#
                .utf8)
        let end = Array("</body>".utf8)
        var place = page.count - end.count
        while place >= 0, page[place..<(place + end.count)] != end[...] { place -= 1 }
        guard place >= 0 else { return page + script }
        return page[..<place] + script + page[place...]
    }

    // MARK: Pages of the preview

    private func own(_ request: OriginRequest) async -> Answer {
        let path = request.target.path
        let rest = path.segments.dropFirst()
        guard request.method == .get || request.method == .head else {
            return text(405, "There is only something to get here.\n", ["Allow": "GET, HEAD"])
        }
        switch rest.first {
        case nil: return page(PreviewPage(type: Self.html, bytes: Array(index.utf8)))
        case "preview.js":
            return page(PreviewPage(type: "text/javascript; charset=utf-8", bytes: Array(PreviewScript.text.utf8)))
        case "news": return await news(of: request)
        case "mail":
            if rest.count == 1, !path.endsInSlash { return Answer(308, ["Location": "/_masthead/mail/"]) }
            if let found = await mails(rest.dropFirst().joined(separator: "/")) { return page(found) }
        default: break
        }
        return text(404, "There is nothing at this address.\n")
    }

    private static let html = "text/html; charset=utf-8"

    private func page(_ page: PreviewPage) -> Answer {
        let follows = page.type.hasPrefix("text/html") && page.isFollowing
        return Answer(
            page.status, type: page.type, follows ? Self.following(page.bytes) : page.bytes,
            ["Cache-Control": FieldValue(CachePolicy.never), "X-Content-Type-Options": "nosniff"])
    }

    private func text(_ status: Int, _ text: String, _ fields: Fields = [:]) -> Answer {
        var answer = Answer(status, type: "text/plain; charset=utf-8", Array(text.utf8), fields)
        answer.fields.set("Cache-Control", to: FieldValue(CachePolicy.never))
        return answer
    }

    private var index: String {
        let api = home + "api/v1/subscriptions"
        let links = [
            (home, "The site"), (home + "404.html", "404"), ("/_masthead/mail/", "Mails"),
            (api + "/received", "Subscribed: what to do next"), (api + "/confirm/preview", "Confirm"),
            (api + "/confirm/expired", "A confirmation that came too late"),
            (api + "/confirm/unknown", "A confirmation that nobody asked for"),
            (api + "/unsubscribe/preview", "Unsubscribe"),
        ]
        let items = links.map { #"<li><a href="\#($0.0)">\#($0.1)</a></li>"# }.joined(separator: "\n")
        let title = escaped(title)
        return """
            <!DOCTYPE html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <meta name="color-scheme" content="light dark"><title>Preview of \(title)</title>
            <style>body{font:1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}</style>
            <h1>Preview of \(title)</h1><p>Nothing that is done here is kept: nobody is subscribed and no mail is sent.</p>
            <ul>\(items)</ul></html>
            """
    }

    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
    }

    // MARK: News

    private struct News: Encodable {
        let build: String
        var problems: [PreviewNews.Problem] = []
        var reload = false
        var styles = false
        var whole: String?
        var content: String?
    }

    /// Waits until there is something new about a page, and says what.
    private func news(of request: OriginRequest) async -> Answer {
        let pairs = FormData((request.target.query ?? "").utf8)?.pairs ?? []
        let query = Dictionary(pairs.map { ($0.name, $0.value) }) { first, _ in first }
        let shows = query["problem"] == "1"
        var seen = query["build"] ?? ""
        let deadline = ContinuousClock.now + Self.patience
        while true {
            let (edition, isClosed) = news.current
            if isClosed { break }
            let number = String(edition.number)
            if number != seen {
                if !edition.problems.isEmpty { return json(News(build: number, problems: edition.problems)) }
                if let found = await change(of: query, build: number, for: request) { return json(found) }
                if shows { return json(News(build: number)) }
                seen = number
            }
            let left = deadline - .now
            guard left > .zero else { break }
            await news.next(after: edition.number, within: left)
        }
        return Answer(204, ["Cache-Control": FieldValue(CachePolicy.never)])
    }

    /// What has become of the page that somebody has open; `nil` when it is what it was.
    private func change(of query: [String: String], build: String, for request: OriginRequest) async -> News? {
        guard let path = query["path"], let target = try? RequestTarget(path), let mark = await mark(target, request)
        else {
            return News(build: build, reload: true)
        }
        if mark.content != query["content"] { return News(build: build, reload: true) }
        if mark.whole != query["whole"] {
            return News(build: build, styles: true, whole: mark.whole, content: mark.content)
        }
        return nil
    }

    private func mark(_ target: RequestTarget, _ request: OriginRequest) async -> PageMark? {
        if target.path.segments.first == "_masthead" {
            let rest = target.path.segments.dropFirst()
            guard rest.first == "mail" else { return PageMark(Array(index.utf8)) }
            return await mails(rest.dropFirst().joined(separator: "/")).map { PageMark($0.bytes) }
        }
        let (answer, _) = await site(request.asking(for: target))
        // An address that leads elsewhere by now.
        guard answer.status < 300 || answer.status >= 400 else { return nil }
        return (try? await answer.body.bytes()).map(PageMark.init)
    }

    private func json(_ news: News) -> Answer {
        Answer(
            200, type: "application/json", Array((try? JSONEncoder().encode(news)) ?? Data()),
            ["Cache-Control": FieldValue(CachePolicy.never)])
    }
}

/// A page that is made when it is asked for.
package struct PreviewPage: Hashable, Sendable {
    package var status = 200
    /// The media type.
    package var type: String
    package var bytes: [UInt8]
    /// Whether it shows its next version by itself; not for what stands in a frame of another page.
    package var isFollowing = true

    package init(status: Int = 200, type: String, bytes: [UInt8], isFollowing: Bool = true) {
        self.status = status
        self.type = type
        self.bytes = bytes
        self.isFollowing = isFollowing
    }
}

extension OriginRequest {
    /// The same client's GET of another address, without fields.
    fileprivate func asking(for target: RequestTarget) -> OriginRequest {
        OriginRequest(
            id: id, method: .get, target: target,
            base: base.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) },
            fields: ["Accept": "text/html"], client: client, now: now, body: { [] })
    }
}

extension AnswerBody {
    /// All of it.
    fileprivate func bytes() async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for piece in pieces {
            switch piece {
            case .bytes(let part): bytes += part
            case .file(let file, let range):
                bytes += try await NIOThreadPool.singleton.runIfActive { try file.bytes(range) }
            }
        }
        return bytes
    }
}
