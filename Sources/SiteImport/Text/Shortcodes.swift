import Foundation

/// Our shortcodes, and what other generators' tags and includes of the same meaning are called.
enum Shortcodes {
    /// `{{< figure src="…" alt="…" caption="…" >}}`
    static func figure(src: String, alt: String?, caption: String?) -> String {
        let parts = [("src", src), ("alt", alt ?? ""), ("caption", caption ?? "")].filter { !$0.1.isEmpty }
        return "{{< figure " + parts.map { "\($0.0)=\(quoted($0.1))" }.joined(separator: " ") + " >}}"
    }

    /// `{{< youtube ID >}}`
    static func youtube(_ id: String) -> String { "{{< youtube \(id) >}}" }

    /// What a video's address or bare name says; `nil` when it is no YouTube identifier.
    static func youtubeID(_ text: String) -> String? {
        var id = text[...]
        for mark in ["v=", "youtu.be/", "/embed/", "/shorts/"] {
            if let found = text.range(of: mark) { id = text[found.upperBound...] }
        }
        id = id.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
        return id.count == 11 ? String(id) : nil
    }

    /// What a tag, include or shortcode of this name probably shows.
    enum Meaning { case figure, youtube, gist }

    static func meaning(of name: String) -> Meaning? {
        let name = Paths.stem(Paths.name(name)).lowercased()
        if name.contains("youtube") { return .youtube }
        if name == "gist" { return .gist }
        let figures = [
            "figure", "fig", "image", "img", "picture", "photo", "resize_image", "responsive-image", "responsive_image",
        ]
        return figures.contains(name) ? .figure : nil
    }

    /// Our shortcode for a tag with these arguments, already worked out; `nil` when something it needs is missing.
    static func replacement(
        for meaning: Meaning, named: [String: String], positional: [String]
    ) -> String? {
        func first(_ names: [String]) -> String? { names.lazy.compactMap { named[$0] }.first { !$0.isEmpty } }
        switch meaning {
        case .youtube:
            let written = first(["id", "video_id", "youtube_id", "videoId", "video", "url", "src"]) ?? positional.first
            return written.flatMap(youtubeID).map(youtube)
        case .gist:
            guard let written = first(["url", "id"]) ?? positional.first, !written.isEmpty else { return nil }
            return "<\(written.contains("://") ? written : "https://gist.github.com/\(written)")>"
        case .figure:
            let source =
                first(["src", "url", "path", "image_path", "image", "img", "file", "name", "href"]) ?? positional.first
            guard let source, !source.isEmpty else { return nil }
            return figure(src: source, alt: first(["alt"]), caption: first(["caption", "title", "description"]))
        }
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
