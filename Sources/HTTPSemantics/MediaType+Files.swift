extension MediaType {
    /// What a file is by the ending of its name, in either case; `application/octet-stream` when that tells nothing.
    ///
    /// Text formats come with `charset=utf-8`, except those whose definition leaves them no other.
    package static func forPath(_ path: some StringProtocol) -> MediaType {
        let bytes = Array(path.utf8)
        let name = bytes[((bytes.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1)...]
        // A name that begins with its only dot has no ending: `.masthead`.
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else { return octetStream }
        let ending = String(decoding: name[(dot + 1)...].map(lowerCased), as: UTF8.self)
        return byEnding[ending] ?? octetStream
    }

    package static let octetStream = MediaType(type: "application", subtype: "octet-stream", parameters: [])

    private static let byEnding: [String: MediaType] = {
        let table: [(endings: String, type: String)] = [
            ("html htm", "text/html; charset=utf-8"),
            ("css", "text/css; charset=utf-8"),
            ("js mjs", "text/javascript; charset=utf-8"),
            ("txt text", "text/plain; charset=utf-8"),
            ("md markdown", "text/markdown; charset=utf-8"),
            ("csv", "text/csv; charset=utf-8"),
            ("ics", "text/calendar; charset=utf-8"),
            ("vtt", "text/vtt; charset=utf-8"),
            ("xml xsl xslt", "application/xml; charset=utf-8"),
            ("xhtml", "application/xhtml+xml; charset=utf-8"),
            ("atom", "application/atom+xml; charset=utf-8"),
            ("rss", "application/rss+xml; charset=utf-8"),
            ("svg", "image/svg+xml; charset=utf-8"),
            ("json map", "application/json"),
            ("webmanifest", "application/manifest+json"),
            ("jsonld", "application/ld+json"),
            ("wasm", "application/wasm"),
            ("pdf", "application/pdf"),
            ("epub", "application/epub+zip"),
            ("zip", "application/zip"),
            ("gz tgz", "application/gzip"),
            ("jpg jpeg", "image/jpeg"),
            ("png", "image/png"),
            ("gif", "image/gif"),
            ("webp", "image/webp"),
            ("avif", "image/avif"),
            ("ico", "image/vnd.microsoft.icon"),
            ("bmp", "image/bmp"),
            ("tif tiff", "image/tiff"),
            ("mp3", "audio/mpeg"),
            ("m4a", "audio/mp4"),
            ("ogg oga", "audio/ogg"),
            ("opus", "audio/ogg"),
            ("wav", "audio/wav"),
            ("flac", "audio/flac"),
            ("mp4 m4v", "video/mp4"),
            ("webm", "video/webm"),
            ("ogv", "video/ogg"),
            ("mov", "video/quicktime"),
            ("woff", "font/woff"),
            ("woff2", "font/woff2"),
            ("ttf", "font/ttf"),
            ("otf", "font/otf"),
        ]
        var byEnding: [String: MediaType] = [:]
        for (endings, type) in table {
            for ending in endings.split(separator: " ") { byEnding[String(ending)] = MediaType(type) }
        }
        return byEnding
    }()
}
