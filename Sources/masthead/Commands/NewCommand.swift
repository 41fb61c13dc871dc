import ArgumentParser
import Foundation
import SiteBuilder
import SiteConfiguration

struct NewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Begin a site, a post or a theme.",
        subcommands: [Site.self, Post.self, Theme.self])

    struct Site: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a site: configuration, a first post, and a theme of its own to change.")

        @Argument(help: "The folder to make.")
        var folder: String

        @Option(help: "The site's title.")
        var title = "My blog"

        mutating func run() async throws {
            let files = try Scaffold.newSite(
                at: SiteFolder.absolute(folder), title: title, theme: NewCommand.shippedTheme(), now: Date(),
                timeZone: .current)
            for file in files where !file.hasPrefix("themes/") { Console.print("\(folder)/\(file)") }
            Console.note(
                "\nNext:\n  cd \(folder)\n  masthead up        build it and serve it at http://127.0.0.1:8080\n  masthead new post \"A title\""
            )
        }
    }

    struct Post: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Begin a post: a draft with today's date.")

        @Argument(help: "The post's title.")
        var title: String

        @OptionGroup var option: SiteOption

        mutating func run() async throws {
            let site = try option.open()
            let path = try Scaffold.newPost(
                title: title, in: site.path + "/content", now: Date(),
                timeZone: TimeZone(identifier: site.settings.site.timezone) ?? .gmt)
            Console.print("content/\(path)")
            Console.note("A draft: `masthead preview` shows it; take `draft: true` away to publish it.")
        }
    }

    struct Theme: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Begin a theme that builds on another: only what it changes has to be in it.")

        @Argument(help: "The theme's name: its folder in themes/.")
        var name: String

        @Option(help: "The theme to build on.")
        var extends = "broadsheet"

        @OptionGroup var option: SiteOption

        mutating func run() async throws {
            let site = try option.open()
            let files = try Scaffold.newTheme(
                name, extending: extends, in: site.themes, places: [site.themes] + SiteFolder.shippedThemes)
            for file in files { Console.print("themes/\(file)") }
            Console.note(
                "\nNext: set `theme: \(name)` below `site` in masthead.yaml. To change a template, copy it from \(extends) to the same place below themes/\(name)/."
            )
        }
    }

    /// The folder of the theme that comes with the program.
    static func shippedTheme() throws -> String {
        let folders = SiteFolder.shippedThemes.map { $0 + "/broadsheet" }
        guard let theme = folders.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            throw CommandFailure(
                "the theme broadsheet that comes with masthead is nowhere to be found; name the folder that holds it in MASTHEAD_THEMES",
                code: .usage)
        }
        return theme
    }
}
