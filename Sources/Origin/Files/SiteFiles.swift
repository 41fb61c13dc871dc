import Foundation
import HTTPSemantics
import Logging
import NIOPosix

/// The built site, as files to fetch.
struct SiteFiles: Sendable {
    private let configuration: OriginConfiguration
    private let manifest: ReloadingFile<BuildManifest>
    private let redirects: ReloadingFile<RedirectRules>
    private let tags = EntityTags()

    init(_ configuration: OriginConfiguration, logger: Logger) {
        self.configuration = configuration
        manifest = ReloadingFile(path: configuration.publicFolder + "/.masthead/manifest.json", logger: logger) {
            try BuildManifest(json: $0, stamp: $1)
        }
        redirects = ReloadingFile(path: configuration.publicFolder + "/.masthead/redirects.json", logger: logger) {
            bytes, _ in
            try RedirectRules(json: bytes)
        }
    }

    /// What lies behind a path.
    enum Lookup: Sendable {
        /// The file, and its name from the top of the site.
        case file(OpenFile, String)
        /// A folder with a page, asked for without its slash.
        case folder
        case nothing
    }

    /// The answer for a path of the site: a redirect that the site asks for, a file, a redirect to a folder, or the site's own
    /// 404 page.
    func answer(_ request: OriginRequest) async throws -> Answer {
        guard let path = request.path else { return try await notFound(request) }
        if let answer = await redirects.current()?.answer(path, query: request.target.query) { return answer }
        switch try await lookUp(path, now: request.now) {
        case .file(let file, let relative):
            // What is there for another file's sake has no address of its own.
            let manifest = await manifest.current()
            if manifest?.isVariant(relative) == true { return try await notFound(request) }
            let plain = try await representation(of: file, relative, manifest, now: request.now)
            guard let chosen = try await chosen(plain, file, relative, manifest, request) else {
                return Answer(
                    406, type: "text/plain; charset=utf-8", Array("There is no coding of it that you accept.\n".utf8),
                    ["Cache-Control": FieldValue(CachePolicy.never), "Vary": "Accept-Encoding"])
            }
            return chosen.answer(request.method, request.fields, now: HTTPDate(request.now))
        case .folder:
            let slashed = RequestPath(segments: request.target.path.segments, endsInSlash: true).encoded
            let location = slashed + (request.target.query.map { "?" + $0 } ?? "")
            let page = PageTags.file((path.segments + ["index.html"]).joined(separator: "/"))
            return Answer(
                308,
                [
                    "Location": FieldValue(location), "Cache-Control": FieldValue(CachePolicy.page),
                    "Cache-Tag": FieldValue(page),
                ])
        case .nothing:
            return try await notFound(request)
        }
    }

    /// The site's 404 page, or a line of text where it has none.
    func notFound(_ request: OriginRequest) async throws -> Answer {
        if case .file(let file, let relative) = try await lookUp(
            RequestPath(segments: ["404.html"], endsInSlash: false), now: request.now)
        {
            let manifest = await manifest.current()
            let plain = try await representation(of: file, relative, manifest, now: request.now)
            // Whoever refuses every form is better served with one than with nothing.
            var answer = try await (chosen(plain, file, relative, manifest, request) ?? plain)
                .answer(.get, [:], now: HTTPDate(request.now))
            answer.status = 404
            for name in ["ETag", "Last-Modified", "Accept-Ranges", "Cache-Tag", PageTags.lifetimeField] as [FieldName] {
                answer.fields.removeAll(named: name)
            }
            answer.fields.set("Cache-Control", to: FieldValue(CachePolicy.absence))
            answer.fields.append(PageTags.field([PageTags.absence]))
            return answer
        }
        return Answer(
            404, type: "text/plain; charset=utf-8", Array("There is nothing at this address.\n".utf8),
            ["Cache-Control": FieldValue(CachePolicy.absence), "Cache-Tag": FieldValue(PageTags.absence)])
    }

    private func lookUp(_ path: RequestPath, now: Date) async throws -> Lookup {
        let (folder, retired) = (configuration.publicFolder, configuration.retiredFolder)
        return try await NIOThreadPool.singleton.runIfActive {
            let segments = path.endsInSlash ? path.segments + ["index.html"] : path.segments
            let relative = segments.joined(separator: "/")
            if let found = try OpenFile.open(in: folder, segments) {
                switch found.stamp.kind {
                case .regular: return .file(found, relative)
                case .folder:
                    let page = try OpenFile.open(in: folder, segments + ["index.html"])
                    return page?.stamp.kind == .regular ? .folder : .nothing
                case .other: return .nothing
                }
            }
            // Pages that readers still have open name the assets of the build before.
            guard let retired, CachePolicy.isFingerprinted(relative),
                let old = try OpenFile.open(in: retired, segments), old.stamp.kind == .regular,
                now.timeIntervalSince1970 - Double(old.stamp.changed) / 1e9 < 7 * 86_400
            else { return .nothing }
            return .file(old, relative)
        }
    }

    /// The form of a file that the client likes best, of those that the build left beside it (RFC 9110 §12.1).
    ///
    /// A compressed form counts only as long as the manifest vouches for both files: while a build publishes, there is none.
    ///
    /// - Returns: `nil` when there are several, and the client accepts none.
    private func chosen(
        _ plain: Representation, _ file: OpenFile, _ relative: String, _ manifest: BuildManifest?,
        _ request: OriginRequest
    ) async throws -> Representation? {
        guard let manifest, let entry = manifest.entry(relative, file.stamp) else { return plain }
        let variants = manifest.variants(of: relative, entry)
        if variants.isEmpty { return plain }
        var plain = plain
        plain.fields.append("Vary", "Accept-Encoding")
        for place in AcceptEncoding(request.fields).ranked(variants.map { ($0.coding, $0.bytes) }) {
            guard let place else { return plain }
            let variant = variants[place]
            let segments = variant.relative.split(separator: "/").map(String.init)
            let opened = try await NIOThreadPool.singleton.runIfActive {
                try OpenFile.open(in: configuration.publicFolder, segments)
            }
            guard let opened, manifest.isCurrent(variant, opened.stamp) else { continue }
            var encoded = plain
            encoded.content = .file(opened)
            encoded.contentCoding = variant.coding
            encoded.entityTag = entityTag(digest: variant.sha256)
            return encoded
        }
        return nil
    }

    private func representation(
        of file: OpenFile, _ relative: String, _ manifest: BuildManifest?, now: Date
    ) async throws -> Representation {
        let entry = manifest?.entry(relative, file.stamp)
        let type = MediaType.forPath(relative)
        // RFC 9110 §8.8.2.1: never later than the answer itself.
        let modified = min(HTTPDate(secondsSinceEpoch: file.stamp.modified / 1_000_000_000), HTTPDate(now))
        let cacheControl = CachePolicy.forFile(relative, kind: entry?.kind)
        var fields = Fields([PageTags.field(relative, entry?.tags ?? [])])
        if configuration.tellsEdge, cacheControl == CachePolicy.page {
            fields.append(PageTags.lifetimeField, FieldValue(CachePolicy.pageAtAToldEdge))
        }
        return Representation(
            content: .file(file), mediaType: type.description,
            entityTag: try await tags.tag(for: file, digest: entry?.sha256), lastModified: modified,
            cacheControl: cacheControl, fields: fields)
    }
}
