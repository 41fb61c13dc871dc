import EdgeProxy
import Foundation
import Logging

/// Where log lines go: a file of the site while a person looks at the terminal, else standard error.
struct Logs: Sendable {
    let descriptor: Int32
    /// What to tell the person, if it is a file.
    let file: String?

    /// - Parameter path: From the command line; `-` is standard error, `nil` chooses.
    init(_ path: String?, site: SiteFolder?) throws {
        let chosen =
            path ?? (Console.isTerminal && site != nil ? site.map { $0.state + "/log/masthead.log" } : "-") ?? "-"
        guard chosen != "-" else {
            descriptor = STDERR_FILENO
            file = nil
            return
        }
        let folder = (chosen as NSString).deletingLastPathComponent
        if !folder.isEmpty {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        descriptor = unsafe open(chosen, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            throw CommandFailure(
                "the log \(chosen) can't be written: \(unsafe String(cString: strerror(errno)))", code: .usage)
        }
        file = chosen
    }

    func logger(_ label: String) -> Logger {
        let descriptor = descriptor
        return Logger(label: label) { LineLog(label: $0, descriptor: descriptor) }
    }

    var access: AccessLog { AccessLog(descriptor: descriptor) }
}
