import Markdown
import SiteModel
import SiteRendering

/// The cache doesn't hold what it says it does. The build begins anew without it.
struct CacheDamage: Error {
    let source: String
}

/// Every picture and link of every entry with what stands for it: fills the holes that parsing left.
struct ContentResolver: EntryContent {
    struct Resolved: Sendable {
        let path: SitePath
        var images: [ResolvedImage?]
        /// URL paths or fragments, as the entry's own page uses them.
        var links: [String?]
        var cover: CoverPicture?
    }

    enum ResolvedImage: Sendable {
        case renditions(PublishedPicture)
        /// Shown as the author made it.
        case file(SitePath)
    }

    let profile: SiteProfile
    let sizes: String
    let bodies: BodyShelf
    /// By source.
    let places: [String: BodyShelf.Place]
    let shortcodes: Shortcodes?
    /// By source.
    var entries: [String: Resolved] = [:]

    func html(of entry: Entry, for purpose: ContentPurpose) throws -> [UInt8] {
        guard let place = places[entry.source], let body = bodies.body(at: place) else {
            throw CacheDamage(source: entry.source)
        }
        let document = entry.document.with(body)
        let resolved = entries[entry.source]
        switch purpose {
        case .page:
            return try document.html { index in
                resolved?.images[index].map(picture)
            } link: { index in
                resolved?.links[index]
            } shortcode: { index, inner in
                try html(of: document.shortcodes[index], inner, entry, resolved) { picture($0) }
            }
        case .elsewhere:
            let permalink = resolved.map { profile.absolute($0.path) } ?? profile.url
            return try document.html(headingAnchors: false) { index in
                resolved?.images[index].map { absolute(picture($0)) }
            } link: { index in
                guard let link = resolved?.links[index] else { return nil }
                return link.hasPrefix("#") ? permalink + link : profile.absolute(href: link)
            } shortcode: { index, inner in
                try html(of: document.shortcodes[index], inner, entry, resolved) { absolute(picture($0)) }
            }
        }
    }

    private func html(
        of shortcode: Shortcode, _ inner: [UInt8], _ entry: Entry, _ resolved: Resolved?,
        _ picture: (ResolvedImage) -> Picture
    ) throws -> [UInt8] {
        let image = shortcode.image.flatMap { resolved?.images[$0] }.map(picture)
        return try shortcodes?.html(
            of: shortcode, inner: inner, picture: image ?? shortcode["src"].map { Picture(source: $0) },
            page: resolved?.path, title: entry.title) ?? inner
    }

    func cover(of entry: Entry) -> CoverPicture? { entries[entry.source]?.cover }

    func pictures(of entry: Entry) -> [String] {
        guard let resolved = entries[entry.source] else { return [] }
        var seen: Set<String> = []
        let pictures = [resolved.cover?.preview].compactMap(\.self) + resolved.images.compactMap { $0.map(preview) }
        return pictures.filter { seen.insert($0).inserted }
    }

    private func picture(_ image: ResolvedImage) -> Picture {
        switch image {
        case .renditions(let published): published.picture(profile, sizes: sizes)
        case .file(let path): Picture(source: profile.href(path))
        }
    }

    /// Readers of feeds have columns of their own, so one size is enough.
    private func absolute(_ picture: Picture) -> Picture {
        Picture(source: profile.absolute(href: picture.source), width: picture.width, height: picture.height)
    }

    func coverPicture(_ image: ResolvedImage, alt: String) -> CoverPicture {
        let picture = picture(image)
        var cover = CoverPicture(
            source: picture.source, sourceSet: picture.sourceSet, sizes: picture.sizes, width: picture.width,
            height: picture.height, alt: alt, preview: preview(image))
        if case .renditions(let published) = image {
            (cover.previewWidth, cover.previewHeight) = (published.middle.width, published.middle.height)
        }
        return cover
    }

    /// The whole URL of the one size that is shown elsewhere.
    private func preview(_ image: ResolvedImage) -> String {
        switch image {
        case .renditions(let published): profile.absolute(published.middle.path)
        case .file(let path): profile.absolute(path)
        }
    }
}
