import EdgeProxy
import Foundation
import MailDelivery
import NIOCore
import Origin
import PhotoLibrary
import SQLiteStore
import SiteBuilder
import SiteConfiguration
import SiteImport
import SiteModel
import Templates

/// Why a command ends without having done its work: what a person reads, and the code a program reads.
struct CommandFailure: Error {
    enum Code: Int32 {
        case failed = 1
        case usage = 2
        case refused = 3
    }

    let message: String
    let code: Code

    init(_ message: String, code: Code = .failed) {
        self.message = message
        self.code = code
    }

    /// The libraries' errors, each by its kind; `nil` for what is the argument parser's business.
    init?(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let problems as ConfigurationProblems: self.init(problems.description, code: .usage)
        case let failure as BuildFailure: self.init(failure)
        case let problem as Diagnostic: self.init(problem.description, code: .usage)
        case let failure as Scaffold.Failure: self.init(failure)
        case let failure as ImportFailure: self.init(failure)
        case let problem as StoreProblem: self.init(problem.description, code: .usage)
        case let problem as LetterProblem: self.init(problem.description, code: .usage)
        case let problems as TemplateProblems: self.init("\(problems)", code: .usage)
        case let failure as Origin.OriginFailure: self.init(failure.description)
        case let mistake as RoutingMistake: self.init(mistake.description, code: .usage)
        case let mistake as TLSMistake: self.init(mistake.description, code: .usage)
        case let refusal as PhotoRefusal: self.init(refusal.description)
        case _: return nil
        }
    }

    private init(_ failure: BuildFailure) {
        switch failure {
        case .invalid(let diagnostics):
            let errors = diagnostics.count { $0.severity == .error }
            self.init(
                failure.description + "\n\(errors) error\(errors == 1 ? "" : "s"); the site that was published stands.")
        case .foreignDestination, .busyDestination: self.init(failure.description, code: .refused)
        case .disk: self.init(failure.description)
        }
    }

    private init(_ failure: Scaffold.Failure) {
        switch failure {
        case .occupied: self.init(failure.description, code: .refused)
        case .noTheme, .noSlug, .noFolderName: self.init(failure.description, code: .usage)
        }
    }

    private init(_ failure: ImportFailure) {
        switch failure {
        case .occupied: self.init(failure.description, code: .refused)
        case .notASite: self.init(failure.description, code: .usage)
        case .unreadable: self.init(failure.description)
        }
    }

    /// A listener that could not be opened, in words that help.
    static func cannotListen(on address: ListenAddress, _ error: any Error, flag: String) -> CommandFailure {
        guard let error = error as? IOError else { return CommandFailure("cannot listen on \(address): \(error)") }
        switch error.errnoCode {
        case EADDRINUSE:
            return CommandFailure(
                "\(address) is taken by another program. See which with `ss -ltnp 'sport = :\(address.port)'`, "
                    + "or choose another address with \(flag).")
        case EACCES:
            return CommandFailure("\(address): ports below 1024 need more rights; choose another with \(flag).")
        case EADDRNOTAVAIL:
            return CommandFailure("\(address): this machine has no such address; choose another with \(flag).")
        case let code: return CommandFailure("cannot listen on \(address): \(unsafe String(cString: strerror(code)))")
        }
    }
}
