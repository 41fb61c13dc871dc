import ArgumentParser
import Foundation

/// The command line: a list of parts.
@main
struct Masthead: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "masthead",
        abstract: "A blog on your own machines: build it, serve it through a caching edge, welcome its subscribers.",
        version: "0.1.0",
        groupedSubcommands: [
            CommandGroup(
                name: "Write and build",
                subcommands: [
                    NewCommand.self, PreviewCommand.self, BuildCommand.self, CheckCommand.self, ImportCommand.self,
                ]),
            CommandGroup(
                name: "Serve",
                subcommands: [UpCommand.self, OriginCommand.self, EdgeCommand.self, WorkerCommand.self]),
            CommandGroup(
                name: "Operate",
                subcommands: [
                    MailCommand.self, SubscribersCommand.self, CacheCommand.self, PhotosCommand.self,
                    ConfigCommand.self,
                ]),
        ])

    /// Exit codes: 0 done, 1 the work failed, 2 wrong usage or configuration, 3 refused because the state has changed.
    static func main() async {
        // A reader that goes away (`masthead mail list | head -1`) ends us quietly through the failing write.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            Foundation.exit(code(ending: error))
        }
    }

    private static func code(ending error: any Error) -> Int32 {
        if let failure = CommandFailure(error) {
            Console.complain(failure.message)
            return failure.code.rawValue
        }
        let message = fullMessage(for: error)
        switch exitCode(for: error) {
        case .success:
            Console.print(message)
            return 0
        case .validationFailure:
            Console.complain(message)
            return CommandFailure.Code.usage.rawValue
        case let other:
            if !message.isEmpty { Console.complain(message) }
            return other.rawValue
        }
    }
}
