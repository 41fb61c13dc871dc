import ArgumentParser
import EdgeProxy
import Foundation
import Logging
import SiteConfiguration

/// Where log lines go: a file of the site while a person looks at the terminal, else standard error.
///
/// In a format other than JSON, the lines about requests have a file, or standard output, to themselves: no program that
/// reads such a format knows what to do with the others.
struct Logs: Sendable {
    let descriptor: Int32
    /// What to tell the person, if it is a file.
    let file: String?
    private let place: LogFile?
    private let accessPlace: LogFile?
    private let settings: SiteSettings.Log

    /// - Parameters:
    ///   - path: From the command line; `-` is standard error, `nil` chooses.
    ///   - settings: Of the lines about requests.
    init(_ path: String?, site: SiteFolder?, settings: SiteSettings.Log = .init()) throws {
        let chosen =
            path ?? (Console.isTerminal && site != nil ? site.map { $0.state + "/log/masthead.log" } : "-") ?? "-"
        self.settings = settings
        // `--log FILE` with a format of its own means where that goes; the rest is talk.
        let isForRequests = path != nil && settings.format != .json && settings.file == nil
        place = chosen == "-" || isForRequests ? nil : try LogFile(chosen)
        descriptor = place?.descriptor ?? STDERR_FILENO
        let accessFile = settings.file.map { site.map { $0.resolved(settings.file ?? "") } ?? $0 }
        accessPlace = try (accessFile ?? (isForRequests && chosen != "-" ? chosen : nil)).map { try LogFile($0) }
        file = place?.path ?? accessPlace?.path
    }

    func logger(_ label: String) -> Logger {
        let descriptor = descriptor
        let place = place
        return Logger(label: label) { LineLog(label: $0, descriptor: descriptor, file: place) }
    }

    var access: AccessLog {
        let file = accessPlace ?? (settings.format == .json ? place : nil)
        let otherwise = settings.format == .json ? STDERR_FILENO : STDOUT_FILENO
        var disclosure = AccessLog.Disclosure()
        disclosure.queries = settings.showsQueries
        disclosure.cookies = settings.showsCookies
        return AccessLog(
            descriptor: file?.descriptor ?? otherwise, format: .init(settings.format), disclosure: disclosure,
            prepare: { file?.follow() ?? false })
    }
}

extension AccessLog.Format {
    init(_ format: SiteSettings.LogFormat) {
        switch format {
        case .json: self = .json
        case .common: self = .common
        case .combined: self = .combined
        case .cloudfront: self = .cloudfront
        }
    }
}

extension SiteSettings.LogFormat: ExpressibleByArgument {}

extension SiteFolder {
    /// A path of the configuration: as it is, or from the site's folder.
    func resolved(_ file: String) -> String { file.hasPrefix("/") ? file : "\(path)/\(file)" }
}
