package import Foundation
import Markdown
import SiteModel

/// Makes the files an author begins with.
package enum Scaffold {
    package enum Failure: Error, Hashable, CustomStringConvertible {
        /// There is something at the place already (exit 3).
        case occupied(path: String)
        /// The theme to copy wasn't found.
        case noTheme(path: String)
        /// Nothing of the title can be part of a URL.
        case noSlug(title: String)
        /// Not letters, digits and hyphens alone.
        case noFolderName(String, better: String)

        package var description: String {
            switch self {
            case .occupied(let path): "\(path) exists already: choose another place"
            case .noTheme(let path):
                "there is no theme at \(path): name one with `theme:` in masthead.yaml, or copy one into themes/"
            case .noFolderName(let name, let better):
                "`\(name)` can't be a theme's name\(better.isEmpty ? "" : "; `\(better)` could")"
            case .noSlug(let title): "`\(title)` holds no letter or digit to make a file name of"
            }
        }
    }

    /// A site that builds: configuration, one post, one page, and a theme of its own to change.
    ///
    /// - Parameters:
    ///   - folder: Made with its parents; must be empty or not exist.
    ///   - theme: The folder of the theme to copy; its name becomes the theme's.
    /// - Returns: The files written, from the folder.
    package static func newSite(
        at folder: String, title: String, theme: String, now: Date, timeZone: TimeZone
    ) throws -> [String] {
        if let item = Disk.item(folder) {
            guard item.kind == .folder, try Disk.list(folder).isEmpty else { throw Failure.occupied(path: folder) }
        }
        let name = theme.split(separator: "/").last.map(String.init) ?? ""
        guard Disk.item(theme + "/templates")?.kind == .folder else { throw Failure.noTheme(path: theme) }
        var files: [(path: String, bytes: [UInt8])] = [
            ("masthead.yaml", Array(configuration(title: title, theme: name, timeZone: timeZone).utf8)),
            ("content/about.md", Array(aboutPage.utf8)),
            ("content/posts/hello.md", Array(firstPost(title: title, now: now, timeZone: timeZone).utf8)),
            ("public/.gitignore", Array("*\n!.gitignore\n".utf8)), (".gitignore", Array(".masthead/\n".utf8)),
        ]
        for file in try Disk.files(below: theme) {
            files.append(("themes/\(name)/\(file)", try Disk.read(theme + "/" + file)))
        }
        for file in files { try write(file.bytes, to: folder + "/" + file.path) }
        return files.map(\.path)
    }

    /// A theme that builds on another: its description, and a style sheet that comes after the other's.
    ///
    /// - Parameters:
    ///   - themes: The site's folder of themes.
    ///   - places: Where the theme to extend may lie, that folder included.
    /// - Returns: The files written, from the folder of themes.
    package static func newTheme(
        _ name: String, extending parent: String, in themes: String, places: [String]
    ) throws -> [String] {
        guard !name.isEmpty, Slug.make(name) == name else { throw Failure.noFolderName(name, better: Slug.make(name)) }
        guard Disk.item(themes + "/" + name) == nil else { throw Failure.occupied(path: themes + "/" + name) }
        if let problem = try ThemeFolders(parent, in: places).diagnostics.first { throw problem }
        let files = [
            (
                "\(name)/theme.yaml",
                "name: \(name)\n# Whatever this theme lacks comes from there; a file of the same name here stands before it.\nextends: \(parent)\n"
            ),
            (
                "\(name)/assets/custom.css",
                """
                /* Comes after the style sheet of \(parent). */
                :root {
                  --spot: light-dark(#7a1f1f, #ff9c8a);
                }

                """
            ),
        ]
        for (path, text) in files { try write(Array(text.utf8), to: themes + "/" + path) }
        return files.map(\.0)
    }

    /// A draft with today's date.
    ///
    /// - Parameter content: The content folder.
    /// - Returns: The file's path from there: `posts/2026-05-01-a-title.md`.
    package static func newPost(title: String, in content: String, now: Date, timeZone: TimeZone) throws -> String {
        let slug = Slug.make(title)
        guard !slug.isEmpty else { throw Failure.noSlug(title: title) }
        let day = CivilDate.iso(now, in: timeZone).prefix(10)
        let path = "posts/\(day)-\(slug).md"
        guard Disk.item(content + "/" + path) == nil else { throw Failure.occupied(path: content + "/" + path) }
        let text = """
            ---
            title: \(quoted(title))
            date: \(CivilDate.iso(now, in: timeZone))
            draft: true
            tags: []
            ---


            """
        try write(Array(text.utf8), to: content + "/" + path)
        return path
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        try Disk.makeFolders(
            path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/"))
        try Disk.replace(path, bytes)
    }

    /// A double-quoted YAML scalar (YAML 1.1 §5.7).
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n", "\r", "\t": result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static func configuration(title: String, theme: String, timeZone: TimeZone) -> String {
        """
        site:
          title: \(quoted(title))
          description: A new blog
          url: "http://127.0.0.1:8080"
          language: en
          theme: \(quoted(theme))
          timezone: \(quoted(timeZone.identifier))
          permalink: "/:year/:month/:slug/"
          paginate: 10
          navigation:
            - { title: About, url: /about/ }

        # Who mails come from, and how they leave: `maildir` puts them into .masthead/outbox, `log` only notes them.
        mail: { from: "hello@blog.example", mailer: maildir }

        """
    }

    private static let aboutPage = """
        ---
        title: About
        ---

        Who writes here, and about what.

        """

    private static func firstPost(title: String, now: Date, timeZone: TimeZone) -> String {
        """
        ---
        title: Hello
        date: \(CivilDate.iso(now, in: timeZone))
        tags: [news]
        ---

        This is the first post of \(title). Change it, or write another one:

        ```sh
        masthead new post "A second thought"
        ```

        """
    }
}
