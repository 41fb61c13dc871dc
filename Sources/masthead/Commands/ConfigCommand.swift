import ArgumentParser
import OriginAccess
import SiteConfiguration

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Check or show what masthead.yaml comes to.",
        subcommands: [Check.self, Show.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say everything that is wrong with masthead.yaml.")

        @OptionGroup var option: SiteOption

        mutating func run() async throws {
            let site = try option.open()
            // Looking makes no keys: any will do.
            let key = AccessKey(secret: Array(repeating: 0, count: AccessKey.leastBytes))
            let edge = try EdgeAssembly.configuration(site) {
                if let key { return key }
                return try site.accessKey()
            }
            EdgeAssembly.warnOfExpiry(edge)
            Console.print("masthead.yaml is in order")
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print every setting with its defaults filled in, secrets hidden.")

        @OptionGroup var option: SiteOption

        @Flag(help: "As one JSON value.")
        var json = false

        mutating func run() async throws {
            let settings = try option.open().settings
            Console.print(json ? settings.renderedJSON(hidingSecrets: true) : settings.rendered(hidingSecrets: true))
        }
    }
}
