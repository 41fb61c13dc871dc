import ArgumentParser
import Foundation
import SiteBuilder
import SiteConfiguration

/// The option every command has.
struct SiteOption: ParsableArguments {
    @Option(name: .long, help: "The folder where masthead.yaml lies.")
    var site = "."

    func open() throws -> SiteFolder { try SiteFolder(site) }
}

/// A site's folder and what its masthead.yaml says. Every path of the site counts from here.
struct SiteFolder: Sendable {
    let path: String
    private(set) var settings: SiteSettings
    /// Where a build goes that isn't for readers.
    private var destination: String?

    init(_ folder: String) throws {
        path = Self.absolute(folder)
        let file = path + "/masthead.yaml"
        guard let data = FileManager.default.contents(atPath: file) else {
            throw CommandFailure(
                "there is no \(folder)/masthead.yaml. Make a site with `masthead new site DIR`, or name its folder with --site.",
                code: .usage)
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw CommandFailure("\(folder)/masthead.yaml is not UTF-8 text", code: .usage)
        }
        settings = try SiteSettings(
            yaml: text, file: folder == "." ? "masthead.yaml" : "\(folder)/masthead.yaml",
            environment: ProcessInfo.processInfo.environment)
    }

    /// The same site as its author sees it before anybody else does: built apart, under the preview's address.
    func previewed(at address: WebAddress) -> SiteFolder {
        var site = self
        site.settings.site.url = address
        site.destination = state + "/preview"
        return site
    }

    static func absolute(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.path
    }

    var state: String { path + "/.masthead" }
    var publicFolder: String { destination ?? path + "/public" }
    var database: String { state + "/blog.sqlite" }
    var objects: String { state + "/objects" }
    var outbox: String { state + "/outbox" }
    var themes: String { path + "/themes" }
    var administrationSocket: String { state + "/edge.sock" }

    /// The theme's folders, its own before those that it extends; a build says what is wrong with them.
    var themeFolders: [String] {
        (try? ThemeFolders(settings.site.theme, in: [themes] + Self.shippedThemes).roots) ?? []
    }

    /// Where themes that come with the program lie: `$MASTHEAD_THEMES`, `share/masthead/themes` beside an installed
    /// program, or the checkout it was built in.
    static var shippedThemes: [String] {
        var places: [String] = []
        if let named = ProcessInfo.processInfo.environment["MASTHEAD_THEMES"] { places.append(named) }
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        places.append(program.deletingLastPathComponent().appendingPathComponent("share/masthead/themes").path)
        var folder = program
        for _ in 0..<5 {
            folder = folder.deletingLastPathComponent()
            places.append(folder.appendingPathComponent("themes").path)
        }
        return places.filter { FileManager.default.fileExists(atPath: $0) }
    }

    /// A secret of this site, made when it is first asked for, readable by its owner alone.
    func secret(_ name: String) throws -> [UInt8] {
        let folder = state + "/keys"
        let file = "\(folder)/\(name)"
        if let found = FileManager.default.contents(atPath: file) {
            guard found.count >= 32 else {
                throw CommandFailure(
                    "the key \(file) is damaged; restore it from a backup, or remove it to have a new one made (links in mails already sent stop working)"
                )
            }
            return [UInt8](found)
        }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let secret = (0..<32).map { _ in UInt8.random(in: .min ... .max) }
        let temporary = "\(folder)/.\(name).\(getpid())"
        guard
            FileManager.default.createFile(
                atPath: temporary, contents: Data(secret), attributes: [.posixPermissions: 0o600])
        else { throw CommandFailure("the key \(file) can't be written") }
        // `link` refuses to replace: of two programs that start at once, both end up with the first one's key.
        let isOurs = unsafe link(temporary, file) == 0
        unsafe unlink(temporary)
        return isOurs ? secret : try self.secret(name)
    }
}
